"""Where the project's own files stand."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
LOCALES: Final = ROOT / "locales"
LAW: Final = ROOT / "data" / "law"
PAYMENT: Final = ROOT / "data" / "payment"
TOPICS: Final = ROOT / "data" / "faq" / "topics.toml"
QUESTION_SET: Final = ROOT / "data" / "faq" / "questions"
CATEGORIES: Final = ROOT / "data" / "categories" / "categories.toml"
QUESTIONS: Final = ROOT / "data" / "categories" / "questions.toml"
PAPERS: Final = ROOT / "data" / "categories" / "papers"
DEMO: Final = ROOT / "data" / "demo"
FONTS: Final = ROOT / "data" / "fonts"

"""One understanding of the project's own texts for all tests here: it takes a second to learn."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.texts import Catalogs, load
from bot.understanding import Understanding

LOCALES = Path(__file__).parents[2] / "locales"


@pytest.fixture(scope="session")
def catalogs() -> Catalogs:
    return load(LOCALES)


@pytest.fixture(scope="session")
def understanding(catalogs: Catalogs) -> Understanding:
    return Understanding.of(catalogs)

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rules.law import Law, load

LAW_FILES = Path(__file__).parents[2] / "data" / "law"


@pytest.fixture(scope="session")
def law() -> Law:
    return load(LAW_FILES)

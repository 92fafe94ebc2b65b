from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis.vendor.pretty import for_type_by_name

from bot.rules.law import Law, load

# A failing example is told about the person, not about every number of the law.
for_type_by_name("bot.rules.law", "Law", lambda law, printer, cycle: printer.text("law"))

LAW_FILES = Path(__file__).parents[2] / "data" / "law"


@pytest.fixture(scope="session")
def law() -> Law:
    return load(LAW_FILES)

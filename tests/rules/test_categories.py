"""Who pays for each category, by the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.files import CATEGORIES
from bot.rules.categories import CategoriesFault, Payer, load
from bot.rules.history import PrivilegedCategory as P
from bot.rules.law import Law

EVERY = load(CATEGORIES)
REFORM = date(2026, 1, 1)
EVE = date(2025, 12, 31)


def paid_by(payer: Payer, day: date) -> set[P]:
    return {one.id for one in EVERY.values() if one.payer(day) is payer}


@pytest.mark.parametrize(("day", "state", "local"), [(EVE, 15, 0), (REFORM, 14, 2)])
def test_the_lists_are_as_long_as_the_law_says(law: Law, day: date, state: int, local: int) -> None:
    assert len(paid_by(Payer.STATE, day)) == law.count("state_categories", day) == state
    assert len(paid_by(Payer.LOCAL, day)) == local
    assert law.known("local_categories", day) is (local > 0)
    if local:
        assert law.count("local_categories", day) == local


def test_what_law_206_changed() -> None:
    assert paid_by(Payer.LOCAL, REFORM) == {P.REGISTERED_UNEMPLOYED, P.CRISIS_LEVEL}
    assert EVERY[P.REGISTERED_UNEMPLOYED].payer(EVE) is Payer.STATE
    assert EVERY[P.CRISIS_LEVEL].payer(EVE) is None
    assert {one.id for one in EVERY.values() if one.changed(REFORM)} == {
        P.DISABLED_CHILD_BENEFIT,
        P.GROUP_1_CARE_BENEFIT,
        P.REGISTERED_UNEMPLOYED,
        P.CRISIS_LEVEL,
    }


def test_service_is_apart() -> None:
    assert paid_by(Payer.EXEMPT, REFORM) == {P.UNIFORMED_SERVICE}


def test_who_has_to_be_without_work() -> None:
    assert {one.id for one in EVERY.values() if one.non_working} == {
        P.PREGNANT,
        P.CHILD_UNDER_3,
        P.DISABLED_CHILD_BENEFIT,
        P.GROUP_1_CARE_BENEFIT,
        P.KANDAS,
        P.SOCIAL_ASSISTANCE,
        P.CRISIS_LEVEL,
    }


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ("[child]", "[child", "categories.toml"),
        ("[child]", "[grown_up]", "every category once"),
        ("from = 2020-01-01", 'from = "2020-01-01"', "child: a day"),
        ('payers = [{ from = 2020-01-01, payer = "state" }]', "payers = []", "child: nobody pays"),
        ('payer = "state"', 'payer = "someone"', "child: 'someone'"),
        ('article = "405-V/26"\n', "", "child: 'article' is missing"),
        ('source = "презентация Фонда, 2026"', 'source = " "', "child: the source is empty"),
        ('source = "презентация', 'note = "?"\nsource = "презентация', "child: unknown keys"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, good: str, bad: str, named: str) -> None:
    text = CATEGORIES.read_text("utf-8")
    assert good in text
    path = tmp_path / "categories.toml"
    path.write_text(text.replace(good, bad, 1), "utf-8")
    with pytest.raises(CategoriesFault, match=r"categories\.toml") as fault:
        load(path)
    assert named in str(fault.value)


def test_payers_stand_in_the_order_of_their_days(tmp_path: Path) -> None:
    text = CATEGORIES.read_text("utf-8").replace("2026-01-01, payer", "2019-01-01, payer", 1)
    path = tmp_path / "categories.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CategoriesFault, match="registered_unemployed: payers"):
        load(path)

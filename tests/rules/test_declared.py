"""A person's own words give the rows that a ledger would hold, and so the same answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database import Database
from bot.ledger import Admission, SqliteLedger
from bot.rules.amounts import in_force
from bot.rules.declared import (
    Declaration,
    DeclaredMonth,
    EarlierMonths,
    declaration_window,
    declared_history,
    declared_status,
    earlier_months_that_insure,
)
from bot.rules.history import Knp
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.situation import MonthState
from bot.rules.status import Basis, Standing, Status, status
from tests.ledger.files import AIGUL, PSEUDONYMS, files_of, person
from tests.rules.histories import days, thorough

TODAY = date(2026, 11, 20)
OCTOBER = Month.of(2026, 10)
P, U, E, S = (
    DeclaredMonth.PAID,
    DeclaredMonth.UNPAID,
    DeclaredMonth.EMPLOYER_PART,
    DeclaredMonth.STATE,
)


def declared(
    marks: str, earlier: EarlierMonths = EarlierMonths.UNKNOWN, *, today: bool = False
) -> Declaration:
    """Marks of the twelve months up to October 2026, a letter each, oldest first."""
    by_letter = {"p": P, "u": U, "e": E, "s": S}
    months = {OCTOBER - 11 + place: by_letter[letter] for place, letter in enumerate(marks)}
    return Declaration(months, earlier, state_pays_today=today)


@st.composite
def declarations(draw: st.DrawFn) -> tuple[Declaration, date]:
    day = draw(days)
    likely = st.sampled_from([P, P, P, P, U, E, S])
    marks = {Month.containing(day) - back: draw(likely) for back in range(1, 13)}
    earlier = draw(st.sampled_from(EarlierMonths))
    return Declaration(marks, earlier, state_pays_today=draw(st.booleans())), day


def worth(found: Status) -> tuple[bool, date]:
    through = found.insured_through or (date.max if found.insured else date.min)
    return found.insured, through


@pytest.mark.parametrize("earlier", EarlierMonths)
def test_all_months_paid_insure(law: Law, earlier: EarlierMonths) -> None:
    found = declared_status(law, declared("p" * 12, earlier), TODAY)
    assert (found.standing, found.basis) == (Standing.INSURED, Basis.CONTRIBUTIONS)
    kept = Month.of(2027, 4) if earlier is EarlierMonths.FIVE_YEARS else Month.of(2027, 1)
    assert found.insured_through == kept.last_day


@thorough
@given(said=declarations())
def test_the_answer_is_never_unknown(law: Law, said: tuple[Declaration, date]) -> None:
    declaration, day = said
    assert declared_status(law, declaration, day).standing is not Standing.UNKNOWN


@thorough
@given(said=declarations(), back=st.integers(1, 12))
def test_one_more_month_paid_never_worsens(
    law: Law, said: tuple[Declaration, date], back: int
) -> None:
    declaration, day = said
    marks = {**declaration.marks, Month.containing(day) - back: P}
    more = replace(declaration, marks=marks)
    assert worth(declared_status(law, more, day)) >= worth(declared_status(law, declaration, day))


@thorough
@given(said=declarations())
def test_months_stand_as_they_were_marked(law: Law, said: tuple[Declaration, date]) -> None:
    declaration, day = said
    covered = {month for month, mark in declaration.marks.items() if mark in {P, S}}
    partial_ones = {month for month, mark in declaration.marks.items() if mark is E}
    found = declared_status(law, declaration, day)
    assert {month for month, state in found.months if state is MonthState.COVERED} == covered
    assert set(found.partial) == partial_ones


@thorough
@given(said=declarations())
def test_nothing_lies_in_the_future(law: Law, said: tuple[Declaration, date]) -> None:
    declaration, day = said
    history = declared_history(law, declaration, day)
    assert history.known_on(day) == history
    assert not history.empty


def test_nothing_paid_is_not_insured(law: Law) -> None:
    found = declared_status(law, Declaration({}), TODAY)
    assert found.standing is Standing.NOT_INSURED
    assert found.due == (OCTOBER,), "October may be paid until the 25th of November"
    assert len(found.unpaid) == 11
    assert found.debt == 11 * 4250
    assert not found.partial


def test_the_last_month_is_due_until_its_day(law: Law) -> None:
    said = declared("p" * 11 + "u")
    assert declared_status(law, said, date(2026, 11, 25)).due == (OCTOBER,)
    assert declared_status(law, said, date(2026, 11, 26)).unpaid == (OCTOBER,)


def test_an_employers_part_alone_covers_nothing(law: Law) -> None:
    said = declared("ppppppepppp" + "p")
    rows = [row for row in declared_history(law, said, TODAY).payments if row.period.number == 5]
    assert [row.knp for row in rows] == [Knp.DEDUCTIONS]
    found = declared_status(law, said, TODAY)
    assert (found.standing, found.partial) == (Standing.NOT_INSURED, (Month.of(2026, 5),))


def test_adjacent_state_months_are_one_period(law: Law) -> None:
    periods = declared_history(law, declared("ssuussssuuss", today=True), TODAY).categories
    assert [(stretch.starts_on, stretch.ends_on) for stretch in periods] == [
        (date(2025, 11, 1), date(2025, 12, 31)),
        (date(2026, 3, 1), date(2026, 6, 30)),
        (date(2026, 9, 1), None),
    ]


@pytest.mark.parametrize(("today", "basis"), [(True, Basis.CATEGORY), (False, Basis.RETENTION)])
def test_whether_the_state_pays_today_decides(law: Law, *, today: bool, basis: Basis) -> None:
    assert declared_status(law, declared("s" * 12, today=today), TODAY).basis is basis


@pytest.mark.parametrize(
    ("marks", "earlier"),
    [
        ("ppppppppppuu", EarlierMonths.YEAR),
        ("ppppppppuuuu", EarlierMonths.FIVE_YEARS),
        ("ppppuuuuuuuu", None),
        ("pppppppppppp", None),
        ("uuuuuuuuuuuu", None),
    ],
)
def test_what_was_before_is_asked_where_it_matters(
    law: Law, marks: str, earlier: EarlierMonths | None
) -> None:
    assert earlier_months_that_insure(law, declared(marks), TODAY) is earlier


def test_who_has_said_what_was_before_is_not_asked_again(law: Law) -> None:
    said = declared("ppppppppuuuu", EarlierMonths.YEAR)
    assert earlier_months_that_insure(law, said, TODAY) is None


def test_there_was_nothing_to_pay_before_the_system(law: Law) -> None:
    history = declared_history(law, Declaration({}, EarlierMonths.FIVE_YEARS), date(2021, 8, 5))
    assert min(row.period for row in history.payments) == Month.of(2017, 7)


@pytest.mark.parametrize(
    "said",
    [
        declared("p" * 12),
        declared("u" * 12),
        declared("ppepppuppppu", EarlierMonths.YEAR),
        declared("ppppppppuuuu", EarlierMonths.FIVE_YEARS),
        declared("sspppsspppss", today=True),
    ],
)
async def test_a_ledger_with_the_same_rows_says_the_same(
    law: Law, said: Declaration, tmp_path: Path
) -> None:
    history = declared_history(law, said, TODAY)
    async with Database.open(tmp_path / "ledger.sqlite3") as database:
        ledger = SqliteLedger(database, PSEUDONYMS)
        admission = Admission(TODAY, partial(in_force, law), lambda *_: True)
        await ledger.import_files(files_of(history, tmp_path), admission)
        kept = await ledger.history(person(AIGUL))
    assert status(law, kept, TODAY) == declared_status(law, said, TODAY)


def test_the_window_is_the_twelve_months_before(law: Law) -> None:
    window = declaration_window(law, TODAY)
    assert (window[0], window[-1], len(window)) == (Month.of(2025, 11), OCTOBER, 12)

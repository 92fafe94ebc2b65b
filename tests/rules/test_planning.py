"""Planners: the rows that would exist, and what the one `status` says of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.database import Database
from bot.ledger import Admission, SqliteLedger
from bot.rules.amounts import in_force
from bot.rules.coverage import Coverage
from bot.rules.history import History, PrivilegedCategory
from bot.rules.law import Law
from bot.rules.months import Month, months_between
from bot.rules.planning.course import insured_days, uninsured_days
from bot.rules.planning.events import event_of
from bot.rules.planning.leave_check import LeaveCheck
from bot.rules.planning.outlook import Outlook
from bot.rules.planning.questions import ASKED, Change, next_question
from bot.rules.planning.spells import self_paid
from bot.rules.refusals import BadInput
from bot.rules.status import Disputed, status
from tests.ledger.files import AIGUL, PSEUDONYMS, files_of, person
from tests.rules.answers import answer
from tests.rules.histories import people, thorough
from tests.rules.rows import category, employed

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
Answers = Mapping[str, str]

LIVES: list[tuple[Change, Answers, list[str], str | None, str | None]] = [
    # change, answers, empty months, last insured day, the day on which it comes back by itself
    (Change.UNPAID, {"from": "2026-12-15", "to": "2027-01-15"}, [], None, None),
    (
        *(Change.UNPAID, {"from": "2026-12-01", "to": "2027-01-31"}),
        *(["2026-12", "2027-01"], "2027-02-28", "2028-02-25"),
    ),
    (
        *(Change.UNPAID, {"from": "2026-11-30", "to": "2026-12-31"}),
        *(["2026-12"], "2027-02-28", "2028-01-25"),
    ),
    (
        *(Change.SICK, {"from": "2026-12-01", "to": "2027-02-28", "paid_in": "2027-02"}),
        *(["2026-12", "2027-01"], "2027-02-28", "2028-02-25"),
    ),
    (
        *(Change.SICK, {"from": "2026-12-10", "to": "2027-02-28", "paid_in": "2027-03"}),
        *(["2027-01", "2027-02"], "2027-03-31", "2028-03-27"),
    ),
    (Change.JOB, {"left": "2026-11-30", "starts": "2026-12-31"}, [], None, None),
    (
        *(Change.JOB, {"left": "2026-12-01", "starts": "2027-02-01"}),
        *(["2027-01"], "2027-03-31", "2028-02-25"),
    ),
    (
        *(Change.BUSINESS, {"how": "suspended", "stops": "2026-12-31", "resumes": "2027-03-01"}),
        *(["2027-01", "2027-02"], "2027-03-31", "2028-03-27"),
    ),
    (Change.ADULT, {"birthday": "2009-01-15", "next": "studies"}, [], None, None),
    (Change.ADULT, {"birthday": "2009-01-15", "next": "disability"}, [], None, None),
    (
        *(Change.ADULT, {"birthday": "2009-01-01", "next": "works", "starts": "2027-03-31"}),
        *(["2027-01", "2027-02"], "2027-03-31", "2028-03-27"),
    ),
    (
        *(Change.ADULT, {"birthday": "2009-01-02", "next": "works", "starts": "2027-03-31"}),
        *(["2027-02"], "2027-04-30", "2028-03-27"),
    ),
    (Change.STUDY, {"ends": "2027-06-30", "starts": "2027-07-15"}, [], None, None),
    (
        *(Change.STUDY, {"ends": "2027-06-01", "starts": "2027-08-01"}),
        *(["2027-07"], "2027-09-30", "2028-08-25"),
    ),
    (Change.CHILD, {"birthday": "2024-02-10", "next": "returns"}, [], None, None),
    (Change.CHILD, {"birthday": "2024-02-10", "next": "another"}, [], None, None),
]


def outlook(law: Law, change: Change, answers: Answers, facts: History | None = None) -> Outlook:
    return Outlook.of(law, event_of(law, change, answers, TODAY), TODAY, facts)


@pytest.mark.parametrize(("change", "answers", "empty", "holds", "back"), LIVES)
def test_a_change_leaves_these_months_empty(
    law: Law,
    change: Change,
    answers: Answers,
    empty: list[str],
    holds: str | None,
    back: str | None,
) -> None:
    found = outlook(law, change, answers)
    assert [str(one.period) for one in found.empty] == empty
    assert (found.holds_through.isoformat() if found.holds_through else None) == holds
    returned = found.gap.last if found.gap else None
    assert ((returned + DAY).isoformat() if returned else None) == back
    assert found.gap_paying is None


def test_without_a_next_job_every_month_stays_empty(law: Law) -> None:
    found = outlook(law, Change.JOB, {"left": "2026-11-30", "starts": ""})
    assert [one.period for one in found.empty] == list(
        months_between(Month.of(2026, 12), Month.of(2027, 11))
    )
    assert found.gap is not None
    assert (found.gap.first, found.gap.last) == (date(2027, 3, 1), None)
    assert found.empty[0].amount == 4250
    assert [one.amount for one in found.empty[1:]] == [None] * 11, "the wage of 2027 is not known"
    assert found.total is None


def test_a_state_paid_year_is_said_to_be_read_in_two_ways(law: Law) -> None:
    found = outlook(law, Change.STUDY, {"ends": "2027-06-30", "starts": ""})
    assert found.disputed == (Disputed.RETENTION_AFTER_CATEGORY,)


def test_who_was_abroad_waits_for_twelve_months(law: Law) -> None:
    found = outlook(law, Change.RETURN, {"returns": "2026-12-10", "starts": "2027-01-10"})
    assert not found.insured_before
    assert found.holds_through is None
    assert found.gap is not None
    assert found.gap.last == date(2028, 1, 24), "January to December 2027, the last by 25 January"


def test_born_on_the_29th_of_february_comes_of_age_on_the_first_of_march(law: Law) -> None:
    event = event_of(law, Change.ADULT, {"birthday": "2008-02-29", "next": "nothing"}, TODAY)
    assert event.turning == date(2026, 3, 1)


# Facts instead of assumptions


def test_known_months_go_before_assumptions(law: Law) -> None:
    facts = History(tuple(employed("2024-01", "2026-05")), ())
    found = outlook(law, Change.UNPAID, {"from": "2026-12-01", "to": "2026-12-31"}, facts)
    assert not found.insured_before, "June to October were not paid"
    assert [str(one.period) for one in found.empty] == ["2026-12"]


def test_a_month_paid_meanwhile_is_not_empty(law: Law) -> None:
    facts = History(tuple(employed("2025-01", "2026-10")), ())
    answers = {"from": "2026-09-01", "to": "2026-12-31"}
    assert [str(one.period) for one in outlook(law, Change.UNPAID, answers, facts).empty] == [
        "2026-11",
        "2026-12",
    ]


def test_a_pensioner_loses_nothing_by_unpaid_leave(law: Law) -> None:
    facts = History(
        tuple(employed("2025-01", "2026-10")), (category("pensioner", "2026-01-01", None),)
    )
    found = outlook(law, Change.UNPAID, {"from": "2026-12-01", "to": "2027-06-30"}, facts)
    assert (found.empty, found.gap) == ((), None)


def test_an_open_childhood_in_the_ledger_ends_with_the_birthday(law: Law) -> None:
    facts = History((), (category("child", "2009-01-15", None),))
    found = outlook(law, Change.ADULT, {"birthday": "2009-01-15", "next": "nothing"}, facts)
    assert found.empty[0].period == Month.of(2027, 2)
    assert found.holds_through == date(2027, 4, 30)


# The leave of the Fund's presentation of 2026


def test_the_leave_of_the_presentation_to_the_tenge(law: Law) -> None:
    check = LeaveCheck.of(law, date(2026, 7, 1), date(2026, 8, 25), Decimal(168_000))
    rows = [
        (str(r.period), r.days, r.income, *(x.amount for x in r.lines)) for r in check.leave.rows
    ]
    assert rows == [("2026-07", 31, 93_000, 2790, 1860), ("2026-08", 25, 75_000, 2250, 1500)]
    assert [line.amount for line in check.wrong.lines] == [5040, 3360]
    assert check.lost == (Month.of(2026, 8),)
    wrong, right = (status(law, one, date(2026, 10, 1)) for one in histories(check))
    assert (wrong.unpaid, right.unpaid) == ((Month.of(2026, 8),), ())
    assert check.gap is not None
    assert check.gap.first == date(2026, 11, 1)
    assert status(law, check.right_history, check.gap.first).insured


def histories(check: LeaveCheck) -> tuple[History, History]:
    return check.wrong_history, check.right_history


@thorough
@given(
    first=st.dates(date(2024, 5, 1), date(2026, 12, 1)),
    days=st.integers(0, 180),
    pay=st.integers(100_000, 2_000_000),  # a day's part still makes payments of a tenge
)
def test_a_leave_entered_rightly_loses_nothing(law: Law, first: date, days: int, pay: int) -> None:
    last = first + timedelta(days=days)
    assume(last.year < 2027)
    check = LeaveCheck.of(law, first, last, Decimal(pay))
    months = [row.period for row in check.leave.rows]
    after = (months[-1] + 2).first_day
    assert uninsured_days(law, check.right_history, first, after) is None
    covered = Coverage.of(law, check.wrong_history).covered
    assert [month for month in months if not covered(month)] == list(check.lost)
    assert (check.gap is None) is (len(months) == 1)


# What ties every planner to `status`


@st.composite
def lives(draw: st.DrawFn) -> tuple[Change, dict[str, str]]:
    """A change and answers to its questions, as a person might give them."""
    change = draw(st.sampled_from([one for one in Change if one is not Change.LEAVE]))
    answers: dict[str, str] = {}
    last = TODAY + timedelta(days=draw(st.integers(0, 400)))
    while (question := next_question(change, answers)) is not None:
        match str(question.sort):
            case "choice":
                value = draw(st.sampled_from(question.choices))
            case "month":
                value = str(Month.containing(last) + draw(st.integers(0, 1)))
            case _ if question.past:
                age = 18 if change is Change.ADULT else 3
                value = draw(st.dates(TODAY.replace(year=TODAY.year - age), TODAY)).isoformat()
            case _ if question.optional and draw(st.booleans()):
                value = ""
            case _:
                last += timedelta(days=draw(st.integers(0, 250)))
                value = last.isoformat()
        answers[question.name] = value
    return change, answers


@thorough
@given(life=lives())
def test_the_status_holds_as_long_as_the_planner_says(
    law: Law, life: tuple[Change, dict[str, str]]
) -> None:
    found = outlook(law, *life)
    if found.holds_through is None:
        assert found.gap is None or life[0] is Change.RETURN
        return
    assert status(law, found.history, found.holds_through).insured
    assert not status(law, found.history, found.holds_through + DAY).insured
    assert found.gap is not None
    if found.gap.last is not None:
        assert not status(law, found.history, found.gap.last).insured
        assert status(law, found.history, found.gap.last + DAY).insured


@thorough
@given(life=lives())
def test_paying_what_is_empty_keeps_the_status(
    law: Law, life: tuple[Change, dict[str, str]]
) -> None:
    found = outlook(law, *life)
    assume(found.insured_before)
    left = found.gap_paying
    if not found.event.open_ended:
        assert left is None
    elif left is not None:
        assert left.first > max(one.period for one in found.empty).last_day


@thorough
@given(life=lives())
def test_the_latest_day_to_pay_is_early_enough(
    law: Law, life: tuple[Change, dict[str, str]]
) -> None:
    found = outlook(law, *life)
    assume(found.latest is not None and found.gap is not None)
    assert found.latest is not None
    assert found.gap is not None
    before = Month.containing(found.gap.first)
    rows = [self_paid(law, x.period, found.latest) for x in found.empty if x.period < before]
    paid = found.history.with_payments(tuple(rows))
    assert uninsured_days(law, paid, found.first, before.last_day) is None


@thorough
@given(life=lives())
def test_nobody_pays_for_an_empty_month_and_somebody_for_the_others(
    law: Law, life: tuple[Change, dict[str, str]]
) -> None:
    found = outlook(law, *life)
    covered = Coverage.of(law, found.history).covered
    empty = {one.period for one in found.empty}
    assert not any(covered(month) for month in empty)
    if not found.event.open_ended and life[0] is not Change.RETURN:
        back = found.event.back_on
        assert back is not None
        between = months_between(found.event.first, Month.containing(back))
        assert {month for month in between if not covered(month)} == empty


@thorough
@given(someone=people(), length=st.integers(0, 500), at=st.integers(0, 500))
def test_the_course_says_of_each_day_what_status_says(
    law: Law, someone: object, length: int, at: int
) -> None:
    history, first = someone.history, someone.day  # type: ignore[attr-defined]
    last = first + timedelta(days=length)
    day = first + timedelta(days=min(at, length))
    insured = any(days.holds(day) for days in insured_days(law, history, first, last))
    assert insured is status(law, history, day).insured


@pytest.mark.parametrize(
    ("change", "answers"),
    [
        (Change.UNPAID, {"from": "2026-12-01", "to": "2027-01-31"}),
        (Change.SICK, {"from": "2026-12-01", "to": "2027-02-28", "paid_in": "2027-02"}),
        (Change.JOB, {"left": "2026-11-30", "starts": "2027-02-01"}),
        (Change.BUSINESS, {"how": "closed", "stops": "2026-12-31", "starts": "2027-04-01"}),
        (Change.ADULT, {"birthday": "2009-01-01", "next": "works", "starts": "2027-06-01"}),
        (Change.STUDY, {"ends": "2027-06-30", "starts": "2027-09-01"}),
        (Change.CHILD, {"birthday": "2024-02-10", "next": "returns"}),
        (Change.RETURN, {"returns": "2026-12-10", "starts": "2027-01-10"}),
    ],
)
async def test_a_ledger_with_the_planned_rows_says_the_same(
    law: Law, change: Change, answers: Answers, tmp_path: Path
) -> None:
    found = outlook(law, change, answers)
    for name, planned in (("nothing-more", found.history), ("paid", found.paying)):
        folder = tmp_path / name
        folder.mkdir()
        again = await kept_history(law, planned, folder)
        assert sorted_rows(again) == sorted_rows(planned)
        for month in months_between(Month.containing(found.first), Month.containing(found.last)):
            day = month.last_day
            assert answer(law, again, day) == answer(law, planned, day)


async def test_the_presentations_leave_in_a_ledger(law: Law, tmp_path: Path) -> None:
    check = LeaveCheck.of(law, date(2026, 7, 1), date(2026, 8, 25), Decimal(168_000))
    for name, planned, insured in (
        ("right", check.right_history, True),
        ("wrong", check.wrong_history, False),
    ):
        folder = tmp_path / name
        folder.mkdir()
        again = await kept_history(law, planned, folder)
        assert status(law, again, date(2026, 11, 20)).insured is insured


async def kept_history(law: Law, history: History, folder: Path) -> History:
    """The rows after a way through files and a ledger, taken in when all are of the past."""
    async with Database.open(folder / "ledger.sqlite3") as database:
        ledger = SqliteLedger(database, PSEUDONYMS)
        admission = Admission(date(2032, 1, 1), partial(in_force, law), lambda *_: True)
        await ledger.import_files(files_of(history, folder), admission)
        return await ledger.history(person(AIGUL))


def sorted_rows(history: History) -> list[str]:
    return sorted(map(repr, (*history.payments, *history.categories)))


# What is refused


@pytest.mark.parametrize(
    ("change", "answers", "field", "reason"),
    [
        (Change.UNPAID, {"from": "2026-12-10", "to": "2026-12-09"}, "to", "before_start"),
        (Change.LEAVE, {"from": "2026-12-10", "to": "2026-12-09"}, "to", "before_start"),
        (Change.LEAVE, {"from": "2026-12-10", "to": "2026-12-20", "pay": "0"}, "pay", "zero"),
        (Change.UNPAID, {"from": "2026-02-30"}, "from", "not_a_date"),
        (Change.UNPAID, {"from": "2024-01-01", "to": "2024-03-31"}, "from", "long_past"),
        (Change.JOB, {"left": "2026-12-10", "starts": "2026-12-01"}, "starts", "before_start"),
        (Change.JOB, {"left": ""}, "left", "missing"),
        (Change.ADULT, {"birthday": "2030-01-15", "next": "nothing"}, "birthday", "in_future"),
        (Change.CHILD, {"birthday": "2026-11-21", "next": "nothing"}, "birthday", "in_future"),
        (Change.BUSINESS, {"how": "sold"}, "how", "unknown_choice"),
        (Change.STUDY, {"ends": "2101-06-30"}, "ends", "too_far"),
        (
            Change.SICK,
            {"from": "2026-12-01", "to": "2027-02-28", "paid_in": "2027-05"},
            *("paid_in", "outside_leave"),
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(
    law: Law, change: Change, answers: Answers, field: str, reason: str
) -> None:
    with pytest.raises(BadInput) as refused:
        event_of(law, change, answers, TODAY)
    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize("change", Change)
def test_every_question_is_asked_once(change: Change) -> None:
    names = [question.name for question in ASKED[change]]
    assert len(set(names)) == len(names)
    assert next_question(change, dict.fromkeys(names, "")) is None


def test_a_category_that_ends_is_the_one_of_the_change(law: Law) -> None:
    event = event_of(law, Change.STUDY, {"ends": "2027-06-30", "starts": ""}, TODAY)
    assert [spell.category for spell in event.spells] == [PrivilegedCategory.FULL_TIME_STUDENT]

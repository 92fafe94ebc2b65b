"""The days off of `data/law`: what the library says, and what an act has moved since."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest

from bot.rules.due import arrival_day, due_dates_of_year
from bot.rules.law import Law
from bot.rules.refusals import LAST_YEAR, ParameterUnknown
from bot.rules.workdays import DayOff, WorkingCalendar
from tests.rules.days_off import FILE, LIBRARY, YEARS, days, rewritten

AGAIN = (
    f"{FILE.name} and the library differ: run `python -m tests.rules.days_off`, read `git diff`"
    " (each day against its act), and take out of `moved` what the tables know now"
)
FRIDAY, SUNDAY = date(2027, 4, 30), date(2027, 5, 2)
MOVED = {"off": FRIDAY, "worked": SUNDAY, "act": "P2600000001", "source": "invented"}


@pytest.fixture
def entries() -> dict[str, Any]:
    """The file as if no act had moved a day since the library knows them."""
    return tomllib.loads(FILE.read_text("utf-8")) | {"moved": []}


def test_the_file_is_what_the_generator_writes() -> None:
    text = FILE.read_text("utf-8")
    assert rewritten(text) == text, AGAIN


def test_every_day_of_every_year_is_as_the_library_says(entries: dict[str, Any]) -> None:
    calendar = WorkingCalendar.of(entries)
    assert calendar.years == YEARS
    for day in days():
        why = None
        if not LIBRARY.is_working_day(day):
            why = DayOff.HOLIDAY if day in LIBRARY else DayOff.WEEKEND
        assert calendar.day_off(day) is why, f"{day}: {AGAIN}"
        unsure = "estimated" in LIBRARY.get(day, "")
        assert calendar.estimated(day, day) is unsure, f"{day}: {AGAIN}"


def test_an_act_moves_a_day_off(entries: dict[str, Any]) -> None:
    before, after = WorkingCalendar.of(entries), WorkingCalendar.of(entries | {"moved": [MOVED]})
    assert [before.day_off(day) for day in (FRIDAY, SUNDAY)] == [None, DayOff.WEEKEND]
    assert [after.day_off(day) for day in (FRIDAY, SUNDAY)] == [DayOff.HOLIDAY, None]
    assert (before.from_day(FRIDAY), after.from_day(FRIDAY)) == (FRIDAY, SUNDAY)


def test_an_act_has_people_work_on_a_holiday(entries: dict[str, Any]) -> None:
    """On a weekday that would have been off because a holiday fell on a weekend, as in 2020."""
    monday = date(2027, 5, 3)
    calendar = WorkingCalendar.of(entries | {"moved": [MOVED | {"worked": monday}]})
    assert calendar.day_off(monday) is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (MOVED | {"off": date(2018, 3, 9)}, "2018-03-09 is a day off without this line"),
        (MOVED | {"worked": date(2027, 4, 29)}, "2027-04-29 is a working day without this line"),
        (MOVED | {"off": "2027-04-30"}, "'2027-04-30' is not a date from 2017 to 2101"),
        (MOVED | {"off": date(2007, 4, 30)}, "is not a date from 2017 to 2101"),
        (MOVED | {"of": FRIDAY}, "nothing else"),
        ({"off": FRIDAY, "worked": SUNDAY}, "needs off, worked, act and source"),
    ],
)
def test_a_move_that_cannot_be_meant(
    entries: dict[str, Any], row: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValueError, match="moved: ") as fault:
        WorkingCalendar.of(entries | {"moved": [row]})
    assert reason in str(fault.value)


def test_everything_that_may_be_asked_is_known(law: Law) -> None:
    """From the first due date and arrival of all to those of the last year."""
    for year in range(YEARS[0], LAST_YEAR + 1):
        assert due_dates_of_year(law, year)
    assert arrival_day(law, law.first_day("arrival_working_days")) == date(2017, 7, 5)
    # The first two are off on a weekend, so that the two after them are off too.
    assert arrival_day(law, date(LAST_YEAR, 12, 31)) == date(2101, 1, 7)


@pytest.mark.parametrize("day", [date(2016, 12, 31), date(2102, 1, 1), date.max])
def test_days_outside_are_refused(law: Law, day: date) -> None:
    with pytest.raises(ParameterUnknown) as refusal:
        law.calendar.from_day(day)
    assert (refusal.value.parameter, refusal.value.on) == ("days_off", day)


def test_a_working_day_beyond_the_end_is_refused(law: Law) -> None:
    with pytest.raises(ParameterUnknown):
        law.calendar.after(date(2101, 12, 31), 1)


def test_what_is_worked_is_not_off_and_what_is_estimated_is(law: Law) -> None:
    calendar = law.calendar
    assert not calendar.holidays & calendar.worked
    assert calendar.estimates <= calendar.holidays

"""Due dates of a year, why they moved, and which of them are only estimated."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files import LAW
from bot.rules.due import (
    Moved,
    due_date,
    due_dates,
    due_dates_of_year,
    estimated,
    next_due_date,
    past_due_dates,
)
from bot.rules.law import Law, load
from bot.rules.months import Month
from bot.rules.penalty import check_due
from bot.rules.refusals import BadInput
from bot.rules.workdays import DayOff

LAW_NOW = load(LAW)

MOVED = {
    "2025-12": (date(2026, 1, 26), Moved.WEEKEND),
    "2025-09": (date(2025, 10, 28), Moved.HOLIDAY),
    "2026-09": (date(2026, 10, 27), Moved.HOLIDAY),
    "2026-02": (date(2026, 3, 26), Moved.HOLIDAY),  # a day off moved from a weekend
    "2026-03": (date(2026, 4, 27), Moved.WEEKEND),
    "2026-10": (date(2026, 11, 25), None),
    # A Saturday on which people worked.
    "2018-07": (date(2018, 8, 25), None),
}


@pytest.mark.parametrize(("month", "expected"), MOVED.items())
def test_why_a_due_date_moved(law: Law, month: str, expected: tuple[date, Moved | None]) -> None:
    (one,) = due_dates(law, [Month.parse(month)])
    assert (one.day, one.moved) == expected


@given(st.integers(2017, 2040))
def test_a_year_has_the_due_date_of_each_of_its_months(year: int) -> None:
    dates = due_dates_of_year(LAW_NOW, year)
    assert [one.month.number for one in dates] == list(range(7 if year == 2017 else 1, 13))
    for one in dates:
        assert one.month.year == year
        assert one.day == due_date(LAW_NOW, one.month)
        assert LAW_NOW.calendar.day_off(one.day) is None
        named = (one.month + 1).first_day.replace(day=25)
        assert (one.moved is None) is (one.day == named)
        if one.moved is not None:
            assert LAW_NOW.calendar.day_off(named) is not None
            assert (LAW_NOW.calendar.day_off(named) is DayOff.HOLIDAY) is (
                one.moved is Moved.HOLIDAY
            )


@given(st.dates(date(2017, 9, 1), date(2035, 12, 31)), st.integers(1, 12))
def test_past_and_next_due_dates_meet_at_today(today: date, count: int) -> None:
    past, following = past_due_dates(LAW_NOW, today, count), next_due_date(LAW_NOW, today)
    assert 0 < len(past) <= count
    assert all(one.day <= today for one in past)
    assert [one.month for one in past] == [past[0].month - back for back in range(len(past))]
    assert following.day >= today
    # On a due date itself it is both the last one and the next one.
    assert following.month - past[0].month.index == Month(0 if following.day == today else 1)


@pytest.mark.parametrize(("year", "unsure"), [(2024, False), (2025, False), (2027, True)])
def test_years_whose_holidays_are_estimated(law: Law, year: int, *, unsure: bool) -> None:
    assert estimated(law, due_dates_of_year(law, year)) is unsure


def test_why_people_do_not_work(law: Law) -> None:
    saturday, republic_day = date(2026, 11, 21), date(2026, 10, 25)
    assert law.calendar.day_off(saturday) is DayOff.WEEKEND
    assert law.calendar.day_off(republic_day) is DayOff.HOLIDAY
    assert law.calendar.day_off(republic_day + timedelta(days=1)) is DayOff.HOLIDAY
    assert law.calendar.day_off(date(2026, 11, 20)) is None


@pytest.mark.parametrize(
    ("due", "reason"),
    [
        (date(2017, 8, 24), "before_system"),
        (date(1, 1, 1), "before_system"),
        (date(2101, 1, 1), "too_far"),
    ],
)
def test_no_due_date_before_the_system_or_far_ahead(law: Law, due: date, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        check_due(law, due)
    assert (refusal.value.field, refusal.value.reason) == ("due", reason)
    check_due(law, date(2017, 8, 25))

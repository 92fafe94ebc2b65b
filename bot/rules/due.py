"""When contributions are due and when money arrives (art. 30; order 478)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.rules.law import Law
from bot.rules.months import Month, months_between
from bot.rules.refusals import refuse_too_far
from bot.rules.workdays import DayOff


class Moved(StrEnum):
    """Why a due date is not the day of the month that the law names."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    """That day is a public holiday, or a day off moved to it."""
    WEEKEND_AND_HOLIDAY = "weekend_and_holiday"
    """That day is on a weekend, and a holiday follows."""


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day to pay in contributions for a month."""

    month: Month
    day: date
    moved: Moved | None


def due_date(law: Law, month: Month) -> date:
    """The day by which contributions for `month` are due: the 25th of the next month.

    Where that is a day off in Kazakhstan, the next working day (art. 30). Raises
    `BadInput("period")` and, before the system, `ParameterUnknown`.
    """
    return law.recall(_due_date, month)


def due_dates(law: Law, months: Iterable[Month]) -> tuple[DueDate, ...]:
    """The due dates of `months`, each with the reason why it was moved.

    Raises like `due_date`.
    """
    return tuple(DueDate(month, due_date(law, month), _moved(law, month)) for month in months)


def due_dates_of_year(law: Law, year: int) -> tuple[DueDate, ...]:
    """Those of the months of a year, from the first month of the system on."""
    first = max(Month.of(year, 1), first_month_due(law))
    return due_dates(law, months_between(first, Month.of(year + 1, 1) - 1))


def past_due_dates(law: Law, today: date, count: int) -> tuple[DueDate, ...]:
    """The last `count` due dates that have come by `today`, the latest first."""
    last = Month.containing(today) - 1
    first = max(last - count, first_month_due(law))
    passed = [one for one in due_dates(law, months_between(first, last)) if one.day <= today]
    return tuple(reversed(passed[-count:]))


def next_due_date(law: Law, today: date) -> DueDate:
    """The first due date from `today` on."""
    last = Month.containing(today) - 1
    first, second = due_dates(law, (last, last + 1))
    return first if first.day >= today else second


def first_month_due(law: Law) -> Month:
    """The first month for which anybody had to pay."""
    return Month.containing(law.first_day("due_day"))


def estimated(law: Law, dates: Sequence[DueDate]) -> bool:
    """Whether a holiday between the first and the last of the dates is only estimated so far."""
    return law.calendar.estimated(dates[0].day, dates[-1].day)


def arrival_day(law: Law, paid_on: date) -> date:
    """The day by which money paid on `paid_on` shows in the register (order 478)."""
    return law.recall(_arrival_day, paid_on)


def _due_date(law: Law, month: Month) -> date:
    return law.calendar.from_day(_named_day(law, month))


def _arrival_day(law: Law, paid_on: date) -> date:
    return law.calendar.after(paid_on, law.count("arrival_working_days", paid_on))


def _named_day(law: Law, month: Month) -> date:
    """The day that the law names, whether people work on it or not."""
    refuse_too_far("period", month.year)
    day_of_month = law.count("due_day", month.last_day)
    return (month + 1).first_day.replace(day=day_of_month)


def _moved(law: Law, month: Month) -> Moved | None:
    named, due = _named_day(law, month), due_date(law, month)
    skipped = [
        law.calendar.day_off(named + timedelta(days=passed)) for passed in range((due - named).days)
    ]
    if not skipped:
        return None
    if skipped[0] is DayOff.HOLIDAY:
        return Moved.HOLIDAY
    return Moved.WEEKEND_AND_HOLIDAY if DayOff.HOLIDAY in skipped else Moved.WEEKEND

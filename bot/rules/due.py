"""When contributions are due and when money arrives (art. 30; order 478)."""

from __future__ import annotations

from datetime import date

from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.refusals import refuse_too_far


def due_date(law: Law, month: Month) -> date:
    """The day by which contributions for `month` are due: the 25th of the next month.

    Where that is a day off in Kazakhstan, the next working day (art. 30). Raises
    `BadInput("period")` and, before the system, `ParameterUnknown`.
    """
    refuse_too_far("period", month.year)
    day_of_month = law.count("due_day", month.last_day)
    return law.calendar.from_day((month + 1).first_day.replace(day=day_of_month))


def arrival_day(law: Law, paid_on: date) -> date:
    """The day by which money paid on `paid_on` shows in the register (order 478)."""
    return law.calendar.after(paid_on, law.count("arrival_working_days", paid_on))

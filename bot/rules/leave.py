"""Paid leave spread over the months it falls in (order 478, in force from 2024-04-21)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bot.rules.amounts import Line, check_sum, monthly_amount
from bot.rules.history import PayerKind
from bot.rules.law import Law
from bot.rules.months import Month, months_between
from bot.rules.refusals import BadInput, refuse_too_far
from bot.rules.trail import Step

_TIYN = Decimal("0.01")
LONGEST_LEAVE = timedelta(days=3 * 366)
"""No leave longer than this is taken for meant."""


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """One month of a leave: its days, its part of the pay in tenge, its two payments."""

    period: Month
    days: int
    income: Decimal
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """A paid leave as it is to be entered: one row a month."""

    rows: tuple[LeaveRow, ...]
    split_required: bool
    trail: tuple[Step, ...]


def paid_leave(law: Law, first: date, last: date, pay: Decimal) -> Leave:
    """Spread `pay` (tenge) over the months of a leave by calendar days, holidays counted.

    Income of a month = pay x its days / all days, half-up to tiyn; the last row takes the
    remainder, so that the rows add up to the pay. Splitting is a duty for a leave of a calendar
    month or longer. Raises `BadInput` (`to`, `pay`) and what `monthly_amount` raises.
    """
    _check(first, last, pay)
    days = dict(_days_by_month(first, last))
    incomes = _spread(pay, list(days.values()))
    rows = tuple(
        LeaveRow(month, days[month], income, _lines(law, month, income))
        for month, income in zip(days, incomes, strict=True)
    )
    required = last >= _last_day_of_a_calendar_month(first)
    step = Step(
        "leave_split" if required else "leave_split_voluntary",
        {"days": sum(days.values()), "pay": pay, "months": tuple(days)},
    )
    return Leave(rows, required, (step, *_row_steps(rows)))


def _check(first: date, last: date, pay: Decimal) -> None:
    if last < first:
        raise BadInput("to", "before_start")
    if last - first > LONGEST_LEAVE:
        raise BadInput("to", "too_long")
    refuse_too_far("to", last.year)
    check_sum("pay", pay)


def _days_by_month(first: date, last: date) -> Iterator[tuple[Month, int]]:
    for month in months_between(Month.containing(first), Month.containing(last)):
        start, end = max(first, month.first_day), min(last, month.last_day)
        yield month, (end - start).days + 1


def _spread(pay: Decimal, days: list[int]) -> list[Decimal]:
    all_days = sum(days)
    incomes = [(pay * part / all_days).quantize(_TIYN, ROUND_HALF_UP) for part in days[:-1]]
    return [*incomes, pay - sum(incomes, Decimal(0))]


def _lines(law: Law, month: Month, income: Decimal) -> tuple[Line, ...]:
    return monthly_amount(law, PayerKind.EMPLOYEE, month, (income,)).lines


def _row_steps(rows: tuple[LeaveRow, ...]) -> tuple[Step, ...]:
    return tuple(
        Step("leave_month", {"period": row.period, "days": row.days, "income": row.income})
        for row in rows
    )


def _last_day_of_a_calendar_month(first: date) -> date:
    """The day before the same day of the next month; where there is no such day, its last."""
    following = Month.containing(first) + 1
    if first.day > following.last_day.day:
        return following.last_day
    return following.first_day.replace(day=first.day) - timedelta(days=1)

"""How a status goes on over coming days, by what will be known on each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.rules.history import History
from bot.rules.law import Law
from bot.rules.months import Month, months_between
from bot.rules.runs import InsuredDays
from bot.rules.status import insured_on

_DAY = timedelta(days=1)


def insured_days(law: Law, history: History, first: date, last: date) -> tuple[InsuredDays, ...]:
    """The days from `first` to `last` on which `status` finds the person insured, as stretches.

    `history` may hold payments of coming days: each counts from the day on which it is made.
    Raises `BadInput("on")` before the rule of twelve months.
    """
    stretches: list[InsuredDays] = []
    turns = sorted(_turns(history, first, last))
    for start, following in zip(turns, [*turns[1:], last + _DAY], strict=True):
        if not insured_on(law, history, start):
            continue
        goes_on = stretches and stretches[-1].last == start - _DAY
        first_day = stretches.pop().first if goes_on else start
        stretches.append(InsuredDays(first_day, following - _DAY))
    return tuple(stretches)


def uninsured_days(law: Law, history: History, first: date, last: date) -> InsuredDays | None:
    """The first stretch of days without insurance in that time; its last day is None at the end.

    None where there is no such day.
    """
    insured = insured_days(law, history, first, last)
    start = first
    if insured and insured[0].first == first:
        ended = insured[0].last
        assert ended is not None
        start, insured = ended + _DAY, insured[1:]
    if start > last:
        return None
    return InsuredDays(start, insured[0].first - _DAY if insured else None)


def _turns(history: History, first: date, last: date) -> set[date]:
    """Days on which the answer may change: between two of them it stays as it is."""
    return {first, *(day for day in _candidates(history, first, last) if first < day <= last)}


def _candidates(history: History, first: date, last: date) -> Iterator[date]:
    for month in months_between(Month.containing(first), Month.containing(last)):
        yield month.first_day
    for row in history.payments:
        yield row.paid_on
    for stretch in history.categories:
        yield stretch.starts_on
        if stretch.ends_on is not None:
            yield stretch.ends_on + _DAY

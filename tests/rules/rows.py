"""Histories written by hand: a few words a stretch of months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from bot.rules.history import (
    CategoryPeriod,
    History,
    Knp,
    PayerKind,
    Payment,
    PrivilegedCategory,
)
from bot.rules.months import Month, months_between

Rows = Iterable[Payment]


def row(
    kind: PayerKind, period: str, amount: str | int, on: str, knp: Knp = Knp.CONTRIBUTIONS
) -> Payment:
    """One row; `amount` in tenge, `on` the day it was paid."""
    tiyn = int(Decimal(amount) * 100)
    return Payment(Month.parse(period), knp, tiyn, date.fromisoformat(on), kind)


def employed(first: str, last: str, *, knps: Iterable[Knp] = Knp) -> list[Payment]:
    """Both parts of an employee's month, paid on the 18th of the next."""
    return [
        row(PayerKind.EMPLOYEE, str(month), 4000, _next(month, 18), knp)
        for month in _months(first, last)
        for knp in knps
    ]


def independent(
    first: str, last: str, *, on: str | None = None, amount: int = 4250
) -> list[Payment]:
    """An independent payer's months: each on the 15th of the next, or all `on` one day."""
    return [
        row(PayerKind.INDEPENDENT, str(month), amount, on or _next(month, 15))
        for month in _months(first, last)
    ]


def entrepreneur(first: str, last: str, *, amount: int = 5950) -> list[Payment]:
    return [
        row(PayerKind.ENTREPRENEUR, str(month), amount, _next(month, 15))
        for month in _months(first, last)
    ]


def category(name: str, starts_on: str, ends_on: str | None) -> CategoryPeriod:
    end = date.fromisoformat(ends_on) if ends_on else None
    return CategoryPeriod(PrivilegedCategory(name), date.fromisoformat(starts_on), end)


def known(*rows: Rows, categories: Iterable[CategoryPeriod] = ()) -> History:
    return History(tuple(one for stretch in rows for one in stretch), tuple(categories))


def without(rows: Rows, *periods: str) -> list[Payment]:
    return [one for one in rows if str(one.period) not in periods]


def _months(first: str, last: str) -> Iterable[Month]:
    return months_between(Month.parse(first), Month.parse(last))


def _next(month: Month, day: int) -> str:
    return (month + 1).first_day.replace(day=day).isoformat()

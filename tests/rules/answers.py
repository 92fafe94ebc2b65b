"""The answer of `bot.rules.status` as plain data, in the shape of the tables and the oracle."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bot.rules.history import (
    CategoryPeriod,
    History,
    Knp,
    PayerKind,
    Payment,
    PrivilegedCategory,
)
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.situation import Disclosure
from bot.rules.status import status
from bot.rules.ways import WayBack


def answer(
    law: Law, history: History, day: date, disclosure: Disclosure = Disclosure.FULL
) -> dict[str, Any]:
    found = status(law, history, day, disclosure)
    ways = found.ways
    return {
        "status": str(found.standing),
        "basis": found.basis and str(found.basis),
        "insured_through": iso(found.insured_through),
        "starts_on": iso(found.starts_on),
        "months": [(str(month), str(state)) for month, state in found.months],
        "unpaid": named(found.unpaid),
        "due": named(found.due),
        "partial": named(found.partial),
        "ahead": named(found.ahead),
        "provisional": named(found.provisional),
        "debt": found.debt,
        "debt_required": found.debt_required,
        "disputed": [str(one) for one in found.disputed],
        "ways_back": [_way(one) for one in ways.ways],
        "left_out": [
            {"way": str(one.way), "parameter": one.unknown.parameter, "on": iso(one.unknown.on)}
            for one in ways.left_out
        ],
        "advice": [str(one) for one in found.advice],
        "least_now": ways.least_now and str(ways.least_now.way),
        "least_over_a_year": ways.least_over_a_year and str(ways.least_over_a_year.way),
    }


def _way(one: WayBack) -> dict[str, Any]:
    return {
        "way": str(one.way),
        "periods": named(one.periods),
        "total": one.total,
        "insured_from": iso(one.insured_from),
        "insured_through": iso(one.insured_through),
        "year_total": one.year_total,
    }


def named(months: tuple[Month, ...]) -> list[str]:
    return [str(month) for month in months]


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def history(person: dict[str, Any]) -> History:
    """The history in a row of a table of people."""
    return History(
        tuple(_payment(row) for row in person.get("payments", [])),
        tuple(_category(row) for row in person.get("categories", [])),
    )


def _payment(row: dict[str, str]) -> Payment:
    return Payment(
        Month.parse(row["period"]),
        Knp(row["knp"]),
        int(Decimal(row["amount"]) * 100),
        date.fromisoformat(row["paid_on"]),
        PayerKind(row["payer_kind"]),
    )


def _category(row: dict[str, str | None]) -> CategoryPeriod:
    starts_on, ends_on = row["starts_on"], row["ends_on"]
    assert starts_on is not None
    return CategoryPeriod(
        PrivilegedCategory(row["category"]),
        date.fromisoformat(starts_on),
        date.fromisoformat(ends_on) if ends_on else None,
    )

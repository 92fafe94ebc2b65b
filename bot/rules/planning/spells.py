"""Who pays for a person, stretch by stretch, and the rows that come of it (art. 14, 26, 30)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.rules.amounts import entrepreneur_price, independent_price
from bot.rules.coverage import TIYN_IN_TENGE
from bot.rules.due import due_date
from bot.rules.history import (
    CategoryPeriod,
    History,
    Knp,
    PayerKind,
    Payment,
    PrivilegedCategory,
)
from bot.rules.law import Law
from bot.rules.months import Month, months_between


class Payer(StrEnum):
    """Who pays while a stretch lasts."""

    EMPLOYER = "employer"
    BUSINESS = "business"
    """The person, as an entrepreneur."""
    SELF = "self"
    """The person, as an independent payer."""
    STATE = "state"
    """Nobody needs to: the person is in a privileged category."""


@dataclass(frozen=True, slots=True)
class Spell:
    """Days in which somebody pays, both ends included; an end left out is out of sight."""

    payer: Payer
    first: date | None = None
    last: date | None = None
    category: PrivilegedCategory | None = None
    """Of a spell paid by the state."""

    def touches(self, month: Month) -> bool:
        """Whether any day of the month is in it: one day's pay is a payment for the month."""
        return (self.first is None or self.first <= month.last_day) and (
            self.last is None or self.last >= month.first_day
        )


def history_of(law: Law, spells: Sequence[Spell], first: Month, last: Month) -> History:
    """The rows that would exist for the months from `first` to `last`, each paid on its due date.

    Of an employee's payment only its presence counts, so it is one tenge; the fixed sums are
    those of their month, at the last known wage where its own is not known.
    """
    rows = tuple(
        row
        for month in months_between(first, last)
        for payer in sorted({spell.payer for spell in spells if spell.touches(month)})
        for row in rows_of(law, payer, month)
    )
    return History(rows, tuple(_categories(spells, first, last)))


def rows_of(law: Law, payer: Payer, month: Month) -> Iterator[Payment]:
    """One month paid in time by `payer`; nothing where the state pays."""
    due = due_date(law, month)
    match payer:
        case Payer.EMPLOYER:
            for knp in Knp:
                yield Payment(month, knp, TIYN_IN_TENGE, due, PayerKind.EMPLOYEE)
        case Payer.BUSINESS:
            if price := entrepreneur_price(law, month).tenge:  # exempt before 2020
                yield _own_row(month, price, due, PayerKind.ENTREPRENEUR)
        case Payer.SELF:
            yield self_paid(law, month, due)
        case Payer.STATE:
            return


def self_paid(law: Law, month: Month, paid_on: date) -> Payment:
    """A month in full by an independent payer: ahead at the price of that day's year (art. 28)."""
    price = independent_price(law, month, min(paid_on.year, month.year))
    return _own_row(month, price.tenge, paid_on, PayerKind.INDEPENDENT)


def _own_row(month: Month, tenge: int, paid_on: date, kind: PayerKind) -> Payment:
    return Payment(month, Knp.CONTRIBUTIONS, tenge * TIYN_IN_TENGE, paid_on, kind)


def _categories(spells: Sequence[Spell], first: Month, last: Month) -> Iterator[CategoryPeriod]:
    for spell in spells:
        if spell.payer is not Payer.STATE:
            continue
        assert spell.category is not None
        starts_on = max(spell.first or first.first_day, first.first_day)
        seen = starts_on <= last.last_day and (spell.last is None or starts_on <= spell.last)
        if seen:
            yield CategoryPeriod(spell.category, starts_on, spell.last)

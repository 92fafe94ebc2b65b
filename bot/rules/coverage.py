"""Which months are covered by payments and by privileged categories (art. 5, 26, 26-1, 28)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from bot.rules.amounts import entrepreneur_price, independent_price
from bot.rules.history import (
    EMPLOYER_KINDS,
    CategoryPeriod,
    History,
    Knp,
    PayerKind,
    Payment,
    PrivilegedCategory,
)
from bot.rules.law import Law
from bot.rules.months import Month

TIYN_IN_TENGE = 100
FOREVER = Month.of(9999, 12)
"""The last month of a stretch without an end."""

_RATE_OF_KNP = {Knp.DEDUCTIONS: "deduction_rate", Knp.CONTRIBUTIONS: "contribution_rate"}


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """What the rows of one period come to."""

    rows: tuple[Payment, ...]
    covered: bool = False
    partial: bool = False
    """Money is there, but not enough of it."""
    provisional: bool = False
    """Judged by the last known wage, because the month's own is not known yet."""
    employer_rows: bool = False
    """An employer paid something for this month."""
    employer_partial: bool = False
    independent_share: Fraction = Fraction(0)
    """How much of an independent month the rows make up; 1 or more covers it."""
    independent_tiyn: int = 0
    entrepreneur_tiyn: int = 0

    @property
    def independent_in_full(self) -> bool:
        return self.independent_share >= 1


NOTHING_PAID = PaidMonth(())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive months, both ends included."""

    first: Month
    last: Month

    @property
    def length(self) -> int:
        return self.last.index - self.first.index + 1


@dataclass(frozen=True)
class Coverage:
    """Every month that anything is known about, on one day."""

    law: Law
    paid: Mapping[Month, PaidMonth]
    categories: tuple[CategoryPeriod, ...] = field(default=())

    @classmethod
    def of(cls, law: Law, known: History) -> Coverage:
        """The coverage that follows from `known`, which must hold nothing from later days."""
        return cls(law, _by_period(law, known.payments), known.categories)

    def adding(self, rows: Iterable[Payment]) -> Coverage:
        """The coverage with more rows paid; only their months are looked at again."""
        added = defaultdict(list)
        for row in rows:
            added[row.period].append(row)
        changed = {
            month: paid_month(self.law, month, (*self.rows(month), *more))
            for month, more in added.items()
        }
        return Coverage(self.law, {**self.paid, **changed}, self.categories)

    def rows(self, month: Month) -> tuple[Payment, ...]:
        return self.month(month).rows

    def month(self, month: Month) -> PaidMonth:
        return self.paid.get(month, NOTHING_PAID)

    def covered(self, month: Month) -> bool:
        return self.month(month).covered or bool(self.active_in(month))

    def by_category_alone(self, month: Month) -> bool:
        return not self.month(month).covered and bool(self.active_in(month))

    def active_in(self, month: Month) -> set[PrivilegedCategory]:
        """Categories active on any day of the month, first and last included."""
        return {
            stretch.category
            for stretch in self.categories
            if stretch.starts_on <= month.last_day
            and (stretch.ends_on is None or stretch.ends_on >= month.first_day)
        }

    def active_on(self, day: date) -> set[PrivilegedCategory]:
        return {stretch.category for stretch in self.categories if stretch.active_on(day)}

    @cached_property
    def paid_stretches(self) -> tuple[Stretch, ...]:
        """Maximal stretches of months covered by rows."""
        return _merged(Stretch(month, month) for month in self.paid if self.paid[month].covered)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Maximal stretches of months covered by rows or by a category."""
        return _merged((*self.paid_stretches, *map(_months_of, self.categories)))

    @cached_property
    def prepaid_in_full(self) -> tuple[Stretch, ...]:
        """Maximal stretches of months that independent rows pay in full."""
        return _merged(
            Stretch(month, month) for month, paid in self.paid.items() if paid.independent_in_full
        )


def paid_month(law: Law, month: Month, rows: tuple[Payment, ...]) -> PaidMonth:
    """Judge the rows of one period.

    Covered when for one payer kind with a positive row they add up to what that kind owes; the
    rules by kind stand at `_JUDGES`. Refunds are negative rows.
    """
    by_kind: dict[PayerKind, list[Payment]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    judged = {kind: _judge(law, month, kind, own) for kind, own in by_kind.items()}
    covered = any(verdict.covered for verdict in judged.values())
    employer = [verdict for kind, verdict in judged.items() if kind in EMPLOYER_KINDS]
    independent = by_kind.get(PayerKind.INDEPENDENT, ())
    return PaidMonth(
        rows=rows,
        covered=covered,
        partial=not covered and any(verdict.something for verdict in judged.values()),
        provisional=any(verdict.provisional for verdict in judged.values()),
        employer_rows=any(verdict.something for verdict in employer),
        employer_partial=any(v.something and not v.covered for v in employer),
        independent_share=judged[PayerKind.INDEPENDENT].share if independent else Fraction(0),
        independent_tiyn=sum(row.tiyn for row in independent),
        entrepreneur_tiyn=sum(row.tiyn for row in by_kind.get(PayerKind.ENTREPRENEUR, ())),
    )


def independent_share(
    law: Law, month: Month, rows: Iterable[Payment], all_rows: Iterable[Payment]
) -> tuple[Fraction, bool]:
    """How much of an independent month `rows` make up, and whether a price was provisional.

    Each row counts amount / price at the wage of min(year paid, year of the month); a refund is
    priced like the earliest positive row of its month, looked for in `all_rows`.
    """
    earliest = min((row for row in all_rows if row.tiyn > 0), key=_paid_on, default=None)
    share, provisional = Fraction(0), False
    for row in rows:
        priced_like = row if row.tiyn > 0 or earliest is None else earliest
        year = min(priced_like.paid_on.year, month.year)
        price = independent_price(law, month, year)
        share += Fraction(row.tiyn, price.tenge * TIYN_IN_TENGE)
        provisional |= price.unknown is not None
    return share, provisional


@dataclass(frozen=True, slots=True)
class _Verdict:
    covered: bool
    something: bool
    provisional: bool = False
    share: Fraction = Fraction(0)


def _judge(law: Law, month: Month, kind: PayerKind, rows: list[Payment]) -> _Verdict:
    if not any(row.tiyn > 0 for row in rows):
        return _Verdict(covered=False, something=False)
    if kind is PayerKind.INDEPENDENT:
        share, provisional = independent_share(law, month, rows, rows)
        return _Verdict(share >= 1, share > 0, provisional, share)
    sums = {knp: sum(row.tiyn for row in rows if row.knp is knp) for knp in Knp}
    something = any(total > 0 for total in sums.values())
    if kind is PayerKind.ENTREPRENEUR:
        return _judge_entrepreneur(law, month, sums[Knp.CONTRIBUTIONS])
    needed = _knp_needed(law, month) if kind in EMPLOYER_KINDS else (Knp.CONTRIBUTIONS,)
    return _Verdict(something and all(sums[knp] > 0 for knp in needed), something)


def _judge_entrepreneur(law: Law, month: Month, tiyn: int) -> _Verdict:
    price = entrepreneur_price(law, month)
    enough = tiyn >= price.tenge * TIYN_IN_TENGE
    return _Verdict(tiyn > 0 and enough, tiyn > 0, price.unknown is not None)


def _knp_needed(law: Law, month: Month) -> tuple[Knp, ...]:
    """Both parts, except one whose rate was zero in that month (contributions before 2020)."""
    day = month.first_day
    return tuple(knp for knp, rate in _RATE_OF_KNP.items() if law.amount(rate, day) > 0)


def _by_period(law: Law, payments: Iterable[Payment]) -> dict[Month, PaidMonth]:
    rows: dict[Month, list[Payment]] = defaultdict(list)
    for row in payments:
        rows[row.period].append(row)
    return {month: paid_month(law, month, tuple(own)) for month, own in rows.items()}


def _months_of(stretch: CategoryPeriod) -> Stretch:
    last = FOREVER if stretch.ends_on is None else Month.containing(stretch.ends_on)
    return Stretch(Month.containing(stretch.starts_on), last)


def _merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    merged: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda one: one.first):
        if merged and stretch.first.index <= merged[-1].last.index + 1:
            if stretch.last > merged[-1].last:
                merged[-1] = Stretch(merged[-1].first, stretch.last)
        else:
            merged.append(stretch)
    return tuple(merged)


def _paid_on(row: Payment) -> date:
    return row.paid_on

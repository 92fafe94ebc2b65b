"""Which months are covered by payments and by privileged categories (art. 5, 26, 26-1, 28)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import groupby

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

_NO_SUMS = dict.fromkeys(Knp, 0)
_RATE_OF_KNP = {Knp.DEDUCTIONS: "deduction_rate", Knp.CONTRIBUTIONS: "contribution_rate"}


@dataclass(frozen=True, slots=True)
class KindRows:
    """The rows of one payer kind for one month, and what they come to."""

    rows: tuple[Payment, ...] = ()
    covered: bool = False
    """They add up to what this kind owes."""
    something: bool = False
    """They come to more than nothing."""
    provisional: bool = False
    """Judged by the last known wage, because their own is not known yet."""
    share: Fraction = Fraction(0)
    """How much of an independent month they make up (independent rows only)."""

    @property
    def tiyn(self) -> int:
        return sum(row.tiyn for row in self.rows)


NO_ROWS = KindRows()


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """What the rows of one period come to."""

    rows: tuple[Payment, ...]
    by_kind: Mapping[PayerKind, KindRows]
    covered: bool
    """For one kind at least the rows add up."""

    def of(self, kind: PayerKind) -> KindRows:
        return self.by_kind.get(kind, NO_ROWS)

    @property
    def independent(self) -> KindRows:
        return self.of(PayerKind.INDEPENDENT)

    @property
    def partial(self) -> bool:
        """Money is there, but not enough of it."""
        return not self.covered and any(kind.something for kind in self.by_kind.values())

    @property
    def provisional(self) -> bool:
        return any(kind.provisional for kind in self.by_kind.values())

    @property
    def employer_rows(self) -> bool:
        """An employer paid something for this month."""
        return any(self.of(kind).something for kind in EMPLOYER_KINDS)

    @property
    def employer_partial(self) -> bool:
        return any(self.of(kind).something and not self.of(kind).covered for kind in EMPLOYER_KINDS)


NOTHING_PAID = PaidMonth((), {}, covered=False)


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

    def with_row(self, row: Payment) -> PaidMonth:
        """How the month of `row` would stand with it."""
        return paid_month(self.law, row.period, (*self.month(row.period).rows, row))

    def replacing(self, months: Mapping[Month, PaidMonth]) -> Coverage:
        """The coverage with these months standing differently."""
        return Coverage(self.law, {**self.paid, **months}, self.categories)

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
        return _stretches(month for month, paid in self.paid.items() if paid.covered)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Maximal stretches of months covered by rows or by a category."""
        return _merged((*self.paid_stretches, *map(_months_of, self.categories)))

    @cached_property
    def prepaid_in_full(self) -> tuple[Stretch, ...]:
        """Maximal stretches of months that independent rows pay in full."""
        return _stretches(month for month, paid in self.paid.items() if paid.independent.covered)


def paid_month(law: Law, month: Month, rows: tuple[Payment, ...]) -> PaidMonth:
    """Judge the rows of one period.

    Covered when for one payer kind with a positive row they add up to what that kind owes.
    Refunds are negative rows.
    """
    by_kind: dict[PayerKind, list[Payment]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    judged = {kind: _judge(law, month, kind, tuple(own)) for kind, own in by_kind.items()}
    return PaidMonth(rows, judged, any(kind.covered for kind in judged.values()))


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


def _judge(law: Law, month: Month, kind: PayerKind, rows: tuple[Payment, ...]) -> KindRows:
    if not any(row.tiyn > 0 for row in rows):
        return KindRows(rows)
    if kind is PayerKind.INDEPENDENT:
        share, provisional = independent_share(law, month, rows, rows)
        return KindRows(rows, share >= 1, share > 0, provisional, share)
    sums = _sums(rows)
    if kind is PayerKind.ENTREPRENEUR:
        return _judge_entrepreneur(law, month, rows, sums[Knp.CONTRIBUTIONS])
    something = any(tiyn > 0 for tiyn in sums.values())
    if kind in EMPLOYER_KINDS:
        both = all(tiyn > 0 or not _owed(law, knp, month) for knp, tiyn in sums.items())
        return KindRows(rows, something and both, something)
    return KindRows(rows, sums[Knp.CONTRIBUTIONS] > 0, something)


def _judge_entrepreneur(law: Law, month: Month, rows: tuple[Payment, ...], tiyn: int) -> KindRows:
    price = entrepreneur_price(law, month)
    enough = tiyn >= price.tenge * TIYN_IN_TENGE
    return KindRows(rows, tiyn > 0 and enough, tiyn > 0, price.unknown is not None)


def _sums(rows: Iterable[Payment]) -> dict[Knp, int]:
    sums = dict(_NO_SUMS)
    for row in rows:
        sums[row.knp] += row.tiyn
    return sums


def _owed(law: Law, knp: Knp, month: Month) -> bool:
    """Whether an employer's month needs that part: its rate may be zero (122 before 2020)."""
    return law.amount(_RATE_OF_KNP[knp], month.first_day) > 0


def _by_period(law: Law, payments: Iterable[Payment]) -> dict[Month, PaidMonth]:
    rows: dict[Month, list[Payment]] = defaultdict(list)
    for row in payments:
        rows[row.period].append(row)
    return {month: paid_month(law, month, tuple(own)) for month, own in rows.items()}


def _months_of(stretch: CategoryPeriod) -> Stretch:
    last = FOREVER if stretch.ends_on is None else Month.containing(stretch.ends_on)
    return Stretch(Month.containing(stretch.starts_on), last)


def _stretches(months: Iterable[Month]) -> tuple[Stretch, ...]:
    """Months, each once, as maximal stretches of consecutive ones."""
    indexes = sorted(month.index for month in months)
    # Along consecutive months the index grows with the place, so their difference stays.
    runs = groupby(enumerate(indexes), key=lambda numbered: numbered[1] - numbered[0])
    ends = ([index for _, index in run] for _, run in runs)
    return tuple(Stretch(Month(run[0]), Month(run[-1])) for run in ends)


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

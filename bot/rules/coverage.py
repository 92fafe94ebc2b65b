"""Which months are covered by payments and by privileged categories (art. 5, 26, 26-1, 28)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property, reduce
from itertools import pairwise
from operator import add
from typing import NamedTuple

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

# Looked up once: a member of an enum costs more to fetch than a row to add.
_DEDUCTIONS = Knp.DEDUCTIONS


class KindRows(NamedTuple):
    """The rows of one payer kind for one month, and what they come to.

    A tuple, because a person may have hundreds and each answer judges them all.
    """

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
        return sum([row.tiyn for row in self.rows])


NO_ROWS = KindRows()


class Stretch(NamedTuple):
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
    paid: Mapping[PayerKind, Mapping[Month, KindRows]]
    categories: tuple[CategoryPeriod, ...]
    paid_months: frozenset[Month]
    """Months covered by rows."""
    paid_stretches: tuple[Stretch, ...]
    """Maximal stretches of months covered by rows."""
    prepaid_in_full: tuple[Stretch, ...]
    """Maximal stretches of months that independent rows pay in full."""

    @classmethod
    def of(cls, law: Law, known: History) -> Coverage:
        """The coverage that follows from `known`, which must hold nothing from later days."""
        paid = {
            kind: {month: _JUDGES[kind](law, month, tuple(rows)) for month, rows in months.items()}
            for kind, months in _by_kind(known.payments).items()
        }
        covered = _covered(paid.values())
        prepaid = _covered([paid.get(PayerKind.INDEPENDENT, {})])
        return cls(law, paid, known.categories, covered, _stretches(covered), _stretches(prepaid))

    def completing(self, judged: Iterable[tuple[PayerKind, Month, KindRows]]) -> Coverage:
        """The coverage with more rows of these kinds for these months, which uncover nothing."""
        more: dict[PayerKind, dict[Month, KindRows]] = defaultdict(dict)
        for kind, month, rows in judged:
            more[kind][month] = rows
        paid = {kind: {**self.paid.get(kind, {}), **months} for kind, months in more.items()}
        covered = _covered(more.values())
        prepaid = _covered([more.get(PayerKind.INDEPENDENT, {})])
        return Coverage(
            self.law,
            {**self.paid, **paid},
            self.categories,
            self.paid_months | covered,
            _merged((*self.paid_stretches, *_stretches(covered))),
            _merged((*self.prepaid_in_full, *_stretches(prepaid))),
        )

    def with_row(self, row: Payment) -> KindRows:
        """How the rows of its kind for its month would stand with `row`."""
        rows = (*self.of_kind(row.kind, row.period).rows, row)
        return _JUDGES[row.kind](self.law, row.period, rows)

    def of_kind(self, kind: PayerKind, month: Month) -> KindRows:
        return self.paid.get(kind, {}).get(month, NO_ROWS)

    def kinds_covering(self, month: Month) -> set[PayerKind]:
        return {kind for kind in self.paid if self.of_kind(kind, month).covered}

    def partial(self, month: Month) -> bool:
        """Not covered, but there is money for it."""
        return not self.covered(month) and self._something(month, self.paid)

    def employer_paid(self, month: Month) -> bool:
        """An employer paid something for this month, enough or not."""
        return self._something(month, EMPLOYER_KINDS)

    def covered(self, month: Month) -> bool:
        return month in self.paid_months or bool(self.categories and self.active_in(month))

    def by_category_alone(self, month: Month) -> bool:
        return month not in self.paid_months and bool(self.active_in(month))

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

    def _something(self, month: Month, kinds: Iterable[PayerKind]) -> bool:
        return any(self.of_kind(kind, month).something for kind in kinds)

    @cached_property
    def provisional(self) -> tuple[Month, ...]:
        """Months judged by the last known wage, oldest first."""
        found = {
            month
            for months in self.paid.values()
            for month, rows in months.items()
            if rows.provisional
        }
        return tuple(sorted(found))

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Maximal stretches of months covered by rows or by a category."""
        return _merged((*self.paid_stretches, *map(_months_of, self.categories)))


def independent_share(
    law: Law, month: Month, rows: Iterable[Payment], all_rows: Iterable[Payment]
) -> tuple[Fraction, bool]:
    """How much of an independent month its `rows` make up, and whether a price was provisional.

    Each row counts amount / price at the wage of min(year paid, year of the month); a refund is
    priced like the earliest positive row of its month, looked for in `all_rows`.
    """
    shares, provisional = [], False
    for row in rows:
        priced_like = row if row.tiyn > 0 else _earliest(all_rows, default=row)
        price = independent_price(law, month, min(priced_like.paid_on.year, month.year))
        shares.append(Fraction(row.tiyn, price.tenge * TIYN_IN_TENGE))
        provisional |= price.unknown is not None
    return reduce(add, shares), provisional


def _by_kind(payments: Iterable[Payment]) -> dict[PayerKind, dict[Month, list[Payment]]]:
    found: dict[PayerKind, dict[Month, list[Payment]]] = defaultdict(lambda: defaultdict(list))
    for row in payments:
        found[row.kind][row.period].append(row)
    return found


def _employer_month(law: Law, month: Month, rows: tuple[Payment, ...]) -> KindRows:
    """Both parts are needed, except one whose rate is zero (122 before 2020)."""
    deductions, contributions = _sums(rows)
    something = deductions > 0 or contributions > 0
    covered = (
        something
        and (deductions > 0 or not law.amount("deduction_rate", month.first_day))
        and (contributions > 0 or not law.amount("contribution_rate", month.first_day))
    )
    return KindRows(rows, covered, something)


def _independent_month(law: Law, month: Month, rows: tuple[Payment, ...]) -> KindRows:
    if not _any_positive(rows):
        return KindRows(rows)
    share, provisional = independent_share(law, month, rows, rows)
    covered = share >= 1
    return KindRows(rows, covered, covered or share > 0, provisional, share)


def _entrepreneur_month(law: Law, month: Month, rows: tuple[Payment, ...]) -> KindRows:
    if not _any_positive(rows):
        return KindRows(rows)
    _, contributions = _sums(rows)
    price = entrepreneur_price(law, month)
    enough = contributions >= price.tenge * TIYN_IN_TENGE
    return KindRows(
        rows, contributions > 0 and enough, contributions > 0, price.unknown is not None
    )


def _contributions_month(_law: Law, _month: Month, rows: tuple[Payment, ...]) -> KindRows:
    deductions, contributions = _sums(rows)
    return KindRows(rows, contributions > 0, deductions > 0 or contributions > 0)


_JUDGES = {
    PayerKind.EMPLOYEE: _employer_month,
    PayerKind.SINGLE_PAYMENT: _employer_month,
    PayerKind.CIVIL_CONTRACT: _contributions_month,
    PayerKind.SELF_EMPLOYED: _contributions_month,
    PayerKind.AGGREGATE_PAYMENT: _contributions_month,
    PayerKind.INDEPENDENT: _independent_month,
    PayerKind.ENTREPRENEUR: _entrepreneur_month,
}
"""What the rows of a kind come to, given at least one.

They cover their month when some are positive and they add up to what that kind owes; refunds are
negative rows.
"""


def _sums(rows: Iterable[Payment]) -> tuple[int, int]:
    """Deductions (121) and contributions (122), in tiyn."""
    deductions = contributions = 0
    for row in rows:
        if row.knp is _DEDUCTIONS:
            deductions += row.tiyn
        else:
            contributions += row.tiyn
    return deductions, contributions


def _any_positive(rows: Iterable[Payment]) -> bool:
    return any(row.tiyn > 0 for row in rows)


def _months_of(stretch: CategoryPeriod) -> Stretch:
    last = FOREVER if stretch.ends_on is None else Month.containing(stretch.ends_on)
    return Stretch(Month.containing(stretch.starts_on), last)


def _covered(paid: Iterable[Mapping[Month, KindRows]]) -> frozenset[Month]:
    return frozenset([month for months in paid for month, rows in months.items() if rows.covered])


def _stretches(months: Iterable[Month]) -> tuple[Stretch, ...]:
    """Months, each once, as maximal stretches of consecutive ones."""
    # Plain integers, whose sums and differences need no call of ours.
    ordered = sorted(map(int, months))
    starts = [
        place for place, index in enumerate(ordered) if not place or index - ordered[place - 1] > 1
    ]
    return tuple(
        Stretch(Month(ordered[start]), Month(ordered[following - 1]))
        for start, following in pairwise([*starts, len(ordered)])
    )


def _merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches that touch or overlap, made one."""
    merged: list[Stretch] = []
    for stretch in sorted(stretches):
        if merged and stretch.first <= merged[-1].last + 1:
            if stretch.last > merged[-1].last:
                merged[-1] = Stretch(merged[-1].first, stretch.last)
        else:
            merged.append(stretch)
    return tuple(merged)


def _earliest(rows: Iterable[Payment], default: Payment) -> Payment:
    """The positive row that was paid first."""
    positive = (row for row in rows if row.tiyn > 0)
    return min(positive, key=lambda row: row.paid_on, default=default)

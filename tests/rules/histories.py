"""Generated people: histories that mix payer kinds, refunds, part payments and categories."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.rules.history import (
    CategoryPeriod,
    History,
    Knp,
    PayerKind,
    Payment,
    PrivilegedCategory,
)
from bot.rules.months import Month

EXAMPLES = "RULES_EXAMPLES"
"""Set it to look further than a test run does: `RULES_EXAMPLES=20000 pytest tests/rules`."""

thorough = settings(
    max_examples=int(os.environ.get(EXAMPLES, "150")),
    derandomize=EXAMPLES not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

EXISTED = {
    PayerKind.EMPLOYEE: (Month.of(2017, 7), None),
    PayerKind.CIVIL_CONTRACT: (Month.of(2018, 1), None),
    PayerKind.ENTREPRENEUR: (Month.of(2018, 1), None),
    PayerKind.INDEPENDENT: (Month.of(2020, 1), None),
    PayerKind.SINGLE_PAYMENT: (Month.of(2023, 1), None),
    PayerKind.SELF_EMPLOYED: (Month.of(2026, 1), None),
    PayerKind.AGGREGATE_PAYMENT: (Month.of(2019, 1), Month.of(2023, 12)),
}
BOTH_PARTS = {PayerKind.EMPLOYEE, PayerKind.SINGLE_PAYMENT}

_WAGES = {2020: 42500, 2021: 42500, 2022: 60000, 2023: 70000}
"""Only to make likely sums; later years as 2024."""


class Person:
    """A history and the day asked about; not a dataclass, so that it is written briefly."""

    def __init__(self, history: History, day: date) -> None:
        self.history = history
        self.day = day

    def __repr__(self) -> str:
        rows = [f"{r.period} {r.knp} {r.tiyn} {r.paid_on} {r.kind}" for r in self.history.payments]
        kept = [f"{c.category} {c.starts_on} {c.ends_on}" for c in self.history.categories]
        shown = rows if len(rows) <= 120 else [*rows[:120], f"and {len(rows) - 120} rows more"]
        return f"Person on {self.day}: {'; '.join((*kept, *shown))}"


@dataclass(frozen=True)
class Paying:
    """A stretch of months paid in one way."""

    kind: PayerKind
    first: int
    """Months from the month asked about."""
    length: int
    delay: int
    """Months between a period and its payment; negative = ahead."""
    at_once: bool
    part: float
    """What is paid of the full sum."""
    one_part_only: bool

    def rows(self, month: Month, day_of_month: int) -> list[Payment]:
        since, until = EXISTED[self.kind]
        start = month + self.first
        rows = []
        for period in (start + place for place in range(self.length)):
            if period < since or (until is not None and period > until):
                continue
            paid_in = (start if self.at_once else period) + self.delay
            paid_on = paid_in.first_day.replace(day=day_of_month)
            rows += self._of_month(period, max(paid_on, since.first_day))
        return rows

    def _of_month(self, period: Month, paid_on: date) -> list[Payment]:
        amount = round(_full(self.kind, min(period.year, paid_on.year)) * self.part)
        own = Payment(period, Knp.CONTRIBUTIONS, max(amount, 1), paid_on, self.kind)
        if self.kind not in BOTH_PARTS:
            return [own]
        employers = own._replace(knp=Knp.DEDUCTIONS, tiyn=own.tiyn * 3 // 2 + 1)
        return [employers] if self.one_part_only else [employers, own]


def _full(kind: PayerKind, year: int) -> int:
    wage = _WAGES.get(max(year, 2020), 85000)
    if kind is PayerKind.ENTREPRENEUR:
        return wage * 7
    return wage * 5 if kind is PayerKind.INDEPENDENT else wage * 2


_parts = st.sampled_from([1.0] * 12 + [0.5, 0.9, 1.25, 2.0, 0.333])
_delays = st.sampled_from([1, 1, 1, 1, 2, 0, -1, -3, 5])

paying = st.builds(
    Paying,
    kind=st.sampled_from([PayerKind.INDEPENDENT, PayerKind.EMPLOYEE, *PayerKind]),
    first=st.integers(-16, 3) | st.integers(-75, 12),
    length=st.integers(1, 14) | st.integers(1, 76),
    delay=_delays,
    at_once=st.booleans(),
    part=_parts,
    one_part_only=st.sampled_from([False] * 9 + [True]),
)
prepaying = st.builds(
    Paying,
    kind=st.just(PayerKind.INDEPENDENT),
    first=st.integers(-26, 3),
    length=st.integers(11, 14),
    delay=st.integers(-3, 2),
    at_once=st.just(value=True),
    part=_parts,
    one_part_only=st.just(value=False),
)


def _stopping(kind: PayerKind, length: int, ago: int) -> Paying:
    return Paying(kind, 1 - length - ago, length, 1, at_once=False, part=1.0, one_part_only=False)


stopping = st.builds(
    _stopping,
    kind=st.sampled_from([PayerKind.EMPLOYEE, PayerKind.INDEPENDENT, PayerKind.ENTREPRENEUR]),
    length=st.sampled_from([11, 12, 13, 24, 59, 60, 61]) | st.integers(1, 70),
    ago=st.integers(0, 8),
)
"""Paid well for a time, then stopped: what retention is about."""
days = st.one_of(
    st.dates(date(2021, 7, 1), date(2028, 12, 31)),
    st.dates(date(2025, 9, 1), date(2026, 12, 31)),
    st.dates(date(2023, 1, 1), date(2027, 3, 31)),
    st.builds(
        date,
        st.integers(2022, 2027),
        st.integers(1, 12),
        st.integers(23, 28),
    ),
)


@st.composite
def categories(draw: st.DrawFn, day: date) -> CategoryPeriod:
    likely = [PrivilegedCategory.UNIFORMED_SERVICE, PrivilegedCategory.FULL_TIME_STUDENT]
    category = draw(st.sampled_from([*likely, *PrivilegedCategory]))
    start = day + timedelta(days=draw(st.integers(-900, 40) | st.integers(-2400, 10)))
    length = draw(st.none() | st.integers(0, 100) | st.integers(0, 1300))
    return CategoryPeriod(category, start, None if length is None else start + timedelta(length))


@st.composite
def refunds(draw: st.DrawFn, rows: list[Payment]) -> Payment:
    row = draw(st.sampled_from(rows))
    part = draw(st.sampled_from([1.0, 1.0, 0.5, 0.1]))
    later = timedelta(days=draw(st.integers(0, 60) | st.integers(0, 500)))
    return row._replace(tiyn=-max(round(row.tiyn * part), 1), paid_on=row.paid_on + later)


@st.composite
def people(draw: st.DrawFn, *, refunded: bool = True) -> Person:
    day = draw(days)
    rows: list[Payment] = []
    for stretch in draw(st.lists(stopping | prepaying | paying, min_size=1, max_size=4)):
        rows += stretch.rows(Month.containing(day), draw(st.sampled_from([1, 15, 25, 28])))
    for gap in draw(st.lists(st.integers(-12, 1) | st.integers(-60, 3), max_size=3)):
        rows = [row for row in rows if row.period != Month.containing(day) + gap]
    if rows and refunded:
        rows += draw(st.lists(refunds(rows), max_size=2))
    stretches = draw(st.lists(categories(day), max_size=2) | st.just([]))
    return Person(History(tuple(rows), tuple(stretches)), day)

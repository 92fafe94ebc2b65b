"""A second, deliberately naive reading of the rules of status and ways back.

Written sentence by sentence, month by month and day by day, to disagree with `bot.rules` wherever
either of the two misreads a rule. It shares the plain data (`History`, `Law`'s numbers) and nothing
that decides. Months are numbered year * 12 + month - 1; sums are tenge as fractions.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

from holidays import country_holidays

from bot.rules.history import History, PayerKind, Payment
from bot.rules.law import Law
from bot.rules.months import Month

KZ = country_holidays("KZ")
BLOCKS_SINCE = date(2022, 9, 5)
LONG_RETENTION_SINCE = 2025 * 12 + 9
FIRST, LAST = 1990 * 12, 2060 * 12
"""No month outside these is looked at."""


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def named(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def next_working_day(day: date) -> date:
    while not KZ.is_working_day(day):
        day += timedelta(days=1)
    return day


def third_working_day_after(day: date) -> date:
    for _ in range(3):
        day = next_working_day(day + timedelta(days=1))
    return day


def due_date(month: int) -> date:
    return next_working_day(first_day(month + 1).replace(day=25))


@dataclass
class Book:
    """The numbers of the law, looked up the slow way."""

    law: Law

    def number(self, name: str, day: date) -> Fraction:
        held = [value for value in self.law.parameters[name].values if value.since <= day]
        assert held[-1].amount is not None
        return Fraction(held[-1].amount)

    def wage(self, year: int) -> tuple[Fraction, bool]:
        """The wage of the year, or the last known one; and whether it is the year's own."""
        own = any(v.since.year == year for v in self.law.parameters["minimum_wage"].values)
        return self.number("minimum_wage", date(year, 12, 31)), own

    def independent(self, month: int, year: int) -> tuple[int, bool]:
        wage, own = self.wage(year)
        return whole(self.number("independent_rate", first_day(month)) * wage), own

    def entrepreneur(self, month: int) -> tuple[int, bool]:
        rate = self.number("entrepreneur_rate", first_day(month))
        if rate == 0:
            return 0, True
        wage, own = self.wage(month // 12)
        return whole(rate * self.number("entrepreneur_base", first_day(month)) * wage), own


def whole(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


class Known:
    """What is known on a day: rows paid by then and categories begun by then."""

    def __init__(self, book: Book, history: History, day: date, more: list[Payment] | None = None):
        self.book = book
        self.rows: dict[int, list[Payment]] = defaultdict(list)
        for row in [*history.payments, *(more or [])]:
            if row.paid_on <= day:
                self.rows[row.period.index].append(row)
        self.categories = [c for c in history.categories if c.starts_on <= day]
        self._paid = {month: self._covered_by_rows(month) for month in self.rows}
        self.runs = self._runs()

    # Is a month covered?

    def of_kind(self, month: int, kind: PayerKind) -> list[Payment]:
        return [row for row in self.rows.get(month, []) if row.kind is kind]

    def kinds(self, month: int) -> set[PayerKind]:
        """Payer kinds with a positive row."""
        return {row.kind for row in self.rows.get(month, []) if row.tiyn > 0}

    def sum_of(self, month: int, kind: PayerKind, knp: str) -> Fraction:
        return Fraction(sum(r.tiyn for r in self.of_kind(month, kind) if r.knp == knp), 100)

    def fractions(self, month: int, rows: list[Payment]) -> Fraction:
        everything = self.of_kind(month, PayerKind.INDEPENDENT)
        positive = [row.paid_on for row in everything if row.tiyn > 0]
        total = Fraction(0)
        for row in rows:
            paid_on = row.paid_on if row.tiyn > 0 else min(positive, default=row.paid_on)
            price, _ = self.book.independent(month, min(paid_on.year, month // 12))
            total += Fraction(row.tiyn, 100) / price
        return total

    def adds_up(self, month: int, kind: PayerKind) -> bool:
        if kind in (PayerKind.EMPLOYEE, PayerKind.SINGLE_PAYMENT):
            day = first_day(month)
            rates = {"121": "deduction_rate", "122": "contribution_rate"}
            return all(
                self.sum_of(month, kind, knp) > 0 or self.book.number(rate, day) == 0
                for knp, rate in rates.items()
            )
        if kind is PayerKind.ENTREPRENEUR:
            paid = self.sum_of(month, kind, "122")
            return paid > 0 and paid >= self.book.entrepreneur(month)[0]
        if kind is PayerKind.INDEPENDENT:
            return self.fractions(month, self.of_kind(month, kind)) >= 1
        return self.sum_of(month, kind, "122") > 0

    def adds_up_to_something(self, month: int, kind: PayerKind) -> bool:
        if kind is PayerKind.INDEPENDENT:
            return self.fractions(month, self.of_kind(month, kind)) > 0
        return any(self.sum_of(month, kind, knp) > 0 for knp in ("121", "122"))

    def _covered_by_rows(self, month: int) -> bool:
        return any(self.adds_up(month, kind) for kind in self.kinds(month))

    def paid(self, month: int) -> bool:
        return self._paid.get(month, False)

    def categories_in(self, month: int) -> set[str]:
        return {
            str(c.category)
            for c in self.categories
            if c.starts_on <= last_day(month)
            and (c.ends_on is None or c.ends_on >= first_day(month))
        }

    def categories_on(self, day: date) -> set[str]:
        return {
            str(c.category)
            for c in self.categories
            if c.starts_on <= day and (c.ends_on is None or c.ends_on >= day)
        }

    def covered(self, month: int) -> bool:
        return self.paid(month) or bool(self.categories_in(month))

    def by_category_alone(self, month: int) -> bool:
        return bool(self.categories_in(month)) and not self.paid(month)

    def partial(self, month: int) -> bool:
        return not self.covered(month) and any(
            self.adds_up_to_something(month, kind) for kind in self.kinds(month)
        )

    def provisional(self) -> list[int]:
        """Months with a row judged by the last known wage."""
        found = set()
        for month in self.rows:
            if PayerKind.ENTREPRENEUR in self.kinds(month) and not self.book.entrepreneur(month)[1]:
                found.add(month)
            if PayerKind.INDEPENDENT in self.kinds(month):
                rows = self.of_kind(month, PayerKind.INDEPENDENT)
                first = min(row.paid_on for row in rows if row.tiyn > 0)
                days = [row.paid_on if row.tiyn > 0 else first for row in rows]
                years = [min(day.year, month // 12) for day in days]
                if any(not self.book.independent(month, year)[1] for year in years):
                    found.add(month)
        return sorted(found)

    # Status on a date

    def _runs(self) -> list[Run]:
        ends = [c.ends_on for c in self.categories]
        days = [c.starts_on for c in self.categories] + [e for e in ends if e is not None]
        months = [*self.rows, *(month_of(day) for day in days)]
        if not months:
            return []
        last = LAST if None in ends else min(max(months) + 1, LAST)
        runs, month = [], max(min(months), FIRST)
        while month <= last:
            if not self.covered(month):
                month += 1
                continue
            start = month
            while month <= LAST and self.covered(month):
                month += 1
            runs.append(Run(self, start, month - 1))
        return runs

    def long_paid(self, month: int) -> bool:
        return all(self.paid(one) for one in range(month - 59, month + 1))

    def deciding(self, month: int) -> Run | None:
        qualifying = [run for run in self.runs if run.qualifies(month)]
        return max(qualifying, key=lambda run: run.reach, default=None)

    def insured_on(self, day: date) -> bool:
        return bool(self.categories_on(day)) or self.deciding(month_of(day)) is not None

    def insured_through(self, day: date) -> date | None:
        """Walk to the last insured day; None where a category is open."""
        if not self.insured_on(day):
            return None
        if any(c.ends_on is None for c in self.categories):
            return None
        while True:
            month = month_of(day)
            if self.deciding(month):
                day = last_day(month)
            if month >= LAST:
                return None
            if not self.insured_on(day + timedelta(days=1)):
                return day
            day += timedelta(days=1)


@dataclass
class Run:
    known: Known
    s: int
    e: int

    def __post_init__(self) -> None:
        self.reach = max(
            (k + self.retention(k) for k in range(self.s + 11, self.e + 1)), default=self.s - 1
        )
        self.blocks = [a for a in range(self.s, self.e - 10) if self._is_block(a)]

    def retention(self, k: int) -> int:
        return 6 if k >= LONG_RETENTION_SINCE and self.known.long_paid(k) else 3

    def _rows_for_block(self, month: int, a: int) -> list[Payment]:
        return [
            row
            for row in self.known.of_kind(month, PayerKind.INDEPENDENT)
            if BLOCKS_SINCE <= row.paid_on <= last_day(a)
        ]

    def _is_block(self, a: int) -> bool:
        for month in range(a, a + 12):
            rows = self._rows_for_block(month, a)
            everything = self.known.of_kind(month, PayerKind.INDEPENDENT)
            if not any(row.tiyn > 0 for row in rows):
                return False
            if self.known.fractions(month, rows) < 1:
                return False
            if self.known.fractions(month, everything) < 1:
                return False
        return True

    def last_row_month(self, a: int) -> int:
        rows = [row for month in range(a, a + 12) for row in self._rows_for_block(month, a)]
        return max(month_of(row.paid_on) for row in rows if row.tiyn > 0)

    def by_contributions(self, month: int) -> bool:
        return self.s + 11 <= month <= self.reach

    def qualifies(self, month: int) -> bool:
        return self.by_contributions(month) or any(a <= month <= self.reach for a in self.blocks)


@dataclass
class Judge:
    book: Book
    history: History
    d: date

    def __post_init__(self) -> None:
        self.M = month_of(self.d)
        self.known = Known(self.book, self.history, self.d)
        self.window = list(range(self.M - 12, self.M))
        self.due = [m for m in [self.M - 1] if not self.known.covered(m) and self.d <= due_date(m)]
        self.unpaid = [m for m in self.window if not self.known.covered(m) and m not in self.due]
        self.partial = [m for m in self.window if self.known.partial(m)]
        self.category = bool(self.known.categories_on(self.d))
        self.run = None if self.category else self.known.deciding(self.M)
        self.insured = self.known.insured_on(self.d)
        self.basis = self._basis()
        self.through = self.known.insured_through(self.d)
        self.starts_on = self._starts_on()
        self.disputed = self._disputed()
        self.runs_out = bool(
            self.basis == "retention" and self.run and self.through == last_day(self.run.reach)
        )

    def _unpaid_already(self, month: int) -> bool:
        return month < self.M and not self.known.covered(month) and self.d > due_date(month)

    def _basis(self) -> str | None:
        if self.category:
            return "category"
        if self.run is None:
            return None
        if self._unpaid_already(self.run.e + 1) or self.known.by_category_alone(self.run.e):
            return "retention"
        return "contributions" if self.run.s + 11 <= self.M else "prepaid"

    def _starts_on(self) -> date | None:
        if self.insured:
            return None
        coming = [first_day(m) for m in range(self.M + 1, self.M + 13)]
        return next((day for day in coming if self.known.insured_on(day)), None)

    def _disputed(self) -> list[str]:
        found = []
        later = range(self.run.e + 2, self.M) if self.run else []
        if self.basis == "retention" and any(self.known.covered(m) for m in later):
            found.append("later_payments_after_gap")
        if self.basis == "prepaid" and self.run:
            run = self.run
            safe = [
                a
                for a in run.blocks
                if a <= self.M
                and len([m for m in range(run.s, run.e + 1) if m > run.last_row_month(a)]) >= 12
            ]
            if not safe:
                found.append("prepaid_from_current_month")
        if self.basis == "retention" and self.run and self.run.reach > self.run.e + 3:
            found.append("long_retention")
        if self.basis == "retention" and self.run and self.known.by_category_alone(self.run.e):
            found.append("retention_after_category")
        service = {"uniformed_service"}
        if self.known.categories_on(self.d) == service or any(
            not self.known.paid(m) and self.known.categories_in(m) == service for m in self.window
        ):
            found.append("service")
        return found

    # Costs

    def _row(self, month: int, kind: PayerKind, amount: int) -> Payment:
        return Payment(Month(month), "122", amount * 100, self.d, kind)  # type: ignore[arg-type]

    def _independent(self, month: int, year: int) -> tuple[int, bool, Payment]:
        price, own = self.book.independent(month, year)
        rows = self.known.of_kind(month, PayerKind.INDEPENDENT)
        paid = max(sum(row.tiyn for row in rows), 0)
        fractions = Fraction(0)
        if any(row.tiyn > 0 for row in rows):
            fractions = max(self.known.fractions(month, rows), Fraction(0))
        # What is missing in tenge; after a refund perhaps more, so that the fractions add up.
        cost = max(ceil(price - Fraction(paid, 100)), ceil(price * (1 - fractions)), 0)
        return cost, own, self._row(month, PayerKind.INDEPENDENT, cost)

    def cost(self, month: int) -> tuple[int, bool, Payment]:
        """Tenge, whether the price is known, and the row that pays it."""
        paid = self.known.sum_of(month, PayerKind.ENTREPRENEUR, "122")
        if PayerKind.ENTREPRENEUR in self.known.kinds(month) and paid > 0:
            price, own = self.book.entrepreneur(month)
            cost = max(ceil(price - paid), 0)
            return cost, own, self._row(month, PayerKind.ENTREPRENEUR, cost)
        return self._independent(month, month // 12)

    def cost_ahead(self, month: int) -> tuple[int, bool, Payment]:
        return self._independent(month, self.d.year)

    # Ways back

    def paying(self, rows: list[Payment]) -> Known:
        return Known(self.book, self.history, self.d, rows)

    def ways(self) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
        if self.insured and not self.runs_out:
            return [], []
        soon = third_working_day_after(self.d)
        then = max(first_day(self.M + 1), soon)
        offers = {"repay": (soon, self._repay(soon))}
        if self.d >= BLOCKS_SINCE:
            offers["prepay"] = (then, self._prepay(self.M + 1))
            sure = self.insured and self.through is not None and self.through >= last_day(self.M)
            if soon < then and not (sure and not self.disputed):
                offers["prepay_now"] = (soon, self._prepay(self.M))
        ways, left_out = [], []
        for way, (day, months) in offers.items():
            if not months or (self.starts_on and day >= self.starts_on):
                continue
            costs = {m: self.cost(m) if way == "repay" else self.cost_ahead(m) for m in months}
            if any(not own for _, own, _ in costs.values()):
                left_out.append({"way": way, "parameter": "minimum_wage", "on": self._no_wage()})
                continue
            total = sum(cost for cost, _, _ in costs.values())
            known = self.paying([row for _, _, row in costs.values()])
            if known.deciding(month_of(day)) is None:
                continue
            year_total = self._year_total(total, months) if way == "repay" else total
            ways.append(_way(way, months, total, day, known.insured_through(day), year_total))
        waiting = self._wait()
        if waiting and not (self.starts_on and waiting >= self.starts_on):
            ways.append(_way("wait", [], 0, waiting, None, self._year_total(0, [])))
        return ways, left_out

    def _no_wage(self) -> str:
        return f"{self.book.law.parameters['minimum_wage'].values[-1].since.year + 1}-01-01"

    def _repay(self, day: date) -> list[int]:
        def after(months: list[int]) -> tuple[bool, date | None]:
            known = self.paying([self.cost(m)[2] for m in months])
            return known.deciding(month_of(day)) is not None, known.insured_through(day)

        months = list(self.unpaid)
        if not months or not after(months)[0]:
            months = sorted(self.unpaid + self.due)
        through = after(months)[1]
        while months and after(months[1:]) == (True, through):
            months = months[1:]
        return months

    def _prepay(self, first: int) -> list[int]:
        return [
            m
            for m in range(first, self.M + 13)
            if self.known.fractions(m, self.known.of_kind(m, PayerKind.INDEPENDENT)) < 1
        ]

    def _year_total(self, total: int, months: list[int]) -> int | None:
        costs = [self.cost(m) for m in self.due if m not in months]
        coming = [m for m in range(self.M, self.M + 12) if not self.known.covered(m)]
        costs += [self.cost_ahead(m) for m in coming]
        if any(not own for _, own, _ in costs):
            return None
        return total + sum(cost for cost, _, _ in costs)

    def _wait(self) -> date | None:
        last = self.M - 1
        paying = self.known.paid(last) or (bool(self.due) and self.known.paid(last - 1))
        if self.insured or not paying:
            return None
        gaps = [
            m for m in range(self.M - 13, self.M) if not self.known.covered(m) and m not in self.due
        ]
        return third_working_day_after(due_date(max(gaps) + 12))

    # The answer

    def advice(self, *, unknown: bool) -> list[str]:
        if unknown:
            return ["check_register", "temporary_status"]
        advice = []
        helps = not self.insured or self.runs_out
        if helps and any(self._ask_employer(m) for m in self.window):
            advice.append("ask_employer")
        if not self.insured:
            advice.append("temporary_status")
        return advice

    def _ask_employer(self, month: int) -> bool:
        def rows(m: int) -> bool:
            kinds = self.known.kinds(m) & {PayerKind.EMPLOYEE, PayerKind.SINGLE_PAYMENT}
            return any(self.known.adds_up_to_something(m, kind) for kind in kinds)

        if self.known.covered(month):
            return False
        if self.known.partial(month):
            return rows(month)
        return rows(month - 1) and rows(month + 1)

    def state(self, month: int) -> str:
        if self.known.covered(month):
            return "covered"
        if month in self.partial:
            return "partial"
        return "due" if month in self.due else "unpaid"

    def answer(self) -> dict[str, Any]:
        unknown = not self.history.payments and not self.history.categories
        ways, left_out = self.ways()
        costs = [self.cost(m) for m in self.unpaid]
        debt = None if any(not own for _, own, _ in costs) else sum(c for c, _, _ in costs)
        waiting = (not self.insured and self.starts_on is None) or self.runs_out
        nothing = {"months": [], "unpaid": [], "due": [], "debt": 0, "debt_required": False}
        return {
            "status": "insured" if self.insured else "unknown" if unknown else "not_insured",
            "basis": self.basis,
            "insured_through": iso(self.through),
            "starts_on": iso(self.starts_on),
            "months": [(named(m), self.state(m)) for m in self.window],
            "unpaid": [named(m) for m in self.unpaid],
            "due": [named(m) for m in self.due],
            "partial": [named(m) for m in self.partial],
            "ahead": [named(m) for m in range(self.M, self.M + 13) if self.known.covered(m)],
            "provisional": [named(m) for m in self.known.provisional()],
            "debt": debt,
            "debt_required": debt != 0 and waiting,
            "disputed": self.disputed,
            "ways_back": ways,
            "left_out": left_out,
            "advice": self.advice(unknown=unknown),
            "least_now": self._least_now(ways),
            "least_over_a_year": self._least_over_a_year(ways),
            **(nothing if unknown else {}),
        }

    def _least_now(self, ways: list[dict[str, Any]]) -> str | None:
        soon = [way for way in ways if way["insured_from"] <= last_day(self.M).isoformat()]
        return _marked([way for way in soon if way["total"] == min(w["total"] for w in soon)])

    def _least_over_a_year(self, ways: list[dict[str, Any]]) -> str | None:
        priced = [way for way in ways if way["year_total"] is not None]
        least = min((way["year_total"] for way in priced), default=None)
        return _marked([way for way in priced if way["year_total"] == least])


def _marked(tied: list[dict[str, Any]]) -> str | None:
    if not tied:
        return None
    latest = max(way["insured_through"] or "" for way in tied)
    return next(way["way"] for way in tied if (way["insured_through"] or "") == latest)


def _way(
    way: str, months: list[int], total: int, day: date, through: date | None, year: int | None
) -> dict[str, Any]:
    return {
        "way": way,
        "periods": [named(m) for m in months],
        "total": total,
        "insured_from": day.isoformat(),
        "insured_through": iso(through),
        "year_total": year,
    }


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def answer(law: Law, history: History, day: date) -> dict[str, Any]:
    """Every field of the answer about a person, as plain data."""
    return Judge(Book(law), history, day).answer()

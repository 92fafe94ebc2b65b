"""Corners of monthly amounts, leave and penalty, each worked out by hand from the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from bot.rules.amounts import MonthlyAmount, monthly_amount
from bot.rules.history import PayerKind
from bot.rules.law import Law
from bot.rules.leave import paid_leave
from bot.rules.months import Month
from bot.rules.penalty import penalty
from bot.rules.refusals import ParameterUnknown, PenaltyUnknown, Refusal

EMPLOYEE, CONTRACT = PayerKind.EMPLOYEE, PayerKind.CIVIL_CONTRACT
SINGLE, SELF = PayerKind.SINGLE_PAYMENT, PayerKind.SELF_EMPLOYED
ENTREPRENEUR, INDEPENDENT = PayerKind.ENTREPRENEUR, PayerKind.INDEPENDENT


def asked(
    law: Law, kind: PayerKind, period: str, *incomes: str, exempt: bool = False
) -> MonthlyAmount:
    sums = tuple(Decimal(income) for income in incomes)
    return monthly_amount(law, kind, Month.parse(period), sums, exempt=exempt)


@dataclass(frozen=True)
class Cost:
    reason: str
    kind: PayerKind
    period: str
    incomes: tuple[str, ...]
    amounts: tuple[int, ...]
    capped: tuple[bool, ...] = ()


COSTS = [
    Cost("exactly at both caps", EMPLOYEE, "2026-05", ("1700000",), (51000, 34000), (False, False)),
    Cost("a tiyn above one", EMPLOYEE, "2026-05", ("1700000.01",), (51000, 34000), (False, True)),
    Cost("exactly at the other", EMPLOYEE, "2026-05", ("3400000",), (102000, 34000), (False, True)),
    Cost("the last month of ten wages", EMPLOYEE, "2025-12", ("850001",), (25500, 17000)),
    Cost(
        "no wage of 2027 is needed up to the cap", EMPLOYEE, "2027-05", ("1700000",), (51000, 34000)
    ),
    Cost("2017: one rate, fifteen wages", EMPLOYEE, "2017-12", ("400000",), (3669, 0)),
    Cost("2019: no contributions yet", EMPLOYEE, "2019-12", ("637501",), (9563, 0)),
    Cost("2020 begins both", EMPLOYEE, "2020-01", ("100000",), (2000, 1000)),
    Cost(
        "two jobs: one cap on 122, 121 by employer",
        EMPLOYEE,
        "2026-05",
        ("1000000", "1000000"),
        (60000, 34000),
        (False, True),
    ),
    Cost(
        "two jobs, both above the cap on 121",
        EMPLOYEE,
        "2026-05",
        ("4000000", "4000000"),
        (204000, 34000),
        (True, True),
    ),
    Cost("rounded once over all jobs", EMPLOYEE, "2026-05", ("16.50", "16.50"), (1, 1)),
    Cost("half a tenge goes up", EMPLOYEE, "2026-05", ("50",), (2, 1)),
    Cost("no income", EMPLOYEE, "2026-05", ("0",), (0, 0)),
    Cost("contracts of 2018 cost nothing", CONTRACT, "2018-01", ("1000000",), (0,)),
    Cost("contracts of 2020", CONTRACT, "2020-12", ("500000",), (4250,), (True,)),
    Cost("an entrepreneur of 2018", ENTREPRENEUR, "2018-01", (), (0,)),
    Cost("an entrepreneur of 2020", ENTREPRENEUR, "2020-01", (), (2975,)),
    Cost("independent since 2020", INDEPENDENT, "2020-01", (), (2125,)),
    Cost("the share corrected in 2024", SINGLE, "2024-01", ("200000",), (5999, 3999)),
    Cost(
        "caps inside: the part, not the income",
        SINGLE,
        "2026-05",
        ("3400000",),
        (102000, 34000),
        (True, True),
    ),
    Cost(
        "caps of the year: ten wages", SINGLE, "2025-05", ("1000000",), (25500, 17000), (True, True)
    ),
    Cost("exactly 300 calculation indexes", SELF, "2026-05", ("1297500",), (12975,)),
    Cost("no index of 2027 is needed up to the limit", SELF, "2027-05", ("1297500",), (12975,)),
]


@pytest.mark.parametrize("cost", COSTS, ids=lambda cost: cost.reason)
def test_cost(law: Law, cost: Cost) -> None:
    lines = asked(law, cost.kind, cost.period, *cost.incomes).lines

    assert tuple(line.amount for line in lines) == cost.amounts
    if cost.capped:
        assert tuple(line.capped for line in lines) == cost.capped


def test_nothing_is_due_for_an_exempt_employee_even_in_a_year_without_a_wage(law: Law) -> None:
    amount = asked(law, EMPLOYEE, "2027-05", "9000000", exempt=True)

    assert [(line.rate, line.base, line.amount) for line in amount.lines] == [(0, 0, 0)] * 2


@pytest.mark.parametrize(
    ("period", "income", "whole"),
    [("2026-05", "595000", 147560), ("2026-05", "595000.01", None), ("2025-05", "200000", 47600)],
)
def test_the_whole_single_payment_is_given_up_to_seven_wages(
    law: Law, period: str, income: str, whole: int | None
) -> None:
    assert asked(law, SINGLE, period, income).single_payment == whole


REFUSED = [
    ("bad input before all else", SELF, "2025-05", (), "bad_input"),
    ("a fixed kind needs no income", INDEPENDENT, "2019-05", ("1",), "bad_input"),
    ("only an employee has several jobs", SINGLE, "2022-05", ("1", "2"), "bad_input"),
    ("less than nothing", EMPLOYEE, "2017-01", ("-1",), "bad_input"),
    ("a kind before an unknown year", PayerKind.AGGREGATE_PAYMENT, "2027-05", (), "bad_input"),
    ("before the system", EMPLOYEE, "2017-06", ("1",), "kind_not_in_force"),
    ("contracts before they were settled", CONTRACT, "2017-12", ("1",), "kind_not_in_force"),
    ("entrepreneurs before they were settled", ENTREPRENEUR, "2017-12", (), "kind_not_in_force"),
    ("independent before 2020", INDEPENDENT, "2019-12", (), "kind_not_in_force"),
    ("single payment before 2023", SINGLE, "2022-12", ("1",), "kind_not_in_force"),
    (
        "platforms before 2026, above their limit",
        SELF,
        "2025-12",
        ("9000000",),
        "kind_not_in_force",
    ),
    ("a limit not known yet", SELF, "2027-01", ("1297500.01",), "parameter_unknown"),
    ("a cap not known yet", EMPLOYEE, "2027-01", ("1700000.01",), "parameter_unknown"),
    ("a wage not known yet", ENTREPRENEUR, "2027-01", (), "parameter_unknown"),
    ("shares not verified", SINGLE, "2027-01", ("1",), "parameter_unknown"),
    ("above the limit", SELF, "2026-01", ("1297500.01",), "over_regime_limit"),
]


@pytest.mark.parametrize(
    ("kind", "period", "incomes", "code"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_refused(
    law: Law, kind: PayerKind, period: str, incomes: tuple[str, ...], code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        asked(law, kind, period, *incomes)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("kind", "period", "incomes", "parameter", "on"),
    [
        (INDEPENDENT, "2028-05", (), "minimum_wage", "2027-01-01"),
        (SELF, "2027-05", ("1300000",), "monthly_calculation_index", "2027-01-01"),
        (SINGLE, "2027-05", ("1",), "single_payment_deduction_share", "2027-01-01"),
        (SINGLE, "2029-05", ("1",), "single_payment_rate", "2029-01-01"),
    ],
)
def test_an_unknown_number_is_named_with_the_first_day_without_it(
    law: Law, kind: PayerKind, period: str, incomes: tuple[str, ...], parameter: str, on: str
) -> None:
    with pytest.raises(ParameterUnknown) as refusal:
        asked(law, kind, period, *incomes)

    assert (refusal.value.parameter, refusal.value.on.isoformat()) == (parameter, on)


# Leave


@pytest.mark.parametrize(
    ("first", "last", "required"),
    [
        ("2026-07-10", "2026-08-08", False),
        ("2026-07-10", "2026-08-09", True),
        ("2026-06-01", "2026-06-29", False),
        ("2026-06-01", "2026-06-30", True),
        ("2026-01-31", "2026-02-27", False),
        ("2026-01-31", "2026-02-28", True),
        ("2026-01-29", "2026-02-28", True),
        ("2024-01-31", "2024-02-28", False),
        ("2024-01-31", "2024-02-29", True),
        ("2026-02-28", "2026-03-26", False),
        ("2026-02-28", "2026-03-27", True),
        ("2026-12-15", "2027-01-14", True),
    ],
)
def test_splitting_is_a_duty_from_a_calendar_month_on(
    law: Law, first: str, last: str, *, required: bool
) -> None:
    leave = paid_leave(law, date.fromisoformat(first), date.fromisoformat(last), Decimal(100000))

    assert leave.split_required is required


def test_the_last_row_of_a_leave_takes_the_remainder(law: Law) -> None:
    leave = paid_leave(law, date(2026, 1, 31), date(2026, 3, 1), Decimal(100))

    assert [(row.days, row.income) for row in leave.rows] == [
        (1, Decimal("3.33")),
        (28, Decimal("93.33")),
        (1, Decimal("3.34")),
    ]


def test_a_leave_into_2027_needs_no_wage_up_to_the_cap(law: Law) -> None:
    leave = paid_leave(law, date(2026, 12, 20), date(2027, 1, 10), Decimal(220000))

    assert [[line.amount for line in row.lines] for row in leave.rows] == [
        [3600, 2400],
        [3000, 2000],
    ]


# Penalty


@pytest.mark.parametrize(
    ("amount", "due", "paid", "days", "tenge"),
    [
        ("100000", "2026-06-25", "2026-06-25", 0, 0),
        ("100000", "2026-06-25", "2026-06-20", 0, 0),
        ("100000", "2026-06-25", "2026-06-26", 1, 58),  # 100000 x 17 % x 1.25 / 365 = 58.22
        ("100000", "2026-06-05", "2026-06-08", 3, 182),  # 2 x 61.64 (18 %) + 58.22 (17 %)
        ("100000", "2026-07-26", "2026-07-27", 1, 57),  # 16.75 % from its first day
        ("100000", "2026-07-24", "2026-09-08", 46, 2637),  # 2 at 17, 42 at 16.75, 2 at 16.25
        ("1000000", "2024-12-01", "2024-12-02", 1, 522),  # the first known day
        ("100000", "2026-10-24", "2026-10-25", 1, 56),  # the last known day
        ("100000", "2024-12-31", "2025-12-31", 365, 20745),  # 68 at 15.25, 217 at 16.5, 80 at 18
    ],
)
def test_penalty(law: Law, amount: str, due: str, paid: str, days: int, tenge: int) -> None:
    found = penalty(law, Decimal(amount), date.fromisoformat(due), date.fromisoformat(paid))

    assert (found.days, found.amount) == (days, tenge)


@pytest.mark.parametrize(
    ("due", "paid", "on", "known_until", "part"),
    [
        ("2026-10-20", "2026-11-10", "2026-10-26", "2026-10-25", 278),
        ("2026-10-25", "2026-11-10", "2026-10-26", "2026-10-25", 0),
        ("2026-11-01", "2026-11-10", "2026-10-26", "2026-10-25", 0),
        ("2024-11-01", "2024-12-01", "2024-11-02", None, 0),
        ("2020-01-25", "2020-02-05", "2020-01-26", None, 0),
    ],
)
def test_penalty_for_days_without_a_known_rate(
    law: Law, due: str, paid: str, on: str, known_until: str | None, part: int
) -> None:
    with pytest.raises(PenaltyUnknown) as refusal:
        penalty(law, Decimal(100000), date.fromisoformat(due), date.fromisoformat(paid))

    until = refusal.value.known_until
    assert refusal.value.on.isoformat() == on
    assert (until.isoformat() if until else None, refusal.value.penalty) == (known_until, part)

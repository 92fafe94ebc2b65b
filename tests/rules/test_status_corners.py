"""Corners of status, debt and ways back, each worked out by hand from the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from bot.rules.history import History, Knp, PayerKind
from bot.rules.law import Law
from tests.rules import oracle
from tests.rules.answers import answer
from tests.rules.rows import (
    category,
    employed,
    entrepreneur,
    independent,
    known,
    row,
    without,
)


@dataclass(frozen=True)
class Corner:
    reason: str
    history: History
    on: str
    expect: dict[str, Any]
    ways: dict[str, dict[str, Any]] | None = None
    """Fields of each way, by its name; None = not looked at."""


def months(first: str, last: str) -> list[str]:
    return sorted({str(one.period) for one in independent(first, last)})


JOB = employed("2025-08", "2026-10")
SIXTY = employed("2021-07", "2026-06")
NO_2027_WAGE = {"parameter": "minimum_wage", "on": "2027-01-01"}

CORNERS = [
    # A year whose wage is not known
    Corner(
        "a day ahead in 2027 is answered from what is known now; its debt has no price yet",
        known(JOB),
        "2027-03-10",
        {
            "status": "not_insured",
            "unpaid": ["2026-11", "2026-12", "2027-01"],
            "due": ["2027-02"],
            "debt": None,
            "debt_required": True,
            "left_out": [
                {"way": "repay", **NO_2027_WAGE},
                {"way": "prepay", **NO_2027_WAGE},
                {"way": "prepay_now", **NO_2027_WAGE},
            ],
        },
        ways={},
    ),
    Corner(
        "in January 2027 a month of 2026 still has its price, the year to come has none",
        known(JOB),
        "2027-01-20",
        {
            "basis": "retention",
            "insured_through": "2027-01-31",
            "unpaid": ["2026-11"],
            "due": ["2026-12"],
            "debt": 4250,
            "debt_required": True,
            "left_out": [{"way": "prepay", **NO_2027_WAGE}],
        },
        ways={
            "repay": {
                "periods": ["2026-11"],
                "total": 4250,
                "insured_from": "2027-01-25",
                "insured_through": "2027-02-28",
                "year_total": None,
            }
        },
    ),
    Corner(
        "2027 prepaid in 2026 at the price of 2026 is paid in full: nothing provisional; over the"
        " holidays money arrives only after the 1st, so no way insures before it",
        known(independent("2027-01", "2027-12", on="2026-12-29")),
        "2026-12-30",
        {"status": "not_insured", "starts_on": "2027-01-01", "provisional": [], "left_out": []},
        ways={},
    ),
    Corner(
        "an entrepreneur's January 2027 is judged by the last known wage and said to be so",
        known(entrepreneur("2026-01", "2027-01")),
        "2027-02-20",
        {"basis": "contributions", "provisional": ["2027-01"], "unpaid": []},
    ),
    Corner(
        "an independent January 2027 paid in 2027 too; a month of 2026 paid in 2027 has its price",
        known(independent("2026-01", "2027-01")),
        "2027-02-20",
        {"basis": "contributions", "provisional": ["2027-01"], "unpaid": []},
    ),
    # Refunds and part payments
    Corner(
        "a refund of a part leaves the month partial; what is missing is the refund",
        known(
            independent("2025-08", "2026-10"),
            [row(PayerKind.INDEPENDENT, "2026-05", -1000, "2026-07-01")],
        ),
        "2026-11-20",
        {"status": "not_insured", "partial": ["2026-05"], "unpaid": ["2026-05"], "debt": 1000},
    ),
    Corner(
        "a refund that is not known yet on the day asked about",
        known(
            independent("2025-08", "2026-10"),
            [row(PayerKind.INDEPENDENT, "2026-05", -4250, "2026-11-21")],
        ),
        "2026-11-20",
        {"basis": "contributions", "unpaid": []},
    ),
    Corner(
        "refunded and paid again: covered",
        known(
            independent("2025-08", "2026-10"),
            [
                row(PayerKind.INDEPENDENT, "2026-05", -4250, "2026-07-01"),
                row(PayerKind.INDEPENDENT, "2026-05", 4250, "2026-07-02"),
            ],
        ),
        "2026-11-20",
        {"basis": "contributions", "unpaid": [], "partial": []},
    ),
    Corner(
        "a refund of a month paid ahead is priced like the payment, so half a month is left; the"
        " rest is the price of its own year less the sum kept",
        known(
            independent("2023-09", "2023-12", amount=3500),
            independent("2024-01", "2024-08", on="2023-12-20", amount=3500),
            [row(PayerKind.INDEPENDENT, "2024-05", -1750, "2024-06-01")],
        ),
        "2024-09-10",
        {"status": "not_insured", "partial": ["2024-05"], "debt": 4250 - 1750},
    ),
    Corner(
        "half paid ahead at 3 500 and half late at 4 250 make one month",
        known(
            independent("2023-06", "2024-07", amount=4250),
            [
                row(PayerKind.INDEPENDENT, "2024-08", 1750, "2023-12-20"),
                row(PayerKind.INDEPENDENT, "2024-08", 2125, "2024-09-05"),
            ],
        ),
        "2024-09-10",
        {"basis": "contributions", "partial": [], "unpaid": [], "due": []},
    ),
    Corner(
        "the parts of two payer kinds are not added together",
        known(
            without(independent("2025-08", "2026-10"), "2026-05"),
            [
                row(PayerKind.INDEPENDENT, "2026-05", 4000, "2026-06-10"),
                row(PayerKind.ENTREPRENEUR, "2026-05", 5000, "2026-06-10"),
            ],
        ),
        "2026-11-20",
        {"partial": ["2026-05"], "debt": 950},
        ways={
            "repay": {"periods": ["2026-05"], "total": 950},
            "prepay": {},
            "prepay_now": {},
            "wait": {},
        },
    ),
    Corner(
        "the employer's part of a month and the person's part of the next make no month",
        known(
            employed("2025-08", "2026-03"),
            employed("2026-04", "2026-04", knps=[Knp.DEDUCTIONS]),
            employed("2026-05", "2026-05", knps=[Knp.CONTRIBUTIONS]),
            employed("2026-06", "2026-10"),
        ),
        "2026-11-20",
        {
            "partial": ["2026-04", "2026-05"],
            "debt": 8500,
            "advice": ["ask_employer", "temporary_status"],
        },
    ),
    Corner(
        "a month without anything between two of the employer's: ask him before paying twice",
        known(without(JOB, "2026-05")),
        "2026-11-20",
        {"partial": [], "unpaid": ["2026-05"], "advice": ["ask_employer", "temporary_status"]},
    ),
    Corner(
        "two months without anything: nobody to ask",
        known(without(JOB, "2026-05", "2026-06")),
        "2026-11-20",
        {"unpaid": ["2026-05", "2026-06"], "advice": ["temporary_status"]},
    ),
    Corner(
        "months of 2019 need the employer's part alone: the rate of the other was zero",
        known(
            employed("2019-01", "2019-12", knps=[Knp.DEDUCTIONS]), employed("2020-01", "2021-06")
        ),
        "2021-07-10",
        {"basis": "contributions", "insured_through": "2021-08-31"},
    ),
    Corner(
        "a month paid as one sum for those with little (ended in 2023) covers by any sum",
        known(
            [
                row(PayerKind.AGGREGATE_PAYMENT, one, 1725, "2023-12-10")
                for one in months("2023-01", "2023-12")
            ]
        ),
        "2024-01-10",
        {"basis": "contributions", "insured_through": "2024-03-31"},
    ),
    # Categories
    Corner(
        "a category that ended within the month keeps its run: retention, disputed, and the safe"
        " prepayment offered though the month itself is insured",
        known(categories=[category("full_time_student", "2022-09-01", "2026-11-10")]),
        "2026-11-20",
        {
            "basis": "retention",
            "insured_through": "2027-02-28",
            "unpaid": [],
            "due": [],
            "ahead": ["2026-11"],
            "debt": 0,
            "debt_required": False,
            "disputed": ["retention_after_category"],
        },
        ways={
            "prepay": {"insured_from": "2026-12-01", "total": 51000},
            "prepay_now": {"insured_from": "2026-11-25", "total": 55250},
        },
    ),
    Corner(
        "a short category insures on its days alone",
        known(categories=[category("registered_unemployed", "2026-11-18", "2026-11-20")]),
        "2026-11-20",
        {"basis": "category", "insured_through": "2026-11-20"},
        ways={},
    ),
    Corner(
        "and no longer the day after",
        known(categories=[category("registered_unemployed", "2026-11-18", "2026-11-20")]),
        "2026-11-21",
        {"status": "not_insured", "insured_through": None, "ahead": ["2026-11"]},
    ),
    Corner(
        "a category that begins tomorrow is not known today",
        known(categories=[category("pensioner", "2026-11-21", None)]),
        "2026-11-20",
        {"status": "not_insured", "starts_on": None, "ahead": []},
    ),
    Corner(
        "service alone in a month of the window is disputed, paid months beside it are not",
        known(
            without(JOB, "2026-03"),
            categories=[category("uniformed_service", "2026-03-05", "2026-04-10")],
        ),
        "2026-11-20",
        {"basis": "contributions", "disputed": ["service"]},
    ),
    Corner(
        "service beside paid months rests on the payments",
        known(JOB, categories=[category("uniformed_service", "2026-03-05", "2026-04-10")]),
        "2026-11-20",
        {"basis": "contributions", "disputed": []},
    ),
    # Retention
    Corner(
        "sixty months with a category beside some of them: six months of retention",
        known(SIXTY, categories=[category("child_under_3", "2023-02-01", "2023-09-30")]),
        "2026-11-20",
        {"insured_through": "2026-12-31", "disputed": ["long_retention"]},
    ),
    Corner(
        "one of the sixty paid by the state alone: three",
        known(
            without(SIXTY, "2023-05"),
            categories=[category("child_under_3", "2023-02-01", "2023-09-30")],
        ),
        "2026-09-20",
        {"basis": "retention", "insured_through": "2026-09-30", "disputed": []},
    ),
    Corner(
        "sixty months that ended before October 2025: three",
        known(employed("2020-10", "2025-09")),
        "2025-12-31",
        {"basis": "retention", "insured_through": "2025-12-31", "disputed": []},
    ),
    Corner(
        "sixty months that ended in October 2025: six",
        known(employed("2020-11", "2025-10")),
        "2026-04-30",
        {"basis": "retention", "insured_through": "2026-04-30", "disputed": ["long_retention"]},
    ),
    Corner(
        "sixty paid months and two of the state after them: the six months count from the last"
        " paid one, the three from the last covered one; the later end is the reach",
        known(SIXTY, categories=[category("kandas", "2026-07-05", "2026-08-10")]),
        "2026-10-28",
        {
            "basis": "retention",
            "insured_through": "2026-12-31",
            "disputed": ["long_retention", "retention_after_category"],
        },
    ),
    # Several runs, prepayment
    Corner(
        "a long retention that runs and a prepaid block: the later reach decides",
        known(
            employed("2021-01", "2026-06"),
            independent("2026-10", "2027-09", on="2026-10-05"),
        ),
        "2026-11-20",
        {
            "basis": "prepaid",
            "insured_through": "2027-12-31",
            "unpaid": ["2026-07", "2026-08", "2026-09"],
            "debt": 12750,
            "debt_required": False,
            "disputed": ["prepaid_from_current_month"],
        },
        ways={},
    ),
    Corner(
        "one month of the twelve paid after the first had ended: no block, twelve months must pass",
        known(
            without(independent("2026-01", "2026-12", on="2026-01-10"), "2026-03"),
            independent("2026-03", "2026-03", on="2026-03-05"),
        ),
        "2026-11-05",
        {"status": "not_insured", "starts_on": "2026-12-01"},
    ),
    Corner(
        "paid on the last day of the first month: a block",
        known(
            without(independent("2026-01", "2026-12", on="2026-01-10"), "2026-03"),
            independent("2026-03", "2026-03", on="2026-01-31"),
        ),
        "2026-11-05",
        {"basis": "prepaid", "starts_on": None, "disputed": ["prepaid_from_current_month"]},
    ),
    Corner(
        "a later row on top of a block paid in full changes nothing",
        known(
            independent("2026-02", "2027-01", on="2026-01-10"),
            independent("2026-05", "2026-05", on="2026-06-05"),
        ),
        "2026-11-05",
        {"basis": "prepaid", "disputed": [], "insured_through": "2027-04-30"},
    ),
    Corner(
        "a month of the block refunded later: no block any more",
        known(
            independent("2026-01", "2026-12", on="2026-01-10"),
            [row(PayerKind.INDEPENDENT, "2026-12", -4250, "2026-05-01")],
        ),
        "2026-06-10",
        {"status": "not_insured", "starts_on": None},
    ),
    Corner(
        "twelve months paid on 4 September 2022, the day before that became possible",
        known(independent("2022-10", "2023-09", on="2022-09-04", amount=3000)),
        "2022-10-10",
        {"status": "not_insured", "starts_on": "2023-09-01"},
    ),
    Corner(
        "and on the day itself",
        known(independent("2022-10", "2023-09", on="2022-09-05", amount=3000)),
        "2022-10-10",
        {"basis": "prepaid", "insured_through": "2023-12-31"},
    ),
    Corner(
        "starts in December by itself: only what insures in November is offered; two months are"
        " paid ahead already and one missing month is enough",
        known(
            independent("2026-01", "2026-10"),
            independent("2026-11", "2026-12", on="2026-11-10"),
        ),
        "2026-11-20",
        {"status": "not_insured", "starts_on": "2026-12-01", "debt": 8500, "debt_required": False},
        ways={
            "repay": {"periods": ["2025-12"], "total": 4250, "insured_from": "2026-11-25"},
            "prepay_now": {"periods": months("2027-01", "2027-11"), "total": 46750},
        },
    ),
    Corner(
        "part of a month ahead is paid: the prepayment asks for the rest of it",
        known([row(PayerKind.INDEPENDENT, "2026-12", 1250, "2026-11-10")]),
        "2026-11-20",
        {"status": "not_insured", "partial": [], "ahead": []},
        ways={
            "repay": {"year_total": 51000 + 51000 - 1250},
            "prepay": {"total": 51000 - 1250, "year_total": 51000 - 1250},
            "prepay_now": {"total": 55250 - 1250},
        },
    ),
    # Due dates
    Corner(
        "the 25th is a Sunday: December is due on Monday, that day included",
        known(employed("2025-01", "2025-11")),
        "2026-01-26",
        {"unpaid": [], "due": ["2025-12"], "debt": 0},
    ),
    Corner(
        "and unpaid on Tuesday",
        known(employed("2024-11", "2025-11")),
        "2026-01-27",
        {"basis": "retention", "unpaid": ["2025-12"], "due": [], "debt": 4250},
    ),
    Corner(
        "Republic Day on a Saturday moves the due date of September 2025 to the 28th",
        known(employed("2024-08", "2025-08")),
        "2025-10-28",
        {"basis": "contributions", "due": ["2025-09"], "unpaid": []},
    ),
    Corner(
        "a partial month that is still due is in both lists",
        known(
            employed("2025-08", "2026-09"), employed("2026-10", "2026-10", knps=[Knp.DEDUCTIONS])
        ),
        "2026-11-20",
        {"partial": ["2026-10"], "due": ["2026-10"], "unpaid": [], "basis": "contributions"},
    ),
    # Costs
    Corner(
        "an entrepreneur's month paid at another's price is completed as his own",
        known(
            without(entrepreneur("2025-06", "2026-10"), "2026-05"),
            entrepreneur("2026-05", "2026-05", amount=4250),
        ),
        "2026-11-20",
        {"partial": ["2026-05"], "debt": 1700},
    ),
    Corner(
        "tiyn: the rest is rounded up, or it would not complete the month",
        known(
            without(independent("2025-06", "2026-10"), "2026-05"),
            [row(PayerKind.INDEPENDENT, "2026-05", "4000.60", "2026-06-10")],
        ),
        "2026-11-20",
        {"debt": 250},
    ),
    Corner(
        "each unpaid month at the wage of its own year",
        known(without(employed("2022-01", "2024-02"), "2023-11", "2024-01")),
        "2024-03-10",
        {"unpaid": ["2023-11", "2024-01"], "debt": 3500 + 4250},
    ),
    # Nothing, or nothing yet
    Corner(
        "an empty ledger says neither yes nor no",
        known(),
        "2026-11-20",
        {
            "status": "unknown",
            "months": [],
            "unpaid": [],
            "debt": 0,
            "advice": ["check_register", "temporary_status"],
        },
        ways={
            "repay": {"periods": months("2025-11", "2026-10"), "year_total": 102000},
            "prepay": {"total": 51000},
            "prepay_now": {"total": 55250},
        },
    ),
    Corner(
        "payments of a later day: known to the ledger, so not unknown",
        known(employed("2026-01", "2026-10")),
        "2022-11-20",
        {"status": "not_insured"},
    ),
    Corner(
        "the first day with the rule of twelve months; prepaying did not exist",
        known([row(PayerKind.INDEPENDENT, "2021-05", 2125, "2021-06-15")]),
        "2021-07-01",
        {"status": "not_insured", "due": ["2021-06"]},
        ways={"repay": {"total": 11 * 2125}, "wait": {"insured_from": "2022-05-30"}},
    ),
]


@pytest.mark.parametrize("corner", CORNERS, ids=lambda corner: corner.reason)
def test_corner(law: Law, corner: Corner) -> None:
    found = answer(law, corner.history, date.fromisoformat(corner.on))

    assert {field: found[field] for field in corner.expect} == corner.expect
    if corner.ways is not None:
        ways = {way.pop("way"): way for way in found["ways_back"]}
        assert list(ways) == list(corner.ways)
        for name, fields in corner.ways.items():
            assert {field: ways[name][field] for field in fields} == fields


@pytest.mark.parametrize("corner", CORNERS, ids=lambda corner: corner.reason)
def test_the_naive_reading_agrees(law: Law, corner: Corner) -> None:
    day = date.fromisoformat(corner.on)

    assert answer(law, corner.history, day) == oracle.answer(law, corner.history, day)


def test_an_end_written_as_the_last_day_there_is(law: Law) -> None:
    history = known(JOB, categories=[category("pensioner", "2026-11-01", "9999-12-31")])

    assert answer(law, history, date(2026, 11, 20))["basis"] == "category"


def test_money_that_came_before_the_first_known_wage_is_counted_at_that_wage(law: Law) -> None:
    history = known([row(PayerKind.INDEPENDENT, "2026-05", 1223, "2016-06-15")])

    assert answer(law, history, date(2026, 11, 20))["debt"] == 4250 * 10

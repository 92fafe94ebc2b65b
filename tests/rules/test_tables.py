"""Every worked example, asked of the rules directly."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.rules.amounts import monthly_amount
from bot.rules.due import due_date
from bot.rules.history import PayerKind
from bot.rules.identity import iin_fault
from bot.rules.law import Law
from bot.rules.leave import paid_leave
from bot.rules.months import Month
from bot.rules.penalty import penalty
from bot.rules.refusals import Refusal
from tests.rules import oracle
from tests.rules.answers import answer, history

TABLES = Path(__file__).parent / "tables"


def rows(name: str) -> list[Any]:
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(row, id=row["id"]) for row in map(json.loads, lines)]


def calc(law: Law, args: dict[str, Any]) -> dict[str, Any]:
    incomes = (Decimal(args["income"]),) if "income" in args else ()
    try:
        amount = monthly_amount(law, PayerKind(args["kind"]), Month.parse(args["period"]), incomes)
    except Refusal as refusal:
        return {"error": refusal.code}
    return {str(line.knp): line.amount for line in amount.lines}


def leave(law: Law, args: dict[str, Any]) -> list[list[object]]:
    first, last = date.fromisoformat(args["from"]), date.fromisoformat(args["to"])
    return [
        [str(row.period), f"{row.income:.2f}", *(line.amount for line in row.lines)]
        for row in paid_leave(law, first, last, Decimal(args["pay"])).rows
    ]


def penalty_of(law: Law, args: dict[str, Any]) -> int:
    due, paid = date.fromisoformat(args["due"]), date.fromisoformat(args["paid"])
    return penalty(law, Decimal(args["amount"]), due, paid).amount


def due(law: Law, args: dict[str, Any]) -> str:
    return due_date(law, Month.parse(args["period"])).isoformat()


def iin(law: Law, args: dict[str, Any]) -> list[object]:
    fault = iin_fault(args["iin"])
    return [fault is None, fault and str(fault)]


COMMANDS: dict[str, Callable[[Law, dict[str, Any]], Any]] = {
    "calc": calc,
    "leave": leave,
    "penalty": penalty_of,
    "due": due,
    "iin": iin,
}


@pytest.mark.parametrize("row", rows("golden.jsonl"))
def test_golden(law: Law, row: dict[str, Any]) -> None:
    assert COMMANDS[row["command"]](law, row["args"]) == row["expect"], row["source"]


@pytest.mark.parametrize("person", rows("people.jsonl"))
def test_people(law: Law, person: dict[str, Any]) -> None:
    found = answer(law, history(person), date.fromisoformat(person["on"]))

    assert {field: found[field] for field in person["expect"]} == person["expect"], person["note"]


@pytest.mark.parametrize("person", rows("people.jsonl"))
def test_the_naive_reading_agrees_with_the_examples(law: Law, person: dict[str, Any]) -> None:
    found = oracle.answer(law, history(person), date.fromisoformat(person["on"]))

    assert {field: found[field] for field in person["expect"]} == person["expect"], person["note"]

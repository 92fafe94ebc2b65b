"""Invented people, straight from their files: also where the ledger holds only real ones."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Self, TypeVar

from bot.files import DEMO
from bot.ledger import LedgerFault
from bot.rules.history import (
    CategoryPeriod,
    History,
    Knp,
    PayerKind,
    Payment,
    PrivilegedCategory,
)
from bot.rules.months import Month
from bot.texts import Markup, Texts

_TIYN: Final = 100

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody invented; `key` names what the person shows."""

    key: str
    iin: str

    def story(self, texts: Texts) -> Markup:
        """One sentence about what the person shows."""
        return texts(f"demo.{self.key}")


def demo_day() -> date:
    """The day on which the stories of the invented people hold."""
    day: date = _described("day")
    return day


def demo_people() -> tuple[DemoPerson, ...]:
    """Everybody with a story; one of them deliberately stands in no file."""
    return tuple(DemoPerson(key, iin) for key, iin in _described("people").items())


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Everybody invented, with what the ledger would hold about them."""

    day: date
    """On which their stories hold."""
    histories: Mapping[str, History]
    """By the key of the person, in the order of the file."""

    @classmethod
    def load(cls) -> Self:
        payments, categories = _read("payments", _payment), _read("categories", _category)
        histories = {
            one.key: History(tuple(payments.get(one.iin, ())), tuple(categories.get(one.iin, ())))
            for one in demo_people()
        }
        return cls(demo_day(), MappingProxyType(histories))


def _described(name: str) -> Any:
    file = DEMO / "demo.toml"
    try:
        return tomllib.loads(file.read_text("utf-8"))[name]
    except (OSError, ValueError) as fault:
        raise LedgerFault("demo.broken", f"{file}: {fault}") from fault
    except KeyError:
        raise LedgerFault("demo.broken", f"{file}: {name!r} is missing") from None


def _read(name: str, value: Callable[[Mapping[str, str]], _Value]) -> dict[str, list[_Value]]:
    """What a file says about each IIN."""
    path = DEMO / f"{name}.csv"
    found: dict[str, list[_Value]] = defaultdict(list)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                try:
                    found[row["iin"]].append(value(row))
                except (ArithmeticError, KeyError, TypeError, ValueError) as fault:
                    place = f"{path}: line {line}"
                    raise LedgerFault("demo.broken", f"{place}: cannot be read") from fault
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise LedgerFault("demo.broken", f"{path}: {fault}") from fault
    return found


def _payment(row: Mapping[str, str]) -> Payment:
    return Payment(
        Month.parse(row["period"]),
        Knp(row["knp"]),
        int(Decimal(row["amount"]) * _TIYN),
        date.fromisoformat(row["paid_on"]),
        PayerKind(row["payer_kind"]),
    )


def _category(row: Mapping[str, str]) -> CategoryPeriod:
    ends_on = date.fromisoformat(row["ends_on"]) if row["ends_on"] else None
    starts_on = date.fromisoformat(row["starts_on"])
    return CategoryPeriod(PrivilegedCategory(row["category"]), starts_on, ends_on)

"""Invented people, straight from their files: also where the ledger holds only real ones."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Self

from bot.files import DEMO
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
    day = _described()["day"]
    assert isinstance(day, date)
    return day


def demo_people() -> tuple[DemoPerson, ...]:
    """Everybody with a story; one of them deliberately stands in no file."""
    return tuple(DemoPerson(key, iin) for key, iin in _described()["people"].items())


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Everybody invented, with what the ledger would hold about them."""

    day: date
    """On which their stories hold."""
    histories: Mapping[str, History]
    """By the key of the person, in the order of the file."""

    @classmethod
    def load(cls) -> Self:
        payments: dict[str, list[Payment]] = defaultdict(list)
        for row in _rows("payments"):
            payments[row["iin"]].append(_payment(row))
        categories: dict[str, list[CategoryPeriod]] = defaultdict(list)
        for row in _rows("categories"):
            categories[row["iin"]].append(_category(row))
        histories = {
            one.key: History(tuple(payments[one.iin]), tuple(categories[one.iin]))
            for one in demo_people()
        }
        return cls(demo_day(), MappingProxyType(histories))


def _described() -> dict[str, Any]:
    return tomllib.loads((DEMO / "demo.toml").read_text("utf-8"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


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

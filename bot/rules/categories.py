"""Privileged categories: who pays for each and since when (art. 26, 26-1; for service art. 28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.data_files import DataFault, read_toml
from bot.rules.history import PrivilegedCategory
from bot.rules.law import Law

_FIELDS = frozenset({"article", "payers", "non_working", "reworded", "source"})


class CategoriesFault(DataFault):
    """The file of categories cannot be used; the message names file and category."""


class Payer(StrEnum):
    STATE = "state"
    """The republican budget (art. 26)."""
    LOCAL = "local"
    """The akimat (art. 26-1)."""
    EXEMPT = "exempt"
    """Nobody: freed from contributions, with care of their own (art. 28 p. 7)."""


@dataclass(frozen=True, slots=True)
class Category:
    """What the law says of a privileged category."""

    id: PrivilegedCategory
    article: str
    payers: tuple[tuple[date, Payer], ...]
    """Who pays from which day on, in the order of the days."""
    non_working: bool
    """Whether only people without work, business and income belong to it."""
    reworded: date | None
    """From this day on it means other people than before."""

    def payer(self, day: date) -> Payer | None:
        """Who pays on `day`; None before the category existed."""
        entered = [payer for since, payer in self.payers if since <= day]
        return entered[-1] if entered else None

    @property
    def latest_payer(self) -> Payer:
        return self.payers[-1][1]

    def changed(self, day: date) -> bool:
        """Whether another payer or another wording begins on `day`."""
        return day == self.reworded or day in [since for since, _ in self.payers]


Categories = Mapping[PrivilegedCategory, Category]
"""Every category, in the order of the law."""


def in_force(law: Law, category: PrivilegedCategory, day: date) -> bool:
    """Whether a period in `category` could start on `day`.

    People in crisis are paid for since law 206-VIII only; the other categories may be as old as
    a person, because a register also holds when a child was born or a disability began.
    """
    if category is PrivilegedCategory.CRISIS_LEVEL:
        return law.known("crisis_level_paid", day)
    return True


def load(path: Path) -> Categories:
    """Read the file of categories; `CategoriesFault` names what cannot be used."""
    entries = read_toml(path, CategoriesFault)
    if list(entries) != list(PrivilegedCategory):
        raise CategoriesFault(f"{path}: every category once, in the order of the law")
    return MappingProxyType(
        {PrivilegedCategory(name): _category(path, name, entry) for name, entry in entries.items()}
    )


def _category(path: Path, name: str, entry: dict[str, Any]) -> Category:
    try:
        _check_fields(entry)
        return Category(
            id=PrivilegedCategory(name),
            article=str(entry["article"]),
            payers=_payers(entry["payers"]),
            non_working=bool(entry.get("non_working", False)),
            reworded=entry.get("reworded"),
        )
    except KeyError as missing:
        raise CategoriesFault(f"{path}: {name}: {missing.args[0]!r} is missing") from missing
    except (TypeError, ValueError, AttributeError) as fault:
        raise CategoriesFault(f"{path}: {name}: {fault}") from fault


def _check_fields(entry: dict[str, Any]) -> None:
    if unknown := entry.keys() - _FIELDS:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    if not entry["source"].strip():
        raise ValueError("the source is empty")
    days = [row["from"] for row in entry["payers"]]
    if not days:
        raise ValueError("nobody pays")
    if not all(type(day) is date for day in (*days, entry.get("reworded", days[0]))):
        raise TypeError("a day must be a date without quotes")


def _payers(written: list[dict[str, Any]]) -> tuple[tuple[date, Payer], ...]:
    payers = tuple((row["from"], Payer(row["payer"])) for row in written)
    days = [since for since, _ in payers]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ValueError("payers must stand in the order of their first days")
    return payers

"""Requisites, channels and terms of paying, and papers for a status: facts that are no law.

Read from `data/payment/*.toml` and `data/categories/papers/*.toml`; each names its source and the
day on which it was checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bot.data_files import DataFault, read_toml
from bot.texts.languages import LANGUAGES

DIRECTORY: Final = Path(__file__).resolve().parents[2] / "data" / "payment"


class PaymentFault(DataFault):
    """A payment file cannot be used; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a person is told; `verified` is False where no source speaks of it directly."""

    values: Mapping[str, tuple[str, ...]]
    """Language -> what to show, in order."""
    source: str
    checked_on: date
    verified: bool = True

    def value(self, language: str) -> str:
        """A fact that is one thing."""
        (only,) = self.values[language]
        return only


PaymentFacts = Mapping[str, Fact]
"""Every fact by its name."""


def load(directory: Path) -> PaymentFacts:
    """Read every payment file below `directory`; `PaymentFault` names what cannot be used."""
    facts: dict[str, Fact] = {}
    for path in sorted(directory.glob("*.toml")):
        for name, entry in read_toml(path, PaymentFault).items():
            if name in facts:
                raise PaymentFault(f"{path}: {name}: entered twice")
            facts[name] = _fact(path, name, entry)
    if not facts:
        raise PaymentFault(f"{directory}: no payment files")
    return MappingProxyType(facts)


def _fact(path: Path, name: str, entry: dict[str, Any]) -> Fact:
    try:
        _check_keys(entry)
        return Fact(
            values=_values(entry["value"]),
            source=_source(entry["source"]),
            checked_on=_day(entry["checked_on"]),
            verified=_flag(entry.get("verified", True)),
        )
    except KeyError as missing:
        raise PaymentFault(f"{path}: {name}: {missing.args[0]!r} is missing") from missing
    except (TypeError, ValueError, AttributeError) as fault:
        raise PaymentFault(f"{path}: {name}: {fault}") from fault


def _check_keys(entry: dict[str, Any]) -> None:
    if unknown := entry.keys() - {"value", "source", "checked_on", "verified"}:
        raise ValueError(f"unknown keys {sorted(unknown)}")


def _values(written: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(written, dict):
        written = dict.fromkeys(LANGUAGES, written)
    values = {language: _words(written[language]) for language in LANGUAGES}
    return MappingProxyType(values)


def _words(written: Any) -> tuple[str, ...]:
    words = (written,) if isinstance(written, str) else tuple(written)
    if not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise ValueError("the value must be text in quotes")
    return words


def _source(written: Any) -> str:
    if not isinstance(written, str) or not written.strip():
        raise ValueError("the source must be text in quotes")
    return written


def _day(written: Any) -> date:
    if type(written) is not date:
        raise TypeError(f"checked_on {written!r} is not a date")
    return written


def _flag(written: Any) -> bool:
    if not isinstance(written, bool):
        raise TypeError("verified must be true or false")
    return written

"""Requisites, channels and terms of paying, read from `data/payment/*.toml`.

Each fact names its source and the day on which it was checked; nothing of it is law.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bot.texts.languages import LANGUAGES

DIRECTORY: Final = Path(__file__).resolve().parents[2] / "data" / "payment"

_KEYS: Final = frozenset({"value", "source", "checked_on", "verified"})


class PaymentFault(Exception):
    """A payment file cannot be used; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a payer is told; `verified` is False where no source speaks of it directly."""

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


@cache
def payment_facts() -> PaymentFacts:
    """The project's own facts, read once; raises `PaymentFault`."""
    return load(DIRECTORY)


def load(directory: Path) -> PaymentFacts:
    """Read every payment file below `directory`; `PaymentFault` names what cannot be used."""
    facts: dict[str, Fact] = {}
    for path in sorted(directory.glob("*.toml")):
        for name, entry in _read(path).items():
            if name in facts:
                raise PaymentFault(f"{path}: {name}: entered twice")
            facts[name] = _fact(path, name, entry)
    if not facts:
        raise PaymentFault(f"{directory}: no payment files")
    return MappingProxyType(facts)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise PaymentFault(f"{path}: {fault}") from fault


def _fact(path: Path, name: str, entry: dict[str, Any]) -> Fact:
    try:
        if unknown := entry.keys() - _KEYS:
            raise ValueError(f"unknown keys {sorted(unknown)}")
        verified = entry.get("verified", True)
        return Fact(_values(entry["value"]), _source(entry), _checked_on(entry), bool(verified))
    except KeyError as missing:
        raise PaymentFault(f"{path}: {name}: {missing.args[0]!r} is missing") from missing
    except (TypeError, ValueError, AttributeError) as fault:
        raise PaymentFault(f"{path}: {name}: {fault}") from fault


def _values(written: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(written, dict):
        written = dict.fromkeys(LANGUAGES, written)
    values = {language: _texts(written[language]) for language in LANGUAGES}
    return MappingProxyType(values)


def _texts(written: Any) -> tuple[str, ...]:
    texts = (written,) if isinstance(written, str) else tuple(written)
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError("the value must be text in quotes")
    return texts


def _source(entry: dict[str, Any]) -> str:
    if not str(entry["source"]).strip():
        raise ValueError("the source is empty")
    return str(entry["source"])


def _checked_on(entry: dict[str, Any]) -> date:
    day = entry["checked_on"]
    if type(day) is not date:
        raise ValueError(f"checked_on {day!r} is not a date")
    return day

"""How an answer came about, as data: the wording turns it into Kazakh or Russian."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.rules.law import Figure
from bot.rules.months import Month

_TENGE = Decimal(1)

Fact = Month | tuple[Month, ...] | date | int | Decimal
"""What a sentence may speak of: months, a day, a count (int), a sum in tenge (Decimal)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that decided something: its id, what it found, the numbers of the law it used."""

    rule: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()


def whole_tenge(amount: Decimal) -> int:
    """Half-up to whole tenge, done once, at the end (the law is silent: a decision)."""
    return int(amount.quantize(_TENGE, ROUND_HALF_UP))

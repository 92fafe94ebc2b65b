"""Questions whose right answer is known, and what became of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import Final, Literal

from bot.understanding.understanding import Outcome, Understood

Half = Literal["seen", "held out"]

BESIDE: Final = frozenset({"decline", "greeting"})
"""Topics that no article answers."""
READ: Final = "iin"
"""Topic of what is read, not searched for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`topic` is an article, `decline`, `greeting` or `iin`."""

    lang: str
    query: str
    topic: str

    @property
    def half(self) -> Half:
        """The bot is tuned on the half that is seen; the other one is never shown."""
        return "held out" if blake2b(self.query.encode()).digest()[0] & 1 else "seen"


def asked(folder: Path) -> Iterator[Asked]:
    """All of them, in the order of the files."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (Asked(**row) for row in csv.DictReader(file))


class Verdict(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    """The right article was given, or what has none was declined or greeted."""
    FIRST = "first"
    """The right article was offered first, with others."""
    OFFERED = "offered"
    """Something was offered to choose from, the right one not first."""
    REFUSED = "refused"
    """An article would have answered, and none was given."""
    WRONG = "wrong"
    """A wrong answer was given with confidence."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a method makes of a question: the outcome, and the first topic."""

    outcome: Outcome
    topic: str | None = None


def verdict(row: Asked, said: Said) -> Verdict:
    """How what was made of a question compares with what should have been."""
    if row.topic in BESIDE:
        wanted = Outcome.MENU if row.topic == "greeting" else Outcome.DECLINED
        if said.outcome is wanted:
            return Verdict.RIGHT
        return Verdict.WRONG if said.outcome is Outcome.ANSWERED else Verdict.OFFERED
    if said.outcome is Outcome.ANSWERED:
        return Verdict.RIGHT if said.topic == row.topic else Verdict.WRONG
    if said.outcome is Outcome.UNSURE:
        return Verdict.FIRST if said.topic == row.topic else Verdict.OFFERED
    return Verdict.REFUSED


def said_by(understood: Understood) -> Said:
    """What the bot makes of it."""
    first = understood.matches[0].topic if understood.matches else None
    return Said(understood.outcome, first)

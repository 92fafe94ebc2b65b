"""Questions with the topic that answers each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Literal

Half = Literal["seen", "held out"]


@dataclass(frozen=True, slots=True)
class Asked:
    """`topic` is an article, `decline`, `greeting` or `iin`."""

    lang: str
    query: str
    topic: str

    @property
    def half(self) -> Half:
        return "held out" if blake2b(self.query.encode()).digest()[0] & 1 else "seen"


def asked() -> list[Asked]:
    """All of them, in the order of the files."""
    rows: list[Asked] = []
    for path in sorted(Path(__file__).parent.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [Asked(**row) for row in csv.DictReader(file)]
    return rows

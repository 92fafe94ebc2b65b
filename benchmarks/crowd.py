"""One person's history among few people, and among very many."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import Figure, averaged, compared
from benchmarks.ledger import FilledLedger, filled_ledger
from benchmarks.people import LONG_HISTORY, PAID_TO_THE_END
from bot.ledger import Admission, Pseudonyms
from bot.rules.history import Knp, PayerKind

FEW, MANY = 10_000, 1_000_000
_READS = 200
_TIYN = 599_800
_INSERT = "INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


async def crowd_figures(
    folder: Path, pseudonyms: Pseudonyms, admission: Admission, rounds: int
) -> list[Figure]:
    """The same people with long histories are read from both ledgers in turn."""
    async with (
        _crowded(folder, FEW, pseudonyms, admission) as few,
        _crowded(folder, MANY, pseudonyms, admission) as many,
    ):
        ours, floor = (
            averaged(one.history(one.insured), _READS, perf_counter) for one in (many, few)
        )
        name = f"history of {LONG_HISTORY} rows among {MANY} people"
        return [await compared(name, ours, floor, f"among {FEW}", rounds)]


@asynccontextmanager
async def _crowded(
    folder: Path, people: int, pseudonyms: Pseudonyms, admission: Admission
) -> AsyncIterator[FilledLedger]:
    with TemporaryDirectory(dir=folder) as place:
        async with filled_ledger(Path(place), [], pseudonyms, admission) as filled:
            with closing(sqlite3.connect(filled.database.path)) as raw, raw:
                raw.executemany(_INSERT, _strangers(people))
            yield filled


def _strangers(people: int) -> Iterator[Sequence[object]]:
    """One month of an employee each: both parts. They come as a ledger sorts them."""
    chance = Random(people)
    month = PAID_TO_THE_END
    paid_on = (month + 1).first_day.toordinal()
    for person in sorted(chance.randbytes(16) for _ in range(people)):
        for knp in Knp:
            document, payer = chance.randbytes(16), chance.randbytes(8)
            yield person, month.index, document, knp, _TIYN, paid_on, PayerKind.EMPLOYEE, payer

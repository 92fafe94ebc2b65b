"""The ledger: taking files in, and reading one person's rows."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure, Run, Work, averaged, compared
from benchmarks.people import (
    LONG_HISTORY,
    PAID_UNTIL_SPRING,
    Row,
    iins,
    kept_file,
    payments_file,
    rows_by_month,
)
from bot.database import Database
from bot.ledger import Admission, Pseudonyms, SqliteLedger
from bot.rules.history import History

People = tuple[bytes, ...]
"""Pseudonyms."""

RAW_READ = "sqlite3 read"
"""The name of a floor: one person's rows fetched as tuples, by the standard library alone."""
_ONE_PERSON = "SELECT period, knp, tiyn, paid_on, kind FROM payments WHERE person = ?"
_INSERT = "INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_HASHED = (0, 2, 7)
"""Columns of `payments` that are hashes: person, document, payer."""
_SAME_CACHE = "PRAGMA cache_size = -65536"
_LONG_HISTORIES = 50
_READS = 200


@dataclass(frozen=True, slots=True)
class FilledLedger:
    """A ledger of many people, and the same file read without us."""

    ledger: SqliteLedger
    database: Database
    raw: sqlite3.Connection
    insured: People
    lapsed: People
    """These too have 150 rows each."""

    def history(self, people: People) -> Callable[[], Awaitable[History]]:
        """Each time another person, as in life."""
        turn = cycle(people)
        return lambda: self.ledger.history(next(turn))

    def fetched(self, people: People) -> Work:
        turn = cycle(people)
        return lambda: self.database.fetch_all(_ONE_PERSON, (next(turn),))

    def read_raw(self, people: People) -> Work:
        turn = cycle(people)

        async def read() -> object:
            return self.raw.execute(_ONE_PERSON, (next(turn),)).fetchall()

        return read


@asynccontextmanager
async def filled_ledger(
    folder: Path, rows: Sequence[Row], pseudonyms: Pseudonyms, admission: Admission
) -> AsyncIterator[FilledLedger]:
    """`rows`, and a hundred more people who worked for six years."""
    insured = list(islice(iins(8_000_000), _LONG_HISTORIES))
    lapsed = list(islice(iins(9_000_000), _LONG_HISTORIES))
    long = _LONG_HISTORIES * LONG_HISTORY
    files = [
        payments_file(folder / "short.csv", rows),
        payments_file(folder / "insured.csv", rows_by_month(insured, long)),
        payments_file(folder / "lapsed.csv", rows_by_month(lapsed, long, PAID_UNTIL_SPRING)),
    ]
    path = folder / "filled.sqlite3"
    async with Database.open(path) as database:
        ledger = SqliteLedger(database, pseudonyms)
        await ledger.import_files(files, admission)
        with closing(sqlite3.connect(path)) as raw:
            insured_people, lapsed_people = (
                tuple(map(pseudonyms.person, people)) for people in (insured, lapsed)
            )
            yield FilledLedger(ledger, database, raw, insured_people, lapsed_people)


async def import_figures(
    folder: Path, rows: Sequence[Row], pseudonyms: Pseudonyms, admission: Admission, rounds: int
) -> list[Figure]:
    """The same rows month by month, and person by person."""
    orders = {
        "month": rows,
        "person": sorted(rows, key=lambda row: (row.iin, row.period, row.knp)),
    }
    found = []
    for order, ordered in orders.items():
        filed = payments_file(folder / f"{order}-filed.csv", ordered)
        kept = kept_file(folder / f"{order}-kept.csv", ordered, pseudonyms)
        figure = await compared(
            f"import by {order}, {len(rows)} rows",
            _imported(filed, folder, pseudonyms, admission),
            _inserted(kept, folder),
            "csv, executemany",
            rounds,
        )
        found.append(figure)
    return found


async def history_figures(filled: FilledLedger, rounds: int) -> list[Figure]:
    floor = averaged(filled.read_raw(filled.insured), _READS, perf_counter)
    history = averaged(filled.history(filled.insured), _READS, perf_counter)
    fetched = averaged(filled.fetched(filled.insured), _READS, perf_counter)
    return [
        await compared(f"history of {LONG_HISTORY} rows", history, floor, RAW_READ, rounds),
        await compared("fetch_all of the same rows", fetched, floor, RAW_READ, rounds),
    ]


def _imported(file: Path, folder: Path, pseudonyms: Pseudonyms, admission: Admission) -> Run:
    async def run() -> float:
        async with _empty(folder / "ours.sqlite3") as database:
            ledger = SqliteLedger(database, pseudonyms)
            started = perf_counter()
            await ledger.import_files([file], admission)
            return perf_counter() - started

    return run


def _inserted(file: Path, folder: Path) -> Run:
    async def run() -> float:
        async with _empty(folder / "floor.sqlite3") as database:
            with closing(sqlite3.connect(database.path)) as raw:
                raw.execute("PRAGMA synchronous = NORMAL")
                raw.execute(_SAME_CACHE)
                started = perf_counter()
                with raw, file.open(encoding="utf-8", newline="") as lines:
                    raw.executemany(_INSERT, _unhexed(csv.reader(lines)))
                return perf_counter() - started

    return run


def _unhexed(rows: Iterator[list[str]]) -> Iterator[list[str | bytes]]:
    for row in rows:
        cells: list[str | bytes] = [*row]
        for place in _HASHED:
            cells[place] = bytes.fromhex(row[place])
        yield cells


@asynccontextmanager
async def _empty(path: Path) -> AsyncIterator[Database]:
    """A new database, of which nothing is left afterwards."""
    try:
        async with Database.open(path) as database:
            yield database
    finally:
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()

"""A whole database from one place to another: every table, row by row, or nothing.

It takes what a running bot remembers along, not only who paid what.
"""
# ruff: noqa: S608 - the names put into SQL are those of our own tables, never input

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.database import Connection, Database, Table
from bot.ledger.protocol import LedgerFault, Progress

_SEEDED = "totals"
"""Holds rows from the beginning."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved; counts and sums were found equal on both sides."""

    tables: Mapping[str, int]
    """Rows by table."""

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


async def move(
    from_place: Path | str, to_place: Path | str, progress: Progress | None = None
) -> Moved:
    """Copy every table into an empty database, and compare counts and sums.

    Raises `LedgerFault` where there is nothing to move, or rows in the way, or sums that differ;
    then the target is as before, and a file that was not there is not there.
    """
    if not _stands(from_place):
        raise LedgerFault("move.nothing", f"{from_place}: there is no ledger to move")
    new_file = not _stands(to_place)
    try:
        async with Database.open(from_place) as source, Database.open(to_place) as target:
            return await _moved(source, target, progress)
    except BaseException:
        if new_file:
            _remove(Path(to_place))
        raise


async def _moved(source: Database, target: Database, progress: Progress | None) -> Moved:
    async with (
        source.session() as here,
        source.snapshot(here),
        target.session() as there,
        target.write(there, about=b"moving"),
    ):
        tables = await source.tables(here)
        if set(tables) != set(await target.tables(there)):
            raise LedgerFault("move.other", f"{target.name}: has other tables")
        await _refuse_rows_in_the_way(target, there, tables)
        counts = {table.name: await _count(here, table) for table in tables}
        total, done = sum(counts.values()), 0
        for table in tables:
            order = ", ".join(table.key or table.columns)
            listed = ", ".join(table.columns)
            rows = f"SELECT {listed} FROM {table.name} ORDER BY {order}"
            async for some in source.streamed(here, rows):
                await target.pour(there, table, some)
                done += len(some)
                if progress:
                    progress(done, total)
            if table.numbered:
                number = await source.last_number(here, table)
                await target.go_on_after(there, table, number)
        for table in tables:
            if await _sums(here, table) != await _sums(there, table):
                raise LedgerFault("move.sums", f"{target.name}: {table.name} came out different")
    return Moved(counts)


async def _refuse_rows_in_the_way(
    target: Database, connection: Connection, tables: list[Table]
) -> None:
    for table in tables:
        if table.name == _SEEDED:
            await connection.execute(f"DELETE FROM {table.name} WHERE amount = 0")
        if await _count(connection, table):
            raise LedgerFault(
                "move.occupied", f"{target.name}: is not empty, {table.name} holds rows"
            )


async def _count(connection: Connection, table: Table) -> int:
    ((count,),) = await connection.execute_fetchall(f"SELECT count(*) FROM {table.name}")
    return int(count)


async def _sums(connection: Connection, table: Table) -> tuple[int, ...]:
    """How many rows, how many values in each column, and their sum, or that of their lengths."""
    columns = [
        f"count({name}), CAST(coalesce(sum({name if name in table.numbers else f'length({name})'})"
        ", 0) AS BIGINT)"
        for name in table.columns
    ]
    asked = f"SELECT count(*), {', '.join(columns)} FROM {table.name}"
    (sums,) = await connection.execute_fetchall(asked)
    return tuple(sums)


def _stands(place: Path | str) -> bool:
    return not isinstance(place, Path) or place.exists()


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)

"""Files on their way into the ledger: first into temporary tables, then all at once.

Reading a million rows takes a while and may end in a refusal. Meanwhile the ledger is not locked:
temporary tables belong to one connection, and only the last step writes to the ledger, in one
transaction. How rows come into the temporary tables, each kind of database says itself.
"""
# ruff: noqa: S608 - the names put into SQL are those of the tables described here, never input

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.database import Connection, Row
from bot.ledger.columns import FileColumns
from bot.ledger.files import SourceFile, opened, sizes_of
from bot.ledger.problems import KEPT, ImportFault, Problems
from bot.ledger.protocol import FileKind, Progress, Taken

ROWS_AT_ONCE = 2_000
"""Rows between two reports of progress, and two chances to be cancelled."""
_SUM = "CAST(coalesce(sum(tiyn), 0) AS BIGINT)"


@dataclass(frozen=True, slots=True)
class StagedTable:
    """A table of the ledger and its temporary twin."""

    name: str
    columns: tuple[str, ...]
    """In the order of the file's columns."""
    key: str
    """The column that makes two rows the same row; the others are its content."""
    disputed: str
    """The file's column that is named where one key comes with two contents."""
    replaces: bool = False
    """Does a row with other content take the place of the one in the ledger?"""

    @property
    def staged(self) -> str:
        return f"staged_{self.name}"

    @property
    def listed(self) -> str:
        return ", ".join(self.columns)

    @property
    def repeated_keys(self) -> str:
        """A query for the keys that come more than once, each with its first row."""
        return (
            f"SELECT {self.key}, min(rowid) AS first FROM {self.staged} "
            f"GROUP BY {self.key} HAVING count(*) > 1"
        )

    @property
    def in_place_of_others(self) -> str:
        """What an INSERT does where the key is there already."""
        content = (f"{name} = excluded.{name}" for name in self.columns if name != self.key)
        return f"ON CONFLICT ({self.key}) DO UPDATE SET {', '.join(content)}"

    def content(self, alias: str) -> str:
        """The content as a row value, to be compared with IS DISTINCT FROM."""
        names = (f"{alias}.{name}" for name in self.columns if name != self.key)
        return f"({', '.join(names)})"


_TABLES: Mapping[FileKind, StagedTable] = {
    FileKind.PAYMENTS: StagedTable(
        "payments",
        ("person", "period", "knp", "tiyn", "paid_on", "kind", "payer", "document"),
        key="document",
        disputed="document",
    ),
    FileKind.CATEGORIES: StagedTable(
        "categories",
        ("person", "category", "starts_on", "ends_on", "document"),
        key="document",
        disputed="document",
    ),
    FileKind.PERSONS: StagedTable(
        "phones", ("person", "phone"), key="person", disputed="phone", replaces=True
    ),
}


class Staging(ABC):
    """The temporary tables of one import, on a connection that nobody else uses."""

    def __init__(self, connection: Connection, paths: Sequence[Path]) -> None:
        self._connection = connection
        self._paths = paths
        self._problems = Problems(paths)

    async def read(self, kinds: Sequence[FileColumns], progress: Progress | None) -> None:
        """Read all files into the temporary tables; faults of lines are kept for `settle`."""
        sizes = sizes_of(self._paths)
        await self._connection.execute("BEGIN")
        for table in _TABLES.values():
            await self._create_table(table)
        done = 0
        for place, path in enumerate(self._paths):
            try:
                with opened(path, kinds) as file:
                    advance = _counted_from(done, sizes, progress)
                    await self._read_rows(place, file, _TABLES[file.columns.kind], advance)
            except ImportFault as fault:
                self._problems.absorb(fault)
            done += sizes[place]
        for table in _TABLES.values():
            await self._create_index(table)
        await self._connection.execute("COMMIT")

    async def people(self) -> int:
        """Distinct people in all files; to be asked before `settle`."""
        people = " UNION ".join(f"SELECT person FROM {t.staged}" for t in _TABLES.values())
        return await self._number(f"SELECT count(*) FROM ({people}) AS people")

    async def settle(self) -> dict[FileKind, Taken]:
        """Compare the rows with each other and with the ledger; what stays is to be written.

        Raises `ImportFault` with everything that is wrong in all files. To be called inside a
        transaction, so that the ledger does not change before `write`.
        """
        for table in _TABLES.values():
            await self._find_conflicts_between_lines(table)
            if not table.replaces:
                await self._find_conflicts_with_ledger(table)
        self._problems.raise_any()
        return {kind: await self._settle_table(table) for kind, table in _TABLES.items()}

    async def write(self, taken: Mapping[FileKind, Taken]) -> None:
        """Copy the settled rows into the ledger, and add them to what it must add up to."""
        await self._add_to_total("tiyn", await self._number(f"SELECT {_SUM} FROM staged_payments"))
        for kind, table in _TABLES.items():
            await self._add_to_total(table.name, taken[kind].new)
            await self._connection.execute(
                f"INSERT INTO {table.name} ({table.listed}) "
                f"SELECT {table.listed} FROM {table.staged} WHERE true ORDER BY 1, 2 "
                f"{table.in_place_of_others if table.replaces else ''}"
            )

    @abstractmethod
    async def _create_table(self, table: StagedTable) -> None:
        """A temporary table with the columns `file`, `line` and those of the file, and `rowid`."""

    @abstractmethod
    async def _read_rows(
        self, place: int, file: SourceFile, table: StagedTable, advance: Callable[[int], None]
    ) -> None:
        """Read a file, the one at that place, into its temporary table; `advance` takes bytes."""

    async def _create_index(self, table: StagedTable) -> None:
        """After the rows: sorting once is much faster than keeping an index in order."""
        await self._connection.execute(
            f"CREATE INDEX {table.staged}_by_key ON {table.staged} ({table.key})"
        )

    async def _find_conflicts_between_lines(self, table: StagedTable) -> None:
        conflicts = await self._conflicts(
            f"SELECT later.file, later.line, earlier.file AS other, earlier.line AS other_line "
            f"FROM ({table.repeated_keys}) AS repeated "
            f"JOIN {table.staged} AS later ON later.{table.key} = repeated.{table.key} "
            f"JOIN {table.staged} AS earlier ON earlier.rowid = repeated.first "
            f"WHERE {table.content('later')} IS DISTINCT FROM {table.content('earlier')}"
        )
        for place, line, other_place, other_line in conflicts:
            self._problems.add(
                self._paths[place],
                line,
                table.disputed,
                f"{table.disputed}.conflict_between_lines",
                other_file=str(self._paths[other_place]),
                other_line=other_line,
            )

    async def _find_conflicts_with_ledger(self, table: StagedTable) -> None:
        conflicts = await self._conflicts(
            f"SELECT fresh.file, fresh.line FROM {table.staged} AS fresh "
            f"JOIN {table.name} AS kept ON kept.{table.key} = fresh.{table.key} "
            f"WHERE {table.content('fresh')} IS DISTINCT FROM {table.content('kept')}"
        )
        for place, line in conflicts:
            code = f"{table.disputed}.conflict"
            self._problems.add(self._paths[place], line, table.disputed, code)

    async def _conflicts(self, found: str) -> Sequence[Row]:
        """What a query finds, as far as it is kept; the rest is only counted."""
        rows = list(await self._connection.execute_fetchall(f"{found} LIMIT {KEPT}"))
        if len(rows) == KEPT:
            self._problems.count += await self._number(f"SELECT count(*) FROM ({found}) AS found")
            self._problems.count -= KEPT
        return rows

    async def _settle_table(self, table: StagedTable) -> Taken:
        """Drop the rows that say nothing new, and count them."""
        rows = f"SELECT count(*) FROM {table.staged} AS fresh"
        kept = f"SELECT 1 FROM {table.name} AS kept WHERE kept.{table.key} = fresh.{table.key}"
        before = await self._number(rows)
        await self._connection.execute(
            f"DELETE FROM {table.staged} WHERE rowid IN ("
            f"SELECT later.rowid FROM ({table.repeated_keys}) AS repeated "
            f"JOIN {table.staged} AS later ON later.{table.key} = repeated.{table.key} "
            f"WHERE later.rowid > repeated.first)"
        )
        await self._connection.execute(
            f"DELETE FROM {table.staged} AS fresh WHERE EXISTS "
            f"({kept} AND {table.content('kept')} IS NOT DISTINCT FROM {table.content('fresh')})"
        )
        left = await self._number(rows)
        replaced = await self._number(f"{rows} WHERE EXISTS ({kept})") if table.replaces else 0
        return Taken(new=left - replaced, repeated=before - left, replaced=replaced)

    async def _add_to_total(self, name: str, amount: int) -> None:
        await self._connection.execute(
            "UPDATE totals SET amount = amount + ? WHERE name = ?", (amount, name)
        )

    async def _number(self, sql: str) -> int:
        ((number,),) = await self._connection.execute_fetchall(sql)
        return int(number)


def _counted_from(
    done: int, sizes: Sequence[int], progress: Progress | None
) -> Callable[[int], None]:
    """Progress within one file as progress within all of them."""
    total = sum(sizes)

    def advance(position: int) -> None:
        if progress:
            progress(done + position, total)

    return advance

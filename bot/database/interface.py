"""What the rest of the program asks of a database, whatever keeps it.

SQL is written once, in what SQLite and PostgreSQL have in common: `ON CONFLICT` with its column and
`RETURNING`, columns named with their table where both sides of a conflict have them, `IS DISTINCT
FROM`, whole numbers cast to BIGINT where they are added up, and `?` or `?1` for values.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from bot.settings import SettingsFault

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"

AT_ONCE: Final = 5_000
"""Rows in memory while a database is moved."""

Row = tuple[Any, ...]
Values = Iterable[Any]


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema."""

    version: int
    name: str
    script: str


def migrations_in(folder: Path) -> tuple[Migration, ...]:
    """The scripts `NNNN_name.sql` of a folder, in order."""
    return tuple(
        Migration(int(path.name[:4]), path.name, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    )


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the schema, the same in every kind of database."""

    name: str
    columns: tuple[str, ...]
    """By name."""
    numbers: frozenset[str]
    """Those of them that hold whole numbers."""
    key: tuple[str, ...]
    """The primary key; empty where there is none."""
    numbered: str | None
    """The column that gets a number which was never there before, if it has one."""


class Cursor(Protocol):
    @property
    def rowcount(self) -> int:
        """Rows that a statement has changed."""


class Writer(Protocol):
    """Takes SQL that changes something."""

    def execute(self, sql: str, parameters: Values | None = None, /) -> Awaitable[object]: ...

    def executemany(self, sql: str, parameters: Iterable[Values], /) -> Awaitable[object]: ...


class Connection(Protocol):
    """Takes SQL, in a transaction where `write` gave it."""

    def execute(self, sql: str, parameters: Values | None = None, /) -> Awaitable[Cursor]: ...

    def executemany(self, sql: str, parameters: Iterable[Values], /) -> Awaitable[Cursor]: ...

    def execute_fetchall(
        self, sql: str, parameters: Values | None = None, /
    ) -> Awaitable[Iterable[Any]]:
        """All rows of a query, or of a statement with RETURNING."""


@dataclass(slots=True)
class Batch:
    """A `Writer` that keeps the statements for `Database.write_all`."""

    statements: list[tuple[str, Sequence[Row]]] = field(default_factory=list)
    """Each with the rows of values that it is carried out for."""

    async def execute(self, sql: str, parameters: Values | None = None, /) -> None:
        self.statements.append((sql, [tuple(parameters or ())]))

    async def executemany(self, sql: str, parameters: Iterable[Values], /) -> None:
        self.statements.append((sql, [tuple(row) for row in parameters]))


class Database(ABC):
    """An open database; made by `Database.open` only."""

    name: str
    """What messages call it: a path, or a server without user and password."""
    writable: bool = True
    """Whether the last transaction could be kept, as far as the disk is concerned."""

    @staticmethod
    @asynccontextmanager
    async def open(place: Path | str, migrations: Path | None = None) -> AsyncIterator[Database]:
        """Open or create an SQLite file, or the tables on a server (its URL); close at the end.

        Raises `DatabaseFault` for what is not ours, newer than this program, or out of reach.
        """
        async with _kind_of(place).opened(place, migrations) as database:
            yield database

    @classmethod
    @abstractmethod
    def opened(
        cls, place: Path | str, migrations: Path | None
    ) -> AbstractAsyncContextManager[Database]:
        """What `open` does, of one kind of database."""

    @abstractmethod
    def write(
        self, connection: Connection | None = None, *, about: bytes = b""
    ) -> AbstractAsyncContextManager[Connection]:
        """A transaction: committed at the end, rolled back on any exception. Not to be nested.

        `connection`: one from `session`; without it one is lent. `about`: who reads first and then
        writes accordingly names what it is about; those about the same wait for each other, in
        whatever process. (In SQLite all writers do.)
        """

    @abstractmethod
    async def write_all(self, batch: Batch) -> None:
        """A transaction that reads nothing: a step of its own would cost more than a statement."""

    @abstractmethod
    def session(self) -> AbstractAsyncContextManager[Connection]:
        """A connection of one's own, for long work with temporary tables."""

    @abstractmethod
    def snapshot(self, connection: Connection) -> AbstractAsyncContextManager[None]:
        """What a connection from `session` reads is of one moment; what it changes is undone."""

    @abstractmethod
    def alone(self, name: bytes) -> AbstractAsyncContextManager[None]:
        """Wait until no other process on this database holds the name, then hold it.

        Between tasks of one process it decides nothing. A process that dies holds nothing.
        """

    @abstractmethod
    async def fetch_all(self, sql: str, params: Values = ()) -> list[Row]:
        """All rows of one query, read from one snapshot, even while somebody writes."""

    async def fetch_one(self, sql: str, params: Values = ()) -> Row | None:
        rows = await self.fetch_all(sql, params)
        return rows[0] if rows else None

    # What moving a whole database needs, on connections from `session`.

    @abstractmethod
    async def tables(self, connection: Connection) -> list[Table]:
        """Every table, those that others refer to before these."""

    @abstractmethod
    def streamed(self, connection: Connection, sql: str) -> AsyncIterator[list[Row]]:
        """The rows of a query, some thousand at a time."""

    @abstractmethod
    async def pour(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        """Add rows with the values of all columns, in the order of `Table.columns`."""

    @abstractmethod
    async def last_number(self, connection: Connection, table: Table) -> int:
        """The highest number that `Table.numbered` ever had; 0 before the first one."""

    @abstractmethod
    async def go_on_after(self, connection: Connection, table: Table, number: int) -> None:
        """The next number will be a higher one."""

    @abstractmethod
    async def tidy(self) -> None:
        """Make erased rows vanish from the disk too, where that is in our hands."""


def _kind_of(place: Path | str) -> type[Database]:
    """Imported when needed: each imports this module, and a server's driver is an extra."""
    if isinstance(place, Path):
        from bot.database.sqlite import SqliteDatabase  # noqa: PLC0415

        return SqliteDatabase
    try:
        from bot.database.postgres import PostgresDatabase  # noqa: PLC0415
    except ModuleNotFoundError:
        raise SettingsFault(
            "LEDGER_URL: PostgreSQL needs a driver: pip install 'mams-bot[postgres]'"
        ) from None
    return PostgresDatabase

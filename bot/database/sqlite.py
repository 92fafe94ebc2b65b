"""One SQLite file: one writer at a time, readers that never wait for it, numbered migrations.

Every connection is opened by an `async with`: a connection left open keeps the process alive.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import aiosqlite

from bot.database.gathering import Gathering, Outcomes
from bot.database.interface import (
    AT_ONCE,
    MIGRATIONS,
    Batch,
    Connection,
    Database,
    Migration,
    Row,
    Table,
    migrations_in,
)
from bot.database.troubles import DatabaseFault, may_pass

APPLICATION_ID = 0x4D414D53
"""`PRAGMA application_id` of our files: the letters MAMS."""

_PATIENCE = 30.0
"""Seconds to wait for another process that is writing (an import of a million rows, say)."""
_SESSION_CACHE = 64 * 1024
"""KiB of memory for long work; new rows fall all over an index of hashes."""
_WAL_LIMIT = 64 * 1024 * 1024

_TABLES = """
SELECT name, sql FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid
"""
_COLUMNS = "SELECT name, type, pk FROM pragma_table_info(?)"

Query: TypeAlias = tuple[str, Row]
"""SQL and its values."""
Done = TypeVar("Done")


class SqliteDatabase(Database):
    """An open file."""

    def __init__(self, path: Path, writer: _Connection, reader: _Connection) -> None:
        self.path = path
        self.name = str(path)
        self._writer = writer
        self._reader = reader
        self._writing = asyncio.Lock()
        self._reads = Gathering(self._read)
        self._batches = Gathering(self._write)

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, place: Path | str, migrations: Path | None
    ) -> AsyncIterator[SqliteDatabase]:
        path = Path(place)
        _prepare_place(path)
        async with AsyncExitStack() as stack:
            try:
                writer = await stack.enter_async_context(_connected(path))
                await _make_ready(writer, path, migrations_in(migrations or MIGRATIONS))
                reader = await stack.enter_async_context(_connected(path, read_only=True))
            except sqlite3.Error as error:
                raise DatabaseFault.of(path, error) from error
            yield cls(path, writer, reader)

    @asynccontextmanager
    async def write(
        self,
        connection: Connection | None = None,
        *,
        about: bytes = b"",  # noqa: ARG002  one writes at a time, whatever it is about
    ) -> AsyncIterator[Connection]:
        raw = cast(aiosqlite.Connection, connection) if connection else self._writer
        async with self._alone_writing():
            try:
                await raw.execute("BEGIN IMMEDIATE")
                yield cast(Connection, raw)
                await raw.commit()
            except BaseException:
                await raw.rollback()
                raise

    async def write_all(self, batch: Batch) -> None:
        """Those of several people may share one transaction; a faulty one undoes itself alone."""
        await self._batches.ask(batch)

    async def _write(self, batches: Sequence[Batch]) -> Outcomes[None]:
        async with self._alone_writing():
            return await self._writer.carry_out(partial(_written, batches=batches))

    @asynccontextmanager
    async def _alone_writing(self) -> AsyncIterator[None]:
        async with self._writing:
            try:
                yield
            except BaseException as error:
                if may_pass(error):
                    self.writable = False
                raise
            self.writable = True

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Connection]:
        async with _connected(self.path) as connection:
            await connection.execute(f"PRAGMA cache_size = -{_SESSION_CACHE}")
            yield connection

    @asynccontextmanager
    async def snapshot(self, connection: Connection) -> AsyncIterator[None]:
        await connection.execute("BEGIN")
        try:
            yield
        finally:
            await cast(aiosqlite.Connection, connection).rollback()

    @asynccontextmanager
    async def alone(self, name: bytes) -> AsyncIterator[None]:  # noqa: ARG002
        """One process answers people from a file: there is nobody to wait for."""
        yield

    async def fetch_all(self, sql: str, params: Iterable[Any] = ()) -> list[Row]:
        return await self._reads.ask((sql, tuple(params)))

    async def _read(self, queries: Sequence[Query]) -> Outcomes[list[Row]]:
        return await self._reader.carry_out(partial(_found, queries=queries))

    async def tables(self, connection: Connection) -> list[Table]:
        """In the order in which they were made."""
        found = await connection.execute_fetchall(_TABLES)
        return [await _table(connection, name, sql) for name, sql in found]

    async def streamed(self, connection: Connection, sql: str) -> AsyncIterator[list[Row]]:
        async with cast(aiosqlite.Connection, connection).execute(sql) as cursor:
            while rows := await cursor.fetchmany(AT_ONCE):
                yield cast(list[Row], rows)

    async def pour(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        columns, values = ", ".join(table.columns), ", ".join("?" * len(table.columns))
        insert = f"INSERT INTO {table.name} ({columns}) VALUES ({values})"  # noqa: S608  our names
        await connection.executemany(insert, rows)

    async def last_number(self, connection: Connection, table: Table) -> int:
        asked = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?"
        ((number,),) = await connection.execute_fetchall(asked, (table.name,))
        return int(number)

    async def go_on_after(self, connection: Connection, table: Table, number: int) -> None:
        await connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
        step = "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)"
        await connection.execute(step, (table.name, number))

    async def tidy(self) -> None:
        """Fold the write-ahead log into the file, so that erased rows stand nowhere any more."""
        async with self._writing:
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")


class _Connection(aiosqlite.Connection):
    """Each call goes to the thread of the connection and back, dearer than most statements."""

    async def carry_out(self, work: Callable[[sqlite3.Connection], Done]) -> Done:
        """Do as much as there is to do on one such way."""
        done = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return cast(Done, done)


def _found(connection: sqlite3.Connection, queries: Sequence[Query]) -> Outcomes[list[Row]]:
    found: list[list[Row] | Exception] = []
    for sql, values in queries:
        try:
            found.append(connection.execute(sql, values).fetchall())
        except Exception as error:  # noqa: BLE001  raised for the one who asked
            found.append(error)
    return found


def _written(connection: sqlite3.Connection, batches: Sequence[Batch]) -> Outcomes[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        outcomes = [_carried_out(connection, batch) for batch in batches]
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return outcomes


def _carried_out(connection: sqlite3.Connection, batch: Batch) -> Exception | None:
    """What was wrong with it; raises where none of them can be written now."""
    connection.execute("SAVEPOINT batch")
    try:
        for sql, rows in batch.statements:
            connection.executemany(sql, rows)
    except Exception as error:
        if may_pass(error) or not connection.in_transaction:
            raise
        connection.execute("ROLLBACK TO batch")
        return error
    finally:
        if connection.in_transaction:
            connection.execute("RELEASE batch")
    return None


async def _table(connection: Connection, name: str, sql: str) -> Table:
    columns = sorted(await connection.execute_fetchall(_COLUMNS, (name,)))
    key = [column for place, column in sorted((row[2], row[0]) for row in columns) if place]
    return Table(
        name=name,
        columns=tuple(column for column, _, _ in columns),
        numbers=frozenset(column for column, kind, _ in columns if kind == "INTEGER"),
        key=tuple(key),
        numbered=key[0] if "AUTOINCREMENT" in sql else None,
    )


def _prepare_place(path: Path) -> None:
    """Make the folder, and the file readable by its owner only; a directory is refused."""
    if path.is_dir():
        raise DatabaseFault(path, "is a directory, not a database file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise DatabaseFault(path, f"cannot be written: {error.strerror}") from error


@asynccontextmanager
async def _connected(path: Path, *, read_only: bool = False) -> AsyncIterator[_Connection]:
    uri = _uri(path, mode="ro" if read_only else "rw")
    opened = partial(sqlite3.connect, uri, uri=True, isolation_level=None, timeout=_PATIENCE)
    connection = _Connection(opened, iter_chunk_size=AT_ONCE)
    async with connection:
        for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "secure_delete = ON"):
            await connection.execute(f"PRAGMA {pragma}")
        yield connection


async def _make_ready(
    connection: aiosqlite.Connection, path: Path, migrations: Sequence[Migration]
) -> None:
    await _recognise(connection, path)
    await connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")
    await connection.execute("PRAGMA journal_mode = WAL")
    await _migrate(connection, path, migrations)


async def _recognise(connection: aiosqlite.Connection, path: Path) -> None:
    """Refuse another program's file before anything is changed in it; an empty file is fine."""
    # Both from one snapshot: another process may be making the same file right now.
    await connection.execute("BEGIN")
    tables = await _number(connection, "SELECT count(*) FROM sqlite_schema")
    mark = await _number(connection, "PRAGMA application_id")
    await connection.rollback()
    if mark != APPLICATION_ID and (mark or tables):
        raise DatabaseFault(path, "is an SQLite database of another program, not a ledger")


async def _migrate(
    connection: aiosqlite.Connection, path: Path, migrations: Sequence[Migration]
) -> None:
    newest = migrations[-1].version
    version = await _number(connection, "PRAGMA user_version")
    if version > newest:
        raise DatabaseFault(
            path, f"is of version {version}, this program knows {newest}: update the program"
        )
    for migration in migrations:
        if migration.version > version:
            await _run(connection, migration)


async def _run(connection: aiosqlite.Connection, migration: Migration) -> None:
    """Run one script; it brings its own BEGIN, version and COMMIT (`executescript` commits)."""
    try:
        await connection.executescript(migration.script)
    except sqlite3.Error as error:
        await connection.rollback()
        if await _number(connection, "PRAGMA user_version") >= migration.version:
            return  # another process was faster
        raise sqlite3.OperationalError(f"migration {migration.name}: {error}") from error


def _uri(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"


async def _number(connection: aiosqlite.Connection, sql: str) -> int:
    ((number,),) = await connection.execute_fetchall(sql)
    return int(number)

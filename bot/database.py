"""One SQLite file: one writer at a time, readers that never wait for it, numbered migrations.

Every connection is opened by an `async with`: a connection left open keeps the process alive.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import aiosqlite

APPLICATION_ID = 0x4D414D53
"""`PRAGMA application_id` of our files: the letters MAMS."""

MIGRATIONS = Path(__file__).with_name("migrations")
_PATIENCE = 30.0
"""Seconds to wait for another process that is writing (an import of a million rows, say)."""
_SESSION_CACHE = 64 * 1024
"""KiB of memory for long work; new rows fall all over an index of hashes."""
_WAL_LIMIT = 64 * 1024 * 1024
_ANSWERS_OF_FOREIGN_FILES = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
_PASSING = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
    }
)
"""Troubles of the disk or of another process, which an operator ends without a new program."""
_NO_ROOM = "; nothing was changed: make room for it and for temporary files, then repeat"
_ADVICE = {
    sqlite3.SQLITE_FULL: _NO_ROOM,
    sqlite3.SQLITE_IOERR: _NO_ROOM,
    sqlite3.SQLITE_BUSY: "; nothing was changed: another process writes, repeat when it is done",
    sqlite3.SQLITE_READONLY: "; nothing was changed: let this user write to it, then repeat",
}
_PRIMARY = 0xFF
"""The part of an error code that says which of these it is."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: a script that leaves `PRAGMA user_version` at its own number."""

    version: int
    name: str
    script: str


def migrations_in(folder: Path) -> tuple[Migration, ...]:
    """The scripts `NNNN_name.sql` of a folder, in order."""
    return tuple(
        Migration(int(path.name[:4]), path.name, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    )


class DatabaseFault(Exception):
    """The file cannot be used; the message names it and says why, for an operator."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    @classmethod
    def of(cls, path: Path, error: sqlite3.Error) -> DatabaseFault:
        """What SQLite says, and what an operator can do about it."""
        return cls(path, _reason(error))


def may_pass(error: BaseException) -> bool:
    """Whether the same work may succeed later: no room, locked, not writable, a failing disk."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, sqlite3.Error) and code is not None and code & _PRIMARY in _PASSING


class Database:
    """An open database; made by `Database.open` only."""

    def __init__(
        self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection
    ) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._writing = asyncio.Lock()
        self.writable = True
        """Whether the last transaction could be kept, as far as the disk is concerned."""

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, migrations: Path = MIGRATIONS) -> AsyncIterator[Database]:
        """Open or create the file, bring it up to date, and close it at the end.

        Raises `DatabaseFault` for a file that is not SQLite, not ours, or newer than this program.
        """
        _prepare_place(path)
        async with AsyncExitStack() as stack:
            try:
                writer = await stack.enter_async_context(_connected(path))
                await _make_ready(writer, path, migrations_in(migrations))
                reader = await stack.enter_async_context(_connected(path, read_only=True))
            except sqlite3.Error as error:
                raise DatabaseFault.of(path, error) from error
            yield cls(path, writer, reader)

    @asynccontextmanager
    async def write(
        self, connection: aiosqlite.Connection | None = None
    ) -> AsyncIterator[aiosqlite.Connection]:
        """A transaction: committed at the end, rolled back on any exception. Not to be nested.

        `connection`: one from `session`; without it the shared writer.
        """
        connection = connection or self._writer
        async with self._writing:
            try:
                await connection.execute("BEGIN IMMEDIATE")
                yield connection
                await connection.commit()
            except BaseException as error:
                await connection.rollback()
                if may_pass(error):
                    self.writable = False
                raise
            self.writable = True

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiosqlite.Connection]:
        """A connection of one's own, for long work with temporary tables."""
        async with _connected(self.path) as connection:
            await connection.execute(f"PRAGMA cache_size = -{_SESSION_CACHE}")
            yield connection

    async def fetch_all(self, sql: str, params: Iterable[Any] = ()) -> list[Row]:
        """All rows of one query, read from one snapshot, even while somebody writes."""
        return cast(list[Row], await self._reader.execute_fetchall(sql, params))

    async def fetch_one(self, sql: str, params: Iterable[Any] = ()) -> Row | None:
        rows = await self.fetch_all(sql, params)
        return rows[0] if rows else None

    async def tidy(self) -> None:
        """Fold the write-ahead log into the file, so that erased rows stand nowhere any more."""
        async with self._writing:
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")


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
async def _connected(path: Path, *, read_only: bool = False) -> AsyncIterator[aiosqlite.Connection]:
    uri = _uri(path, mode="ro" if read_only else "rw")
    connection = aiosqlite.connect(uri, uri=True, isolation_level=None, timeout=_PATIENCE)
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


def _reason(error: sqlite3.Error) -> str:
    if getattr(error, "sqlite_errorcode", None) in _ANSWERS_OF_FOREIGN_FILES:
        return "is not an SQLite database, or is damaged"
    advice = _ADVICE.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY, "")
    return f"cannot be used: {error}{advice}"


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

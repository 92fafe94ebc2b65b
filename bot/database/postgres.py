"""A PostgreSQL server: a pool of connections, and locks that other processes respect.

Tables stand in the first schema of the search path (`public` where the URL says nothing else).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Self

import psycopg
from psycopg.adapt import AdaptersMap, Dumper
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import AsyncConnectionPool

from bot.database.interface import (
    AT_ONCE,
    MIGRATIONS,
    Batch,
    Connection,
    Database,
    Migration,
    Row,
    Table,
    Values,
    migrations_in,
)
from bot.database.troubles import DatabaseError, DatabaseFault, Unavailable, Unwritable

MIGRATIONS_HERE: Final = MIGRATIONS / "postgres"
MOST_CONNECTIONS: Final = 10
"""In the pool; on top come one for locks, and one for each session."""
RETRY: Final = 0.02
"""Seconds until somebody asks again for what another process holds."""
_PATIENCE: Final = 10
"""Seconds to connect."""
_ALIVE: Final = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
"""A machine that loses its power holds its locks for 25 seconds, not for two hours."""
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TABLES: Final = """
SELECT relname,
    string_agg(attname, ' '),
    coalesce(string_agg(attname, ' ') FILTER (WHERE atttypid IN (20, 23)), ''),
    coalesce((
        SELECT string_agg(part.attname, ' ' ORDER BY place)
        FROM pg_constraint, unnest(conkey) WITH ORDINALITY AS parts (number, place)
        JOIN pg_attribute AS part ON part.attnum = number
        WHERE contype = 'p' AND conrelid = pg_class.oid AND part.attrelid = pg_class.oid
    ), ''),
    coalesce(string_agg(attname, ' ') FILTER (WHERE attidentity <> ''), '')
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    AND attnum > 0 AND NOT attisdropped AND relname <> 'schema_of_mams_bot'
GROUP BY pg_class.oid, relname ORDER BY pg_class.oid
"""
_SETTLING: Final = b"migrations"
_NOT_WRITABLE: Final = frozenset({"25006", "53100"})
"""Read-only, as a standby is, and no room on the disk."""
_PASSING: Final = frozenset({"08", "40001", "40P01", "53", "55P03", "57", "58"})
"""Codes, and classes of them: out of reach, disturbed by another transaction, short of memory or
connections, locked, stopped by an operator, a failing disk."""

Raw = psycopg.AsyncConnection[Row]

_VALUE: Final = re.compile(r"'(?:[^']|'')*'|\?(\d*)|%")


class _TruthAsNumber(Dumper):
    """As SQLite has it: true is 1. Our columns are numbers."""

    oid = psycopg.adapters.types["int8"].oid

    def dump(self, obj: bool) -> bytes:  # noqa: FBT001  psycopg's signature
        return b"1" if obj else b"0"


def copied(rows: Iterable[Row]) -> str:
    """Rows in the text form of COPY."""
    return "".join("\t".join(map(_written, row)) + "\n" for row in rows)


def _written(value: bytes | str | int | None) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    return value.translate(_ESCAPED) if isinstance(value, str) else str(value)


def _table(name: str, columns: str, numbers: str, key: str, numbered: str) -> Table:
    """From a row of `_TABLES`, in which names stand with spaces between."""
    return Table(
        name=name,
        columns=tuple(sorted(columns.split())),
        numbers=frozenset(numbers.split()),
        key=tuple(key.split()),
        numbered=numbered or None,
    )


def translated(sql: str) -> str:
    """`?` as psycopg writes it, `?2` as its name there; what stands in quotes stays as it is."""
    return _VALUE.sub(_placeholder, sql)


def _placeholder(found: re.Match[str]) -> str:
    text = found[0]
    if text[0] == "?":
        return f"%({found[1]})s" if found[1] else "%s"
    return text.replace("%", "%%")


@lru_cache(1024)
def _understood(sql: str) -> tuple[bytes, bool]:
    """The statement for psycopg, and whether its values are numbered."""
    statement = translated(sql)
    return statement.encode(), "%(1)s" in statement


def _bound(sql: str, values: Values | None) -> tuple[bytes, Any]:
    statement, numbered = _understood(sql)
    given = tuple(values or ())
    if numbered:
        return statement, {str(place): value for place, value in enumerate(given, 1)}
    return statement, given


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """Details of the server are left out: they quote the values of rows."""
    try:
        yield
    except psycopg.Error as error:
        raise _kind(error)(_reason(error)) from None


def _kind(error: psycopg.Error) -> type[DatabaseError]:
    state = error.sqlstate
    if state in _NOT_WRITABLE:
        return Unwritable
    if state is None:
        # The connection was lost or never made, or all of the pool are taken.
        return Unavailable if isinstance(error, psycopg.OperationalError) else DatabaseError
    return Unavailable if state[:2] in _PASSING or state in _PASSING else DatabaseError


def _reason(error: psycopg.Error) -> str:
    return error.diag.message_primary or " ".join(str(error).split()) or type(error).__name__


class ServerConnection:
    """`Connection` over one connection to the server."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw

    async def execute(self, sql: str, parameters: Values | None = None, /) -> Any:
        with _in_plain_words():
            return await self._raw.execute(*_bound(sql, parameters))

    async def executemany(self, sql: str, parameters: Iterable[Values], /) -> Any:
        statement, numbered = _understood(sql)
        assert not numbered, "many rows take their values in order"
        with _in_plain_words():
            cursor = self._raw.cursor()
            await cursor.executemany(statement, [tuple(row) for row in parameters])
            return cursor

    async def execute_fetchall(
        self, sql: str, parameters: Values | None = None, /
    ) -> Iterable[Row]:
        with _in_plain_words():
            cursor = await self._raw.execute(*_bound(sql, parameters))
            return await cursor.fetchall()

    @asynccontextmanager
    async def copying(self, sql: str) -> AsyncIterator[psycopg.AsyncCopy]:
        """A COPY that takes blocks of its text form."""
        with _in_plain_words():
            async with self._raw.cursor().copy(sql.encode()) as copy:
                yield copy

    async def streamed(self, sql: str) -> AsyncIterator[list[Row]]:
        with _in_plain_words():
            async with self._raw.cursor(name="streamed") as cursor:
                await cursor.execute(sql.encode())
                while rows := await cursor.fetchmany(AT_ONCE):
                    yield rows

    def transaction(self) -> AbstractAsyncContextManager[Any]:
        return self._raw.transaction()


class PostgresDatabase(Database):
    """An open server."""

    def __init__(self, name: str, url: str, pool: AsyncConnectionPool[Raw], locks: _Locks) -> None:
        self.name = name
        self._url = url
        self._pool = pool
        self._locks = locks

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, place: Path | str, migrations: Path | None
    ) -> AsyncIterator[PostgresDatabase]:
        url = str(place)
        name = _name_of(url)
        try:
            async with _connected(url) as connection:
                await _make_ready(connection, name, migrations_in(migrations or MIGRATIONS_HERE))
        except psycopg.Error as error:
            raise DatabaseFault(name, f"cannot be used: {_reason(error)}") from None
        pool = AsyncConnectionPool[Raw](
            url,
            kwargs=_how(),
            min_size=1,
            max_size=MOST_CONNECTIONS,
            open=False,
            # A server that was restarted is noticed here, not by a person.
            check=AsyncConnectionPool.check_connection,
        )
        async with pool, _Locks(url) as locks:
            yield cls(name, url, pool, locks)

    @asynccontextmanager
    async def write(
        self, connection: Connection | None = None, *, about: bytes = b""
    ) -> AsyncIterator[Connection]:
        if connection is None:
            async with self._lent() as lent, self.write(lent, about=about):
                yield lent
            return
        assert isinstance(connection, ServerConnection)
        try:
            with _in_plain_words():
                async with connection.transaction():
                    if about:
                        number = (_number_of(about),)
                        await connection.execute("SELECT pg_advisory_xact_lock(?)", number)
                    yield connection
        except Unwritable:
            self.writable = False
            raise
        self.writable = True

    async def write_all(self, batch: Batch) -> None:
        async with self.write() as connection:
            for sql, rows in batch.statements:
                await connection.executemany(sql, rows)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Connection]:
        with _in_plain_words():
            async with _connected(self._url) as raw:
                await raw.execute("SET work_mem = '64MB'")
                yield ServerConnection(raw)

    @asynccontextmanager
    async def snapshot(self, connection: Connection) -> AsyncIterator[None]:
        await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            yield
        finally:
            await connection.execute("ROLLBACK")

    @asynccontextmanager
    async def alone(self, name: bytes) -> AsyncIterator[None]:
        async with self._locks.held(_number_of(name)):
            yield

    async def fetch_all(self, sql: str, params: Values = ()) -> list[Row]:
        async with self._lent() as connection:
            return list(await connection.execute_fetchall(sql, params))

    async def tables(self, connection: Connection) -> list[Table]:
        """In the order in which they were made."""
        return [_table(*row) for row in await connection.execute_fetchall(_TABLES)]

    async def streamed(self, connection: Connection, sql: str) -> AsyncIterator[list[Row]]:
        assert isinstance(connection, ServerConnection)
        async for rows in connection.streamed(sql):
            yield rows

    async def pour(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        assert isinstance(connection, ServerConnection)
        columns = ", ".join(table.columns)
        async with connection.copying(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            await copy.write(copied(rows))

    async def last_number(self, connection: Connection, table: Table) -> int:
        # Written to be read from the sequence itself: a snapshot does not hold it back.
        asked = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(?, ?)::regclass), 0)"
        ((number,),) = await connection.execute_fetchall(asked, (table.name, table.numbered))
        return int(number)

    async def go_on_after(self, connection: Connection, table: Table, number: int) -> None:
        if number:
            step = "SELECT setval(pg_get_serial_sequence(?, ?), ?)"
            await connection.execute(step, (table.name, table.numbered, number))

    async def tidy(self) -> None:
        """Nothing: the server takes erased rows from its disk in its own time."""

    @asynccontextmanager
    async def _lent(self) -> AsyncIterator[ServerConnection]:
        with _in_plain_words():
            async with self._pool.connection() as raw:
                yield ServerConnection(raw)


class _Locks:
    """Locks of this process, all on one connection: they end with it, however the process ends.

    The server lets one connection take a lock twice, so what this process holds it knows itself.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._raw: Raw | None = None
        self._connecting = asyncio.Lock()
        self._held: set[int] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._raw is not None:
            await self._raw.close()

    @asynccontextmanager
    async def held(self, number: int) -> AsyncIterator[None]:
        while not await self._taken(number):  # noqa: ASYNC110  another process has no event for us
            await asyncio.sleep(RETRY)
        try:
            yield
        finally:
            await asyncio.shield(self._give_back(number))

    async def _taken(self, number: int) -> bool:
        if number in self._held:
            return False
        self._held.add(number)
        taken = False
        try:
            taken = await self._asked("SELECT pg_try_advisory_lock(%s)", number)
        except asyncio.CancelledError:
            # Nobody knows whether the server has heard of it.
            await asyncio.shield(self._give_back(number))
            raise
        finally:
            if not taken:
                self._held.discard(number)
        return taken

    async def _give_back(self, number: int) -> None:
        """Where the connection has been lost, there is nothing to give back."""
        try:
            if self._raw is not None and not self._raw.closed:
                await self._asked("SELECT pg_advisory_unlock(%s)", number)
        except DatabaseError:
            pass
        finally:
            self._held.discard(number)

    async def _asked(self, sql: str, number: int) -> bool:
        with _in_plain_words():
            try:
                return await _yes(await self._connection(), sql, number)
            except psycopg.OperationalError:
                if self._raw is None or not self._raw.closed:
                    raise
            # It was lost while nobody used it: the server was restarted, say.
            return await _yes(await self._connection(), sql, number)

    async def _connection(self) -> Raw:
        async with self._connecting:
            if self._raw is None or self._raw.closed:
                self._raw = await _connect(self._url)
            return self._raw


async def _yes(raw: Raw, sql: str, number: int) -> bool:
    row = await (await raw.execute(sql.encode(), (number,))).fetchone()
    return bool(row and row[0])


def _how() -> dict[str, Any]:
    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_dumper(bool, _TruthAsNumber)
    return {"autocommit": True, "context": adapters, "connect_timeout": _PATIENCE}


async def _connect(url: str) -> Raw:
    options = conninfo_to_dict(url).get("options") or ""
    return await psycopg.AsyncConnection.connect(url, **_how(), options=f"{options} {_ALIVE}")


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Raw]:
    async with await _connect(url) as raw:
        yield raw


def _name_of(url: str) -> str:
    """The server and its database, without user and password."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        raise DatabaseFault("LEDGER_URL", "is no address of a PostgreSQL server") from None
    host, port = parts.get("host") or "localhost", parts.get("port") or 5432
    return f"postgresql://{host}:{port}/{parts.get('dbname') or ''}"


def _number_of(name: bytes) -> int:
    """Locks have numbers on the server, of 64 bits."""
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "big", signed=True)


async def _make_ready(raw: Raw, name: str, migrations: Sequence[Migration]) -> None:
    """Bring the tables up to date, all steps or none; of several processes one does it."""
    async with raw.transaction():
        await raw.execute("SELECT pg_advisory_xact_lock(%s)", (_number_of(_SETTLING),))
        version, newest = await _version(raw, name), migrations[-1].version
        if version > newest:
            raise DatabaseFault(
                name, f"is of version {version}, this program knows {newest}: update the program"
            )
        for migration in migrations:
            if migration.version > version:
                await _run(raw, name, migration)


async def _version(raw: Raw, name: str) -> int:
    """0 for an empty schema; another program's is refused before anything is changed in it."""
    schema = await _one(raw, "SELECT current_schema()")
    if schema is None:
        raise DatabaseFault(name, "the schema in the search path does not exist")
    if await _one(raw, "SELECT to_regclass('schema_of_mams_bot')") is None:
        if await _one(raw, "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1"):
            raise DatabaseFault(name, f"holds tables of another program in the schema {schema}")
        await raw.execute("CREATE TABLE schema_of_mams_bot (version INTEGER NOT NULL)")
        await raw.execute("INSERT INTO schema_of_mams_bot VALUES (0)")
    return int(await _one(raw, "SELECT version FROM schema_of_mams_bot"))


async def _run(raw: Raw, name: str, migration: Migration) -> None:
    try:
        await raw.execute(migration.script.encode())
    except psycopg.Error as error:
        reason = f"cannot be used: migration {migration.name}: {_reason(error)}"
        raise DatabaseFault(name, reason) from None
    await raw.execute("UPDATE schema_of_mams_bot SET version = %s", (migration.version,))


async def _one(raw: Raw, sql: str) -> Any:
    row = await (await raw.execute(sql.encode())).fetchone()
    return row[0] if row else None

"""PostgreSQL beside SQLite: twins of every table, one dialect, locks that hold across processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.database import (
    MIGRATIONS,
    Connection,
    Database,
    DatabaseError,
    DatabaseFault,
    migrations_in,
)
from bot.database.troubles import Unavailable, Unwritable, may_pass
from tests.servers import postgres_schema

psycopg = pytest.importorskip("psycopg", reason="PostgreSQL: its driver is not installed")

from bot.database import postgres  # noqa: E402  needs the driver
from bot.database.postgres import MIGRATIONS_HERE, translated  # noqa: E402

TYPES = {"INTEGER": {"integer", "bigint"}, "TEXT": {"text"}, "BLOB": {"bytea"}}
"""How the server may keep what stands in a column of SQLite."""

FILE_COLUMNS = """
SELECT tables.name, columns.name, columns.type, columns."notnull" OR columns.pk > 0, columns.pk > 0
FROM pragma_table_list AS tables JOIN pragma_table_info(tables.name) AS columns
WHERE tables.schema = 'main' AND tables.name NOT LIKE 'sqlite_%'
"""
SERVER_COLUMNS = """
SELECT columns.table_name, columns.column_name, data_type, is_nullable = 'NO',
    keys.column_name IS NOT NULL
FROM information_schema.columns AS columns
LEFT JOIN information_schema.table_constraints AS found
    ON found.table_schema = columns.table_schema AND found.table_name = columns.table_name
    AND constraint_type = 'PRIMARY KEY'
LEFT JOIN information_schema.key_column_usage AS keys
    ON keys.constraint_schema = found.constraint_schema
    AND keys.constraint_name = found.constraint_name
    AND keys.table_name = columns.table_name AND keys.column_name = columns.column_name
WHERE columns.table_schema = current_schema() AND columns.table_name <> 'schema_of_mams_bot'
"""
FILE_INDEXES = """
SELECT tables.name, indexes.name, indexes."unique" = 1
FROM pragma_table_list AS tables JOIN pragma_index_list(tables.name) AS indexes
WHERE tables.schema = 'main' AND indexes.origin = 'c'
"""
SERVER_INDEXES = """
SELECT tables.relname, indexes.relname, indisunique
FROM pg_index JOIN pg_class AS indexes ON indexes.oid = indexrelid
JOIN pg_class AS tables ON tables.oid = indrelid
LEFT JOIN pg_constraint ON conindid = indexrelid
WHERE tables.relnamespace = current_schema()::regnamespace AND pg_constraint.oid IS NULL
"""
FILE_REFERENCES = """
SELECT tables.name, one."from", one."table", one."to", one.on_delete
FROM pragma_table_list AS tables JOIN pragma_foreign_key_list(tables.name) AS one
WHERE tables.schema = 'main'
"""
SERVER_REFERENCES = """
SELECT referring.relname, own.attname, referred.relname, theirs.attname,
    CASE confdeltype WHEN 'n' THEN 'SET NULL' WHEN 'c' THEN 'CASCADE' ELSE 'NO ACTION' END
FROM pg_constraint JOIN pg_class AS referring ON referring.oid = conrelid
JOIN pg_class AS referred ON referred.oid = confrelid
JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = conkey[1]
JOIN pg_attribute AS theirs ON theirs.attrelid = confrelid AND theirs.attnum = confkey[1]
WHERE contype = 'f' AND referring.relnamespace = current_schema()::regnamespace
"""


@pytest.fixture
def address() -> Iterator[str]:
    with postgres_schema() as address:
        yield address


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    async with Database.open(address) as database:
        yield database


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "l.sqlite3") as file:
        yield file


def test_every_migration_has_its_twin() -> None:
    names = [[one.name for one in migrations_in(where)] for where in (MIGRATIONS, MIGRATIONS_HERE)]
    assert names[0] == names[1]


async def test_tables_and_columns_are_twins(file: Database, database: Database) -> None:
    ours = {(row[0], row[1]): row[2:] for row in await file.fetch_all(FILE_COLUMNS)}
    theirs = {(row[0], row[1]): row[2:] for row in await database.fetch_all(SERVER_COLUMNS)}
    assert ours.keys() == theirs.keys()
    for column, (kind, required, key) in ours.items():
        assert theirs[column][0] in TYPES[kind], column
        assert (bool(required), bool(key)) == theirs[column][1:], column


@pytest.mark.parametrize(
    "questions",
    [(FILE_INDEXES, SERVER_INDEXES), (FILE_REFERENCES, SERVER_REFERENCES)],
    ids=["indexes", "references"],
)
async def test_what_stands_beside_the_tables_is_too(
    file: Database, database: Database, questions: tuple[str, str]
) -> None:
    ours, theirs = await file.fetch_all(questions[0]), await database.fetch_all(questions[1])
    assert sorted((*row[:-1], str(row[-1])) for row in theirs) == sorted(
        (*row[:-1], str(bool(row[-1]) if row[-1] in (0, 1) else row[-1])) for row in ours
    )


@pytest.mark.parametrize(
    ("sql", "understood"),
    [
        ("SELECT ?, ?", "SELECT %s, %s"),
        ("SELECT ?1 WHERE a = ?2 OR b = ?1", "SELECT %(1)s WHERE a = %(2)s OR b = %(1)s"),
        ("a = ? AND b <> '?' AND c = 'it''s ?'", "a = %s AND b <> '?' AND c = 'it''s ?'"),
        ("a LIKE 'x%' AND b % 2 = ?", "a LIKE 'x%%' AND b %% 2 = %s"),
    ],
)
def test_placeholders(sql: str, understood: str) -> None:
    assert translated(sql) == understood


async def test_values_come_back_as_from_a_file(file: Database, database: Database) -> None:
    question = (
        "SELECT CAST(?1 AS TEXT), CAST(?2 AS BIGINT), CAST(?3 AS BIGINT), '100%', 'what?', "
        "CAST(?1 AS TEXT)"
    )
    values = ("a '%' ?", True, None)
    told = [await one.fetch_all(question, values) for one in (file, database)]
    assert told[0] == told[1] == [("a '%' ?", 1, None, "100%", "what?", "a '%' ?")]


async def test_opening_again_changes_nothing(address: str, database: Database) -> None:
    async with database.write() as connection:
        await connection.execute("INSERT INTO switched_off (feature) VALUES ('lookups')")
    async with Database.open(address) as again:
        assert await again.fetch_all("SELECT feature FROM switched_off") == [("lookups",)]


async def test_several_processes_may_make_the_tables_at_once(address: str) -> None:
    async def opened() -> None:
        async with Database.open(address):
            pass

    await asyncio.gather(*(opened() for _ in range(4)))


async def test_another_programs_schema_is_refused_and_left_alone(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE theirs (a INTEGER)")
        with pytest.raises(DatabaseFault, match="another program"):
            async with Database.open(address):
                pass
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchall()
    assert tables == [("theirs",)]


async def test_newer_tables_are_refused(address: str, database: Database) -> None:
    async with database.write() as connection:
        await connection.execute("UPDATE schema_of_mams_bot SET version = 99")
    with pytest.raises(DatabaseFault, match="version 99"):
        async with Database.open(address):
            pass


async def test_a_failing_migration_changes_nothing_and_is_named(
    address: str, tmp_path: Path
) -> None:
    (tmp_path / "0001_good.sql").write_text("CREATE TABLE good (a INTEGER);")
    (tmp_path / "0002_bad.sql").write_text("CREATE TABLE half (a INTEGER); CREATE TABLE good ();")
    with pytest.raises(DatabaseFault, match=r"0002_bad\.sql"):
        async with Database.open(address, tmp_path):
            pass
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT to_regclass('good'), to_regclass('half')").fetchone()
    assert found == (None, None)


@pytest.mark.parametrize(
    "address",
    ["postgresql://nobody:a-secret@127.0.0.1:1/none", "postgresql://[broken:a-secret@x"],
)
async def test_a_server_out_of_reach_is_named_without_its_secrets(address: str) -> None:
    with pytest.raises(DatabaseFault) as fault:
        async with Database.open(address):
            pass
    assert "a-secret" not in str(fault.value)


async def test_an_error_tells_nothing_of_the_values(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute("INSERT INTO switched_off (feature) VALUES ('secret')")

    async def twice() -> None:
        async with database.write() as connection:
            await connection.execute("INSERT INTO switched_off (feature) VALUES (?)", ("secret",))

    with pytest.raises(DatabaseError) as error:
        await twice()
    assert "secret" not in str(error.value)
    assert error.value.__cause__ is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *[(code, Unavailable) for code in ("08006", "40001", "40P01", "53200", "53300", "55P03")],
        *[(code, Unavailable) for code in ("57014", "57P01", "58030")],
        *[(code, Unwritable) for code in ("53100", "25006")],
        *[(code, DatabaseError) for code in ("23505", "22001", "42P01", "0A000")],
    ],
)
async def test_what_may_pass_is_told_from_what_will_not(
    database: Database, code: str, kind: type[DatabaseError]
) -> None:
    """By the code that the server gives, whatever class psycopg makes of it."""
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '{code}'; END $$"
    with pytest.raises(DatabaseError) as raised:
        async with database.write() as connection:
            await connection.execute(raising)
    assert type(raised.value) is kind
    assert may_pass(raised.value) is (kind is not DatabaseError)
    assert await database.fetch_one("SELECT 1") == (1,)


async def test_a_server_that_takes_no_changes_for_now_is_read_all_the_same(address: str) -> None:
    async with Database.open(address):
        pass
    standby = f"{address}%20-c%20default_transaction_read_only%3Don"
    assert "options=" in address
    async with Database.open(standby) as database:
        assert await database.fetch_one("SELECT count(*) FROM payments") == (0,)
        with pytest.raises(Unwritable):
            async with database.write() as connection:
                await connection.execute("DELETE FROM payments")


async def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    async def half() -> None:
        async with database.write() as connection:
            await connection.execute("INSERT INTO handled_updates VALUES (1, 0)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    assert await database.fetch_all("SELECT * FROM handled_updates") == []


async def test_writers_about_the_same_wait_for_each_other(address: str, database: Database) -> None:
    """Each reads how many rows there are, and writes that: no number comes twice."""

    async def count(where: Database) -> None:
        async with where.write(about=b"the same") as connection:
            await _write_next(connection)

    async with Database.open(address) as elsewhere:
        await asyncio.gather(*(count(where) for _ in range(10) for where in (database, elsewhere)))
    rows = await database.fetch_all("SELECT update_id FROM handled_updates ORDER BY 1")
    assert [number for (number,) in rows] == list(range(20))


async def _write_next(connection: Connection) -> None:
    ((number,),) = await connection.execute_fetchall("SELECT count(*) FROM handled_updates")
    await asyncio.sleep(0)
    await connection.execute("INSERT INTO handled_updates VALUES (?, 0)", (number,))


async def test_a_name_is_held_by_one_process_at_a_time(address: str, database: Database) -> None:
    told: list[str] = []

    async def hold(where: Database, name: bytes, who: str) -> None:
        async with where.alone(name):
            told.append(f"{who} begins")
            for _ in range(5):
                await asyncio.sleep(0.01)
            told.append(f"{who} ends")

    async with Database.open(address) as elsewhere:
        await asyncio.gather(
            hold(database, b"x", "a"), hold(elsewhere, b"x", "b"), hold(elsewhere, b"y", "c")
        )
    held = [line for line in told if line[0] in "ab"]
    assert [line.split()[1] for line in held] == ["begins", "ends"] * 2
    assert held[0][0] == held[1][0]
    assert told.index("c begins") < told.index(held[1])


async def test_who_stops_waiting_holds_nothing(address: str, database: Database) -> None:
    async def hold(where: Database) -> None:
        async with where.alone(b"x"):
            pass

    async with Database.open(address) as elsewhere:
        async with database.alone(b"x"):
            for _ in range(20):
                waiting = asyncio.create_task(hold(elsewhere))
                await asyncio.sleep(0.003)
                waiting.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await waiting
        async with asyncio.timeout(5):
            await hold(elsewhere)
            await hold(database)


async def test_a_lock_does_not_outlive_its_connection(address: str, database: Database) -> None:
    """As when the process that holds it is killed; afterwards the connection is made anew."""
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with database.alone(b"x"):
            begun.set()
            await may_end.wait()

    holding = asyncio.create_task(hold())
    await begun.wait()
    async with Database.open(address) as elsewhere, asyncio.timeout(5):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks "
                "WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() "
                "AND (classid::bigint << 32 | objid::bigint) = %s",
                (postgres._number_of(b"x"),),
            )
        async with elsewhere.alone(b"x"):
            pass
    may_end.set()
    await holding
    async with database.alone(b"y"):
        pass


async def test_a_restarted_server_is_noticed_before_a_person_does(address: str) -> None:
    async with Database.open(f"{address}&application_name=restarted") as database:
        async with database.alone(b"x"):
            await database.fetch_one("SELECT 1")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'restarted'"
            )
        async with database.alone(b"x"):
            assert await database.fetch_one("SELECT 2") == (2,)

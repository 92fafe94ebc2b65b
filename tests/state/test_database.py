"""The database file: whose it is, which version, who may write, and that it is let go."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.database import APPLICATION_ID, MIGRATIONS, Database, DatabaseFault, migrations_in

OPENS_AND_ENDS = """
import asyncio, sys
from pathlib import Path
from bot.database import Database

async def main() -> None:
    async with Database.open(Path(sys.argv[1])) as database:
        async with database.session(), database.write() as connection:
            await connection.execute("INSERT OR IGNORE INTO handled_updates VALUES (1, 2)")
        assert await database.fetch_one("SELECT 1 FROM handled_updates") == (1,)
        if sys.argv[2] == "fails":
            raise RuntimeError("on purpose")

asyncio.run(main())
"""


def _mark_of(path: Path) -> tuple[int, int]:
    connection = sqlite3.connect(path)
    try:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    finally:
        connection.close()
    return mark, version


def _foreign(path: Path, *statements: str) -> bytes:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path.read_bytes()


async def _fault(path: Path) -> str:
    with pytest.raises(DatabaseFault) as fault:
        async with Database.open(path):
            pass
    assert str(path) in str(fault.value)
    assert fault.value.place == path
    return fault.value.reason


async def test_a_new_file_is_ours_and_private(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "ledger #1?.sqlite3"
    async with Database.open(path) as database:
        assert await database.fetch_one("SELECT count(*) FROM payments") == (0,)
        assert await database.fetch_one("PRAGMA journal_mode") == ("wal",)
    assert _mark_of(path) == (APPLICATION_ID, migrations_in(MIGRATIONS)[-1].version)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_tables_are_strict(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "l.sqlite3") as database:
        tables = await database.fetch_all("SELECT name FROM pragma_table_list WHERE NOT strict")
        assert {name for (name,) in tables if not name.startswith("sqlite_")} == set()


async def test_a_file_that_is_not_sqlite_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("iin,phone\n" * 1000)
    before = path.read_bytes()
    assert "not an SQLite database" in await _fault(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("statement", ["CREATE TABLE t (a)", "PRAGMA application_id = 7"])
async def test_another_programs_database_is_refused_and_left_alone(
    tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "other.sqlite3"
    before = _foreign(path, statement)
    assert "another program" in await _fault(path)
    assert path.read_bytes() == before


async def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    async with Database.open(path):
        pass
    _foreign(path, "PRAGMA user_version = 99")
    assert "version 99" in await _fault(path)


async def test_a_directory_and_a_place_that_cannot_be_are_refused(tmp_path: Path) -> None:
    assert "directory" in await _fault(tmp_path)
    (tmp_path / "file").touch()
    assert "cannot be written" in await _fault(tmp_path / "file" / "l.sqlite3")


async def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    first = tmp_path / "first"
    first.mkdir()
    (first / "0001_ledger.sql").write_text((MIGRATIONS / "0001_ledger.sql").read_text())
    async with Database.open(path, first) as database, database.write() as connection:
        await connection.execute("INSERT INTO meta VALUES ('demo', x'01')")
    async with Database.open(path) as database:
        assert await database.fetch_one("SELECT name FROM meta") == ("demo",)
        assert await database.fetch_one("SELECT count(*) FROM accounts") == (0,)


async def test_a_failing_migration_changes_nothing_and_is_named(tmp_path: Path) -> None:
    path, scripts = tmp_path / "l.sqlite3", tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "0001_good.sql").write_text(
        f"BEGIN; PRAGMA application_id = {APPLICATION_ID};"
        "CREATE TABLE good (a); PRAGMA user_version = 1; COMMIT;"
    )
    (scripts / "0002_bad.sql").write_text(
        "BEGIN; CREATE TABLE half (a); CREATE TABLE good (a); PRAGMA user_version = 2; COMMIT;"
    )
    with pytest.raises(DatabaseFault, match=r"0002_bad\.sql"):
        async with Database.open(path, scripts):
            pass
    assert _mark_of(path) == (APPLICATION_ID, 1)
    (scripts / "0002_bad.sql").unlink()
    async with Database.open(path, scripts) as database:
        assert await database.fetch_all("SELECT name FROM sqlite_schema") == [("good",)]


def test_every_migration_is_one_transaction_that_sets_its_own_version() -> None:
    for number, migration in enumerate(migrations_in(MIGRATIONS), start=1):
        assert migration.version == number
        statements = migration.script.split(";")
        assert statements[0].endswith("BEGIN IMMEDIATE")
        assert statements[-3].strip() == f"PRAGMA user_version = {number}"
        assert statements[-2].strip() == "COMMIT"


async def _insert(database: Database, *update_ids: int) -> None:
    async with database.write() as connection:
        for update_id in update_ids:
            await connection.execute("INSERT INTO handled_updates VALUES (?, 0)", (update_id,))


async def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "l.sqlite3") as database:
        with pytest.raises(sqlite3.IntegrityError):
            await _insert(database, 1, 1)
        assert await database.fetch_one("SELECT 1 FROM handled_updates") is None


async def test_many_writers_take_turns_and_readers_do_not_wait(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "l.sqlite3") as database:

        async def write(update_id: int) -> None:
            async with database.write() as connection:
                await connection.execute("INSERT INTO handled_updates VALUES (?, 0)", (update_id,))
                await asyncio.sleep(0)

        async with database.write() as connection:
            await connection.execute("INSERT INTO handled_updates VALUES (-1, 0)")
            writers = [asyncio.create_task(write(number)) for number in range(50)]
            assert await database.fetch_one("SELECT count(*) FROM handled_updates") == (0,)
        await asyncio.gather(*writers)
        assert await database.fetch_one("SELECT count(*) FROM handled_updates") == (51,)


async def test_a_cancelled_writer_leaves_the_database_free(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "l.sqlite3") as database:

        async def write() -> None:
            async with database.write() as connection:
                await connection.execute("INSERT INTO handled_updates VALUES (1, 0)")
                await asyncio.sleep(60)

        for wait in (0, 1, 2, 3, 30):
            task = asyncio.create_task(write())
            for _ in range(wait):
                await asyncio.sleep(0.0005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        async with database.write() as connection:
            await connection.execute("INSERT INTO handled_updates VALUES (2, 0)")
        assert await database.fetch_all("SELECT update_id FROM handled_updates") == [(2,)]


async def test_readers_cannot_write(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "l.sqlite3") as database:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await database.fetch_all("DELETE FROM payments")


@pytest.mark.parametrize(("end", "code"), [("ends", 0), ("fails", 1)])
def test_the_process_ends_after_use(tmp_path: Path, end: str, code: int) -> None:
    command = [sys.executable, "-c", OPENS_AND_ENDS, str(tmp_path / "l.sqlite3"), end]
    finished = subprocess.run(command, timeout=20, capture_output=True, text=True, check=False)
    assert finished.returncode == code, finished.stderr


def test_several_processes_may_create_the_file_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPENS_AND_ENDS, str(tmp_path / "l.sqlite3"), "ends"]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    ended = [(process.communicate(timeout=30)[1], process.returncode) for process in running]
    assert [code for _, code in ended] == [0] * 4, ended

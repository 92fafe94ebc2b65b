"""The ledger in SQLite: the contract, and what is true of the file on the disk."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.database import Database
from bot.ledger import LedgerFault, Pseudonyms, SqliteLedger
from bot.state import Account, Accounts
from tests.ledger.contract import LedgerContract
from tests.ledger.files import (
    ADMISSION,
    AIGUL,
    PAYER,
    PHONE,
    PSEUDONYMS,
    categories,
    payments,
    person,
    persons,
)
from tests.state.windows import lookups_on


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "ledger.sqlite3") as database:
        yield database


@pytest.fixture
def ledger(database: Database) -> SqliteLedger:
    return SqliteLedger(database, PSEUDONYMS)


class TestContract(LedgerContract):
    """Every test of the contract over SQLite."""


async def _fill(ledger: SqliteLedger, folder: Path) -> None:
    files = [
        payments(folder / "p.csv", {"payer_bin": PAYER, "document": "order of Aigul"}),
        categories(folder / "c.csv", {"document": "decision on Aigul"}),
        persons(folder / "n.csv", {}),
    ]
    await ledger.import_files(files, ADMISSION)


def _bytes_in(folder: Path) -> bytes:
    """Everything in the database files of a folder, write-ahead log included."""
    return b"".join(file.read_bytes() for file in folder.glob("*.sqlite3*"))


def _backups_in(folder: Path) -> dict[str, int]:
    """Names and permissions."""
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.glob("backup*")}


async def test_nothing_personal_stands_in_the_bytes_on_the_disk(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    async with Database.open(folder / "ledger.sqlite3") as database:
        ledger = SqliteLedger(database, PSEUDONYMS)
        await _fill(ledger, tmp_path)
        await database.tidy()
        await ledger.backup(folder / "backup.sqlite3")
        found = _bytes_in(folder)
    assert person(AIGUL) in found
    for secret in (AIGUL, PAYER, PHONE, "0001313", "order of", "decision on"):
        assert secret.encode() not in found
        assert secret.encode("utf-16-le") not in found


async def test_payers_of_two_documents_cannot_be_matched(
    ledger: SqliteLedger, database: Database, tmp_path: Path
) -> None:
    same_payer = [{"payer_bin": PAYER, "document": name} for name in ("1", "2")]
    await ledger.import_files([payments(tmp_path / "p.csv", *same_payer)], ADMISSION)
    rows = await database.fetch_all("SELECT payer FROM payments")
    assert len(set(rows)) == 2


async def test_erased_rows_leave_no_trace_on_the_disk(
    ledger: SqliteLedger, database: Database, tmp_path: Path
) -> None:
    await _fill(ledger, tmp_path)
    await Accounts(database).remember(PSEUDONYMS.account(7), person(AIGUL))
    await lookups_on(database).ask(PSEUDONYMS.account(7), person(AIGUL))
    gone = await ledger.forget(person(AIGUL))
    assert (gone.accounts, gone.lookups, gone.total) == (1, 1, 5)
    assert await Accounts(database).get(PSEUDONYMS.account(7)) == Account()
    assert person(AIGUL) not in _bytes_in(tmp_path)


async def test_an_import_cut_off_leaves_nothing(
    ledger: SqliteLedger, database: Database, tmp_path: Path
) -> None:
    rows = [{"document": str(number)} for number in range(5000)]
    file = payments(tmp_path / "p.csv", *rows)

    def fails(done: int, total: int) -> None:
        if done > total / 2:
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await ledger.import_files([file], ADMISSION, fails)
    assert (await ledger.stats()).people == 0
    assert (await ledger.verify()).sound
    assert (await ledger.import_files([file], ADMISSION)).new == 5000


async def test_a_cancelled_import_leaves_nothing_and_a_free_ledger(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    rows = [{"document": str(number)} for number in range(20_000)]
    file = payments(tmp_path / "p.csv", *rows)
    started = asyncio.Event()
    task = asyncio.create_task(ledger.import_files([file], ADMISSION, lambda *_: started.set()))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await ledger.stats()).people == 0
    await ledger.mark_demo()


async def test_reading_goes_on_while_files_are_taken_in(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    await _fill(ledger, tmp_path)
    rows = [{"document": str(number)} for number in range(20_000)]
    file = payments(tmp_path / "more.csv", *rows)
    task = asyncio.create_task(ledger.import_files([file], ADMISSION))
    sizes = set()
    while not task.done():
        sizes.add(len((await ledger.history(person(AIGUL))).payments))
    assert (await task).new == 20_000
    assert 1 in sizes
    assert sizes <= {1, 20_001}


async def test_the_ledger_is_not_locked_while_files_are_read(
    ledger: SqliteLedger, database: Database, tmp_path: Path
) -> None:
    """Another process can write until the very last step."""
    rows = [{"document": str(number)} for number in range(5000)]
    written: list[int] = []

    def write_elsewhere(*_: int) -> None:
        with sqlite3.connect(database.path, timeout=0) as elsewhere:
            elsewhere.execute("INSERT INTO handled_updates VALUES (?, 0)", (len(written),))
        elsewhere.close()
        written.append(1)

    file = payments(tmp_path / "p.csv", *rows)
    assert (await ledger.import_files([file], ADMISSION, write_elsewhere)).new == 5000
    assert len(written) >= 3


async def test_a_history_is_read_from_an_index_only(database: Database) -> None:
    for table in ("payments", "categories"):
        plan = await database.fetch_all(
            f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE person = ?", (person(AIGUL),)
        )
        assert [row[3] for row in plan] == [f"SEARCH {table} USING PRIMARY KEY (person=?)"]


async def test_verify_notices_a_row_that_somebody_else_erased(
    ledger: SqliteLedger, database: Database, tmp_path: Path
) -> None:
    await _fill(ledger, tmp_path)
    async with database.write() as connection:
        await connection.execute("DELETE FROM payments")
    found = await ledger.verify()
    assert [(damage.code, damage.detail) for damage in found.damages] == [
        ("total", "payments: 1 -> 0"),
        ("total", "tiyn: 425000 -> 0"),
    ]


async def test_a_backup_is_a_ledger(ledger: SqliteLedger, tmp_path: Path) -> None:
    await _fill(ledger, tmp_path)
    backup = tmp_path / "backup.sqlite3"
    await ledger.backup(backup)
    assert _backups_in(tmp_path) == {"backup.sqlite3": 0o600}
    before = await ledger.history(person(AIGUL)), await ledger.stats()
    async with Database.open(backup) as copy:
        restored = SqliteLedger(copy, PSEUDONYMS)
        await restored.confirm_key()
        assert (await restored.verify()).sound
        assert (await restored.history(person(AIGUL)), await restored.stats()) == before


async def test_a_backup_never_overwrites(ledger: SqliteLedger, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite3"
    await ledger.backup(backup)
    size = backup.stat().st_size
    with pytest.raises(LedgerFault, match=r"backup\.sqlite3") as refused:
        await ledger.backup(backup)
    assert refused.value.code == "backup.exists"
    assert backup.stat().st_size == size > 0


async def test_a_backup_to_nowhere_is_refused(ledger: SqliteLedger, tmp_path: Path) -> None:
    with pytest.raises(LedgerFault, match="missing") as refused:
        await ledger.backup(tmp_path / "missing" / "backup.sqlite3")
    assert refused.value.code == "backup.failed"


async def test_another_key_is_noticed_before_anybody_becomes_unknown(
    ledger: SqliteLedger, database: Database, tmp_path: Path
) -> None:
    other = SqliteLedger(database, Pseudonyms(b"another key of 32 bytes, for tests"[:32]))
    await other.confirm_key()
    await _fill(ledger, tmp_path)
    await ledger.confirm_key()
    with pytest.raises(LedgerFault, match="IIN_KEY") as refused:
        await other.confirm_key()
    assert refused.value.code == "key.other"
    with pytest.raises(LedgerFault):
        await other.import_files([payments(tmp_path / "q.csv", {"document": "9"})], ADMISSION)
    assert (await ledger.stats()).payments == 1


async def test_days_and_months_survive_the_way_through_numbers(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    row = {"period": "2025-12", "paid_on": "2024-02-29"}
    await ledger.import_files([payments(tmp_path / "p.csv", row)], ADMISSION)
    (payment,) = (await ledger.history(person(AIGUL))).payments
    assert (str(payment.period), payment.paid_on) == ("2025-12", date(2024, 2, 29))

"""A whole database moved to another kind and back: equal, or nothing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.database import Database
from bot.ledger import LedgerFault, ledger_on, move
from bot.state import (
    Accounts,
    Audit,
    Drafts,
    Feedback,
    Lease,
    Proposals,
    Questions,
    Releases,
)
from tests.ledger.files import (
    ADMISSION,
    AIGUL,
    BOLAT,
    PAYER,
    PSEUDONYMS,
    categories,
    payments,
    person,
    persons,
)
from tests.servers import postgres_schema
from tests.state.windows import ZONE, lookups_on

TODAY = date(2026, 11, 20)
ACCOUNT = PSEUDONYMS.account(7)
NEWER = ("drafts", "releases", "audit", "proposals", "lookups", "limits", "leases")
WORDS = "a\ttab, a \\ and\nлапша «қазақша» \\N"


@pytest.fixture
def server() -> Iterator[str]:
    with postgres_schema() as address:
        yield address


async def fill(place: Path | str, folder: Path) -> None:
    async with Database.open(place) as database:
        ledger = ledger_on(database, PSEUDONYMS)
        rows = [{"document": str(n), "amount": f"{n + 1}.07"} for n in range(300)]
        files = [
            payments(folder / "p.csv", *rows, {"iin": BOLAT, "payer_bin": PAYER, "document": "x"}),
            categories(folder / "c.csv", {}, {"ends_on": "2026-03-31", "document": "y"}),
            persons(folder / "n.csv", {}),
        ]
        await ledger.import_files(files, ADMISSION)
        await Accounts(database).set_language(ACCOUNT, "ru")
        await Accounts(database).remember(ACCOUNT, person(AIGUL))
        assert await lookups_on(database).ask(ACCOUNT, person(BOLAT)) is None
        assert await Lease(database, "reminders", 60).take()
        await fill_texts(database)
        questions, feedback = Questions(database), Feedback(database)
        for _ in range(3):
            asked = await questions.keep(WORDS, "kk", ["how-to-pay"], "offered", TODAY)
        await feedback.keep("how-to-pay", "kk", TODAY, helped=False, question=asked)
        # The newest number is gone; it must not come again.
        async with database.write() as connection:
            await connection.execute("DELETE FROM feedback")


async def fill_texts(database: Database) -> None:
    clock = Clock(ZONE)
    audit, files = Audit(database, clock), {("kk", "messages"): WORDS.encode() + b"\0\xff"}
    drafts, releases = Drafts(database, clock, audit), Releases(database, clock, audit)
    for _ in range(2):
        draft = await drafts.keep("somebody", WORDS, 0, files, files, "[]", "{}")
    await releases.publish(draft, "somebody", 1)
    await releases.roll_back(0, "somebody", live=1, changed=1, changes="[]")
    await Proposals(database, clock).make("somebody", "kk", WORDS, "likeness", "how-to-pay")


async def rows_of(place: Path | str) -> dict[str, list[tuple[Any, ...]]]:
    async with Database.open(place) as database, database.session() as connection:
        found = {}
        for table in await database.tables(connection):
            listed = ", ".join(table.columns)
            rows = await database.fetch_all(f"SELECT {listed} FROM {table.name}")
            found[table.name] = sorted(rows, key=repr)
    return found


async def test_there_and_back_everything_is_equal(server: str, tmp_path: Path) -> None:
    first, last = tmp_path / "first.sqlite3", tmp_path / "last.sqlite3"
    await fill(first, tmp_path)
    seen: list[tuple[int, int]] = []
    there = await move(first, server, lambda *step: seen.append(step))
    back = await move(server, last)
    before = await rows_of(first)
    assert await rows_of(server) == before == await rows_of(last)
    assert there == back
    assert there.tables == {name: len(rows) for name, rows in before.items()}
    assert there.tables["payments"] == 301
    added = {name: there.tables[name] for name in ("text_files", "text_editions", *NEWER)}
    assert added == {
        "text_files": 1,
        "text_editions": 1,
        "drafts": 2,
        "releases": 2,
        "audit": 4,
        "proposals": 1,
        "lookups": 1,
        "limits": 3,
        "leases": 1,
    }
    assert seen[-1] == (there.rows, there.rows)
    for place in (server, last):
        async with Database.open(place) as database:
            ledger = ledger_on(database, PSEUDONYMS)
            await ledger.confirm_key()
            assert (await ledger.verify()).sound
            assert (await Accounts(database).get(ACCOUNT)).remembered == person(AIGUL)
            note = await Feedback(database).keep("how-to-pay", "kk", TODAY, helped=True)
            asked = await Questions(database).keep("?", "kk", [], "declined", TODAY)
            assert (note, asked) == (2, 4)


async def test_rows_in_the_way_are_left_alone(server: str, tmp_path: Path) -> None:
    source = tmp_path / "first.sqlite3"
    await fill(source, tmp_path)
    async with Database.open(server) as database:
        await Accounts(database).set_language(ACCOUNT, "kk")
    before = await rows_of(server)
    with pytest.raises(LedgerFault, match="accounts") as refused:
        await move(source, server)
    assert refused.value.code == "move.occupied"
    assert await rows_of(server) == before


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_one_that_is_cut_off_leaves_nothing(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    target = tmp_path / "new.sqlite3" if kind == "sqlite" else request.getfixturevalue("server")
    source = tmp_path / "first.sqlite3"
    await fill(source, tmp_path)
    monkeypatch.setattr("bot.database.sqlite.AT_ONCE", 50)

    def fails(done: int, total: int) -> None:
        if done > total / 2:
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await move(source, target, fails)
    if kind == "sqlite":
        assert not [name for name in os.listdir(tmp_path) if name.startswith("new")]  # noqa: PTH208
    else:
        kept = await rows_of(target)
        assert {name for name, rows in kept.items() if rows} == {"totals"}
        assert (await move(source, target)).tables["payments"] == 301


async def test_sums_that_differ_are_refused(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "first.sqlite3"
    await fill(source, tmp_path)
    pour = type(await _opened(server)).pour

    async def loses_one(self: Any, connection: Any, table: Any, rows: Any) -> None:
        await pour(self, connection, table, rows[1:] if table.name == "payments" else rows)

    monkeypatch.setattr("bot.database.postgres.PostgresDatabase.pour", loses_one)
    with pytest.raises(LedgerFault, match="payments") as refused:
        await move(source, server)
    assert refused.value.code == "move.sums"
    assert (await rows_of(server))["payments"] == []


async def _opened(place: str) -> Database:
    async with Database.open(place) as database:
        return database


async def test_nothing_is_moved_from_nowhere(server: str, tmp_path: Path) -> None:
    missing = tmp_path / f"{secrets.token_hex(4)}.sqlite3"
    with pytest.raises(LedgerFault, match="no ledger"):
        await move(missing, server)
    assert not missing.exists()

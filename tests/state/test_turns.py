"""Each update once: repeated, failed, cut off in the middle, or of a bot that was killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.database import Database
from bot.state import ChatIsolation, DatabaseStorage, Turns
from tests.ledger.files import PSEUDONYMS

CITIZEN = StorageKey(bot_id=42, chat_id=5000000013, user_id=5000000013)
NEIGHBOUR = StorageKey(bot_id=42, chat_id=5000000014, user_id=5000000014)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
async def database(place: Path | str) -> AsyncIterator[Database]:
    async with Database.open(place) as database:
        yield database


@pytest.fixture
def turns(database: Database) -> Turns:
    return Turns(database, ChatIsolation(), NOON.timestamp)


@pytest.fixture
def storage(database: Database, turns: Turns) -> DatabaseStorage:
    return DatabaseStorage(database, PSEUDONYMS, turns)


@pytest.fixture
def afterwards(database: Database) -> DatabaseStorage:
    """What somebody else sees of the conversations."""
    return DatabaseStorage(database, PSEUDONYMS)


class Killed(BaseException):
    """What a process that is killed cannot catch."""


async def messages(database: Database) -> list[tuple[int, int | None]]:
    rows = await database.fetch_all("SELECT place, message_id FROM sent_messages ORDER BY place")
    return [(place, message_id) for place, message_id in rows]


async def test_an_update_is_handled_once_until_it_is_purged(turns: Turns) -> None:
    async with turns.take(7, CITIZEN) as turn:
        assert turn is not None
        assert turns.current is turn
    assert turns.current is None
    async with turns.take(7, CITIZEN) as again, turns.take(8, NEIGHBOUR) as other:
        assert again is None
        assert other is not None
    assert await turns.purge(NOON) == 0
    assert await turns.purge(datetime(2026, 11, 20, 13, tzinfo=UTC)) == 2
    async with turns.take(7, CITIZEN) as forgotten:
        assert forgotten is not None


async def test_one_that_fails_counts_as_handled_and_one_that_is_cut_off_does_not(
    turns: Turns,
) -> None:
    for update_id, fault in ((7, RuntimeError), (8, asyncio.CancelledError), (9, Killed)):
        with pytest.raises(fault):
            async with turns.take(update_id, CITIZEN):
                raise fault
    taken = []
    for update_id in (7, 8, 9):
        async with turns.take(update_id, CITIZEN) as turn:
            taken.append(turn is not None)
    assert taken == [False, True, True]


async def test_the_same_update_twice_at_once_is_handled_once(turns: Turns) -> None:
    handled = []

    async def handle() -> None:
        async with turns.take(7, CITIZEN) as turn:
            await asyncio.sleep(0.01)
            handled.append(turn is not None)

    await asyncio.gather(handle(), handle(), handle())
    assert sorted(handled) == [False, False, True]


async def test_a_conversation_is_kept_together_with_the_mark(
    turns: Turns, storage: DatabaseStorage, afterwards: DatabaseStorage
) -> None:
    async with turns.take(7, CITIZEN):
        await storage.set_state(CITIZEN, "Form:kind")
        await storage.update_data(CITIZEN, {"kind": "employee"})
        await storage.update_data(CITIZEN, {"month": "2026-08"})
        assert await storage.get_state(CITIZEN) == "Form:kind"
        assert await storage.get_data(CITIZEN) == {"kind": "employee", "month": "2026-08"}
        assert await afterwards.get_state(CITIZEN) is None
    assert await afterwards.get_state(CITIZEN) == "Form:kind"
    assert await afterwards.get_data(CITIZEN) == {"kind": "employee", "month": "2026-08"}

    async def finish_too_late() -> None:
        async with turns.take(8, CITIZEN):
            await storage.set_state(CITIZEN, None)
            await storage.set_data(CITIZEN, {})
            raise Killed

    with pytest.raises(Killed):
        await finish_too_late()
    assert await storage.get_state(CITIZEN) == "Form:kind"
    assert await storage.get_data(CITIZEN) == {"kind": "employee", "month": "2026-08"}


async def test_work_that_outlives_its_update_writes_at_once(
    turns: Turns, storage: DatabaseStorage, afterwards: DatabaseStorage
) -> None:
    late: list[asyncio.Task[None]] = []
    over = asyncio.Event()

    async def write_later() -> None:
        await over.wait()
        await storage.set_state(CITIZEN, "Form:late")

    async with turns.take(7, CITIZEN):
        late.append(asyncio.create_task(write_later()))
    over.set()
    await asyncio.gather(*late)
    assert await afterwards.get_state(CITIZEN) == "Form:late"


async def test_messages_are_remembered_until_the_update_is_handled(
    turns: Turns, database: Database
) -> None:
    async def answer() -> None:
        async with turns.take(7, CITIZEN) as turn:
            assert turn is not None
            assert not turn.sent_before()
            await turns.message_arrived(turn, await turns.message_leaves(turn), 501)
            refused = await turns.message_leaves(turn)
            await turns.message_came_back(turn, refused)
            await turns.message_leaves(turn)
            raise Killed

    with pytest.raises(Killed):
        await answer()
    assert await messages(database) == [(1, 501), (2, None)]
    async with turns.take(7, CITIZEN) as turn:
        assert turn is not None
        assert turn.sent_before()
        assert turn.pass_over() == 501
        assert turn.sent_before()
        assert turn.pass_over() is None
        assert not turn.sent_before()
        await turns.message_arrived(turn, await turns.message_leaves(turn), 502)
        assert await messages(database) == [(1, 501), (2, None), (3, 502)]
    assert await messages(database) == []


async def test_messages_of_an_update_that_never_came_again_are_purged(
    turns: Turns, database: Database
) -> None:
    async def answer() -> None:
        async with turns.take(7, CITIZEN) as turn:
            assert turn is not None
            await turns.message_leaves(turn)
            raise Killed

    with pytest.raises(Killed):
        await answer()
    await turns.purge(NOON)
    assert await messages(database) == [(1, None)]
    await turns.purge(datetime(2026, 11, 20, 13, tzinfo=UTC))
    assert await messages(database) == []

"""Each update once: repeated, failed, cut off in the middle, or of a bot that was killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.database import Database
from bot.ledger import Pseudonyms
from bot.state import ChatIsolation, Conversations, DatabaseMarks, DatabaseStorage, Turns
from tests.servers import postgres_schema, redis_part

CITIZEN = StorageKey(bot_id=42, chat_id=5000000013, user_id=5000000013)
NEIGHBOUR = StorageKey(bot_id=42, chat_id=5000000014, user_id=5000000014)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres", "redis"])
def where(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
async def memory(where: str, tmp_path: Path, pseudonyms: Pseudonyms) -> AsyncIterator[Memory]:
    """Turns, and conversations that are kept when these end."""
    if where == "redis":
        async with redis_part(pseudonyms) as redis:
            marks, isolation = redis.marks(timedelta(days=2)), ChatIsolation(redis.hold)
            turns = Turns(marks, isolation, NOON.timestamp)
            yield Memory(turns, redis.storage(turns), redis.storage())
        return
    with ExitStack() as stack:
        server = where == "postgres"
        place = stack.enter_context(postgres_schema()) if server else tmp_path / "l.sqlite3"
        async with Database.open(place) as database:
            turns = Turns(DatabaseMarks(database), ChatIsolation(), NOON.timestamp)
            storage = DatabaseStorage(database, pseudonyms, turns)
            yield Memory(turns, storage, DatabaseStorage(database, pseudonyms))


@dataclass(frozen=True)
class Memory:
    turns: Turns
    storage: Conversations
    afterwards: Conversations


@pytest.fixture
def turns(memory: Memory) -> Turns:
    return memory.turns


@pytest.fixture
def storage(memory: Memory) -> Conversations:
    return memory.storage


@pytest.fixture
def afterwards(memory: Memory) -> Conversations:
    """What somebody else sees of the conversations."""
    return memory.afterwards


in_a_database = pytest.mark.parametrize("where", ["sqlite", "postgres"], indirect=True)
"""Redis erases by itself."""


class Killed(BaseException):
    """What a process that is killed cannot catch."""


async def messages(turns: Turns) -> list[tuple[int | None, int | None]]:
    return sorted((await turns._marks.known(7)).items())  # type: ignore[type-var]


@in_a_database
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
    turns: Turns, storage: Conversations, afterwards: Conversations
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
    turns: Turns, storage: Conversations, afterwards: Conversations
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
    turns: Turns,
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
    assert await messages(turns) == [(1, 501), (2, None)]
    async with turns.take(7, CITIZEN) as turn:
        assert turn is not None
        assert turn.sent_before()
        assert turn.pass_over() == 501
        assert turn.sent_before()
        assert turn.pass_over() is None
        assert not turn.sent_before()
        await turns.message_arrived(turn, await turns.message_leaves(turn), 502)
        assert await messages(turns) == [(1, 501), (2, None), (3, 502)]
    assert await messages(turns) == [(None, None)]


@in_a_database
async def test_messages_of_an_update_that_never_came_again_are_purged(
    turns: Turns,
) -> None:
    async def answer() -> None:
        async with turns.take(7, CITIZEN) as turn:
            assert turn is not None
            await turns.message_leaves(turn)
            raise Killed

    with pytest.raises(Killed):
        await answer()
    await turns.purge(NOON)
    assert await messages(turns) == [(1, None)]
    await turns.purge(datetime(2026, 11, 20, 13, tzinfo=UTC))
    assert await messages(turns) == []

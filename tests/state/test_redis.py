"""Redis beside the database: conversations, turns across processes, and nothing personal in it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.database import Database, DatabaseError, may_pass
from bot.ledger import Pseudonyms
from bot.settings import SettingsFault
from bot.state import Accounts, Turn
from tests.ledger.files import AIGUL
from tests.servers import redis_place

pytest.importorskip("redis", reason="Redis: its driver is not installed")

from redis import exceptions

from bot.state import redis_state
from bot.state.redis_state import RedisState

CITIZEN = 5000000013
KEY = StorageKey(bot_id=42, chat_id=CITIZEN, user_id=CITIZEN)
DAY = timedelta(days=1)


async def keys_of(redis: RedisState) -> dict[str, int]:
    """Every key of this test, with the seconds that it has left."""
    client = redis._client
    return {
        key.decode(): await client.ttl(key) async for key in client.scan_iter(f"{redis._prefix}:*")
    }


async def test_forgetting_erases_conversations_there_too(
    redis: RedisState, pseudonyms: Pseudonyms, tmp_path: Path
) -> None:
    account = pseudonyms.account(CITIZEN)
    storage = redis.storage()
    async with Database.open(tmp_path / "l.sqlite3") as database:
        await storage.set_data(KEY, {"kind": "employee"})
        accounts = Accounts(database, redis)
        await accounts.set_language(account, "kk")
        erased = await accounts.forget(account)
        assert (erased.accounts, erased.conversations) == (1, 1)
        assert await storage.get_data(KEY) == {}
        assert (await accounts.forget(account)).total == 0
    assert await keys_of(redis) == {}


async def test_everything_ends_by_itself_and_names_nobody(redis: RedisState) -> None:
    await redis.storage().set_state(KEY, "Form:kind")
    await redis.marks(2 * DAY).message_leaves(7, 1, 0)
    async with redis.hold(KEY):
        kept = await keys_of(redis)
        values = [await redis._client.dump(key) for key in kept]
    assert len(kept) == 4
    assert all(0 < seconds <= 2 * DAY.total_seconds() for seconds in kept.values())
    said = "".join(kept).encode() + b"".join(values)
    assert str(CITIZEN).encode() not in said


async def test_updates_that_nobody_reads_are_marked_with_the_next_one(redis: RedisState) -> None:
    marks = redis.marks(DAY)
    await marks.end(Turn(9, {}), 0, passed_over=[7, 8])
    assert [None in await marks.known(one) for one in (7, 8, 9, 10)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (exceptions.ConnectionError(), True),
        (exceptions.BusyLoadingError(), True),
        (exceptions.TimeoutError(), True),
        (exceptions.ReadOnlyError(), True),
        (exceptions.OutOfMemoryError(), True),
        (exceptions.ResponseError(AIGUL), False),
    ],
)
async def test_what_redis_cannot_do_now_may_pass(
    redis: RedisState, monkeypatch: pytest.MonkeyPatch, error: Exception, *, passes: bool
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise error

    for ask in (partial(redis.storage().get_state, KEY), partial(redis.forget, b"somebody")):
        with monkeypatch.context() as patch:
            patch.setattr(redis._client, "execute_command", fail)
            with pytest.raises(DatabaseError) as told:
                await ask()
        assert may_pass(told.value) is passes
        assert AIGUL not in str(told.value)


async def test_one_holds_a_turn_at_a_time(redis: RedisState, pseudonyms: Pseudonyms) -> None:
    told: list[str] = []

    async def hold(where: Any, who: str) -> None:
        async with where.hold(KEY):
            told.append(who)
            await asyncio.sleep(0.02)
            told.append(who)

    async with RedisState.opened(redis_place(), pseudonyms) as elsewhere:
        await asyncio.gather(
            *(hold(where, str(n)) for n in range(3) for where in (redis, elsewhere))
        )
    assert told[::2] == told[1::2]


async def test_a_turn_that_goes_on_is_prolonged_and_one_of_the_dead_ends(
    redis: RedisState, pseudonyms: Pseudonyms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_state, "LEASE", 0.3)
    dead = redis._client.lock(f"{redis._prefix}:turn:{_name(pseudonyms)}", timeout=0.3)
    assert await dead.acquire()
    async with asyncio.timeout(5), redis.hold(KEY):
        assert not await dead.owned()
        await asyncio.sleep(0.6)
        other = redis._client.lock(f"{redis._prefix}:turn:{_name(pseudonyms)}", timeout=0.3)
        assert not await other.acquire(blocking=False)
    assert await other.acquire(blocking=False)
    await other.release()


def _name(pseudonyms: Pseudonyms) -> str:
    return pseudonyms.conversation(KEY.bot_id, KEY.chat_id, KEY.user_id).hex()


async def test_what_is_somebody_elses_by_now_stays_theirs(
    redis: RedisState, pseudonyms: Pseudonyms
) -> None:
    name = f"{redis._prefix}:turn:{_name(pseudonyms)}"
    async with redis.hold(KEY):
        await redis._client.set(name, "somebody else")
    assert await redis._client.get(name) == b"somebody else"


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "redis://127.0.0.1:x"])
async def test_a_redis_out_of_reach_is_refused(address: str, pseudonyms: Pseudonyms) -> None:
    with pytest.raises(SettingsFault, match="STATE_URL"):
        async with RedisState.opened(address, pseudonyms):
            pass

"""Redis beside the database: limits, turns across processes, and nothing personal in it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.database import Database
from bot.ledger import Pseudonyms
from bot.settings import SettingsFault
from bot.state import Accounts
from tests.ledger.files import AIGUL, BOLAT, NOBODY
from tests.servers import redis_place

pytest.importorskip("redis", reason="Redis: its driver is not installed")

from bot.state import redis_state
from bot.state.redis_state import RedisState

TODAY = date(2026, 11, 20)
CITIZEN = 5000000013
KEY = StorageKey(bot_id=42, chat_id=CITIZEN, user_id=CITIZEN)
DAY = timedelta(days=1)


async def keys_of(redis: RedisState) -> dict[str, int]:
    """Every key of this test, with the seconds that it has left."""
    client = redis._client
    return {
        key.decode(): await client.ttl(key) async for key in client.scan_iter(f"{redis._prefix}:*")
    }


async def test_people_are_counted_by_account_and_day(
    redis: RedisState, pseudonyms: Pseudonyms, tmp_path: Path
) -> None:
    aigul, bolat, nobody = map(pseudonyms.person, (AIGUL, BOLAT, NOBODY))
    account, other = pseudonyms.account(CITIZEN), pseudonyms.account(7)
    async with Database.open(tmp_path / "l.sqlite3") as database:
        lookups = redis.lookups(database, DAY)
        allowed = [await lookups.allow(account, one, TODAY, 2) for one in (aigul, bolat, nobody)]
        assert allowed == [True, True, False]
        assert await lookups.allow(account, aigul, TODAY, 2)
        assert await lookups.allow(account, nobody, TODAY + DAY, 2)
        assert await lookups.allow(other, nobody, TODAY, 2)
        assert await lookups.purge(TODAY) == 0


async def test_at_once_no_more_than_the_limit_is_allowed(
    redis: RedisState, pseudonyms: Pseudonyms, tmp_path: Path
) -> None:
    account = pseudonyms.account(CITIZEN)
    async with Database.open(tmp_path / "l.sqlite3") as database:
        lookups = redis.lookups(database, DAY)
        people = [pseudonyms.person(str(number)) for number in range(20)]
        allowed = await asyncio.gather(*(lookups.allow(account, p, TODAY, 5) for p in people))
    assert sum(allowed) == 5


async def test_forgetting_erases_all_but_the_number_of_the_day(
    redis: RedisState, pseudonyms: Pseudonyms, tmp_path: Path
) -> None:
    account, aigul, bolat = pseudonyms.account(CITIZEN), *map(pseudonyms.person, (AIGUL, BOLAT))
    storage = redis.storage()
    async with Database.open(tmp_path / "l.sqlite3") as database:
        lookups = redis.lookups(database, DAY)
        await lookups.allow(account, aigul, TODAY, 2)
        await lookups.allow(account, bolat, TODAY, 2)
        await storage.set_data(KEY, {"kind": "employee"})
        accounts = Accounts(database, redis)
        await accounts.set_language(account, "kk")
        erased = await accounts.forget(account)
        assert (erased.accounts, erased.conversations, erased.lookups) == (1, 1, 2)
        assert await storage.get_data(KEY) == {}
        assert (await accounts.forget(account)).total == 0
        assert not await lookups.allow(account, aigul, TODAY, 2)
        assert len(await keys_of(redis)) == 1


async def test_everything_ends_by_itself_and_names_nobody(
    redis: RedisState, pseudonyms: Pseudonyms, tmp_path: Path
) -> None:
    account, aigul = pseudonyms.account(CITIZEN), pseudonyms.person(AIGUL)
    await redis.storage().set_state(KEY, "Form:kind")
    await redis.marks(2 * DAY).message_leaves(7, 1, 0)
    async with Database.open(tmp_path / "l.sqlite3") as database:
        await redis.lookups(database, DAY).allow(account, aigul, TODAY, 2)
    async with redis.hold(KEY):
        kept = await keys_of(redis)
        values = [await redis._client.dump(key) for key in kept]
    assert len(kept) == 5
    assert all(0 < seconds <= 2 * DAY.total_seconds() for seconds in kept.values())
    said = "".join(kept).encode() + b"".join(values)
    for secret in (str(CITIZEN), AIGUL, aigul.hex()):
        assert secret.encode() not in said
    assert aigul not in said


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

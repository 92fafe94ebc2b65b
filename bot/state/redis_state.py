"""Conversations, limits and turns in Redis, for several machines that answer the same people.

Keys carry keyed hashes only and end by themselves. What an update leaves behind is written in one
transaction, together with the mark that it is handled.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import date, timedelta
from typing import Any, Final, cast

import structlog
from aiogram.fsm.storage.base import StorageKey
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.lock import Lock
from redis.exceptions import LockError, RedisError

from bot.database import Database
from bot.settings import SettingsFault
from bot.state.conversations import LIFETIME, ConversationPseudonyms, Conversations, Kept
from bot.state.lookups import LookupMetrics, Lookups
from bot.state.memory import StatePseudonyms
from bot.state.turns import Marks, Turn, Turns

LEASE: Final = 15.0
"""Seconds for which a lock outlives the process that held it; renewed as long as it is needed."""
RETRY: Final = 0.02
"""Seconds until somebody asks again for a lock that another process holds."""
_PATIENCE: Final = 5
"""Seconds to connect, and for an answer."""
_DAY: Final = 24 * 60 * 60

# The same person again is free; the last argument is in seconds.
_ALLOW: Final = """
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 1 end
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""

log = structlog.get_logger(__name__)


class RedisState:
    """One bot's part of a Redis: its keys begin with a name that depends on the secret key."""

    def __init__(self, client: Redis, pseudonyms: StatePseudonyms) -> None:
        self._client = client
        self._pseudonyms = pseudonyms
        self._prefix = f"mams:{pseudonyms.proof_of_key.hex()[:8]}"

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, pseudonyms: StatePseudonyms) -> AsyncIterator[RedisState]:
        """Raises `SettingsFault` where nothing answers at `url`."""
        try:
            client = Redis.from_url(
                url,
                socket_connect_timeout=_PATIENCE,
                socket_timeout=_PATIENCE,
                health_check_interval=10,
            )
        except ValueError:
            raise SettingsFault("STATE_URL: is no address of a Redis") from None
        async with client:
            state = cls(client, pseudonyms)
            if not await state.answers():
                raise SettingsFault("STATE_URL: no Redis answers there")
            yield state

    async def answers(self) -> bool:
        """Whether it can be used now."""
        try:
            return bool(await self._client.ping())
        except RedisError:
            return False

    def marks(self, lifetime: timedelta) -> Marks:
        """`lifetime`: how long a handled update stays known."""
        return _RedisMarks(self._client, self._prefix, lifetime)

    def storage(self, turns: Turns | None = None, lifetime: timedelta = LIFETIME) -> Conversations:
        return _RedisStorage(self._client, self._prefix, self._pseudonyms, turns, lifetime)

    def lookups(
        self, database: Database, lifetime: timedelta, metrics: LookupMetrics | None = None
    ) -> Lookups:
        """`lifetime`: how long it stays known whom somebody looked up."""
        name = f"{self._prefix}:looked"
        return _RedisLookups(self._client, name, self._pseudonyms, lifetime, database, metrics)

    @asynccontextmanager
    async def hold(self, key: StorageKey) -> AsyncIterator[None]:
        """Nobody else holds this key meanwhile, in any process. Not to be nested."""
        hashed = self._pseudonyms.conversation(key.bot_id, key.chat_id, key.user_id)
        name = f"{self._prefix}:turn:{hashed.hex()}"
        # It carries a token: who comes too late cannot let go of what is somebody else's by now.
        lock = self._client.lock(name, timeout=LEASE, sleep=RETRY, thread_local=False)
        await lock.acquire()
        renewing = asyncio.create_task(_renew(lock))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
            with suppress(LockError):  # it was lost, and that was logged
                await asyncio.shield(lock.release())

    async def forget(self, account: bytes) -> tuple[int, int]:
        """Erase all about an account; of today's lookups only their number is left."""
        talks = _talks_of(self._prefix, account)
        names = await cast(Awaitable[set[bytes]], self._client.smembers(talks))
        erased = int(await self._client.delete(*names)) if names else 0
        await self._client.delete(talks)
        lookups = 0
        async for key in self._client.scan_iter(f"{self._prefix}:looked:{account.hex()}:*"):
            lookups += await _made_unknown(self._client, key)
        return erased, lookups


async def _renew(lock: Lock) -> None:
    while True:
        await asyncio.sleep(LEASE / 3)
        try:
            await lock.reacquire()
        except RedisError as error:
            log.warning("a turn could not be prolonged", reason=type(error).__name__)


async def _made_unknown(client: Redis, key: bytes) -> int:
    """Numbers in place of the hashes: as many as before, so that the limit stays."""
    known = await cast(Awaitable[set[bytes]], client.smembers(key.decode()))
    hashes = [one for one in known if not one.startswith(b"-")]
    if hashes:
        async with client.pipeline(transaction=True) as step:
            step.srem(key.decode(), *hashes)
            step.sadd(key.decode(), *(f"-{len(known)}-{place}" for place in range(len(hashes))))
            await step.execute()
    return len(hashes)


def _talks_of(prefix: str, account: bytes) -> str:
    return f"{prefix}:talks:{account.hex()}"


class _RedisStorage(Conversations):
    """Each conversation a hash that ends by itself; each account knows its own ones."""

    def __init__(
        self,
        client: Redis,
        prefix: str,
        pseudonyms: ConversationPseudonyms,
        turns: Turns | None,
        lifetime: timedelta,
    ) -> None:
        super().__init__(pseudonyms, turns, lifetime)
        self._client = client
        self._prefix = prefix

    async def purge(self) -> int:
        """Nothing to do: Redis erases by itself."""
        return 0

    async def _stored(self, key: StorageKey, transaction: Pipeline | None = None) -> Kept:  # noqa: ARG002
        asked = self._client.hgetall(self._name(key))
        found = await cast(Awaitable[dict[bytes, bytes]], asked)
        if not found:
            return Kept()
        state = found.get(b"state")
        return Kept(None if state is None else state.decode(), found[b"data"].decode())

    def _at_once(self) -> AbstractAsyncContextManager[Any]:
        return _transaction(self._client)

    async def _write(self, key: StorageKey, kept: Kept, transaction: Pipeline) -> None:
        name, talks = (
            self._name(key),
            _talks_of(self._prefix, self._pseudonyms.account(key.user_id)),
        )
        transaction.delete(name)
        if kept == Kept():
            transaction.srem(talks, name)
            return
        transaction.hset(name, "data", kept.data)
        if kept.state is not None:
            transaction.hset(name, "state", kept.state)
        transaction.expire(name, int(self._lifetime))
        transaction.sadd(talks, name)
        transaction.expire(talks, int(self._lifetime))

    def _name(self, key: StorageKey) -> str:
        return f"{self._prefix}:talk:{self._hashed(key).hex()}"


@asynccontextmanager
async def _transaction(client: Redis) -> AsyncIterator[Pipeline]:
    async with client.pipeline(transaction=True) as steps:
        yield steps
        await steps.execute()


class _RedisMarks(Marks):
    def __init__(self, client: Redis, prefix: str, lifetime: timedelta) -> None:
        self._client = client
        self._prefix = prefix
        self._lifetime = int(lifetime.total_seconds())

    async def known(self, update_id: int) -> Mapping[int | None, int | None]:
        async with self._client.pipeline(transaction=True) as both:
            both.exists(self._done(update_id))
            both.hgetall(self._sent(update_id))
            done, sent = await both.execute()
        if done:
            return {None: None}
        return {int(place): int(number) if number else None for place, number in sent.items()}

    async def message_leaves(self, update_id: int, place: int, moment: int) -> None:  # noqa: ARG002
        await self._note(update_id, place, "")

    async def message_arrived(self, update_id: int, place: int, message_id: int) -> None:
        await self._note(update_id, place, str(message_id))

    async def message_came_back(self, update_id: int, place: int) -> None:
        await self._client.hdel(self._sent(update_id), str(place))

    async def end(self, turn: Turn, moment: int) -> None:
        async with _transaction(self._client) as steps:
            await turn.write_endings(steps)
            steps.set(self._done(turn.update_id), moment, ex=self._lifetime)
            steps.delete(self._sent(turn.update_id))

    async def purge(self, before: int) -> int:  # noqa: ARG002
        """Nothing to do: Redis erases by itself."""
        return 0

    async def _note(self, update_id: int, place: int, message_id: str) -> None:
        async with _transaction(self._client) as steps:
            steps.hset(self._sent(update_id), str(place), message_id)
            steps.expire(self._sent(update_id), self._lifetime)

    def _done(self, update_id: int) -> str:
        return f"{self._prefix}:done:{update_id}"

    def _sent(self, update_id: int) -> str:
        return f"{self._prefix}:sent:{update_id}"


class _RedisLookups(Lookups):
    """Who was looked up stands there hashed with the account and the day: it names nobody."""

    def __init__(
        self,
        client: Redis,
        name: str,
        pseudonyms: StatePseudonyms,
        lifetime: timedelta,
        database: Database,
        metrics: LookupMetrics | None,
    ) -> None:
        super().__init__(database, metrics)
        self._client = client
        self._name = name
        self._pseudonyms = pseudonyms
        # A day more: a day of the bot and one of the server begin at different hours.
        self._lifetime = int(lifetime.total_seconds()) + _DAY

    async def purge(self, before: date) -> int:  # noqa: ARG002
        """Nothing to do: Redis erases by itself."""
        return 0

    async def _allow(self, account: bytes, person: bytes, today: int, limit: int) -> bool:
        name = f"{self._name}:{account.hex()}:{today}"
        hashed = self._pseudonyms.occasion("lookup", account, person, today).hex()
        asked = self._client.eval(_ALLOW, 1, name, hashed, str(limit), str(self._lifetime))
        return bool(await cast(Awaitable[int], asked))

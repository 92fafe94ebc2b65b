"""Conversations and turns in Redis, for several machines that answer the same people.

Keys carry keyed hashes only and end by themselves. What an update leaves behind is written in one
transaction, together with the mark that it is handled.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from typing import Any, Final, cast

import structlog
from aiogram.fsm.storage.base import StorageKey
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.lock import Lock
from redis.exceptions import (
    ConnectionError as OutOfReach,
)
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError
from redis.exceptions import TimeoutError as TooSlow

from bot.database import DatabaseError, Unavailable
from bot.settings import SettingsFault
from bot.state.conversations import LIFETIME, ConversationPseudonyms, Conversations, Kept
from bot.state.memory import StatePseudonyms
from bot.state.turns import Marks, Turn, Turns

LEASE: Final = 15.0
"""Seconds for which a lock outlives the process that held it; renewed as long as it is needed."""
RETRY: Final = 0.02
"""Seconds until somebody asks again for a lock that another process holds."""
_PATIENCE: Final = 5
"""Seconds to connect, and for an answer."""
_PASSING: Final = (OutOfReach, TooSlow, ReadOnlyError, OutOfMemoryError)
"""Loading after a start is a kind of the first."""

log = structlog.get_logger(__name__)


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """As of any other database, and without the values that an error may quote."""
    try:
        yield
    except _PASSING as error:
        raise Unavailable(f"Redis: {type(error).__name__}") from None
    except RedisError as error:
        raise DatabaseError(f"Redis: {type(error).__name__}") from None


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

    @asynccontextmanager
    async def hold(self, key: StorageKey) -> AsyncIterator[None]:
        """Nobody else holds this key meanwhile, in any process. Not to be nested."""
        hashed = self._pseudonyms.conversation(key.bot_id, key.chat_id, key.user_id)
        name = f"{self._prefix}:turn:{hashed.hex()}"
        # It carries a token: who comes too late cannot let go of what is somebody else's by now.
        lock = self._client.lock(name, timeout=LEASE, sleep=RETRY, thread_local=False)
        with _in_plain_words():
            await lock.acquire()
        renewing = asyncio.create_task(_renew(lock))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
            with suppress(RedisError):  # it was lost, and that was logged; or it ends by itself
                await asyncio.shield(lock.release())

    async def forget(self, account: bytes) -> int:
        """Erase the conversations of an account; how many they were."""
        talks = _talks_of(self._prefix, account)
        with _in_plain_words():
            names = await cast(Awaitable[set[bytes]], self._client.smembers(talks))
            erased = int(await self._client.delete(*names)) if names else 0
            await self._client.delete(talks)
        return erased


async def _renew(lock: Lock) -> None:
    while True:
        await asyncio.sleep(LEASE / 3)
        try:
            await lock.reacquire()
        except RedisError as error:
            log.warning("a turn could not be prolonged", reason=type(error).__name__)


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
        with _in_plain_words():
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
    with _in_plain_words():
        async with client.pipeline(transaction=True) as steps:
            yield steps
            await steps.execute()


class _RedisMarks(Marks):
    def __init__(self, client: Redis, prefix: str, lifetime: timedelta) -> None:
        self._client = client
        self._prefix = prefix
        self._lifetime = int(lifetime.total_seconds())

    async def known(self, update_id: int) -> Mapping[int | None, int | None]:
        with _in_plain_words():
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
        with _in_plain_words():
            await self._client.hdel(self._sent(update_id), str(place))

    async def end(self, turn: Turn, moment: int, passed_over: Sequence[int] = ()) -> None:
        async with _transaction(self._client) as steps:
            await turn.write_endings(steps)
            for one in (turn.update_id, *passed_over):
                steps.set(self._done(one), moment, ex=self._lifetime)
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

"""Where each conversation stands, kept so that a restart loses nothing."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from asyncio import Lock
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Protocol
from weakref import WeakValueDictionary

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, StateType, StorageKey

from bot.database import Connection, Database, Writer
from bot.state.turns import Turn, Turns

LIFETIME = timedelta(days=1)
"""How long after its last change a conversation is kept where nobody says otherwise."""

_READ = """
SELECT state, data FROM conversations WHERE conversation = ? AND touched_at >= ?
"""
_KEEP = """
INSERT INTO conversations (conversation, account, touched_at, state, data) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (conversation)
DO UPDATE SET state = excluded.state, data = excluded.data, touched_at = excluded.touched_at
"""
_DROP_OLD = "DELETE FROM conversations WHERE touched_at < ?"
_DROP_EMPTY = """
DELETE FROM conversations WHERE conversation = ? AND state IS NULL AND data = '{}'
"""


Hold = Callable[[StorageKey], AbstractAsyncContextManager[None]]


class ConversationPseudonyms(Protocol):
    """The keyed hashes needed here."""

    def account(self, telegram_id: int) -> bytes: ...

    def conversation(self, *parts: object) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one conversation; `data` is JSON."""

    state: str | None = None
    data: str = "{}"


class Conversations(BaseStorage, ABC):
    """aiogram's storage contract; keys are hashed, values are JSON.

    What an update changes is kept when it is handled, or not at all.
    """

    def __init__(
        self,
        pseudonyms: ConversationPseudonyms,
        turns: Turns | None = None,
        lifetime: timedelta = LIFETIME,
    ) -> None:
        """`turns`: what is written during one is kept at its end; without them, at once.

        `lifetime`: how long after its last change a conversation is kept.
        """
        self._pseudonyms = pseudonyms
        self._turns = turns
        self._lifetime = lifetime.total_seconds()

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._change(key, lambda kept: replace(kept, state=name))

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._kept(key)).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data. What JSON would give back changed is refused with `ValueError`."""
        if not isinstance(data, dict):
            raise DataNotDictLikeError(f"Data must be a dict, got {type(data).__name__}")
        text = _json(data)
        await self._change(key, lambda kept: replace(kept, data=text))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        data: dict[str, Any] = json.loads((await self._kept(key)).data)
        return data

    async def close(self) -> None:
        """Nothing to do: whoever opened what it is kept in closes it."""

    @abstractmethod
    async def purge(self) -> int:
        """Erase the conversations that are too old; how many they were."""

    @abstractmethod
    async def _stored(self, key: StorageKey, transaction: Any = None) -> Kept:
        """What is kept, as that transaction sees it where there is one."""

    @abstractmethod
    def _at_once(self) -> AbstractAsyncContextManager[Any]:
        """A transaction outside of a turn."""

    @abstractmethod
    async def _write(self, key: StorageKey, kept: Kept, transaction: Any) -> None:
        """Into the transaction of `_at_once`, or that of the marks of a turn."""

    @property
    def _turn(self) -> Turn | None:
        return self._turns.current if self._turns else None

    async def _kept(self, key: StorageKey) -> Kept:
        turn = self._turn
        if turn is None:
            return await self._stored(key)
        if key not in turn.drafts:  # nobody else changes it meanwhile: it is read once
            turn.drafts[key] = await self._stored(key)
        draft: Kept = turn.drafts[key]
        return draft

    async def _change(self, key: StorageKey, change: Callable[[Kept], Kept]) -> None:
        turn = self._turn
        if turn is None:
            async with self._at_once() as transaction:
                await self._write(key, change(await self._stored(key, transaction)), transaction)
            return
        draft = change(await self._kept(key))
        turn.drafts[key] = draft
        turn.at_the_end(key, partial(self._write, key, draft))

    def _hashed(self, key: StorageKey) -> bytes:
        return self._pseudonyms.conversation(
            key.bot_id,
            key.chat_id,
            key.user_id,
            key.thread_id,
            key.business_connection_id,
            key.destiny,
        )


class DatabaseStorage(Conversations):
    """Conversations in the ledger's database; every write erases those that are too old."""

    def __init__(
        self,
        database: Database,
        pseudonyms: ConversationPseudonyms,
        turns: Turns | None = None,
        lifetime: timedelta = LIFETIME,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`now`: seconds since 1970."""
        super().__init__(pseudonyms, turns, lifetime)
        self._database = database
        self._now = now

    async def purge(self) -> int:
        async with self._database.write() as connection:
            return (await connection.execute(_DROP_OLD, (self._oldest(),))).rowcount

    async def _stored(self, key: StorageKey, transaction: Connection | None = None) -> Kept:
        read = transaction.execute_fetchall if transaction else self._database.fetch_all
        rows = list(await read(_READ, (self._hashed(key), self._oldest())))
        return Kept(*rows[0]) if rows else Kept()

    def _at_once(self) -> AbstractAsyncContextManager[Any]:
        return self._database.write()

    async def _write(self, key: StorageKey, kept: Kept, transaction: Writer) -> None:
        await transaction.execute(_DROP_OLD, (self._oldest(),))
        conversation, account = self._hashed(key), self._pseudonyms.account(key.user_id)
        row = (conversation, account, int(self._now()), kept.state, kept.data)
        await transaction.execute(_KEEP, row)
        await transaction.execute(_DROP_EMPTY, (conversation,))

    def _oldest(self) -> int:
        return int(self._now() - self._lifetime)


def _nobody_else(_: StorageKey) -> AbstractAsyncContextManager[None]:
    return nullcontext()


class ChatIsolation(BaseEventIsolation):
    """One update of a chat at a time; a lock lives only as long as somebody holds or awaits it."""

    def __init__(self, elsewhere: Hold = _nobody_else) -> None:
        """`elsewhere`: waits for other processes, and keeps them waiting."""
        self._elsewhere = elsewhere
        self._locks: WeakValueDictionary[StorageKey, Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        lock = self._locks.setdefault(key, Lock())
        async with lock, self._elsewhere(key):
            yield

    async def close(self) -> None:
        """Nothing to do: unused locks vanish by themselves."""


def _json(data: dict[str, Any]) -> str:
    """JSON turns number keys into text and tuples into lists: better refused than found later."""
    text = json.dumps(data, ensure_ascii=False)
    if json.loads(text) != data:
        raise ValueError("conversation data must be plain JSON: text keys, lists, no tuples")
    return text

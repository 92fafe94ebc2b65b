"""Where each conversation stands, kept in SQLite, so that a restart loses nothing."""

from __future__ import annotations

import json
import time
from asyncio import Lock
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol
from weakref import WeakValueDictionary

import aiosqlite
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, StateType, StorageKey

from bot.database import Database

LIFETIME = 24 * 60 * 60
"""Seconds after its last change for which a conversation is kept."""

_READ = """
SELECT state, data FROM conversations WHERE conversation = ? AND touched_at >= ?
"""
_KEEP_STATE = """
INSERT INTO conversations (conversation, account, touched_at, state) VALUES (?, ?, ?, ?)
ON CONFLICT (conversation)
DO UPDATE SET state = excluded.state, touched_at = excluded.touched_at
"""
_KEEP_DATA = """
INSERT INTO conversations (conversation, account, touched_at, data) VALUES (?, ?, ?, ?)
ON CONFLICT (conversation)
DO UPDATE SET data = excluded.data, touched_at = excluded.touched_at
"""
_DROP_OLD = "DELETE FROM conversations WHERE touched_at < ?"
_DROP_EMPTY = """
DELETE FROM conversations WHERE conversation = ? AND state IS NULL AND data = '{}'
"""


class ConversationPseudonyms(Protocol):
    """The keyed hashes needed here."""

    def account(self, telegram_id: int) -> bytes: ...

    def conversation(self, *parts: object) -> bytes: ...


class SqliteStorage(BaseStorage):
    """aiogram's storage contract over the database; keys are hashed, values are JSON.

    Every write also erases the conversations that nobody has touched for a day.
    """

    def __init__(
        self,
        database: Database,
        pseudonyms: ConversationPseudonyms,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`now`: seconds since 1970."""
        self._database = database
        self._pseudonyms = pseudonyms
        self._now = now

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._keep(_KEEP_STATE, key, name)

    async def get_state(self, key: StorageKey) -> str | None:
        state, _ = await self._read(key)
        return state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data. What JSON would give back changed is refused with `ValueError`."""
        if not isinstance(data, dict):
            raise DataNotDictLikeError(f"Data must be a dict, got {type(data).__name__}")
        await self._keep(_KEEP_DATA, key, _json(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        _, data = await self._read(key)
        return data

    async def close(self) -> None:
        """Nothing to do: the database is closed by whoever opened it."""

    async def purge(self) -> int:
        """Erase the conversations that are too old; how many they were."""
        async with self._database.write() as connection:
            return await self._drop_old(connection)

    async def _read(self, key: StorageKey) -> tuple[str | None, dict[str, Any]]:
        row = await self._database.fetch_one(_READ, (self._hashed(key), self._oldest()))
        if row is None:
            return None, {}
        state, data = row
        return state, json.loads(data)

    async def _keep(self, statement: str, key: StorageKey, value: str | None) -> None:
        conversation = self._hashed(key)
        account = self._pseudonyms.account(key.user_id)
        async with self._database.write() as connection:
            await self._drop_old(connection)
            row = (conversation, account, int(self._now()), value)
            await connection.execute(statement, row)
            await connection.execute(_DROP_EMPTY, (conversation,))

    async def _drop_old(self, connection: aiosqlite.Connection) -> int:
        return (await connection.execute(_DROP_OLD, (self._oldest(),))).rowcount

    def _oldest(self) -> int:
        return int(self._now()) - LIFETIME

    def _hashed(self, key: StorageKey) -> bytes:
        return self._pseudonyms.conversation(
            key.bot_id,
            key.chat_id,
            key.user_id,
            key.thread_id,
            key.business_connection_id,
            key.destiny,
        )


class ChatIsolation(BaseEventIsolation):
    """One update of a chat at a time; a lock lives only as long as somebody holds or awaits it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[StorageKey, Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        lock = self._locks.setdefault(key, Lock())
        async with lock:
            yield

    async def close(self) -> None:
        """Nothing to do: unused locks vanish by themselves."""


def _json(data: dict[str, Any]) -> str:
    """JSON turns number keys into text and tuples into lists: better refused than found later."""
    text = json.dumps(data, ensure_ascii=False)
    if json.loads(text) != data:
        raise ValueError("conversation data must be plain JSON: text keys, lists, no tuples")
    return text

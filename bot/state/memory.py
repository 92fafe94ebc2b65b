"""What a bot needs from one update to the next: conversations and turns, in one place.

They stand together because they change together: what an update does to a conversation is kept
only with the mark that the update is handled.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from aiogram.fsm.storage.base import StorageKey

from bot.clock import Clock
from bot.database import Database
from bot.settings import Settings, SettingsFault
from bot.state.accounts import Elsewhere
from bot.state.conversations import (
    ChatIsolation,
    ConversationPseudonyms,
    Conversations,
    DatabaseStorage,
)
from bot.state.turns import DatabaseMarks, Turns


class StatePseudonyms(ConversationPseudonyms, Protocol):
    """The keyed hashes needed here."""

    proof_of_key: bytes


class Apart(Elsewhere, Protocol):
    """A place for all this that is not the ledger's database."""

    async def answers(self) -> bool:
        """Whether it can be used now."""


@dataclass(frozen=True)
class Memory:
    """`apart`: where it stands, if not in the ledger's database."""

    turns: Turns
    storage: Conversations
    apart: Apart | None = None


@asynccontextmanager
async def remembering(
    settings: Settings,
    database: Database,
    pseudonyms: StatePseudonyms,
    clock: Clock,
) -> AsyncIterator[Memory]:
    """The memory that the settings name."""
    lifetime = timedelta(days=settings.keep_conversations_days)
    if settings.state_url is None:
        isolation = ChatIsolation(lambda key: _alone(key, database, pseudonyms))
        turns = Turns(DatabaseMarks(database), isolation, clock.seconds)
        storage = DatabaseStorage(database, pseudonyms, turns, lifetime, clock.seconds)
        yield Memory(turns, storage)
        return
    try:
        # Imported where it is wanted: the driver is an extra.
        from bot.state.redis_state import RedisState  # noqa: PLC0415
    except ModuleNotFoundError:
        raise SettingsFault(
            "STATE_URL: Redis needs a driver: pip install 'mams-bot[redis]'"
        ) from None
    address = settings.state_url.get_secret_value()
    async with RedisState.opened(address, pseudonyms) as redis:
        updates = timedelta(days=settings.keep_updates_days)
        turns = Turns(redis.marks(updates), ChatIsolation(redis.hold), clock.seconds)
        yield Memory(turns, redis.storage(turns, lifetime), redis)


def _alone(
    key: StorageKey, database: Database, pseudonyms: ConversationPseudonyms
) -> AbstractAsyncContextManager[None]:
    return database.alone(pseudonyms.conversation(key.bot_id, key.chat_id, key.user_id))

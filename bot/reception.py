"""Updates are counted from arrival to reply, and each person is answered in turn, and once."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError

from bot.metrics import Metrics
from bot.state import Turns

KINDS: Final = frozenset(Update.model_fields) - {"update_id"}
"""Every kind of update, as Telegram names it."""

log = structlog.get_logger(__name__)


class InFlight:
    """How many updates are being handled, so that a shutdown can wait for them."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def __len__(self) -> int:
        return self._count

    def __enter__(self) -> None:
        self._count += 1
        self._idle.clear()

    def __exit__(self, *_: object) -> None:
        self._count -= 1
        if not self._count:
            self._idle.set()

    async def drained(self, seconds: float) -> bool:
        """Wait until nothing is in flight; False where `seconds` were not enough."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True


class Albums:
    """Files that were sent together arrive as messages of their own; who of them is here."""

    def __init__(self) -> None:
        self._here: Counter[str] = Counter()

    @contextmanager
    def arrived(self, update: Update) -> Iterator[None]:
        album = update.message.media_group_id if update.message else None
        if album is None:
            yield
            return
        self._here[album] += 1
        try:
            yield
        finally:
            self._here[album] -= 1
            self._here += Counter()  # forgets albums of which nothing is left

    def more_to_come(self, album: str | None) -> bool:
        """Whether others of the album wait behind the one that is being handled."""
        return album is not None and self._here[album] > 1


class Reception(Dispatcher):
    """The dispatcher; those who wait for their turn count as in flight too.

    Each update gets a code, `request`: it stands in every line of the log about the update, and a
    person whom the bot could not answer is told it.
    """

    def __init__(
        self,
        storage: BaseStorage,
        turns: Turns,
        in_flight: InFlight,
        metrics: Metrics,
        albums: Albums,
        **dependencies: Any,
    ) -> None:
        super().__init__(storage=storage, metrics=metrics, albums=albums, **dependencies)
        self._turns = turns
        self._in_flight = in_flight
        self._metrics = metrics
        self._albums = albums

    async def feed_update(self, bot: Bot, update: Update, **kwargs: Any) -> Any:
        """Answer an update, unless it was answered before.

        Returns when it is handled, also where handling it failed and the person was told so; an
        exception means that nothing is known to have been kept, and that it may come again.
        """
        request = secrets.token_hex(3)
        # Bound for as long as the task lives: aiogram writes one line after this has returned.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request)
        kind = _kind(update)
        with self._in_flight, self._metrics.update(kind), self._albums.arrived(update):
            if kind is None:
                log.warning("an update of a kind unknown to this version was passed over")
                return None
            try:
                async with self._turns.take(update.update_id, _whose(bot, update)) as turn:
                    if turn is None:
                        self._metrics.repeated()
                        return None
                    return await super().feed_update(bot, update, request=request, **kwargs)
            except Exception:
                self._metrics.failed()
                raise


def _kind(update: Update) -> str | None:
    try:
        return update.event_type
    except UpdateTypeLookupError:
        return None


def _whose(bot: Bot, update: Update) -> StorageKey:
    """Whose turn it is: a person's in a chat; what has neither waits for its like."""
    context = UserContextMiddleware.resolve_event_context(update)
    return StorageKey(bot.id, context.chat_id or 0, context.user_id or 0)

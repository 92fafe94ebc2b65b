"""Updates that the bot fetches, confirmed when they are handled, not when they are fetched."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakValueDictionary

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.fsm.storage.base import StorageKey
from aiogram.methods import TelegramMethod
from aiogram.types import Update

from bot.reception import Deferred, Reception, update_of, whose

LONG_POLL: Final = 10
"""Seconds for which Telegram holds a question that it has no update for."""
MOST_AT_ONCE: Final = 100
"""Updates that Telegram gives at a time, all of them unconfirmed ones."""
LOOK_AGAIN: Final = 0.1
"""Seconds between two questions while earlier updates are still being handled."""
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 10.0
"""Seconds between attempts, of fetching and of what is put off."""

Raw = dict[str, Any]

log = structlog.get_logger(__name__)


class RawUpdates(TelegramMethod[list[Raw]]):
    """`getUpdates`, each update as it came: one that is not understood does not hide the others."""

    __returning__ = list[Raw]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = MOST_AT_ONCE
    timeout: int = LONG_POLL
    allowed_updates: list[str] | None = None


@dataclass(eq=False)
class Polling:
    """Asks for updates over and over; each is handled in a task of its own.

    Telegram forgets an update when a later one is asked for. So the bot goes on asking from the
    first one that is still in its hands, and passes over those that come again meanwhile: a process
    that is killed is brought them anew. Only where a hundred are in its hands, and none of them
    waits for the disk, does it go past the slowest: nobody waits for somebody else's answer.
    """

    bot: Bot
    reception: Reception
    first_pause: float = FIRST_PAUSE
    _in_hands: dict[int, asyncio.Task[None]] = field(default_factory=dict, init=False)
    """By number, in the order in which they came."""
    _passed_by: set[int] = field(default_factory=set, init=False)
    """Handled, but not the first: they are confirmed together with those before."""
    _let_go: set[int] = field(default_factory=set, init=False)
    """In hands, but confirmed already."""
    _put_off: set[int] = field(default_factory=set, init=False)
    """In hands until they can be kept, or until those before them can."""
    _queues: WeakValueDictionary[StorageKey, asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False
    )
    """Where something of a person is put off, what the person sent later waits behind it."""
    _next: int | None = field(default=None, init=False)

    async def run(self) -> None:
        """Go on until cancelled; whatever is handled by then goes on, what is put off does not."""
        kinds = self.reception.resolve_used_update_types()
        try:
            while True:
                question = RawUpdates(offset=self._first(), allowed_updates=kinds)
                batch = await self._fetched(question)
                new = self._take(batch)
                if not new and len(batch) >= MOST_AT_ONCE and not self._put_off:
                    self._let_go |= self._in_hands.keys()
                if self._in_hands:
                    await asyncio.wait(self._in_hands.values(), timeout=LOOK_AGAIN)
        finally:
            for number in self._put_off:
                self._in_hands[number].cancel()

    async def _fetched(self, question: RawUpdates) -> list[Raw]:
        """The answer, however often it takes to get one."""
        pause, longest = self.first_pause, int(self.bot.session.timeout + LONG_POLL)
        while True:
            try:
                batch: list[Raw] | None = await self.bot(question, request_timeout=longest)
            except (AiogramError, ValueError) as error:  # ValueError: bytes that are no text
                log.warning("updates could not be fetched", reason=type(error).__name__)
                asked = error.retry_after if isinstance(error, TelegramRetryAfter) else 0
            else:
                if batch is not None:  # as where the answer says no more than that all is well
                    return [raw for raw in batch if isinstance(raw.get("update_id"), int)]
                asked = 0
            await asyncio.sleep(max(asked, pause))
            pause = min(pause * 2, LONGEST_PAUSE)

    def _first(self) -> int | None:
        """The first update that is not handled, or the one after all that came."""
        return min(self._in_hands.keys() - self._let_go, default=self._next)

    def _take(self, batch: Sequence[Raw]) -> bool:
        """Begin with those that are new; whether there were any."""
        raws = {raw["update_id"]: raw for raw in batch}
        self._next = max(raws, default=-1) + 1 or self._next
        self._passed_by &= raws.keys()
        known = self._in_hands.keys() | self._passed_by
        new = [number for number in raws if number not in known]
        for number in new:
            self._begin(number, raws[number])
        return bool(new)

    def _begin(self, number: int, raw: Raw) -> None:
        try:
            update = update_of(raw, self.bot)
        except ValueError:
            # Nothing of it is said: it may be about anybody.
            log.warning("an update that is none was passed over")
            self._passed_by.add(number)
            return
        self._in_hands[number] = task = asyncio.create_task(self._handle(update))
        task.add_done_callback(lambda _: self._end(number))

    def _end(self, number: int) -> None:
        del self._in_hands[number]
        self._let_go.discard(number)
        self._put_off.discard(number)
        self._passed_by.add(number)

    async def _handle(self, update: Update) -> None:
        queue = self._queues.setdefault(whose(self.bot, update), asyncio.Lock())
        if not queue.locked() and await self._attempted(update):
            return
        self._put_off.add(update.update_id)
        async with queue:
            pause = self.first_pause
            while not await self._attempted(update):
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _attempted(self, update: Update) -> bool:
        """False where it is to be handled again."""
        try:
            await self.reception.feed_update(self.bot, update)
        except Deferred:
            return False
        except Exception:
            log.exception("an update could not be handled")
        return True

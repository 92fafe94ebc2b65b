"""Updates on their way to the bot: waiting, fetched by long polling, confirmed."""

import asyncio
import time
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from typing import Any

from bot.playground.refusals import other_poller

Update = dict[str, Any]

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(eq=False)
class Waiting:
    """An update that the bot has not confirmed yet."""

    update: Update
    again: bool  # sent a second time on purpose: its number may be below the poller's offset
    given: bool = False

    @property
    def queue(self) -> Hashable:
        """A webhook delivers the updates of one queue in order, those of others beside them."""
        (kind,) = self.update.keys() - {"update_id"}
        content = self.update[kind]
        whose = content["from"] if kind == "callback_query" else content["chat"]
        return kind, whose["id"]


class Updates:
    """The queue of one bot.

    A confirmed update leaves the queue: in polling by the next call's `offset`, by webhook
    with an answer of 2xx.
    """

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        # Numbers go on rising over restarts, as at Telegram: a bot remembers what it has answered.
        # Milliseconds, so that nobody sends more between two starts than there are numbers.
        self._last_id = time.time_ns() // 1_000_000
        self._allowed: frozenset[str] = frozenset()
        self._turn = 0
        self._closed = False
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kind: str, content: dict[str, Any]) -> Update:
        """Queue an update and give it back, as it will be delivered."""
        self._last_id += 1
        update = {"update_id": self._last_id, kind: content}
        self._waiting.append(Waiting(update, again=False))
        self._pulse()
        return update

    def repeat(self, update: Update) -> None:
        """Queue the same update again, under its old number."""
        self._waiting.append(Waiting(update, again=True))
        self._pulse()

    def allow(self, kinds: list[str] | None) -> None:
        """Remember which kinds the bot wants; an empty list is Telegram's default."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    async def take(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """Long polling: wait up to `seconds` for updates.

        Raises `Refusal` (409) when another poller comes while this one waits.
        """
        self._turn += 1
        turn = self._turn
        self._pulse()
        self._confirm_below(offset)
        try:
            async with asyncio.timeout(seconds):
                while not (batch := self._batch(limit)) and not self._closed:
                    await self._changed.wait()
                    if turn != self._turn:
                        raise other_poller()
        except TimeoutError:
            return []
        return batch

    async def head(self, busy: Collection[Hashable]) -> Waiting:
        """For the webhook: the oldest update whose queue is not busy; it stays until confirmed."""
        while True:
            self._drop_unwanted()
            for waiting in self._waiting:
                if waiting.queue not in busy:
                    return waiting
            await self._changed.wait()

    def confirm(self, waiting: Waiting) -> None:
        if waiting in self._waiting:
            self._waiting.remove(waiting)
        self._pulse()

    def look_again(self) -> None:
        """A queue is free again."""
        self._pulse()

    def drop(self) -> None:
        self._waiting.clear()
        self._pulse()

    async def drained(self) -> None:
        """Wait until every update was taken and confirmed."""
        while self._waiting:
            await self._changed.wait()

    def close(self) -> None:
        """Send the poller home."""
        self._closed = True
        self._pulse()

    def _confirm_below(self, offset: int) -> None:
        if offset < 0:
            self._waiting = self._waiting[offset:]
        else:
            self._waiting = [
                waiting
                for waiting in self._waiting
                if (not waiting.given if waiting.again else waiting.update["update_id"] >= offset)
            ]
        self._pulse()

    def _batch(self, limit: int) -> list[Update]:
        self._drop_unwanted()
        batch = self._waiting[:limit]
        for waiting in batch:
            waiting.given = True
        return [waiting.update for waiting in batch]

    def _drop_unwanted(self) -> None:
        self._waiting = [one for one in self._waiting if self._wanted(one.update)]
        if not self._waiting:
            self._pulse()

    def _wanted(self, update: Update) -> bool:
        kind = next(name for name in update if name != "update_id")
        return kind in self._allowed if self._allowed else kind not in NOT_BY_DEFAULT

    def _pulse(self) -> None:
        """Wake everybody who waits now; who comes later waits for the next change."""
        self._changed.set()
        self._changed.clear()

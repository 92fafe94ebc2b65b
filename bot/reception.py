"""Updates are counted from arrival to reply, and each person is answered in turn."""

from __future__ import annotations

import asyncio
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.fsm.storage.base import BaseStorage
from aiogram.types import Update

from bot.state import ChatIsolation


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


class Reception(Dispatcher):
    """The dispatcher; those who wait for their turn count as in flight too."""

    def __init__(self, storage: BaseStorage, in_flight: InFlight, **dependencies: Any) -> None:
        super().__init__(storage=storage, events_isolation=ChatIsolation(), **dependencies)
        self._in_flight = in_flight

    async def feed_update(self, bot: Bot, update: Update, **kwargs: Any) -> Any:
        with self._in_flight:
            return await super().feed_update(bot, update, **kwargs)

"""Keeps what was learned from the texts in use, and learns anew where they have changed."""

from __future__ import annotations

import asyncio

from bot.texts import Catalogs
from bot.understanding.understanding import Understanding


class Interpreter:
    """Understands by any snapshot of the texts; the one of the last question is kept."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._catalogs: Catalogs | None = None
        self._understanding: Understanding | None = None

    async def of(self, catalogs: Catalogs) -> Understanding:
        """The first call for a snapshot learns from it, beside other work, for about a second."""
        async with self._lock:
            if self._understanding is None or self._catalogs is not catalogs:
                self._understanding = await asyncio.to_thread(Understanding.of, catalogs)
                self._catalogs = catalogs
            return self._understanding

"""Which updates were handled, so that one that Telegram sends again changes nothing twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from bot.database import Database


class HandledUpdates:
    """Ids of handled updates; they say nothing about anybody."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def already(self, update_id: int) -> bool:
        found = await self._database.fetch_one(
            "SELECT 1 FROM handled_updates WHERE update_id = ?", (update_id,)
        )
        return found is not None

    async def mark(self, update_id: int) -> None:
        async with self._database.write() as connection:
            await connection.execute(
                "INSERT OR IGNORE INTO handled_updates VALUES (?, ?)",
                (update_id, int(self._now())),
            )

    async def purge(self, before: datetime) -> int:
        """Forget the updates handled before a moment (with its time zone); how many they were."""
        async with self._database.write() as connection:
            cursor = await connection.execute(
                "DELETE FROM handled_updates WHERE handled_at < ?", (int(before.timestamp()),)
            )
        return cursor.rowcount

"""Work that one of several processes does for all, until it lets go of it or is gone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Final

from bot.database import Database

_HOLDER_BYTES: Final = 16
_TAKE = """
INSERT INTO leases (work, holder, ends) VALUES (?1, ?2, ?3)
ON CONFLICT (work) DO UPDATE SET holder = excluded.holder, ends = excluded.ends
WHERE leases.holder = ?2 OR leases.ends <= ?4
"""
_LET_GO = "DELETE FROM leases WHERE work = ? AND holder = ?"


class Lease:
    """The right to do some work, as this process has it or not."""

    def __init__(
        self, database: Database, work: str, seconds: int, now: Callable[[], float] = time.time
    ) -> None:
        """`seconds`: how long it holds where nobody renews it. `now`: seconds since 1970."""
        self._database = database
        self._work = work
        self._seconds = seconds
        self._now = now
        self._holder = os.urandom(_HOLDER_BYTES)

    async def take(self) -> bool:
        """Take or renew it; False while another process holds it."""
        now = int(self._now())
        row = (self._work, self._holder, now + self._seconds, now)
        async with self._database.write() as connection:
            return (await connection.execute(_TAKE, row)).rowcount == 1

    async def let_go(self) -> None:
        """Leave it to whoever comes next."""
        async with self._database.write() as connection:
            await connection.execute(_LET_GO, (self._work, self._holder))

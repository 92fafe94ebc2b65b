"""How many different people an account may look up in a day; restarts do not reset it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.database import Database

_DROP_OLD = "DELETE FROM lookups WHERE day < ?"
_LOOKED_UP = "SELECT person = ? FROM lookups WHERE account = ? AND day = ?"


class LookupMetrics(Protocol):
    """Where lookups are counted."""

    def lookup(self, *, allowed: bool) -> None: ...


class Lookups:
    """Distinct people looked up, by account and day."""

    def __init__(self, database: Database, metrics: LookupMetrics | None = None) -> None:
        self._database = database
        self._metrics = metrics

    async def allow(self, account: bytes, person: bytes, day: date, limit: int) -> bool:
        """May the account look this person up today? The same person again is free.

        A lookup that is allowed is counted; `limit` is in distinct people a day.
        """
        allowed = await self._allow(account, person, day.toordinal(), limit)
        if self._metrics:
            self._metrics.lookup(allowed=allowed)
        return allowed

    async def purge(self, before: date) -> int:
        """Erase the lookups of earlier days; how many they were."""
        async with self._database.write() as connection:
            return (await connection.execute(_DROP_OLD, (before.toordinal(),))).rowcount

    async def _allow(self, account: bytes, person: bytes, today: int, limit: int) -> bool:
        async with self._database.write(about=account) as connection:
            earlier = list(await connection.execute_fetchall(_LOOKED_UP, (person, account, today)))
            if any(same for (same,) in earlier):
                return True
            if len(earlier) >= limit:
                return False
            await connection.execute(
                "INSERT INTO lookups (account, day, person) VALUES (?, ?, ?)",
                (account, today, person),
            )
            return True

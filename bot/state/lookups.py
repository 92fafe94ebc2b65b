"""How many different people an account may look up in a day; restarts do not reset it."""

from __future__ import annotations

from datetime import date

from bot.database import Database

_LOOKED_UP = "SELECT person = ? FROM lookups WHERE account = ? AND day = ?"


class Lookups:
    """Distinct people looked up, by account and day; earlier days are erased."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def allow(self, account: bytes, person: bytes, day: date, limit: int) -> bool:
        """May the account look this person up today? The same person again is free.

        A lookup that is allowed is counted; `limit` is in distinct people a day.
        """
        today = day.toordinal()
        async with self._database.write() as connection:
            await connection.execute("DELETE FROM lookups WHERE day < ?", (today,))
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

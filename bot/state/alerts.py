"""When administrators were last told of a trouble, so that they are not told all the time."""

from __future__ import annotations

from bot.database import Database

_CLAIM = """
INSERT INTO told_alerts (kind, told_at) VALUES (?1, ?2)
ON CONFLICT (kind) DO UPDATE SET told_at = excluded.told_at WHERE told_alerts.told_at <= ?2 - ?3
"""


class ToldAlerts:
    """The last time of each kind of trouble; a bot that restarts over and over stays quiet too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, kind: str, moment: float, pause: float) -> bool:
        """May this kind be told now? Then it counts as told; `moment` and `pause` in seconds."""
        async with self._database.write() as connection:
            cursor = await connection.execute(_CLAIM, (kind, int(moment), int(pause)))
        return cursor.rowcount == 1

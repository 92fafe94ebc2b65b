"""Whether the bot is alive, and whether it can answer people: for whoever watches over it."""

from __future__ import annotations

import asyncio
from typing import Final

from bot.database import UNANSWERED, Database
from bot.metrics import Metrics
from bot.state import Apart
from bot.texts import Shelf
from bot.texts.languages import LANGUAGES

PATIENCE: Final = 2.0
"""Seconds for the database to answer."""
A_TEXT: Final = "menu.title"
"""Stands on the screen that everybody comes back to."""


class Health:
    """What readiness depends on."""

    def __init__(
        self, database: Database, shelf: Shelf, metrics: Metrics, apart: Apart | None = None
    ) -> None:
        """`apart`: where the bot remembers things, if not in the database."""
        self._database = database
        self._apart = apart
        self._shelf = shelf
        self._metrics = metrics
        self.met_telegram = False
        """Telegram knows the token, and where the updates go."""
        self.leaving = asyncio.Event()
        """Set once the process is told to end: what is in flight is answered, nothing new taken."""

    async def checks(self) -> dict[str, bool]:
        """Each condition by name; the bot is ready where all of them hold."""
        checks = {
            "database": await self._database_answers(),
            "texts": all(self._shelf.current[language].has(A_TEXT) for language in LANGUAGES),
            "telegram": self.met_telegram,
            "staying": not self.leaving.is_set(),
        }
        self._metrics.show_readiness(checks)
        return checks

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                if self._apart and not await self._apart.answers():
                    return False
                row = await self._database.fetch_one("SELECT max(imported_at) FROM imports")
        except (*UNANSWERED, TimeoutError):
            return False
        return row is not None and self._database.writable

"""How often things are done, by day and language; nothing about who did them.

Counts are gathered in memory and written together every few seconds, so that none of them costs
an update a write.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

import structlog

from bot.clock import Clock
from bot.database import Database
from bot.texts.languages import LANGUAGES

INTERVAL: Final = 5.0
"""Seconds between two writes."""
KEPT: Final = timedelta(days=365)
_TOPIC: Final = "topic."

_ADD: Final = """
INSERT INTO counts (day, name, language, times) VALUES (?, ?, ?, ?)
ON CONFLICT (day, name, language) DO UPDATE SET times = counts.times + excluded.times
"""
_BETWEEN: Final = "SELECT day, name, language, times FROM counts WHERE day BETWEEN ? AND ?"

log = structlog.get_logger(__name__)


class Count(StrEnum):
    """What is counted, besides the articles opened, which are counted by topic."""

    UPDATES = "updates"
    """Messages and taps."""
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    """Questions in people's own words."""
    LOOKUPS = "lookups"
    LIMITED = "limited"
    """Lookups refused because the day's number was used up."""
    PLANS = "plans"
    REMINDERS = "reminders"
    """Reminders turned on."""
    REMINDED = "reminded"
    """Reminders that have arrived."""
    HELPED = "helped"
    NOT_HELPED = "not-helped"


def opened(topic: str) -> str:
    """The name under which readings of an article are counted."""
    return f"{_TOPIC}{topic}"


class Tally(NamedTuple):
    """How often, on one day and in one language."""

    day: date
    name: str
    language: str
    times: int

    @property
    def topic(self) -> str | None:
        """Of which article; None for anything else."""
        return self.name.removeprefix(_TOPIC) if self.name.startswith(_TOPIC) else None


class Counts:
    """Takes only names known beforehand, so that nothing that people write can become one."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        topics: Iterable[str],
        interval: float = INTERVAL,
    ) -> None:
        self._database = database
        self._clock = clock
        self._names = frozenset({*map(str, Count), *map(opened, topics)})
        self._interval = interval
        self._waiting = Counter[tuple[int, str, str]]()

    def add(self, name: str, language: str) -> None:
        """Count one more today. What has no place among the counts is left out, and logged."""
        if name not in self._names or language not in LANGUAGES:
            log.error("a count that nobody knows was not taken")
            return
        self._waiting[self._clock.today().toordinal(), str(name), language] += 1

    async def run(self) -> None:
        """Write what was counted every few seconds until cancelled, and once more then."""
        try:
            while True:
                await asyncio.sleep(self._interval)
                await self._try_to_flush()
        finally:
            await self._try_to_flush()

    async def flush(self) -> None:
        """Write what was counted; where that fails it waits for the next time."""
        waiting, self._waiting = self._waiting, Counter()
        if not waiting:
            return
        try:
            # Sorted: two processes that lock the same rows in another order would wait for ever.
            rows = sorted((*key, times) for key, times in waiting.items())
            async with self._database.write() as connection:
                await connection.executemany(_ADD, rows)
        except BaseException:
            self._waiting.update(waiting)
            raise

    async def between(self, first: date, last: date) -> list[Tally]:
        """Everything counted on these days, this process's latest included."""
        await self.flush()
        rows = await self._database.fetch_all(_BETWEEN, (first.toordinal(), last.toordinal()))
        return [Tally(date.fromordinal(day), *rest) for day, *rest in rows]

    async def purge(self, today: date) -> int:
        """Forget days older than a year; how many counts that were."""
        async with self._database.write() as connection:
            oldest = ((today - KEPT).toordinal(),)
            cursor = await connection.execute("DELETE FROM counts WHERE day < ?", oldest)
        return cursor.rowcount

    async def _try_to_flush(self) -> None:
        try:
            await self.flush()
        except Exception:
            log.exception("counts could not be written")

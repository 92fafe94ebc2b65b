"""Keeps a running process on the newest release of the texts, whoever published it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog

from bot.publishing import Publishing, Standing
from bot.texts import Catalogs, Shelf
from bot.understanding import Interpreter

PAUSE: Final = 1.0
"""Seconds between two looks; each is one tiny query where nothing is new."""
NAMED: Final = 10
"""Reasons in one line of the log."""

log = structlog.get_logger(__name__)


@dataclass
class Following:
    """Looks once a second; a fault in looking, or in a release, never ends it."""

    publishing: Publishing
    shelf: Shelf
    interpreter: Interpreter
    _failing: bool = False

    async def run(self, swapped: Callable[[Catalogs], Awaitable[None]]) -> None:
        """`swapped` is told of the new texts, also where this process published them itself."""
        spoken = self.shelf.current
        while True:
            await self.look()
            if self.shelf.current is not spoken:
                spoken = self.shelf.current
                # The first to ask a question need not wait until it is learned from them.
                await self.interpreter.of(spoken)
                await swapped(spoken)
            await asyncio.sleep(PAUSE)

    async def look(self) -> None:
        """Speak the newest release; where the database does not answer, what is spoken stays."""
        try:
            if await self.publishing.follow():
                _report(self.publishing.standing)
        except Exception:
            if not self._failing:  # said once, not every second
                log.exception("the newest release of the texts could not be looked up")
            self._failing = True
        else:
            self._failing = False


def _report(standing: Standing) -> None:
    if standing.problems:
        reasons = [str(one) for one in standing.problems[:NAMED]]
        log.error("a release is not spoken", release=standing.release, reasons=reasons)
        return
    conflicts = sorted({one.key for one in standing.conflicts})
    log.info("a release is spoken", release=standing.release, conflicts=conflicts)

"""Erases what is not kept for longer; how long that is, the settings say."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

PAUSE: Final = timedelta(hours=1)
"""A day of retention is a day and an hour at worst."""

Erasing = Callable[[], Awaitable[int]]
"""Erases what is too old by now, and tells how much that was."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Tidying:
    """The one job that erases, kind by kind."""

    kinds: Mapping[str, Erasing]
    fold: Callable[[], Awaitable[None]]
    """Makes erased rows vanish from the disk as well."""

    async def run(self) -> None:
        while True:
            await self.once()
            await asyncio.sleep(PAUSE.total_seconds())

    async def once(self) -> dict[str, int]:
        """Erase; one kind that fails does not keep the others."""
        erased = {}
        for kind, erase in self.kinds.items():
            try:
                erased[kind] = await erase()
            except Exception:
                log.warning("what is too old could not be erased", kind=kind, exc_info=True)
        if any(erased.values()):
            await self._fold()
            log.info("erased what is too old", **erased)
        return erased

    async def _fold(self) -> None:
        """While somebody else writes, say an import, the next round folds again."""
        try:
            await self.fold()
        except Exception:
            log.warning("erased rows still stand in the journal on the disk", exc_info=True)

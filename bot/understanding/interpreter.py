"""Keeps what was learned from the texts in use, and learns anew where they have changed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.texts import Catalogs
from bot.understanding.examples import Example, examples
from bot.understanding.understanding import Understanding


class Interpreter:
    """Understands by any snapshot of the texts; the one of the last question is kept."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._catalogs: Catalogs | None = None
        self._learned: _Learned | None = None

    async def of(self, catalogs: Catalogs) -> Understanding:
        """The first call for a snapshot learns from it, beside other work, for about a second.

        Nothing is learned anew where the snapshot differs only in what nobody asks by.
        """
        async with self._lock:
            if self._learned is None or self._catalogs is not catalogs:
                self._learned = await asyncio.to_thread(_learned, catalogs, self._learned)
                self._catalogs = catalogs
            return self._learned.understanding

    async def beside(self, catalogs: Catalogs) -> Understanding:
        """The same for texts that are not in use; what is in use stays learned."""
        learned = await asyncio.to_thread(_learned, catalogs, self._learned)
        return learned.understanding


@dataclass(frozen=True)
class _Learned:
    lines: list[Example]
    understanding: Understanding


def _learned(catalogs: Catalogs, known: _Learned | None) -> _Learned:
    lines = examples(catalogs)
    if known is not None and known.lines == lines:
        return known
    return _Learned(lines, Understanding.of(catalogs))

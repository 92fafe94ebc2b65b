"""What admins have put up for everybody: an announcement, and parts of the bot turned off.

It stands in the database, so that every process on it follows and no restart loses it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.clock import Clock
from bot.database import Database

AGE: Final = 1.0
"""Seconds for which a reading serves all updates: one small query a second, not one for each."""

_BANNER: Final = "SELECT banner, words, ends FROM banners"
_OFF: Final = "SELECT feature FROM switched_off"


class Feature(StrEnum):
    """A part of the bot that admins can turn off."""

    LOOKUPS = "lookups"
    """Everything that is read about a person from the ledger."""
    QUESTIONS = "questions"
    """Questions in a person's own words."""
    REMINDERS = "reminders"
    FEEDBACK = "feedback"


class SwitchedOff(Exception):
    """Somebody came for a part of the bot that is turned off."""

    def __init__(self, feature: Feature) -> None:
        super().__init__(str(feature))
        self.feature = feature


@dataclass(frozen=True, slots=True)
class Banner:
    """An announcement; each new one has a number of its own."""

    number: int
    words: Mapping[str, str]
    """Telegram HTML by language."""
    ends: datetime | None
    """None: it stays until it is taken off."""


@dataclass(frozen=True, slots=True)
class Switches:
    """What is turned off, as of one moment."""

    off: frozenset[Feature] = frozenset()

    def on(self, feature: Feature) -> bool:
        return feature not in self.off

    def require(self, feature: Feature) -> None:
        """Raises `SwitchedOff`."""
        if feature in self.off:
            raise SwitchedOff(feature)


@dataclass(frozen=True, slots=True)
class Posted:
    """All that stands on the board at one moment."""

    banner: Banner | None = None
    switches: Switches = Switches()


class Board:
    """The board of one ledger, read at most once in `age` seconds."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        age: float = AGE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._age = age
        self._monotonic = monotonic
        self._posted: Posted | None = None
        self._stale_from = float("-inf")

    async def read(self) -> Posted:
        """What stands there, as it was `age` seconds ago at the latest."""
        now, posted = self._monotonic(), self._posted
        if posted is None or now >= self._stale_from:
            # Set before the query: whoever writes meanwhile makes the answer stale again.
            self._stale_from = now + self._age
            self._posted = posted = await self._fetched()
        banner = posted.banner
        if banner is not None and banner.ends is not None and banner.ends <= self._clock.now():
            return Posted(None, posted.switches)
        return posted

    async def put_up(self, words: Mapping[str, str], ends: datetime | None) -> None:
        """Announce something, in place of what was announced before."""
        row = (json.dumps(dict(words), ensure_ascii=False), ends and int(ends.timestamp()))
        async with self._database.write(about=b"banners") as connection:
            await connection.execute("DELETE FROM banners")
            await connection.execute("INSERT INTO banners (words, ends) VALUES (?, ?)", row)
        self._look_again()

    async def take_off(self, number: int) -> bool:
        """Take that announcement off; False where it is gone or another stands there by now."""
        async with self._database.write() as connection:
            cursor = await connection.execute("DELETE FROM banners WHERE banner = ?", (number,))
        self._look_again()
        return bool(cursor.rowcount)

    async def turn(self, feature: Feature, *, on: bool) -> None:
        step = (
            "DELETE FROM switched_off WHERE feature = ?"
            if on
            else "INSERT INTO switched_off (feature) VALUES (?) ON CONFLICT DO NOTHING"
        )
        async with self._database.write() as connection:
            await connection.execute(step, (str(feature),))
        self._look_again()

    def _look_again(self) -> None:
        self._stale_from = float("-inf")

    async def _fetched(self) -> Posted:
        row = await self._database.fetch_one(_BANNER)
        known = {str(feature): feature for feature in Feature}
        # A later version of the program may have turned off what this one does not have.
        off = [known[name] for (name,) in await self._database.fetch_all(_OFF) if name in known]
        banner = None if row is None else self._banner(*row)
        return Posted(banner, Switches(frozenset(off)))

    def _banner(self, number: int, words: str, ends: int | None) -> Banner:
        until = None if ends is None else datetime.fromtimestamp(ends, self._clock.timezone)
        return Banner(number, json.loads(words), until)

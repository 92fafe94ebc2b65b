"""How often people may be looked up: by account, by person, and by everybody together.

All of it is counted in the database: neither a restart nor a second process lifts a limit. Nothing
here depends on whether the ledger knows the person, so that a refusal tells nothing about anybody.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import Final, Protocol, TypeAlias

from bot.clock import Clock
from bot.database import Connection, Database

AT_ONCE: Final = 2
"""So many different people a day are looked up without a pause."""
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)

_SAME = "SELECT 1 FROM lookups WHERE account = ? AND day = ? AND person = ?"
_EARLIER = """
SELECT count(*), coalesce(max(looked_at), 0), coalesce(max(CASE person WHEN ? THEN 1 ELSE 0 END), 0)
FROM lookups WHERE account = ? AND day = ?
"""
_KEEP = "INSERT INTO lookups (account, day, person, looked_at) VALUES (?, ?, ?, ?)"
_DROP_OLD = "DELETE FROM lookups WHERE day < ?"
_TIMES = "SELECT what, times FROM limits WHERE subject = ? AND what = ? AND since = ?"
_COUNT = """
INSERT INTO limits (subject, what, since, times) VALUES (?, ?, ?, 1)
ON CONFLICT (subject, what, since) DO UPDATE SET times = limits.times + 1
"""
_LATELY = """
SELECT CAST(coalesce(sum(times), 0) AS BIGINT) FROM limits
WHERE subject = ? AND what = ? AND since > ?
"""
_DROP_OLD_WINDOWS = "DELETE FROM limits WHERE since < ?"
_EVERYBODY = b""
_REFUSED = "refused"
_ABOUT = b"lookups"

_Window: TypeAlias = tuple[bytes, str, int]
"""About whom, what is counted, and since when, in seconds since 1970."""


class Limit(StrEnum):
    """What has been reached."""

    ACCOUNT = "account"
    """Different people looked up by one account in a day."""
    PAUSE = "pause"
    """The next different person waits; longer each time."""
    PERSON = "person"
    """Different accounts that looked one person up in a day."""
    MINUTE = "minute"
    """Lookups of everybody in a minute."""
    DAY = "day"
    """Lookups of everybody in a day."""
    SLIPS = "slips"
    """Mistyped numbers of one account in a day."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is allowed; a lookup counts once for an account, a person and a day."""

    account_a_day: int
    person_a_day: int
    all_a_minute: int
    all_a_day: int
    slips_a_day: int
    pause: timedelta
    """Before the first lookup that is not made at once; doubles with each further one."""

    def pause_after(self, earlier: int) -> timedelta:
        """How long after the last of so many different people the next one is looked up."""
        if earlier < AT_ONCE:
            return timedelta()
        # Exponent bounded: an hour is reached long before a number grows too large.
        doublings = min(earlier - AT_ONCE, 16)
        return min(self.pause * (1 << doublings), HOUR)


@dataclass(frozen=True, slots=True)
class Refused:
    """Which limit was reached, and from when on it is worth asking again."""

    limit: Limit
    until: datetime


@dataclass(frozen=True, slots=True)
class Activity:
    """Everybody's lookups of the last hour: different people, and refusals."""

    looked_up: int
    refused: int


class LookupMetrics(Protocol):
    """Where lookups are counted."""

    def lookup(self, *, allowed: bool) -> None: ...


class Lookups:
    """Lookups and slips, counted and limited."""

    def __init__(
        self,
        database: Database,
        limits: Limits,
        clock: Clock,
        metrics: LookupMetrics | None = None,
    ) -> None:
        self.limits = limits
        self._database = database
        self._clock = clock
        self._metrics = metrics

    async def ask(self, account: bytes, person: bytes) -> Refused | None:
        """May the account look this person up now? None for yes, which is counted.

        The same person again is free for the rest of the day, and so is a refusal.
        """
        now = self._clock.now()
        refused = None
        if not await self._asked_today(account, person, now):
            async with self._database.write(about=_ABOUT) as connection:
                refused = await self._ask(connection, account, person, now)
                if refused:
                    await self._count(connection, (_EVERYBODY, _REFUSED, _minute(now)))
        if self._metrics:
            self._metrics.lookup(allowed=refused is None)
        return refused

    async def slip(self, account: bytes) -> Refused | None:
        """Count a number that cannot be an IIN; lookups are not touched by it."""
        now = self._clock.now()
        window = (account, Limit.SLIPS.value, _day(now))
        async with self._database.write(about=_ABOUT) as connection:
            times = await self._times(connection, window)
            if times[Limit.SLIPS] >= self.limits.slips_a_day:
                await self._count(connection, (_EVERYBODY, _REFUSED, _minute(now)))
                return Refused(Limit.SLIPS, _tomorrow(now))
            await self._count(connection, window)
        return None

    async def lately(self) -> Activity:
        """What was asked in the last hour, in all processes."""
        since = int((self._clock.now() - HOUR).timestamp())
        counts = [
            await self._database.fetch_one(_LATELY, (_EVERYBODY, what, since))
            for what in (Limit.MINUTE, _REFUSED)
        ]
        looked_up, refused = (int(row[0]) for row in counts if row)
        return Activity(looked_up, refused)

    async def purge(self, before: date) -> int:
        """Erase the lookups and windows of earlier days; how many they were."""
        start = _day(datetime.combine(before, datetime.min.time(), self._clock.timezone))
        async with self._database.write() as connection:
            lookups = await connection.execute(_DROP_OLD, (before.toordinal(),))
            windows = await connection.execute(_DROP_OLD_WINDOWS, (start,))
        return lookups.rowcount + windows.rowcount

    async def _asked_today(self, account: bytes, person: bytes, now: datetime) -> bool:
        """Most who come again ask about the same person: nothing needs to be written then."""
        day = now.date().toordinal()
        return await self._database.fetch_one(_SAME, (account, day, person)) is not None

    async def _ask(
        self, connection: Connection, account: bytes, person: bytes, now: datetime
    ) -> Refused | None:
        limits, today = self.limits, now.date().toordinal()
        asked = await connection.execute_fetchall(_EARLIER, (person, account, today))
        ((earlier, last, same),) = asked
        if same:
            return None
        if earlier >= limits.account_a_day:
            return Refused(Limit.ACCOUNT, _tomorrow(now))
        again = datetime.fromtimestamp(last, now.tzinfo) + limits.pause_after(earlier)
        if now < again:
            return Refused(Limit.PAUSE, again)
        day, minute = _day(now), _minute(now)
        windows = (
            (person, Limit.PERSON.value, day),
            (_EVERYBODY, Limit.MINUTE.value, minute),
            (_EVERYBODY, Limit.DAY.value, day),
        )
        times = await self._times(connection, *windows)
        allowed = (
            (Limit.PERSON, limits.person_a_day, _tomorrow(now)),
            (Limit.MINUTE, limits.all_a_minute, _next_minute(now)),
            (Limit.DAY, limits.all_a_day, _tomorrow(now)),
        )
        for limit, most, until in allowed:
            if times[limit] >= most:
                return Refused(limit, until)
        await self._count(connection, *windows)
        kept = (account, today, person, int(now.timestamp()))
        await connection.execute(_KEEP, kept)
        return None

    async def _times(self, connection: Connection, *windows: _Window) -> Counter[str]:
        """How often each of them was counted, by what is counted in it."""
        asked = " UNION ALL ".join([_TIMES] * len(windows))
        return Counter(dict(await connection.execute_fetchall(asked, [*chain(*windows)])))

    async def _count(self, connection: Connection, *windows: _Window) -> None:
        await connection.executemany(_COUNT, windows)


def _minute(now: datetime) -> int:
    return int(now.replace(second=0, microsecond=0).timestamp())


def _next_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + MINUTE


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _day(now: datetime) -> int:
    return int(_midnight(now).timestamp())


def _tomorrow(now: datetime) -> datetime:
    return _midnight(now) + timedelta(days=1)

"""What admins, staff and the command line did: for `/audit`, and for whoever has to answer for it.

An actor is a string: the keyed hash of an account in hexadecimal, or `COMMAND_LINE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bot.clock import Clock
from bot.database import Connection, Database
from bot.settings import Settings

COMMAND_LINE: Final = "command-line"

_NOTE = "INSERT INTO audit (at, actor, action, detail) VALUES (?, ?, ?, ?)"
_NEWEST = """
SELECT entry, at, actor, action, detail FROM audit WHERE entry < ? ORDER BY entry DESC LIMIT ?
"""
_NO_END: Final = 2**62


def actor_of(account_key: bytes) -> str:
    """The actor behind the keyed hash of an account."""
    return account_key.hex()


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    at: datetime
    actor: str
    action: str
    """A word such as `texts.published` or `banner.shown`."""
    detail: str
    """Numbers and ids of things, never of people."""


class AccountPseudonyms(Protocol):
    """The keyed hash needed here."""

    def account(self, telegram_id: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Actors:
    """Admins and staff of the settings, by what they are called in the audit."""

    endings: Mapping[str, str]

    @classmethod
    def of(cls, settings: Settings, pseudonyms: AccountPseudonyms) -> Actors:
        known = settings.admin_ids | settings.staff_ids
        return cls({actor_of(pseudonyms.account(number)): str(number)[-4:] for number in known})

    def ending(self, actor: str) -> str | None:
        """The last digits of the account's id; None for somebody who has no office any more."""
        return self.endings.get(actor)


class Audit:
    """The entries, newest first."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def note(self, actor: str, action: str, detail: str = "") -> None:
        async with self._database.write() as connection:
            await self.note_in(connection, actor, action, detail)

    async def note_in(
        self, connection: Connection, actor: str, action: str, detail: str = ""
    ) -> None:
        """The same within a transaction of somebody else."""
        row = (int(self._clock.seconds()), actor, action, detail)
        await connection.execute(_NOTE, row)

    async def newest(self, limit: int, before: int | None = None) -> list[Entry]:
        """Entries below the number `before`."""
        end = _NO_END if before is None else before
        return [self._entry(*row) for row in await self._database.fetch_all(_NEWEST, (end, limit))]

    async def purge(self, before: datetime) -> int:
        """Erase what is older; how much it was."""
        async with self._database.write() as connection:
            step = "DELETE FROM audit WHERE at < ?"
            return (await connection.execute(step, (int(before.timestamp()),))).rowcount

    def _entry(self, number: int, at: int, actor: str, action: str, detail: str) -> Entry:
        moment = datetime.fromtimestamp(at, self._clock.timezone)
        return Entry(number, moment, actor, action, detail)

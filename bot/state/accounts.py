"""What is kept about a Telegram account: language, consent, and whom it asked to remember."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.database import Database

_ACCOUNT = """
SELECT language, consented_on, remembered, banner_read FROM accounts WHERE account = ?
"""

_SET_LANGUAGE = """
INSERT INTO accounts (account, language) VALUES (?, ?)
ON CONFLICT (account) DO UPDATE SET language = excluded.language
"""
_CONSENT = """
INSERT INTO accounts (account, consented_on) VALUES (?, ?)
ON CONFLICT (account) DO UPDATE SET consented_on = excluded.consented_on
"""
_REMEMBER = """
INSERT INTO accounts (account, remembered) VALUES (?, ?)
ON CONFLICT (account) DO UPDATE SET remembered = excluded.remembered
"""
_NOTE_BANNER = """
INSERT INTO accounts (account, banner_read) VALUES (?, ?)
ON CONFLICT (account) DO UPDATE SET banner_read = excluded.banner_read
"""
# A reminder about somebody does not outlive the tie to them.
_END_REMINDERS = """
DELETE FROM reminders WHERE account = ? AND person IS NOT NULL AND person IS DISTINCT FROM ?
"""

# The day's count outlives the people counted, or erasing would lift the daily limit.
_KNOWN_PEOPLE = """
SELECT account, day, person FROM lookups WHERE account = ? AND substr(person, 1, 8) <> ?
"""
_FORGET_WHOM = "UPDATE lookups SET person = ? WHERE account = ? AND day = ? AND person = ?"
_NOBODY = bytes(8)
"""How the pseudonym of somebody begins who is not known any more."""

_ERASING = (
    "DELETE FROM accounts WHERE account = ?",
    "DELETE FROM conversations WHERE account = ?",
    "DELETE FROM reminders WHERE account = ?",
    "DELETE FROM told_occasions WHERE account = ?",
)


@dataclass(frozen=True, slots=True)
class Account:
    """The settings of one Telegram account; all empty for a new one."""

    language: str | None = None
    consented_on: date | None = None
    remembered: bytes | None = None
    """The pseudonym of the person whom the account asked to be tied to."""
    banner_read: int | None = None
    """The number of the announcement last shown in full."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased about an account."""

    accounts: int
    """1 where language, consent or a tie was kept."""
    conversations: int
    lookups: int
    """Distinct people looked up today, who are no longer known."""
    reminders: int
    remembered: bool
    """Was there a tie to a person?"""

    @property
    def total(self) -> int:
        return self.accounts + self.conversations + self.lookups + self.reminders


class Elsewhere(Protocol):
    """What is remembered about accounts in another place than the ledger's database."""

    async def forget(self, account: bytes) -> int:
        """Erase it; how many conversations that were."""


class Accounts:
    """Accounts by the keyed hash of their Telegram id."""

    def __init__(self, database: Database, elsewhere: Elsewhere | None = None) -> None:
        self._database = database
        self._elsewhere = elsewhere

    async def get(self, account: bytes) -> Account:
        row = await self._database.fetch_one(_ACCOUNT, (account,))
        if row is None:
            return Account()
        language, consented_on, remembered, banner_read = row
        day = None if consented_on is None else date.fromordinal(consented_on)
        return Account(language, day, remembered, banner_read)

    async def set_language(self, account: bytes, language: str) -> None:
        async with self._database.write() as connection:
            await connection.execute(_SET_LANGUAGE, (account, language))

    async def consent(self, account: bytes, day: date) -> None:
        async with self._database.write() as connection:
            await connection.execute(_CONSENT, (account, day.toordinal()))

    async def note_banner(self, account: bytes, banner: int) -> None:
        """Note which announcement the account has been shown in full."""
        async with self._database.write() as connection:
            await connection.execute(_NOTE_BANNER, (account, banner))

    async def remember(self, account: bytes, person: bytes | None) -> int:
        """Tie the account to a person, or with None undo the tie.

        Reminders about anybody else end with the tie; how many they were.
        """
        async with self._database.write() as connection:
            await connection.execute(_REMEMBER, (account, person))
            return (await connection.execute(_END_REMINDERS, (account, person))).rowcount

    async def forget(self, account: bytes) -> Erased:
        """Erase everything about the account; of today's lookups only their number is left."""
        async with self._database.write() as connection:
            rows = list(await connection.execute_fetchall(_ACCOUNT, (account,)))
            cursors = [await connection.execute(step, (account,)) for step in _ERASING]
            accounts, conversations, reminders, _ = (one.rowcount for one in cursors)
            known = list(await connection.execute_fetchall(_KNOWN_PEOPLE, (account, _NOBODY)))
            unknown = [(_NOBODY + secrets.token_bytes(8), *lookup) for lookup in known]
            await connection.executemany(_FORGET_WHOM, unknown)
        await self._database.tidy()
        lookups, remembered = len(known), any(row[2] is not None for row in rows)
        if self._elsewhere:
            conversations += await self._elsewhere.forget(account)
        return Erased(accounts, conversations, lookups, reminders, remembered)

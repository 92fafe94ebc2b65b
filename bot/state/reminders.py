"""Which reminders people have chosen, and which occasions have been told already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from bot.database import Database, Row
from bot.rules.reminders import About, Lead, Matter, Occasion, Wish
from bot.state.chats import ChatSeal

_CHOOSE: Final = """
INSERT INTO reminders
    (account, matter, about, lead, person, proved, language, chat, next_on, looked_on)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (account, matter) DO UPDATE SET
    about = excluded.about, lead = excluded.lead, person = excluded.person,
    proved = excluded.proved, language = excluded.language, chat = excluded.chat,
    next_on = excluded.next_on, looked_on = excluded.looked_on
"""
_COLUMNS: Final = """
SELECT account, matter, reminders.about, lead, person, proved,
    coalesce(accounts.language, reminders.language), chat, next_on
FROM reminders LEFT JOIN accounts USING (account)
"""
_OF_ACCOUNT: Final = f"{_COLUMNS} WHERE account = ?"
_WAITING: Final = f"""
{_COLUMNS} WHERE next_on <= ? AND (next_on, account, matter) > (?, ?, ?)
ORDER BY next_on, account, matter LIMIT ?
"""

_LEFT: Final = "SELECT count(*) FROM reminders WHERE next_on <= ?"

# A seal is new with every choice. What was turned off or chosen anew meanwhile has another one.
_LOOKED: Final = """
UPDATE reminders SET next_on = ?, looked_on = ? WHERE account = ? AND matter = ? AND chat = ?
"""
_AHEAD: Final = "SELECT 1 FROM reminders WHERE looked_on > ? LIMIT 1"
_REWIND: Final = "UPDATE reminders SET next_on = ?1, looked_on = ?1 WHERE looked_on > ?1"
_CLAIM: Final = """
INSERT INTO told_occasions (account, occasion, last_day) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
"""
_RELEASE: Final = "DELETE FROM told_occasions WHERE account = ? AND occasion = ?"
_TOLD: Final = "SELECT 1 FROM told_occasions WHERE account = ? AND occasion = ?"


class OccasionPseudonyms(Protocol):
    """The keyed hash needed here."""

    def occasion(self, *parts: object) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Reminder:
    """A wish as it is kept. `chat` is sealed, `person` a pseudonym."""

    account: bytes
    wish: Wish
    person: bytes | None
    """Whom it is about; None for an own month of some kind."""
    proved: bool
    """Whether a contact had shown that the person asks about themselves."""
    language: str
    """The account's, or where it never chose one, that of the conversation."""
    chat: bytes
    next_on: date
    """The next day on which there may be something to tell."""

    @property
    def place(self) -> tuple[int, bytes, str]:
        """Where it stands among those that wait."""
        return self.next_on.toordinal(), self.account, str(self.wish.matter)


class Reminders:
    """Reminders by account and matter: one of due dates and one of the end of a status at most."""

    def __init__(self, database: Database, seal: ChatSeal, pseudonyms: OccasionPseudonyms) -> None:
        self._database = database
        self._seal = seal
        self._pseudonyms = pseudonyms

    async def of(self, account: bytes) -> Mapping[Matter, Reminder]:
        rows = await self._database.fetch_all(_OF_ACCOUNT, (account,))
        return {reminder.wish.matter: reminder for reminder in map(_reminder, rows)}

    async def choose(
        self,
        account: bytes,
        chat_id: int,
        wish: Wish,
        person: bytes | None,
        *,
        proved: bool,
        language: str,
        next_on: date,
        today: date,
    ) -> None:
        """Keep a wish, in place of an earlier one about the same matter."""
        sealed = self._seal.close(chat_id, account)
        about = (str(wish.matter), str(wish.about), str(wish.lead), person, proved, language)
        days = (next_on.toordinal(), today.toordinal())
        async with self._database.write() as connection:
            await connection.execute(_CHOOSE, (account, *about, sealed, *days))

    async def count(self) -> int:
        """How many are on."""
        row = await self._database.fetch_one("SELECT count(*) FROM reminders")
        assert row is not None
        return int(row[0])

    async def left(self, today: date) -> int:
        """How many there are to look at by now; most of them lead to a message."""
        row = await self._database.fetch_one(_LEFT, (today.toordinal(),))
        assert row is not None
        return int(row[0])

    async def end(self, account: bytes, matter: Matter | None = None) -> int:
        """Erase the reminder of a matter, or all; how many they were.

        What has been told stays known: who changes their mind is not told the same again.
        """
        matters = list(Matter) if matter is None else [matter]
        async with self._database.write() as connection:
            ended = [
                await connection.execute(
                    "DELETE FROM reminders WHERE account = ? AND matter = ?", (account, str(one))
                )
                for one in matters
            ]
        return sum(cursor.rowcount for cursor in ended)

    async def rewind(self, today: date) -> None:
        """Where the clock went back: what was looked at on days to come is looked at again."""
        day = (today.toordinal(),)
        if await self._database.fetch_one(_AHEAD, day):
            async with self._database.write() as connection:
                await connection.execute(_REWIND, day)

    async def waiting(
        self, today: date, limit: int, after: Reminder | None = None
    ) -> list[Reminder]:
        """Those to look at by now, in a lasting order; `after`: the last one of those before."""
        place = after.place if after else (0, b"", "")
        rows = await self._database.fetch_all(_WAITING, (today.toordinal(), *place, limit))
        return [_reminder(row) for row in rows]

    async def look_again(self, reminder: Reminder, on: date, today: date) -> None:
        async with self._database.write() as connection:
            await connection.execute(_LOOKED, _looked(reminder, on, today))

    async def told(self, account: bytes, person: bytes | None, occasion: Occasion) -> bool:
        hashed = self._hashed(account, person, occasion)
        return await self._database.fetch_one(_TOLD, (account, hashed)) is not None

    async def claim(self, reminder: Reminder, occasion: Occasion, then: date, today: date) -> bool:
        """Take an occasion before telling it, and look again `then`.

        False where it has been taken before, or the reminder was ended or changed meanwhile.
        """
        account = reminder.account
        hashed = self._hashed(account, reminder.person, occasion)
        async with self._database.write() as connection:
            looked = await connection.execute(_LOOKED, _looked(reminder, then, today))
            if not looked.rowcount:
                return False
            taken = (account, hashed, occasion.last_day.toordinal())
            return bool((await connection.execute(_CLAIM, taken)).rowcount)

    async def release(self, reminder: Reminder, occasion: Occasion, today: date) -> None:
        """Give an occasion back that has certainly not been told: it is tried again."""
        account = reminder.account
        hashed = self._hashed(account, reminder.person, occasion)
        async with self._database.write() as connection:
            await connection.execute(_RELEASE, (account, hashed))
            await connection.execute(_LOOKED, _looked(reminder, reminder.next_on, today))

    def chat_id(self, reminder: Reminder) -> int:
        """Raises `SealBroken`."""
        return self._seal.open(reminder.chat, reminder.account)

    async def purge(self, before: date) -> int:
        """Forget occasions that were over before a day; how many they were."""
        async with self._database.write() as connection:
            cursor = await connection.execute(
                "DELETE FROM told_occasions WHERE last_day < ?", (before.toordinal(),)
            )
        return cursor.rowcount

    def _hashed(self, account: bytes, person: bytes | None, occasion: Occasion) -> bytes:
        return self._pseudonyms.occasion(account, person, occasion.name)


def _looked(reminder: Reminder, on: date, today: date) -> tuple[object, ...]:
    days = (on.toordinal(), today.toordinal())
    return (*days, reminder.account, str(reminder.wish.matter), reminder.chat)


def _reminder(row: Row) -> Reminder:
    account, matter, about, lead, person, proved, language, chat, next_on = row
    return Reminder(
        account=account,
        wish=Wish(Matter(matter), About(about), Lead(lead)),
        person=person,
        proved=bool(proved),
        language=language,
        chat=chat,
        next_on=date.fromordinal(next_on),
    )

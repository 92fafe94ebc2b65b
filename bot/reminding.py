"""Sends the reminders that people chose, each occasion once, while the bot runs.

An occasion is claimed in the database before its message leaves and given back only when Telegram
has certainly not taken it: who stops the bot at any moment loses a message at worst, and no one
gets two. What was not claimed waits in the database for the next round, after a restart as well.
Telegram's rate is one for the whole bot, so of several processes one at a time sends, page by page;
another goes on where it lets go or is gone. Answers to people always go first.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
)
from aiogram.types import InlineKeyboardMarkup

from bot.answers.reminders import due_message, end_message
from bot.answers.voice import Voice
from bot.clock import Clock
from bot.delivery import certainly_undelivered
from bot.ledger import Ledger
from bot.outgoing import Traffic
from bot.reception import InFlight
from bot.rules.law import Law
from bot.rules.reminders import (
    LOOK_AGAIN,
    Bill,
    Matter,
    Occasion,
    Prospect,
    due_prospect,
    end_prospect,
    may_write,
    own_bill,
    persons_bill,
)
from bot.settings import Settings
from bot.state import (
    Board,
    Count,
    Counts,
    Feature,
    Lease,
    Reminder,
    Reminders,
    SealBroken,
    Switches,
)
from bot.texts import Markup, Shelf
from handlers.person import Person, status_of
from handlers.remind import due_buttons, end_buttons

PAUSE: Final = 60.0
"""Seconds between two rounds."""
LEASE_SECONDS: Final = 120
"""How long a process that was killed keeps the others from going on; a page takes some seconds."""
MOST_AT_ONCE: Final = 25
BATCH: Final = 200
"""Reminders read at a time."""
NO_SUCH_CHAT: Final = "chat not found"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A reminder in words, for an occasion that nobody has claimed yet."""

    reminder: Reminder
    occasion: Occasion
    then: date
    text: Markup
    buttons: InlineKeyboardMarkup


@dataclass(eq=False)
class Reminding:
    """Looks at the reminders that wait, a round a minute; at night it sends nothing."""

    courier: Bot
    """Has a session of its own, without other attempts than those made here."""
    traffic: Traffic
    lease: Lease
    counts: Counts
    clock: Clock
    law: Law
    shelf: Shelf
    ledger: Ledger
    reminders: Reminders
    board: Board
    settings: Settings
    in_flight: InFlight
    _round: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE), init=False
    )
    _stopped: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def run(self) -> None:
        """Go round until `stop`; a round that fails leaves everything to the next one."""
        while not self._stopped.is_set():
            try:
                await self.round()
            except Exception:
                log.exception("a round of reminders failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), PAUSE)

    def stop(self) -> None:
        """Begin no other message; those that have left are waited for as being in flight."""
        self._stopped.set()

    async def round(self) -> None:
        """Send what there is to send by now. Returns when every message has been answered."""
        async with self._round:
            if await self._may_go_on() and await self.lease.take():
                try:
                    async with asyncio.TaskGroup() as sending:
                        await self._go_through(self.clock.today(), sending)
                finally:
                    await self.lease.let_go()

    async def _go_through(self, today: date, sending: asyncio.TaskGroup) -> None:
        last = None
        await self.reminders.rewind(today)
        while waiting := await self.reminders.waiting(today, BATCH, last):
            last = waiting[-1]
            if not await self.lease.take():
                return
            for reminder in waiting:
                if not await self._may_go_on():
                    return
                letter = await self._prepared(reminder, today)
                chat_id = await self._chat_of(reminder) if letter else None
                if letter is None or chat_id is None:
                    continue
                await self._slots.acquire()
                if await self._claimed_and_admitted(letter, chat_id, today):
                    sending.create_task(self._send(letter, chat_id, today))
                else:
                    self._slots.release()

    async def _claimed_and_admitted(self, letter: Letter, chat_id: int, today: date) -> bool:
        """Claim first: after its turn has come, a message must not wait for the database.

        One at a time: so many could be lost where the process is killed before they leave.
        """
        reminder, occasion = letter.reminder, letter.occasion
        if not await self.reminders.claim(reminder, occasion, letter.then, today):
            return False
        if await self.traffic.admit_after_answers(chat_id) and not self._stopped.is_set():
            return True
        await self.reminders.release(reminder, occasion, today)
        return False

    async def _may_go_on(self) -> bool:
        if not (await self._switches()).on(Feature.REMINDERS):
            return False
        stopped = self._stopped.is_set() or self.traffic.all_held
        return may_write(self.clock.now()) and not stopped

    async def _chat_of(self, reminder: Reminder) -> int | None:
        try:
            return self.reminders.chat_id(reminder)
        except SealBroken:
            log.warning("a chat was sealed under another key: its reminders end")
            await self.reminders.end(reminder.account)
            return None

    async def _switches(self) -> Switches:
        return (await self.board.read()).switches

    async def _prepared(self, reminder: Reminder, today: date) -> Letter | None:
        try:
            return await self._letter(reminder, today)
        except Exception:
            # One that cannot be worded keeps nobody else waiting.
            log.exception("a reminder could not be worded")
            await self.reminders.look_again(reminder, today + timedelta(days=1), today)
            return None

    async def _letter(self, reminder: Reminder, today: date) -> Letter | None:
        """What to say today; for nothing to say the reminder is put off to its next day.

        While lookups are off a reminder about a person waits as it is.
        """
        if reminder.person and not (await self._switches()).on(Feature.LOOKUPS):
            return None
        voice = Voice(self.shelf.current[reminder.language], self.law)
        person = Person(reminder.person, reminder.proved) if reminder.person else None
        if person and not person.may_see_months(self.settings):
            await self.reminders.look_again(reminder, today + LOOK_AGAIN, today)
            return None
        if reminder.wish.matter is Matter.END:
            assert person is not None
            status = await status_of(person, self.law, self.ledger, today)
            prospect = end_prospect(status, person.disclosure)
            if prospect.now is not None:
                end, disclosure = prospect.now.last_day, person.disclosure
                text = end_message(status, end, voice, disclosure)
                return Letter(reminder, prospect.now, prospect.then, text, end_buttons(voice))
        else:
            prospect = due_prospect(self.law, today, reminder.wish.lead)
            bill = await self._bill(reminder, person, prospect, today)
            if prospect.now is not None and bill is not None:
                text, buttons = due_message(bill, voice), due_buttons(bill, voice)
                return Letter(reminder, prospect.now, prospect.then, text, buttons)
        await self.reminders.look_again(reminder, prospect.then, today)
        return None

    async def _bill(
        self, reminder: Reminder, person: Person | None, prospect: Prospect, today: date
    ) -> Bill | None:
        if prospect.now is None:
            return None
        if person is None:
            return own_bill(self.law, reminder.wish.about, today, prospect.now)
        status = await status_of(person, self.law, self.ledger, today)
        return persons_bill(self.law, status, prospect.now)

    async def _send(self, letter: Letter, chat_id: int, today: date) -> None:
        try:
            with self.in_flight:
                await self._deliver(chat_id, letter, today)
        except Exception:
            log.exception("a reminder could not be sent")
        finally:
            self._slots.release()

    async def _deliver(self, chat_id: int, letter: Letter, today: date) -> None:
        try:
            await self.courier.send_message(chat_id, letter.text, reply_markup=letter.buttons)
            self.counts.add(Count.REMINDED, letter.reminder.language)
        except AiogramError as error:
            # Its words name the chat; the log must not.
            log.warning("a reminder was not delivered", reason=type(error).__name__)
            if _nobody_there(error):
                await self.reminders.end(letter.reminder.account)
            elif certainly_undelivered(error) and not isinstance(error, TelegramBadRequest):
                await self.reminders.release(letter.reminder, letter.occasion, today)


def _nobody_there(error: AiogramError) -> bool:
    """The bot was blocked, the account deleted, or the chat never was this bot's."""
    gone = isinstance(error, TelegramBadRequest) and NO_SUCH_CHAT in error.message.lower()
    return gone or isinstance(error, TelegramForbiddenError)

"""Reminders: chosen, changed and turned off with one tap each; and the buttons under them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from aiogram import Router
from aiogram.enums import ButtonStyle
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answers.payment import months_to_pay
from bot.answers.reminders import Coming, reminders_page
from bot.answers.voice import Voice
from bot.clock import Clock
from bot.ledger import Ledger
from bot.middlewares import Onward
from bot.rules.law import Law
from bot.rules.reminders import (
    AWAKE,
    About,
    Bill,
    Lead,
    Matter,
    Prospect,
    Wish,
    due_occasion,
    due_prospect,
    end_prospect,
    next_end,
    told_end,
    writing_day,
)
from bot.screen import say, show
from bot.settings import Settings
from bot.state import (
    Account,
    Count,
    Counts,
    Feature,
    Reminder,
    Reminders,
    SwitchedOff,
    Switches,
)
from bot.texts import Texts
from handlers.callbacks import Menu, RemindAbout, RemindEnd, RemindLead, RemindOff
from handlers.keyboards import button, keyboard, menu_button, remind_button
from handlers.pay import copy_rows
from handlers.person import FEW_MONTHS, Person, status_of

OWN_KINDS: Final = (About.INDEPENDENT, About.ENTREPRENEUR)


@dataclass(frozen=True)
class Asker:
    """Who chooses a reminder, and where it is kept."""

    account: bytes
    chat_id: int
    language: str
    clock: Clock
    reminders: Reminders
    counts: Counts

    async def keep_due(self, wish: Wish, whom: Person | None, law: Law) -> None:
        """Nothing where the month of a person is meant who may not be spoken of: an old button."""
        about = whom if wish.about is About.PERSON else None
        if wish.about is not About.PERSON or about is not None:
            prospect = due_prospect(law, writing_day(self.clock.now()), wish.lead)
            await self.keep(wish, about, prospect)

    async def keep(self, wish: Wish, about: Person | None, prospect: Prospect) -> None:
        """The first time is now, where an occasion is open that has not been told yet."""
        person, now = about.key if about else None, self.clock.now()
        occasion = prospect.now
        told = occasion and await self.reminders.told(self.account, person, occasion)
        await self.reminders.choose(
            self.account,
            self.chat_id,
            wish,
            person,
            proved=about is not None and about.proved,
            language=self.language,
            next_on=prospect.then if told or not occasion else writing_day(now),
            today=now.date(),
        )
        self.counts.add(Count.REMINDERS, self.language)


def router() -> Router:
    router = Router(name="remind")
    router.callback_query.register(choose_lead, RemindLead.filter())
    router.callback_query.register(choose_about, RemindAbout.filter())
    router.callback_query.register(choose_end, RemindEnd.filter())
    router.callback_query.register(turn_off, RemindOff.filter())
    return router


async def open_reminders(
    event: Message | CallbackQuery,
    state: FSMContext,
    account: Account,
    account_key: bytes,
    clock: Clock,
    law: Law,
    ledger: Ledger,
    reminders: Reminders,
    settings: Settings,
    texts: Texts,
    switches: Switches,
) -> None:
    switches.require(Feature.REMINDERS)
    mine = await reminders.of(account_key)
    whom = await person_of(state, account, mine, settings)
    lacks = None if whom else "proof" if account.remembered else "person"
    coming = await coming_of(mine, clock, law, ledger, settings)
    page = reminders_page(coming, Voice(texts, law), AWAKE, lacks=lacks)
    await show(event, page, _page_buttons(texts, mine, lacks))


async def coming_of(
    mine: Mapping[Matter, Reminder],
    clock: Clock,
    law: Law,
    ledger: Ledger,
    settings: Settings,
) -> list[Coming]:
    """What is on and when it comes next, told as the status screen would tell it."""
    day = writing_day(clock.now())
    return [
        await _end_coming(reminder, day, law, ledger, settings)
        if reminder.wish.matter is Matter.END
        else _due_coming(reminder, day, law)
        for reminder in mine.values()
    ]


async def person_of(
    state: FSMContext, account: Account, mine: Mapping[Matter, Reminder], settings: Settings
) -> Person | None:
    """Whom reminders may be about: the one remembered, proved where the operator asks for it."""
    key = account.remembered
    if key is None:
        return None
    spoken_of = await Person.spoken_of(state)
    here = spoken_of is not None and spoken_of.key == key and spoken_of.proved
    earlier = any(reminder.person == key and reminder.proved for reminder in mine.values())
    person = Person(key, proved=here or earlier)
    return person if person.may_see_months(settings) else None


async def choose_lead(
    query: CallbackQuery,
    callback_data: RemindLead,
    state: FSMContext,
    account: Account,
    account_key: bytes,
    event_chat: Chat,
    clock: Clock,
    law: Law,
    reminders: Reminders,
    settings: Settings,
    texts: Texts,
    onward: Onward,
    switches: Switches,
    counts: Counts,
) -> None:
    """Without a choice of whose month: that of the one remembered, else an independent payer's."""
    switches.require(Feature.REMINDERS)
    mine = await reminders.of(account_key)
    whom = await person_of(state, account, mine, settings)
    about = About.PERSON if whom else About.INDEPENDENT
    wish = mine[Matter.DUE].wish if Matter.DUE in mine else Wish(Matter.DUE, about)
    asker = Asker(account_key, event_chat.id, texts.language, clock, reminders, counts)
    await asker.keep_due(replace(wish, lead=callback_data.lead), whom, law)
    await onward(query, "remind")


async def choose_about(
    query: CallbackQuery,
    callback_data: RemindAbout,
    state: FSMContext,
    account: Account,
    account_key: bytes,
    event_chat: Chat,
    clock: Clock,
    law: Law,
    reminders: Reminders,
    settings: Settings,
    texts: Texts,
    onward: Onward,
    switches: Switches,
    counts: Counts,
) -> None:
    switches.require(Feature.REMINDERS)
    mine = await reminders.of(account_key)
    whom = await person_of(state, account, mine, settings)
    lead = mine[Matter.DUE].wish.lead if Matter.DUE in mine else Lead.THREE_DAYS
    asker = Asker(account_key, event_chat.id, texts.language, clock, reminders, counts)
    await asker.keep_due(Wish(Matter.DUE, callback_data.about, lead), whom, law)
    await onward(query, "remind")


async def choose_end(
    query: CallbackQuery,
    state: FSMContext,
    account: Account,
    account_key: bytes,
    event_chat: Chat,
    clock: Clock,
    law: Law,
    ledger: Ledger,
    reminders: Reminders,
    settings: Settings,
    texts: Texts,
    onward: Onward,
    switches: Switches,
    counts: Counts,
) -> None:
    switches.require(Feature.REMINDERS)
    whom = await person_of(state, account, await reminders.of(account_key), settings)
    if whom is not None:
        day = writing_day(clock.now())
        prospect = end_prospect(await status_of(whom, law, ledger, day), whom.disclosure)
        asker = Asker(account_key, event_chat.id, texts.language, clock, reminders, counts)
        await asker.keep(Wish(Matter.END, About.PERSON), whom, prospect)
    await onward(query, "remind")


async def turn_off(
    query: CallbackQuery,
    callback_data: RemindOff,
    account_key: bytes,
    reminders: Reminders,
    texts: Texts,
    onward: Onward,
    switches: Switches,
) -> None:
    """A reminder that was read stays where it is: its months and sums may still be needed."""
    await reminders.end(account_key, callback_data.matter)
    if callback_data.at == "message":
        rest = await reminders.of(account_key)
        done = texts("remind.off.rest-on") if rest else texts("remind.off")
        await say(query, done, keyboard([remind_button(texts)], [menu_button(texts)]))
        return
    page = callback_data.at == "page" and switches.on(Feature.REMINDERS)
    await onward(query, "remind" if page else "settings")


def due_buttons(bill: Bill, voice: Voice) -> InlineKeyboardMarkup:
    """Under a reminder of a due date: what a bank form asks for, the next steps, and the end."""
    texts = voice.texts
    status = [button(texts("button.status"), Menu(to="status"))]
    few = len(bill.asked) <= FEW_MONTHS
    return keyboard(
        *(copy_rows(months_to_pay(bill.asked, voice), voice) if few else []),
        *([[button(texts("button.view.ways"), Menu(to="ways"))]] if bill.debt_required else []),
        [
            button(texts("button.pay"), Menu(to="pay")),
            *(status if bill.about is About.PERSON else []),
        ],
        *_ways_out(Matter.DUE, texts),
    )


def end_buttons(voice: Voice) -> InlineKeyboardMarkup:
    texts = voice.texts
    return keyboard(
        [button(texts("button.status"), Menu(to="status"), ButtonStyle.PRIMARY)],
        [button(texts("button.pay"), Menu(to="pay"))],
        *_ways_out(Matter.END, texts),
    )


def _ways_out(matter: Matter, texts: Texts) -> list[list[InlineKeyboardButton]]:
    stop = RemindOff(matter=matter, at="message")
    return [[button(texts("button.remind.stop"), stop)], [menu_button(texts)]]


def _page_buttons(
    texts: Texts, mine: Mapping[Matter, Reminder], lacks: str | None
) -> InlineKeyboardMarkup:
    due = mine[Matter.DUE].wish if Matter.DUE in mine else None
    leads = [
        _choice(texts, texts(f"button.remind.lead.{lead}"), RemindLead(lead=lead), due, lead)
        for lead in Lead
    ]
    person = [] if lacks else [[_about(texts, About.PERSON, due)]]
    return keyboard(
        leads,
        *person,
        [_about(texts, about, due) for about in OWN_KINDS],
        [_end_button(texts, mine, lacks)],
        *_off_rows(texts, mine),
        [button(texts("button.settings"), Menu(to="settings")), menu_button(texts)],
    )


def _about(texts: Texts, about: About, due: Wish | None) -> InlineKeyboardButton:
    name = texts(f"button.remind.about.{about}")
    return _choice(texts, name, RemindAbout(about=about), due, about)


def _choice(
    texts: Texts, name: str, data: RemindLead | RemindAbout, due: Wish | None, value: Lead | About
) -> InlineKeyboardButton:
    chosen = due is not None and value in {due.lead, due.about}
    return button(texts("button.remind.chosen", name=name) if chosen else name, data)


def _end_button(
    texts: Texts, mine: Mapping[Matter, Reminder], lacks: str | None
) -> InlineKeyboardButton:
    """Where nobody can be spoken of: the way there instead."""
    if lacks:
        return button(texts(f"button.remind.lacks.{lacks}"), Menu(to="status"))
    name = texts("button.remind.end")
    on = Matter.END in mine
    return button(texts("button.remind.chosen", name=name) if on else name, RemindEnd())


def _off_rows(texts: Texts, mine: Collection[Matter]) -> list[list[InlineKeyboardButton]]:
    return [
        [button(texts(f"button.remind.off.{matter}"), RemindOff(matter=matter, at="page"))]
        for matter in Matter
        if matter in mine
    ]


def _due_coming(reminder: Reminder, day: date, law: Law) -> Coming:
    next_on = max(reminder.next_on, day)
    month = due_occasion(law, next_on, reminder.wish.lead).month
    return Coming(reminder.wish, next_on, month)


async def _end_coming(
    reminder: Reminder, day: date, law: Law, ledger: Ledger, settings: Settings
) -> Coming:
    assert reminder.person is not None
    person = Person(reminder.person, reminder.proved)
    if not person.may_see_months(settings):
        return Coming(reminder.wish, None)
    try:
        answer = await status_of(person, law, ledger, day)
    except SwitchedOff:  # the page still leads to where it can be ended
        return Coming(reminder.wish, None)
    next_on = next_end(answer, person.disclosure, reminder.next_on)
    return Coming(reminder.wish, next_on, end=told_end(answer, person.disclosure))

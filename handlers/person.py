"""The screens about one person: status, months, debt, ways back; and remembering them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message, ReplyKeyboardRemove
from aiogram.utils.callback_answer import CallbackAnswer

from bot.answers.payment import months_to_pay
from bot.answers.status import (
    brief_message,
    debt_message,
    months_message,
    status_message,
)
from bot.answers.voice import Voice
from bot.answers.ways import ways_message
from bot.headline import Headline
from bot.ledger import Ledger, Pseudonyms
from bot.middlewares import Onward
from bot.rules.law import Law
from bot.rules.situation import Disclosure
from bot.rules.status import Status, status
from bot.screen import say, show
from bot.settings import Settings
from bot.state import Account, Accounts
from bot.texts import Markup, Texts
from handlers import keyboards
from handlers.callbacks import Prove, Remember, View
from handlers.filters import When
from handlers.pay import copy_rows
from handlers.states import Lookup

FEW_MONTHS = 4
"""More would push the other buttons off the screen."""

SCREENS = ("status", "debt", "year", "ways")
WITH_HEADLINE = frozenset({"status", "debt"})
"""Those that people open first, and that carry what admins announce."""


@dataclass(frozen=True)
class Person:
    """Whom a conversation is about, as it stands in its state: a pseudonym, never the IIN."""

    key: bytes
    proved: bool = False
    """Whether a contact has shown that the person is asking about themselves."""

    @classmethod
    async def spoken_of(cls, state: FSMContext) -> Self | None:
        data = await state.get_data()
        return cls(bytes.fromhex(data["person"]), data["proved"]) if "person" in data else None

    async def keep(self, state: FSMContext) -> None:
        """Ticks in a plan stay with the person whose plan it is."""
        known = await Person.spoken_of(state)
        plan = await state.get_value("plan") if known and known.key == self.key else None
        await state.update_data(person=self.key.hex(), proved=self.proved, plan=plan)

    @property
    def disclosure(self) -> Disclosure:
        return Disclosure.FULL if self.proved else Disclosure.PUBLIC

    def may_see_months(self, settings: Settings) -> bool:
        return self.proved or settings.lookup_policy != "verified"


def router() -> Router:
    router = Router(name="person")
    router.callback_query.register(turn_to, View.filter(F.screen.in_(SCREENS)))
    router.callback_query.register(remember, Remember.filter())
    router.callback_query.register(ask_for_contact, Prove.filter())
    router.message.register(take_contact, StateFilter(Lookup.proof), When(F.contact))
    return router


async def show_person(
    event: Message | CallbackQuery,
    person: Person,
    account: Account,
    law: Law,
    ledger: Ledger,
    settings: Settings,
    texts: Texts,
    today: date,
    headline: Headline,
    screen: str,
) -> None:
    answer = await status_of(person, law, ledger, today)
    voice = Voice(texts, law)
    if not person.may_see_months(settings):
        brief = await headline.above(brief_message(answer, voice), texts)
        await show(event, brief, keyboards.unproved(texts))
        return
    known = account.remembered == person.key
    buttons = keyboards.person(texts, answer, screen, remembered=known)
    if screen == "ways":
        buttons.inline_keyboard[:0] = _copies(answer, voice)
    page = message_about(answer, voice, person.disclosure, screen)
    if screen in WITH_HEADLINE:
        page = await headline.above(page, texts)
    await show(event, page, buttons)


async def status_of(person: Person, law: Law, ledger: Ledger, today: date) -> Status:
    """As much of it as the asker may learn."""
    return status(law, await ledger.history(person.key), today, person.disclosure)


def _copies(answer: Status, voice: Voice) -> list[list[InlineKeyboardButton]]:
    """Periods and sums to copy for the least way, where they are few enough to stand in a row."""
    way = answer.ways.least_now or answer.ways.least_over_a_year
    few = way is not None and len(way.costs) <= FEW_MONTHS
    return copy_rows(months_to_pay(way.costs, voice), voice) if way and few else []


def message_about(answer: Status, voice: Voice, disclosure: Disclosure, screen: str) -> Markup:
    match screen:
        case "debt":
            return debt_message(answer, voice)
        case "year":
            return months_message(answer, voice)
        case "ways":
            return ways_message(answer, voice)
        case _:
            return status_message(answer, voice, disclosure)


async def spoken_of(query: CallbackQuery, state: FSMContext, texts: Texts) -> Person | None:
    """The person of the conversation; where it is no longer known, the screen says so."""
    person = await Person.spoken_of(state)
    if person is None:
        await show(query, texts("person.forgotten"), keyboards.another(texts))
    return person


async def turn_to(
    query: CallbackQuery,
    callback_data: View,
    state: FSMContext,
    texts: Texts,
    onward: Onward,
) -> None:
    person = await spoken_of(query, state, texts)
    if person is None:
        return
    await onward(query, callback_data.screen, person=person)


async def remember(
    query: CallbackQuery,
    state: FSMContext,
    account_key: bytes,
    accounts: Accounts,
    texts: Texts,
    onward: Onward,
    callback_answer: CallbackAnswer,
) -> None:
    person = await spoken_of(query, state, texts)
    if person is None:
        return
    if await accounts.remember(account_key, person.key):
        callback_answer.text = texts("alert.reminders-ended")
        callback_answer.show_alert = True
    await onward(query, "status", person=person, account=await accounts.get(account_key))


async def ask_for_contact(query: CallbackQuery, state: FSMContext, texts: Texts) -> None:
    if await spoken_of(query, state, texts) is None:
        return
    await state.set_state(Lookup.proof)
    assert query.bot is not None
    await query.bot.send_message(
        query.from_user.id, texts("proof.ask"), reply_markup=keyboards.contact(texts)
    )


async def take_contact(
    message: Message,
    state: FSMContext,
    ledger: Ledger,
    pseudonyms: Pseudonyms,
    texts: Texts,
    onward: Onward,
) -> None:
    """Only the sender's own contact proves anything: Telegram itself vouches for that."""
    person, contact = await Person.spoken_of(state), message.contact
    assert contact is not None
    assert message.from_user is not None
    await state.set_state(None)
    own = contact.user_id == message.from_user.id
    phone = pseudonyms.phone(contact.phone_number)
    if person is None or not own or not await ledger.phone_matches(person.key, phone):
        await message.answer(texts("proof.no-match"), reply_markup=ReplyKeyboardRemove())
        await say(message, texts("proof.what-next"), keyboards.to_menu(texts))
        return
    proved = Person(person.key, proved=True)
    await proved.keep(state)
    await message.answer(texts("proof.matched"), reply_markup=ReplyKeyboardRemove())
    await onward(message, "status", person=proved)

"""A twelve-digit number at any moment: taken, wiped from the chat, checked, counted, answered."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

import structlog
from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, User

from bot.headline import Headline
from bot.ledger import Ledger, Pseudonyms
from bot.middlewares import Onward
from bot.reading.iins import iin_in
from bot.rules.identity import iin_fault
from bot.rules.law import Law
from bot.screen import say, show
from bot.settings import Settings
from bot.state import Account, Audit, Count, Counts, Feature, Limit, Lookups, Refused, Switches
from bot.state.audit import actor_of
from bot.texts import Texts
from handlers import keyboards
from handlers.closed import ways_on
from handlers.filters import When
from handlers.person import Person, show_person
from handlers.states import Lookup
from handlers.welcome import ask_consent

SEPARATORS: Final = re.compile(r"[\s\u2010-\u2015-]+")
MEANT_AS_IIN: Final = re.compile(r"\d{9,}")
"""A number with a digit or two missing or too many is a slip, and as personal as the right one."""

log = structlog.get_logger(__name__)

SHORT: Final = frozenset({Limit.PAUSE, Limit.MINUTE})
"""Limits that open again within the hour; the others do the next day."""
ANOTHER: Final = "another"
"""Detail of a link that asks for an IIN although somebody is remembered."""


def router() -> Router:
    router = Router(name="lookup")
    router.message.register(take_iin, When(F.text.func(holds_iin)))
    router.message.register(
        take_iin, StateFilter(Lookup.iin), When(F.text), When(F.text.func(meant_as_iin))
    )
    router.message.register(still_waiting, StateFilter(Lookup.iin), When(F.text))
    return router


def holds_iin(text: str) -> bool:
    return iin_in(text) is not None


def meant_as_iin(text: str) -> bool:
    return not text.startswith("/") and bool(MEANT_AS_IIN.search(SEPARATORS.sub("", text)))


async def open_screen(
    event: Message | CallbackQuery,
    state: FSMContext,
    account: Account,
    law: Law,
    ledger: Ledger,
    settings: Settings,
    texts: Texts,
    today: date,
    headline: Headline,
    switches: Switches,
    detail: str = "",
    person: Person | None = None,
    *,
    screen: str,
) -> None:
    """A screen about `person`, or about whom the account remembers; else the IIN is asked for."""
    switches.require(Feature.LOOKUPS)
    if account.consented_on is None:
        await ask_consent(event, state, texts, bound_for=screen)
        return
    if person is None and account.remembered and detail != ANOTHER:
        person = Person(account.remembered)
        await person.keep(state)
    if person is None:
        await ask_for_iin(event, state, texts, screen)
        return
    await show_person(event, person, account, law, ledger, settings, texts, today, headline, screen)


async def ask_for_iin(
    event: Message | CallbackQuery, state: FSMContext, texts: Texts, screen: str
) -> None:
    await state.set_state(Lookup.iin)
    await state.update_data(screen=screen)
    await show(event, texts("lookup.ask"), keyboards.iin_wanted(texts))


async def still_waiting(message: Message, texts: Texts, switches: Switches) -> None:
    switches.require(Feature.LOOKUPS)
    await say(message, texts("lookup.waiting"), keyboards.iin_wanted(texts))


async def take_iin(
    message: Message,
    state: FSMContext,
    account: Account,
    account_key: bytes,
    lookups: Lookups,
    pseudonyms: Pseudonyms,
    texts: Texts,
    settings: Settings,
    onward: Onward,
    switches: Switches,
    counts: Counts,
    audit: Audit,
    event_from_user: User,
) -> None:
    iin = _digits(message.text or "")
    await _wipe(message)
    switches.require(Feature.LOOKUPS)
    if await state.get_state() != Lookup.iin.state:
        # Nobody asked for it: what was asked for before is over, and the status is the answer.
        await state.update_data(screen=None)
    if account.consented_on is None:
        await ask_consent(message, state, texts, bound_for="status")
        return
    if fault := iin_fault(iin):
        await state.set_state(Lookup.iin)
        if refused := await lookups.slip(account_key):
            await refuse(message, refused, texts, counts)
            return
        await say(message, texts(f"iin.invalid.{fault}"), keyboards.iin_wanted(texts))
        return
    key = pseudonyms.person(iin)
    if key != account.remembered:  # who asks about themselves is never counted
        refused = await lookups.ask(account_key, key)
        if settings.is_staff(event_from_user.id):
            action = "staff.lookup-refused" if refused else "staff.lookup"
            await audit.note(actor_of(account_key), action)
        if refused:
            await refuse(message, refused, texts, counts)
            return
        counts.add(Count.LOOKUPS, texts.language)
    screen = await state.get_value("screen") or "status"
    await state.set_state(None)
    await state.update_data(screen=None)
    await Person(key).keep(state)
    await onward(message, screen, person=Person(key))


async def refuse(message: Message, refused: Refused, texts: Texts, counts: Counts) -> None:
    """Which limit was reached, when the next lookup is possible, and what works until then.

    Said before anybody looks into the ledger: whether it knows the person makes no difference.
    """
    log.warning("a lookup was refused", limit=refused.limit.value)
    counts.add(Count.LIMITED, texts.language)
    if refused.limit in SHORT:
        time = f"{refused.until + timedelta(seconds=59):%H:%M}"  # the next whole minute
        words = texts(f"lookup.wait.{refused.limit}", time=time)
    else:
        words = texts(f"lookup.limit.{refused.limit}")
    await say(message, words, ways_on(texts))


def _digits(text: str) -> str:
    """The IIN, or the slip that stands in its place."""
    return iin_in(text) or re.sub(r"[^\w]", "", text)


async def _wipe(message: Message) -> None:
    """Nobody who looks over a shoulder, or into the phone later, finds the number."""
    with suppress(TelegramBadRequest):
        await message.delete()

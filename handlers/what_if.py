"""What if: months paid today, payments that stop, another day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Self

from aiogram import F, Router
from aiogram.enums import ButtonStyle
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from bot.answers.format import Format
from bot.answers.voice import Voice
from bot.answers.what_if import what_if_message
from bot.ledger import Ledger
from bot.middlewares import Conversing
from bot.reading.days import DayMisread, read_day
from bot.rules.declared import declared_history
from bot.rules.history import History
from bot.rules.law import Law
from bot.rules.months import Month, months_between
from bot.rules.planning.questions import day_in
from bot.rules.planning.what_if import Supposition, check, payable, what_if
from bot.rules.refusals import BadInput
from bot.rules.situation import Disclosure, Situation
from bot.screen import show
from bot.settings import Settings
from bot.state import Account
from bot.texts import Texts
from handlers.callbacks import (
    Menu,
    OwnScreen,
    View,
    WhatIfDay,
    WhatIfOf,
    WhatIfPay,
    WhatIfScreen,
    WhatIfStops,
)
from handlers.filters import WORDS
from handlers.keyboards import button, in_rows, keyboard, menu_button
from handlers.own_months import OwnMonths
from handlers.person import Person
from handlers.states import WhatIf

Of = Literal["person", "own"]

NEAR_MONTHS = 8
"""Coming first days worth a button of their own."""


@dataclass(frozen=True)
class Supposing:
    """Of whom something is supposed, and what, as it stands in the state of the conversation."""

    of: Of
    supposed: Supposition = field(default_factory=Supposition)

    @classmethod
    async def begun(cls, state: FSMContext) -> Self | None:
        kept = await state.get_value("what_if")
        if kept is None:
            return None
        supposed = Supposition(
            pay=frozenset(map(Month.parse, kept["pay"])),
            stops=Month.parse(kept["stops"]) if kept["stops"] else None,
            on=date.fromisoformat(kept["on"]) if kept["on"] else None,
        )
        return cls(kept["of"], supposed)

    async def keep(self, state: FSMContext) -> None:
        supposed = self.supposed
        kept = {
            "of": self.of,
            "pay": sorted(map(str, supposed.pay)),
            "stops": str(supposed.stops) if supposed.stops else None,
            "on": supposed.on.isoformat() if supposed.on else None,
        }
        await state.update_data(what_if=kept)


@dataclass(frozen=True)
class Conversation:
    """One step of supposing, and what it takes to go on."""

    event: Message | CallbackQuery
    state: FSMContext
    law: Law
    ledger: Ledger
    settings: Settings
    texts: Texts
    today: date

    async def history(self, of: Of) -> tuple[History, Disclosure] | None:
        """The months to suppose something about; None where they are no longer spoken of."""
        if of == "own":
            own = await OwnMonths.marked(self.state, self.law, self.today)
            if own is None or own.lacks_state_today:
                return None
            history = declared_history(self.law, own.declaration(), self.today)
            return history, Disclosure.FULL
        person = await Person.spoken_of(self.state)
        if person is None or not person.may_see_months(self.settings):
            return None
        return await self.ledger.history(person.key), person.disclosure

    async def go_on(self, supposing: Supposing) -> None:
        """Today and what is supposed, side by side."""
        known = await self.history(supposing.of)
        if known is None:
            await self.start_anew()
            return
        supposing = self._without_past(supposing)
        await supposing.keep(self.state)
        await self.state.set_state(None)
        history, disclosure = known
        answer = what_if(self.law, history, self.today, supposing.supposed, disclosure)
        words = what_if_message(answer, Voice(self.texts, self.law), disclosure)
        await show(self.event, words, answer_keyboard(supposing, self.texts))

    async def ask_of_whom(self) -> None:
        await self.state.set_state(None)
        await show(self.event, self.texts("whatif.of-whom"), whom_keyboard(self.texts))

    async def start_anew(self) -> None:
        """Of whom it was is no longer known."""
        await self.state.set_state(None)
        await show(self.event, self.texts("whatif.out-of-date"), whom_keyboard(self.texts))

    async def begun(self) -> Supposing | None:
        """What is being supposed; where that is no longer known, the screen says so."""
        supposing = await Supposing.begun(self.state)
        if supposing is None or await self.history(supposing.of) is None:
            await self.start_anew()
            return None
        return supposing

    async def change(self, changed: Callable[[Supposition], Supposition]) -> None:
        """Suppose something else, and answer."""
        supposing = await self.begun()
        if supposing is not None:
            await self.go_on(replace(supposing, supposed=changed(supposing.supposed)))

    async def look_at(self, day: str) -> None:
        """Another day; one that does not exist or has passed is refused, and the step stays."""
        supposing = await self.begun()
        if supposing is None:
            return
        try:
            on = day_in(day, "on")
            supposed = replace(supposing.supposed, on=on)
            check(supposed, self.today)
        except BadInput as refusal:
            await self.object(refusal.reason)
            return
        await self.go_on(replace(supposing, supposed=supposed))

    async def object(self, reason: str) -> None:
        sentence = self.texts(f"events.misread.{reason}")
        await show(self.event, sentence, self.days_keyboard())

    def days_keyboard(self) -> InlineKeyboardMarkup:
        """First days of coming months, where anything changes."""
        form, month = Format(self.texts.language), Month.containing(self.today)
        days = [(month + number).first_day for number in range(1, NEAR_MONTHS + 1)]
        buttons = [button(form.day(day), WhatIfDay(day=day.isoformat())) for day in days]
        return keyboard(*in_rows(buttons, 2), [_back(self.texts)])

    async def offer_months(self, supposing: Supposing) -> None:
        """What can be paid today, month by month."""
        known = await self.history(supposing.of)
        assert known is not None
        history, disclosure = known
        months = payable(Situation.of(self.law, history, self.today, disclosure))
        chosen = supposing.supposed.pay
        buttons = [_month_button(one, self.texts, chosen=one in chosen) for one in months]
        rows = in_rows(buttons, 2)
        await show(self.event, self.texts("whatif.pay"), keyboard(*rows, [_back(self.texts)]))

    def _without_past(self, supposing: Supposing) -> Supposing:
        """A day or month supposed yesterday may have passed by today."""
        supposed = supposing.supposed
        if supposed.on is not None and supposed.on < self.today:
            supposed = replace(supposed, on=None)
        if supposed.stops is not None and supposed.stops < Month.containing(self.today):
            supposed = replace(supposed, stops=None)
        return replace(supposing, supposed=supposed)


def router() -> Router:
    router = Router(name="what_if")
    router.callback_query.middleware(Conversing(Conversation))
    router.message.middleware(Conversing(Conversation))
    router.callback_query.register(begin, WhatIfOf.filter())
    router.callback_query.register(offer_months, WhatIfScreen.filter(F.to == "pay"))
    router.callback_query.register(offer_ends, WhatIfScreen.filter(F.to == "stops"))
    router.callback_query.register(ask_day, WhatIfScreen.filter(F.to == "day"))
    router.callback_query.register(count, WhatIfScreen.filter(F.to == "answer"))
    router.callback_query.register(clear, WhatIfScreen.filter(F.to == "nothing"))
    router.callback_query.register(toggle_month, WhatIfPay.filter())
    router.callback_query.register(choose_end, WhatIfStops.filter())
    router.callback_query.register(choose_day, WhatIfDay.filter())
    router.message.register(take_day, StateFilter(WhatIf.day), WORDS)
    return router


async def open_what_if(
    event: Message | CallbackQuery,
    state: FSMContext,
    account: Account,
    law: Law,
    ledger: Ledger,
    settings: Settings,
    texts: Texts,
    today: date,
) -> None:
    """About the person spoken of or remembered, else about one's own months, else ask."""
    conversation = Conversation(event, state, law, ledger, settings, texts, today)
    if await Person.spoken_of(state) is None and account.remembered and account.consented_on:
        await Person(account.remembered).keep(state)
    choices: tuple[Of, ...] = ("person", "own")
    for of in choices:
        if await conversation.history(of) is not None:
            await conversation.go_on(Supposing(of))
            return
    await conversation.ask_of_whom()


async def begin(_: CallbackQuery, callback_data: WhatIfOf, conversation: Conversation) -> None:
    await conversation.go_on(Supposing(callback_data.of))


async def count(_: CallbackQuery, conversation: Conversation) -> None:
    await conversation.change(lambda supposed: supposed)


async def clear(_: CallbackQuery, conversation: Conversation) -> None:
    await conversation.change(lambda _supposed: Supposition())


async def toggle_month(
    _: CallbackQuery, callback_data: WhatIfPay, conversation: Conversation
) -> None:
    supposing = await conversation.begun()
    if supposing is None:
        return
    paid = supposing.supposed.pay ^ {Month.parse(callback_data.period)}
    toggled = replace(supposing, supposed=replace(supposing.supposed, pay=paid))
    await toggled.keep(conversation.state)
    await conversation.offer_months(toggled)


async def choose_end(
    _: CallbackQuery, callback_data: WhatIfStops, conversation: Conversation
) -> None:
    month = Month.parse(callback_data.period)
    await conversation.change(lambda supposed: replace(supposed, stops=month))


async def choose_day(
    _: CallbackQuery, callback_data: WhatIfDay, conversation: Conversation
) -> None:
    await conversation.look_at(callback_data.day)


async def take_day(message: Message, conversation: Conversation) -> None:
    """A typed day; what is none is said so, and the step stays."""
    assert message.text is not None
    try:
        day = read_day(message.text, conversation.today)
    except DayMisread as misread:
        await conversation.object(misread.fault)
        return
    await conversation.look_at(day.isoformat())


async def offer_months(_: CallbackQuery, conversation: Conversation) -> None:
    supposing = await conversation.begun()
    if supposing is not None:
        await conversation.offer_months(supposing)


async def offer_ends(query: CallbackQuery, conversation: Conversation) -> None:
    """Months from the current one on, from which nothing comes any more."""
    if await conversation.begun() is None:
        return
    texts, month = conversation.texts, Month.containing(conversation.today)
    form, year = Format(texts.language), conversation.law.count("status_months", conversation.today)
    months = months_between(month, month + (year - 1))
    buttons = [button(form.short_month(one), WhatIfStops(period=str(one))) for one in months]
    await show(query, texts("whatif.stops"), keyboard(*in_rows(buttons, 2), [_back(texts)]))


async def ask_day(query: CallbackQuery, conversation: Conversation) -> None:
    if await conversation.begun() is None:
        return
    await conversation.state.set_state(WhatIf.day)
    await show(query, conversation.texts("whatif.day"), conversation.days_keyboard())


def answer_keyboard(supposing: Supposing, texts: Texts) -> InlineKeyboardMarkup:
    """What else to suppose; back to where the months come from."""
    supposed = supposing.supposed
    whose = View(screen="status") if supposing.of == "person" else OwnScreen(to="answer")
    pay = button(texts("button.pay"), Menu(to="pay"))
    nothing = button(texts("button.whatif.nothing"), WhatIfScreen(to="nothing"))
    return keyboard(
        [button(texts("button.whatif.pay"), WhatIfScreen(to="pay"))],
        [button(texts("button.whatif.stops"), WhatIfScreen(to="stops"))],
        [button(texts("button.whatif.day"), WhatIfScreen(to="day"))],
        *([] if supposed.empty else [[nothing, pay] if supposed.pay else [nothing]]),
        [button(texts(f"button.whatif.back.{supposing.of}"), whose), menu_button(texts)],
    )


def whom_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [button(texts("button.whatif.by-iin"), Menu(to="status"), ButtonStyle.PRIMARY)],
        [button(texts("button.months"), Menu(to="months"))],
        [menu_button(texts)],
    )


def _back(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.whatif.answer"), WhatIfScreen(to="answer"))


def _month_button(month: Month, texts: Texts, *, chosen: bool) -> InlineKeyboardButton:
    """A month to pay today; a chosen one says so in words."""
    name = Format(texts.language).short_month(month)
    key = "button.whatif.month-paid" if chosen else "button.whatif.month"
    return button(texts(key, month=name), WhatIfPay(period=str(month)))

"""The penalty of those who withhold for others: a sum, its due date, the day of payment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Self

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answers.penalty import (
    Part,
    misread_amount,
    misread_day,
    penalty_answer,
    penalty_question,
)
from bot.answers.voice import Voice
from bot.reading.days import DayMisread, read_day
from bot.reading.sums import SumMisread, read_sum
from bot.rules.amounts import check_sum
from bot.rules.due import due_date, past_due_dates
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.penalty import check_due
from bot.rules.refusals import BadInput
from bot.screen import say, show
from bot.texts import Markup, Texts
from handlers.callbacks import Menu, PenaltyDue, PenaltyPaidToday, PenaltyStep
from handlers.filters import WORDS
from handlers.keyboards import button, keyboard, menu_button
from handlers.states import Penalty

MOST_MONTHS = 8
"""Due dates to choose from; an older one is typed."""

_STEPS = {Part.AMOUNT: Penalty.amount, Part.DUE: Penalty.due, Part.PAID: Penalty.paid}


@dataclass(frozen=True)
class Overdue:
    """What has been told so far, as it stands in the state of the conversation."""

    amount: Decimal | None = None
    due: date | None = None
    paid: date | None = None

    @classmethod
    async def begun(cls, state: FSMContext) -> Self:
        kept = await state.get_value("penalty") or {}
        return cls(
            amount=Decimal(kept["amount"]) if "amount" in kept else None,
            due=date.fromisoformat(kept["due"]) if "due" in kept else None,
            paid=date.fromisoformat(kept["paid"]) if "paid" in kept else None,
        )

    async def keep(self, state: FSMContext) -> None:
        await state.update_data(penalty={part: str(told) for part, told in self.told.items()})

    def without(self, part: Part) -> Self:
        """To be asked for that part again."""
        match part:
            case Part.AMOUNT:
                return replace(self, amount=None)
            case Part.DUE:
                return replace(self, due=None)
            case Part.PAID:
                return replace(self, paid=None)

    @property
    def told(self) -> dict[Part, Decimal | date]:
        every = {Part.AMOUNT: self.amount, Part.DUE: self.due, Part.PAID: self.paid}
        return {part: told for part, told in every.items() if told is not None}

    @property
    def lacking(self) -> Part | None:
        """What is to be asked for next."""
        return next((part for part in Part if part not in self.told), None)


def router() -> Router:
    router = Router(name="penalty")
    router.callback_query.register(choose_due, PenaltyDue.filter())
    router.callback_query.register(take_today, PenaltyPaidToday.filter())
    router.callback_query.register(ask_again, PenaltyStep.filter())
    router.message.register(take_amount, StateFilter(Penalty.amount), WORDS)
    router.message.register(take_due, StateFilter(Penalty.due), WORDS)
    router.message.register(take_paid, StateFilter(Penalty.paid), WORDS)
    return router


async def open_penalty(
    event: Message | CallbackQuery, state: FSMContext, law: Law, texts: Texts, today: date
) -> None:
    await go_on(event, Overdue(), state, Voice(texts, law), today)


async def take_amount(
    message: Message, state: FSMContext, law: Law, texts: Texts, today: date
) -> None:
    assert message.text is not None
    voice = Voice(texts, law)
    try:
        amount = read_sum(message.text)
        check_sum(Part.AMOUNT, amount, positive=True)
    except (SumMisread, BadInput) as misread:
        await refuse(message, misread_amount(misread, voice), Part.AMOUNT, state, voice, today)
        return
    overdue = replace(await Overdue.begun(state), amount=amount)
    await go_on(message, overdue, state, voice, today)


async def choose_due(
    query: CallbackQuery,
    callback_data: PenaltyDue,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    due = due_date(law, Month.parse(callback_data.period))
    overdue = replace(await Overdue.begun(state), due=due)
    await go_on(query, overdue, state, Voice(texts, law), today)


async def take_due(
    message: Message, state: FSMContext, law: Law, texts: Texts, today: date
) -> None:
    assert message.text is not None
    voice, due = Voice(texts, law), None
    try:
        due = read_day(message.text, today)
        check_due(law, due)
    except (DayMisread, BadInput) as misread:
        sentence = misread_day(misread, due, today, voice)
        await refuse(message, sentence, Part.DUE, state, voice, today)
        return
    overdue = replace(await Overdue.begun(state), due=due)
    await go_on(message, overdue, state, voice, today)


async def take_today(
    query: CallbackQuery, state: FSMContext, law: Law, texts: Texts, today: date
) -> None:
    overdue = replace(await Overdue.begun(state), paid=today)
    await go_on(query, overdue, state, Voice(texts, law), today)


async def take_paid(
    message: Message, state: FSMContext, law: Law, texts: Texts, today: date
) -> None:
    assert message.text is not None
    voice = Voice(texts, law)
    try:
        paid = read_day(message.text, today)
    except DayMisread as misread:
        sentence = misread_day(misread, None, today, voice)
        await refuse(message, sentence, Part.PAID, state, voice, today)
        return
    overdue = replace(await Overdue.begun(state), paid=paid)
    await go_on(message, overdue, state, voice, today)


async def ask_again(
    query: CallbackQuery,
    callback_data: PenaltyStep,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    """Another sum, due date or day of payment; the rest stays."""
    overdue = (await Overdue.begun(state)).without(Part(callback_data.of))
    await go_on(query, overdue, state, Voice(texts, law), today)


async def go_on(
    event: Message | CallbackQuery, overdue: Overdue, state: FSMContext, voice: Voice, today: date
) -> None:
    """Ask for what is lacking, or answer."""
    await overdue.keep(state)
    part = overdue.lacking
    if part is not None:
        await state.set_state(_STEPS[part])
        question = penalty_question(part, overdue.told, today, voice)
        await show(event, question, asking_keyboard(part, voice, today))
        return
    assert overdue.amount is not None
    assert overdue.due is not None
    assert overdue.paid is not None
    try:
        answer = penalty_answer(overdue.amount, overdue.due, overdue.paid, voice)
    except BadInput as refusal:  # the day of payment is a slip
        await overdue.without(Part.PAID).keep(state)
        sentence = misread_day(refusal, overdue.paid, today, voice)
        await refuse(event, sentence, Part.PAID, state, voice, today)
        return
    await state.set_state(None)
    await show(event, answer, answer_keyboard(voice.texts))


async def refuse(
    event: Message | CallbackQuery,
    sentence: Markup,
    part: Part,
    state: FSMContext,
    voice: Voice,
    today: date,
) -> None:
    """The step is kept: the same is typed anew."""
    await state.set_state(_STEPS[part])
    await say(event, sentence, asking_keyboard(part, voice, today))


def asking_keyboard(part: Part, voice: Voice, today: date) -> InlineKeyboardMarkup:
    texts = voice.texts
    match part:
        case Part.AMOUNT:
            return keyboard([menu_button(texts)])
        case Part.DUE:
            months = _months(voice, today)
            return keyboard(*months, [_again(Part.AMOUNT, texts), menu_button(texts)])
        case Part.PAID:
            today_button = button(texts("button.penalty.today"), PenaltyPaidToday())
            return keyboard([today_button], [_again(Part.DUE, texts), menu_button(texts)])


def answer_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [_again(Part.PAID, texts), _again(Part.DUE, texts)],
        [_again(Part.AMOUNT, texts), button(texts("button.dates"), Menu(to="dates"))],
        [button(texts("button.accountant"), Menu(to="accountant")), menu_button(texts)],
    )


def _months(voice: Voice, today: date) -> list[list[InlineKeyboardButton]]:
    """Recent months, each with its due date."""
    form = voice.format
    months = [
        button(
            voice.texts(
                "button.penalty.month", month=form.month_name(one.month), day=form.day(one.day)
            ),
            PenaltyDue(period=str(one.month)),
        )
        for one in past_due_dates(voice.law, today, MOST_MONTHS)
    ]
    return [months[start : start + 2] for start in range(0, len(months), 2)]


def _again(part: Part, texts: Texts) -> InlineKeyboardButton:
    return button(texts(f"button.penalty.another.{part}"), PenaltyStep(of=part.value))

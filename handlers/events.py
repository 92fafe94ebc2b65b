"""Changes in life: a few questions, and what follows for the status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from aiogram import Router
from aiogram.enums import ButtonStyle
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from bot.answers.events import (
    Ground,
    leave_check_message,
    misread_answer,
    outlook_message,
    question_message,
    return_message,
)
from bot.answers.format import Format
from bot.answers.refusals import refusal_sentence
from bot.answers.sums import misread_sentence
from bot.answers.voice import Voice
from bot.ledger import Ledger
from bot.middlewares import Conversing
from bot.reading.days import DayMisread, read_day
from bot.reading.sums import SumMisread, read_sum
from bot.rules.declared import Declaration, declared_history, declared_status
from bot.rules.history import History
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.planning.events import event_of
from bot.rules.planning.leave_check import LeaveCheck
from bot.rules.planning.outlook import Outlook
from bot.rules.planning.questions import (
    UNKNOWN,
    Change,
    Question,
    Sort,
    day_in,
    likely_days,
    next_question,
    question_named,
    sum_in,
)
from bot.rules.refusals import BadInput, Refusal
from bot.screen import show
from bot.texts import Markup, Texts
from handlers.callbacks import EventAnswer, EventOf, Menu
from handlers.filters import WORDS
from handlers.keyboards import button, in_rows, keyboard, menu_button
from handlers.own_months import OwnMonths
from handlers.person import Person
from handlers.states import Events

NOT_KNOWN = "unknown"
"""Stands in a button for a day that is not known yet."""


@dataclass(frozen=True)
class Planned:
    """A change and the answers about it, as they stand in the state of the conversation."""

    change: Change
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    async def begun(cls, state: FSMContext) -> Self | None:
        kept = await state.get_value("event")
        return None if kept is None else cls(Change(kept["change"]), kept["answers"])

    async def keep(self, state: FSMContext) -> None:
        kept = {"change": str(self.change), "answers": dict(self.answers)}
        await state.update_data(event=kept)

    @property
    def asks(self) -> Question | None:
        return next_question(self.change, self.answers)

    def answering(self, question: Question, value: str, today: date) -> Self:
        """With one answer more. Raises `BadInput` where it cannot be one."""
        question.check(value, self.answers, today)
        return replace(self, answers={**self.answers, question.name: value})


@dataclass(frozen=True)
class Conversation:
    """One step of the conversation about a change, and what it takes to go on."""

    event: Message | CallbackQuery
    state: FSMContext
    law: Law
    ledger: Ledger
    texts: Texts
    today: date

    @property
    def voice(self) -> Voice:
        return Voice(self.texts, self.law)

    async def go_on(self, planned: Planned) -> None:
        """The next question; after the last one, the answer."""
        await planned.keep(self.state)
        question = planned.asks
        if question is None:
            await self.count(planned)
            return
        await self.state.set_state(Events.answer)
        words = question_message(planned.change, question, planned.answers, self.voice, self.today)
        await show(self.event, words, self.buttons(planned, question))

    async def take(self, planned: Planned, question: Question, value: str) -> None:
        """An answer; where it cannot be one, what is wrong with it, and the step stays."""
        try:
            answered = planned.answering(question, value, self.today)
        except BadInput as refusal:
            await self.object(refusal, planned, question)
            return
        await self.go_on(answered)

    async def object(self, refusal: BadInput, planned: Planned, question: Question) -> None:
        sentence = misread_answer(refusal, self.voice)
        await show(self.event, sentence, self.buttons(planned, question))

    async def count(self, planned: Planned) -> None:
        """What follows; what the answers contradict together is asked again."""
        try:
            words, payable = await self.outcome(planned)
        except BadInput as refusal:
            await self.reopen(refusal, planned)
            return
        except Refusal as refusal:
            await self.state.set_state(None)
            sentence = refusal_sentence(refusal, self.voice)
            await show(self.event, sentence, outcome_keyboard(planned.change, self.texts))
            return
        await self.state.set_state(None)
        await show(self.event, words, outcome_keyboard(planned.change, self.texts, payable=payable))

    async def reopen(self, refusal: BadInput, planned: Planned) -> None:
        """Ask the refused question again; the other answers stay."""
        question = question_named(planned.change, refusal.field)
        if question is None:
            raise refusal
        answers = {name: one for name, one in planned.answers.items() if name != question.name}
        reopened = Planned(planned.change, answers)
        await reopened.keep(self.state)
        await self.state.set_state(Events.answer)
        await self.object(refusal, reopened, question)

    async def outcome(self, planned: Planned) -> tuple[Markup, bool]:
        """The answer in words, and whether there is something to pay. Raises `BadInput`."""
        change, answers = planned.change, planned.answers
        event = event_of(self.law, change, answers, self.today)
        if change is Change.LEAVE:
            first, last = day_in(answers["from"], "from"), day_in(answers["to"], "to")
            check = LeaveCheck.of(self.law, first, last, sum_in(answers["pay"], "pay"))
            return leave_check_message(check, answers, self.voice, self.today), False
        if change is Change.RETURN:
            outlook = Outlook.of(self.law, event, self.today)
            status = declared_status(self.law, Declaration({}), max(event.starts_on, self.today))
            return return_message(outlook, answers, status, self.voice), True
        facts, ground = await self.known()
        outlook = Outlook.of(self.law, event, self.today, facts)
        return outlook_message(outlook, answers, ground, self.voice), bool(outlook.empty)

    async def known(self) -> tuple[History | None, Ground]:
        """The months that the person marked, or those of a person who has proved who they are."""
        own = await OwnMonths.marked(self.state, self.law, self.today)
        if own is not None:
            declaration = replace(own.declaration(), state_pays_today=False)
            return declared_history(self.law, declaration, self.today), Ground.OWN
        person = await Person.spoken_of(self.state)
        if person is not None and person.proved:
            return await self.ledger.history(person.key), Ground.LEDGER
        return None, Ground.ASSUMED

    async def start_anew(self) -> None:
        """What was being asked is no longer kept, or another question stands now."""
        await self.state.set_state(None)
        await show(self.event, self.texts("events.out-of-date"), changes_keyboard(self.texts))

    def buttons(self, planned: Planned, question: Question) -> InlineKeyboardMarkup:
        quick = list(_quick(question, planned, self.texts, self.today))
        rows = in_rows(quick, 1 if question.sort is Sort.CHOICE else 2)
        return keyboard(*rows, [other_changes(self.texts), menu_button(self.texts)])


def router() -> Router:
    router = Router(name="events")
    router.callback_query.middleware(Conversing(Conversation))
    router.message.middleware(Conversing(Conversation))
    router.callback_query.register(begin, EventOf.filter())
    router.callback_query.register(take_choice, EventAnswer.filter())
    router.message.register(take_text, StateFilter(Events.answer), WORDS)
    return router


async def open_events(
    event: Message | CallbackQuery,
    state: FSMContext,
    law: Law,
    ledger: Ledger,
    texts: Texts,
    today: date,
    detail: str = "",
) -> None:
    """The changes to choose from, or one of them at once."""
    if detail in set(Change):
        conversation = Conversation(event, state, law, ledger, texts, today)
        await conversation.go_on(Planned(Change(detail)))
        return
    await state.set_state(None)
    await show(event, texts("events.page"), changes_keyboard(texts))


async def begin(_: CallbackQuery, callback_data: EventOf, conversation: Conversation) -> None:
    await conversation.go_on(Planned(callback_data.change))


async def take_choice(
    _: CallbackQuery, callback_data: EventAnswer, conversation: Conversation
) -> None:
    planned = await Planned.begun(conversation.state)
    question = planned.asks if planned else None
    if planned is None or question is None or question.name != callback_data.name:
        await conversation.start_anew()
        return
    value = UNKNOWN if callback_data.value == NOT_KNOWN else callback_data.value
    await conversation.take(planned, question, value)


async def take_text(message: Message, conversation: Conversation) -> None:
    planned = await Planned.begun(conversation.state)
    question = planned.asks if planned else None
    if planned is None or question is None:
        await conversation.start_anew()
        return
    assert message.text is not None
    try:
        value = read_answer(question, message.text, conversation.today)
    except SumMisread as misread:
        sentence = misread_sentence(misread, conversation.voice)
        await show(message, sentence, conversation.buttons(planned, question))
    except BadInput as refusal:
        await conversation.object(refusal, planned, question)
    else:
        await conversation.take(planned, question, value)


def read_answer(question: Question, text: str, today: date) -> str:
    """What was typed, as it is kept. Raises `BadInput` and `SumMisread`."""
    if question.sort is Sort.SUM:
        return str(read_sum(text))
    if question.sort is not Sort.DAY:
        raise BadInput(question.name, "tap")
    try:
        return read_day(text, today).isoformat()
    except DayMisread as misread:
        raise BadInput(question.name, misread.fault) from None


def changes_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    changes = [button(texts(f"button.event.{change}"), EventOf(change=change)) for change in Change]
    return keyboard(*in_rows(changes, 2), [menu_button(texts)])


def outcome_keyboard(
    change: Change, texts: Texts, *, payable: bool = False
) -> InlineKeyboardMarkup:
    """What to do next: pay, tell one's own months, count the same with other answers."""
    pay = button(texts("button.pay"), Menu(to="pay"), ButtonStyle.PRIMARY)
    own = button(texts("button.event.own"), Menu(to="months"))
    again = button(texts("button.event.again"), EventOf(change=change))
    remind = button(texts("button.remind"), Menu(to="remind"))
    return keyboard(
        *([[pay, remind]] if payable else []),
        [again] if change in {Change.LEAVE, Change.RETURN} else [own, again],
        [other_changes(texts), menu_button(texts)],
    )


def other_changes(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.event.others"), Menu(to="events"))


def _quick(
    question: Question, planned: Planned, texts: Texts, today: date
) -> Iterator[InlineKeyboardButton]:
    """Answers that need no typing."""
    form, name = Format(texts.language), question.name
    if question.sort is Sort.DAY and not question.past:
        if not question.after:
            value = today.isoformat()
            yield button(texts("button.event.today"), EventAnswer(name=name, value=value))
        for day in likely_days(question, planned.answers, today):
            yield button(form.day(day), EventAnswer(name=name, value=day.isoformat()))
    if question.optional:
        yield button(texts("button.event.unknown"), EventAnswer(name=name, value=NOT_KNOWN))
    for choice in question.choices:
        label = texts(f"events.choice.{name}.{choice}")
        yield button(label, EventAnswer(name=name, value=choice))
    if question.sort is Sort.MONTH:
        last = Month.containing(day_in(planned.answers["to"], "to"))
        for month in (last, last + 1):
            yield button(form.month(month), EventAnswer(name=name, value=str(month)))

"""A question in a person's own words, at any moment when no conversation waits for other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from aiogram import F, Router
from aiogram.enums import ButtonStyle
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answers.asked import declined_message, several_message, unsure_message
from bot.answers.faq import Library
from bot.answers.topics import Topic
from bot.answers.voice import Voice
from bot.middlewares import Onward
from bot.reading.anonymous import anonymous
from bot.rules.law import Law
from bot.rules.months import Month
from bot.screen import say
from bot.state import Questions
from bot.texts import Catalogs, Texts
from bot.understanding import Action, Flow, Interpreter, Outcome, Understood
from handlers import keyboards
from handlers.calculator import Calculation
from handlers.callbacks import CalcSide, Menu, OwnScreen
from handlers.faq import Asked, to_topic
from handlers.own_months import OwnMonths

_SCREENS: Final[Mapping[Flow, CallbackData]] = MappingProxyType(
    {Flow.CALCULATOR: CalcSide(side="own"), Flow.MONTHS: OwnScreen(to="grid")}
)
"""Where the data of a question is looked at; it waits there in the state of the conversation."""


def router() -> Router:
    router = Router(name="questions")
    router.message.register(answer_question, F.text, ~F.text.startswith("/"))
    return router


async def answer_question(
    message: Message,
    state: FSMContext,
    law: Law,
    library: Library,
    interpreter: Interpreter,
    questions: Questions,
    texts: Texts,
    catalogs: Catalogs,
    today: date,
    onward: Onward,
) -> None:
    text = message.text or ""
    understood = (await interpreter.of(catalogs)).understood(text, today)
    if understood.outcome is Outcome.MENU:
        await say(message, texts("ask.nothing"), keyboards.menu(texts))
        return
    known = library.topics.by_id
    topics = [known[one.topic] for one in understood.matches if one.topic in known]
    await keep(text, understood, topics, questions, state, texts, today)
    action = await offer(understood.action, state, law, texts, today)
    voice = Voice(texts, law)
    if understood.parts:
        articles = {topic.id: library.article(topic, voice, today) for topic in topics}
        parts = [
            (anonymous(part.text), articles.get(part.match.topic) if part.match else None)
            for part in understood.parts
        ]
        await say(message, several_message(parts, voice), choice(topics, action, texts))
    elif understood.outcome is Outcome.ANSWERED and topics:
        await onward(message, f"faq_{topics[0].id}", action=action)
    elif topics or action is not None:
        page = unsure_message(voice) if topics else texts("ask.action-only")
        await say(message, page, choice(topics, action, texts))
    else:
        await say(message, declined_message(voice), declined(texts))


async def keep(
    text: str,
    understood: Understood,
    topics: Sequence[Topic],
    questions: Questions,
    state: FSMContext,
    texts: Texts,
    today: date,
) -> None:
    """Without anything personal, so that an opinion about the answer can point to the question."""
    offered = tuple(topic.id for topic in topics)
    partly = any(part.match is None for part in understood.parts)
    outcome = "partly" if partly else str(understood.outcome)
    number = await questions.keep(text, texts.language, offered, outcome, today)
    await Asked(number, offered).keep(state)


async def offer(
    action: Action | None, state: FSMContext, law: Law, texts: Texts, today: date
) -> InlineKeyboardButton | None:
    """Keep the data of the question where its screen looks for it; the button that leads there."""
    if action is None or action.flow not in _SCREENS:
        return None
    if action.flow is Flow.CALCULATOR:
        assert action.kind is not None
        await Calculation(action.kind, Month.containing(today), action.incomes).keep(state)
    else:
        own = await OwnMonths.marked(state, law, today) or OwnMonths.unmarked(law, today)
        told = {month: mark for month, mark in action.marks.items() if month in own.marks}
        if not told:
            return None
        await own.marking(told).keep(state)
    label = texts(f"button.ask.{action.flow}")
    return keyboards.button(label, _SCREENS[action.flow], ButtonStyle.PRIMARY)


def choice(
    topics: Sequence[Topic], action: InlineKeyboardButton | None, texts: Texts
) -> InlineKeyboardMarkup:
    """What the question may be about, a tap each; a living person, if it is none of them."""
    return keyboards.keyboard(
        *([] if action is None else [[action]]),
        *([to_topic(topic, texts)] for topic in topics),
        [contacts_button(texts), keyboards.menu_button(texts)],
    )


def declined(texts: Texts) -> InlineKeyboardMarkup:
    library = keyboards.button(texts("button.faq"), Menu(to="faq"))
    return keyboards.keyboard([library, contacts_button(texts)], [keyboards.menu_button(texts)])


def contacts_button(texts: Texts) -> InlineKeyboardButton:
    return keyboards.button(texts("button.contacts"), Menu(to="contacts"))

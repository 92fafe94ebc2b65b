"""A question in a person's own words, at any moment when no conversation waits for other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from aiogram import Router
from aiogram.enums import ButtonStyle
from aiogram.fsm.context import FSMContext
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answers.asked import several_message
from bot.answers.faq import Article, Library
from bot.answers.topics import Topic
from bot.answers.voice import Voice, paragraphs
from bot.clock import Clock
from bot.middlewares import Onward
from bot.reading.anonymous import anonymous
from bot.rules.history import PayerKind
from bot.rules.law import Law
from bot.rules.months import Month
from bot.screen import say
from bot.state import Count, Counts, Feature, Questions, Switches
from bot.texts import Catalogs, Markup, Texts
from bot.understanding import Action, Flow, Interpreter, Outcome, Part, Understood
from handlers import keyboards
from handlers.calculator import Calculation
from handlers.callbacks import CalcSide, Menu, OwnScreen, Tapped
from handlers.faq import Asked, to_topic
from handlers.filters import WORDS
from handlers.own_months import OwnMonths

_SCREENS: Final[Mapping[Flow, Tapped]] = MappingProxyType(
    {Flow.CALCULATOR: CalcSide(side="own"), Flow.MONTHS: OwnScreen(to="grid")}
)
"""Where the data of a question is looked at; it waits there in the state of the conversation."""


def router() -> Router:
    router = Router(name="questions")
    router.message.register(answer_question, WORDS)
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
    clock: Clock,
    onward: Onward,
    switches: Switches,
    counts: Counts,
) -> None:
    switches.require(Feature.QUESTIONS)
    text = message.text or ""
    understood = (await interpreter.of(catalogs)).understood(text, today)
    if understood.outcome is Outcome.MENU:
        await say(message, *worded(understood, None, library, Voice(texts, law), today))
        return
    topics = shown(understood, library)
    answered = understood.outcome is Outcome.ANSWERED and bool(topics)
    counts.add(Count.ANSWERED if answered else Count.UNANSWERED, texts.language)
    await keep(text, understood, topics, questions, state, texts, clock.today())
    flow = await keep_data(understood.action, state, law, today)
    if answered and not understood.parts:
        action = None if flow is None else action_button(flow, texts)
        await onward(message, f"faq_{topics[0].id}", action=action)
        return
    await say(message, *worded(understood, flow, library, Voice(texts, law), today))


def worded(
    understood: Understood, flow: Flow | None, library: Library, voice: Voice, today: date
) -> tuple[Markup, InlineKeyboardMarkup]:
    """The answer where it is not one article alone; `flow`: where the data of it waits."""
    texts, topics = voice.texts, shown(understood, library)
    if understood.outcome is Outcome.MENU:
        return texts("ask.nothing"), keyboards.menu(texts)
    action = None if flow is None else action_button(flow, texts)
    if understood.parts:
        page = several(understood.parts, library, voice, today)
        return page, choice(topics, action, texts)
    if topics or flow is not None:
        ready = None if flow is None else texts(f"ask.ready.{flow}")
        page = paragraphs([ready, texts("ask.unsure") if topics else None])
        return page, choice(topics, action, texts)
    return texts("ask.declined"), declined(texts)


def shown(understood: Understood, library: Library) -> list[Topic]:
    """The articles that the person is going to see, or is offered."""
    known = library.topics.by_id
    topics = [known[match.topic] for match in understood.matches if match.topic in known]
    alone = understood.outcome is Outcome.ANSWERED and not understood.parts
    return topics[:1] if alone else topics


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


async def keep_data(action: Action | None, state: FSMContext, law: Law, today: date) -> Flow | None:
    """Put the data of the question where its screen looks for it; None where there is none."""
    match action:
        case Action(flow=Flow.CALCULATOR, kind=PayerKind() as kind):
            await Calculation(kind, Month.containing(today), action.incomes).keep(state)
        case Action(flow=Flow.MONTHS):
            own = await OwnMonths.marked(state, law, today) or OwnMonths.unmarked(law, today)
            told = {month: mark for month, mark in action.marks.items() if month in own.marks}
            if not told:
                return None
            await own.marking(told).keep(state)
        case _:
            return None
    return action.flow


def several(parts: Sequence[Part], library: Library, voice: Voice, today: date) -> Markup:
    """Each question of the message with the article that answers it, if one does."""

    def article(part: Part) -> Article | None:
        topic = library.topics.get(part.match.topic) if part.match else None
        return library.article(topic, voice, today) if topic else None

    return several_message([(anonymous(part.text), article(part)) for part in parts], voice)


def action_button(flow: Flow, texts: Texts) -> InlineKeyboardButton:
    label = texts(f"button.ask.{flow}")
    return keyboards.button(label, _SCREENS[flow], ButtonStyle.PRIMARY)


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

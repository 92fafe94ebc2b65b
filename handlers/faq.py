"""The library: sections, topics, articles; and what people say of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answers.faq import Library
from bot.answers.topics import Topic, Topics
from bot.answers.voice import Voice, paragraphs
from bot.clock import Clock
from bot.headline import Headline
from bot.middlewares import Onward
from bot.rules.law import Law
from bot.screen import say, show
from bot.state import Count, Counts, Feature, Feedback, Switches, opened
from bot.state.feedback import Reason
from bot.texts import Texts
from handlers import states
from handlers.callbacks import (
    LibrarySection,
    Menu,
    Opinion,
    OpinionReason,
    OpinionWords,
    View,
)
from handlers.filters import WORDS
from handlers.keyboards import button, in_rows, keyboard, menu_button
from handlers.person import SCREENS, Person

CONTACTS: Final = "contacts-phones"
PAGE: Final = 8
"""Topics on a screen."""
MOST_ONWARD: Final = 3
"""Next steps under an article, and related topics."""


@dataclass(frozen=True)
class Asked:
    """A question in words that led to articles, as it stands in the state of the conversation.

    Whoever answers such a question keeps this, so that an opinion about the answer can point to it.
    """

    question: int
    """Its number among the questions kept."""
    topics: tuple[str, ...]

    @classmethod
    async def about(cls, topic: str, state: FSMContext) -> int | None:
        """The question that led to the topic, if one did."""
        kept = await state.get_value("asked")
        return kept["question"] if kept and topic in kept["topics"] else None

    async def keep(self, state: FSMContext) -> None:
        await state.update_data(asked={"question": self.question, "topics": [*self.topics]})


def router() -> Router:
    router = Router(name="faq")
    router.callback_query.register(open_section, LibrarySection.filter())
    router.callback_query.register(take_opinion, Opinion.filter())
    router.callback_query.register(take_reason, OpinionReason.filter())
    router.callback_query.register(ask_for_words, OpinionWords.filter())
    router.message.register(take_words, StateFilter(states.Feedback.words), WORDS)
    return router


async def open_faq(
    event: Message | CallbackQuery,
    state: FSMContext,
    law: Law,
    library: Library,
    texts: Texts,
    today: date,
    onward: Onward,
    headline: Headline,
    switches: Switches,
    counts: Counts,
    detail: str = "",
    action: InlineKeyboardButton | None = None,
) -> None:
    """The article that `detail` names, or the sections.

    `action`: what the data of the question that led here calls for.
    """
    topics, topic = library.topics, library.topics.get(detail)
    if topic is None:
        notice = texts("library.unknown") if detail else None
        page = paragraphs([notice, texts("library.title")])
        await show(event, page, sections_keyboard(topics, texts))
        return
    counts.add(opened(topic.id), texts.language)
    article = library.article(topic, Voice(texts, law), today)
    spoken_of = await Person.spoken_of(state) is not None
    ask = switches.on(Feature.FEEDBACK)
    buttons = article_keyboard(topic, topics, texts, onward, action, spoken_of=spoken_of, ask=ask)
    await show(event, await headline.above(article.message(), texts), buttons)


async def open_contacts(event: Message | CallbackQuery, onward: Onward) -> None:
    await onward(event, f"faq_{CONTACTS}")


async def open_section(
    query: CallbackQuery,
    callback_data: LibrarySection,
    library: Library,
    texts: Texts,
    onward: Onward,
) -> None:
    section, number = callback_data.section, callback_data.page
    pages = pages_of(library.topics.sections.get(section, ()))
    if not 0 <= number < len(pages):  # a button older than the library
        await onward(query, "faq_gone")
        return
    name = texts(f"button.section.{section}")
    count = texts("library.page", page=number + 1, pages=len(pages)) if len(pages) > 1 else None
    title = texts("library.topics", section=name)
    page = paragraphs([title, count])
    await show(query, page, section_keyboard(section, pages, number, texts))


async def take_opinion(
    query: CallbackQuery,
    callback_data: Opinion,
    state: FSMContext,
    law: Law,
    library: Library,
    feedback: Feedback,
    texts: Texts,
    today: date,
    clock: Clock,
    onward: Onward,
    headline: Headline,
    switches: Switches,
    counts: Counts,
) -> None:
    """The article stays, with thanks below it, or with a question why it did not help."""
    switches.require(Feature.FEEDBACK)
    topic, helped = library.topics.get(callback_data.topic), callback_data.helped
    if topic is None:
        await onward(query, "faq_gone")
        return
    question = await Asked.about(topic.id, state)
    note = await feedback.keep(
        topic.id, texts.language, clock.today(), helped=helped, question=question
    )
    await state.update_data(opinion={"note": note, "topic": topic.id})
    counts.add(Count.HELPED if helped else Count.NOT_HELPED, texts.language)
    article = library.article(topic, Voice(texts, law), today)
    below = texts("feedback.thanks" if helped else "feedback.why")
    page = await headline.above(paragraphs([article.message(), below]), texts)
    if not helped:
        await show(query, page, reasons_keyboard(topic, texts))
        return
    spoken_of = await Person.spoken_of(state) is not None
    buttons = article_keyboard(topic, library.topics, texts, onward, spoken_of=spoken_of, ask=False)
    await show(query, page, buttons)


async def take_reason(
    query: CallbackQuery,
    callback_data: OpinionReason,
    state: FSMContext,
    library: Library,
    feedback: Feedback,
    texts: Texts,
    clock: Clock,
    onward: Onward,
    switches: Switches,
) -> None:
    switches.require(Feature.FEEDBACK)
    topic, reason = library.topics.get(callback_data.topic), callback_data.reason
    if topic is None:
        await onward(query, "faq_gone")
        return
    kept = await state.get_value("opinion")
    if kept and kept["topic"] == topic.id:
        await feedback.explain(kept["note"], reason)
    else:  # the opinion was given a day ago or longer, and is not known to be this person's
        question = await Asked.about(topic.id, state)
        note = await feedback.keep(
            topic.id, texts.language, clock.today(), helped=False, reason=reason, question=question
        )
        await state.update_data(opinion={"note": note, "topic": topic.id})
    await show(query, texts(f"feedback.noted.{reason}"), ways_on(texts, words=True))


async def ask_for_words(
    query: CallbackQuery, state: FSMContext, texts: Texts, switches: Switches
) -> None:
    switches.require(Feature.FEEDBACK)
    if await state.get_value("opinion") is None:
        await show(query, texts("feedback.too-late"), ways_on(texts))
        return
    await state.set_state(states.Feedback.words)
    await show(query, texts("feedback.words"), keyboard([menu_button(texts)]))


async def take_words(
    message: Message, state: FSMContext, feedback: Feedback, texts: Texts, switches: Switches
) -> None:
    switches.require(Feature.FEEDBACK)
    kept = await state.get_value("opinion")
    await state.set_state(None)
    if kept is not None:
        await feedback.add_words(kept["note"], message.text or "")
        await state.update_data(opinion=None)
    await say(message, texts("feedback.words-noted"), ways_on(texts))


def pages_of(topics: Sequence[Topic]) -> list[Sequence[Topic]]:
    return [topics[start : start + PAGE] for start in range(0, len(topics), PAGE)]


def sections_keyboard(topics: Topics, texts: Texts) -> InlineKeyboardMarkup:
    buttons = [
        button(texts(f"button.section.{name}"), LibrarySection(section=name))
        for name in topics.sections
    ]
    return keyboard(*in_rows(buttons, 2), [menu_button(texts)])


def section_keyboard(
    section: str, pages: Sequence[Sequence[Topic]], number: int, texts: Texts
) -> InlineKeyboardMarkup:
    """The topics of a page; the pages beside it, each named by its own number."""
    rows = [[to_topic(topic, texts)] for topic in pages[number]]
    last = len(pages) - 1
    beside = [
        *([turn(section, number - 1, f"‹ {number}/{len(pages)}")] if number > 0 else []),
        *([turn(section, number + 1, f"{number + 2}/{len(pages)} ›")] if number < last else []),
    ]
    return keyboard(*rows, *([beside] if beside else []), [to_library(texts), menu_button(texts)])


def article_keyboard(
    topic: Topic,
    topics: Topics,
    texts: Texts,
    onward: Onward,
    action: InlineKeyboardButton | None = None,
    *,
    spoken_of: bool,
    ask: bool = True,
) -> InlineKeyboardMarkup:
    """The next steps, the most useful first; `spoken_of`: a person is known in the conversation.

    `action` comes before all of them.
    """
    steps = [
        to_step(step, texts, spoken_of=spoken_of) for step in topic.steps if onward.knows(step)
    ]
    first, others = steps[:1], steps[1:MOST_ONWARD]
    related = [topics.by_id[name] for name in topic.related[:MOST_ONWARD]]
    return keyboard(
        *([] if action is None else [[action]]),
        *(row for row in (first, others) if row),
        *([to_topic(one, texts)] for one in related),
        *([_opinion(topic, texts)] if ask else []),
        [to_section(topic, topics, texts), menu_button(texts)],
    )


def _opinion(topic: Topic, texts: Texts) -> list[InlineKeyboardButton]:
    return [
        button(texts("button.opinion.helped"), Opinion(topic=topic.id, helped=True)),
        button(texts("button.opinion.not-helped"), Opinion(topic=topic.id, helped=False)),
    ]


def reasons_keyboard(topic: Topic, texts: Texts) -> InlineKeyboardMarkup:
    reasons = [
        button(texts(f"button.reason.{reason}"), OpinionReason(topic=topic.id, reason=reason))
        for reason in Reason
    ]
    return keyboard(*in_rows(reasons, 2), [to_library(texts), menu_button(texts)])


def ways_on(texts: Texts, *, words: bool = False) -> InlineKeyboardMarkup:
    """After an opinion: other topics, a living person, and perhaps a few words more."""
    more = [[button(texts("button.opinion.words"), OpinionWords())]] if words else []
    contacts = button(texts("button.contacts"), Menu(to="contacts"))
    return keyboard([to_library(texts), contacts], *more, [menu_button(texts)])


def to_step(step: str, texts: Texts, *, spoken_of: bool) -> InlineKeyboardButton:
    """To a place; about the person of the conversation, whose IIN is not asked for again."""
    data = View(screen=step) if spoken_of and step in SCREENS else Menu(to=step)
    return button(texts(f"button.step.{step}"), data)


def to_topic(topic: Topic, texts: Texts) -> InlineKeyboardButton:
    return button(texts(f"faq.{topic.id}.short"), Menu(to=f"faq_{topic.id}"))


def to_section(topic: Topic, topics: Topics, texts: Texts) -> InlineKeyboardButton:
    """Back to the page on which the topic stands."""
    place = topics.sections[topic.section].index(topic)
    page = LibrarySection(section=topic.section, page=place // PAGE)
    return button(texts("button.library.section"), page)


def to_library(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.faq"), Menu(to="faq"))


def turn(section: str, page: int, label: str) -> InlineKeyboardButton:
    return button(label, LibrarySection(section=section, page=page))

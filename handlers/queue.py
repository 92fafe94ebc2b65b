"""Questions that were not answered well, and proposals of staff how to answer them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from aiogram import F, Router
from aiogram.enums import ButtonStyle
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answers.faq import Library
from bot.answers.format import Format
from bot.answers.topics import Topic
from bot.answers.voice import clipped, joined, paragraphs
from bot.reading.anonymous import anonymous, without_marks
from bot.screen import say, show
from bot.staffroom import Case, Edition, Editions, cases, language_of_words, objection, ways_to_ask
from bot.state import Audit, Proposals, Questions
from bot.state.audit import actor_of
from bot.texts import Catalogs, Markup, Texts
from bot.texts.languages import LANGUAGES
from handlers import states
from handlers.admins import OfStaff
from handlers.callbacks import (
    QueueAside,
    QueueCase,
    QueuePage,
    QueueSection,
    QueueTopic,
    QueueWords,
)
from handlers.faq import pages_of
from handlers.filters import WORDS
from handlers.keyboards import beside, button, keyboard, room_button, to_room, within

MOST_QUESTIONS: Final = 3000
"""The newest ones, that are looked at."""
PAGE: Final = 6
SUGGESTED: Final = 4
LONGEST_LABEL: Final = 34
LONGEST_LINE: Final = 150
"""Letters of a way to ask."""
REMARKS: Final = 3


def router() -> Router:
    router = Router(name="queue")
    staff = OfStaff("/staff")
    router.callback_query.register(open_queue, QueuePage.filter(), staff)
    router.callback_query.register(open_case, QueueCase.filter(), staff)
    router.callback_query.register(offer_topics, QueueSection.filter(), staff)
    router.callback_query.register(propose, QueueTopic.filter(F.sure), staff)
    router.callback_query.register(preview, QueueTopic.filter(), staff)
    router.callback_query.register(ask_for_words, QueueWords.filter(), staff)
    router.callback_query.register(set_aside, QueueAside.filter(), staff)
    router.message.register(find_topics, StateFilter(states.Queue.words), WORDS, staff)
    router.message.register(take_line, StateFilter(states.Queue.line), WORDS, staff)
    return router


async def open_queue(
    query: CallbackQuery,
    callback_data: QueuePage,
    state: FSMContext,
    questions: Questions,
    proposals: Proposals,
    editions: Editions,
    catalogs: Catalogs,
    texts: Texts,
) -> None:
    await state.set_state(None)
    found = await all_cases(questions, proposals, await editions.live(catalogs))
    await show_queue(query, found, callback_data.page, texts)


async def open_case(
    query: CallbackQuery,
    callback_data: QueueCase,
    state: FSMContext,
    questions: Questions,
    proposals: Proposals,
    editions: Editions,
    library: Library,
    catalogs: Catalogs,
    texts: Texts,
) -> None:
    await state.set_state(None)
    live = await editions.live(catalogs)
    case = await case_of(callback_data.number, questions, proposals, live)
    if case is None:
        await show_gone(query, texts)
        return
    await show(query, case_page(case, library, texts), case_keyboard(case, live, texts))


async def offer_topics(
    query: CallbackQuery, callback_data: QueueSection, library: Library, texts: Texts
) -> None:
    """Sections, or the topics of one."""
    number, section = callback_data.number, callback_data.section
    pages = pages_of(library.topics.sections.get(section or "", ()))
    if not pages:
        rows = [
            [button(texts(f"button.section.{name}"), QueueSection(number=number, section=name))]
            for name in library.topics.sections
        ]
        await show(query, texts("staff.queue.sections"), keyboard(*rows, [_to_case(number, texts)]))
        return
    page, _ = within(callback_data.page, len(pages))
    rows = [[_to_topic(number, topic.id, texts)] for topic in pages[page]]
    here = QueueSection(number=number, section=section)
    rows += beside(page, len(pages), lambda other: here.model_copy(update={"page": other}))
    title = texts("staff.queue.topics", section=texts(f"button.section.{section}"))
    back = button(texts("button.staff.sections"), QueueSection(number=number))
    await show(query, title, keyboard(*rows, [back, _to_case(number, texts)]))


async def ask_for_words(
    query: CallbackQuery, callback_data: QueueWords, state: FSMContext, texts: Texts
) -> None:
    await state.set_state(states.Queue.words)
    await state.update_data(case=callback_data.number)
    await show(query, texts("staff.queue.words"), keyboard([_to_case(callback_data.number, texts)]))


async def find_topics(
    message: Message, state: FSMContext, editions: Editions, catalogs: Catalogs, texts: Texts
) -> None:
    """Topics that these words come near to; the step stays, for other words."""
    number = await state.get_value("case", 0)
    live = await editions.live(catalogs)
    rows = [[_to_topic(number, topic, texts)] for topic in near(message.text or "", live)]
    page = texts("staff.queue.found" if rows else "staff.queue.none-found")
    sections = button(texts("button.staff.sections"), QueueSection(number=number))
    await say(message, page, keyboard(*rows, [sections, _to_case(number, texts)]))


async def preview(
    query: CallbackQuery,
    callback_data: QueueTopic,
    state: FSMContext,
    questions: Questions,
    proposals: Proposals,
    editions: Editions,
    library: Library,
    catalogs: Catalogs,
    texts: Texts,
) -> None:
    """The topic and the line as it would stand there; another wording can be typed."""
    live = await editions.live(catalogs)
    case = await case_of(callback_data.number, questions, proposals, live)
    topic = library.topics.get(callback_data.topic)
    if case is None or topic is None:
        await show_gone(query, texts)
        return
    language = callback_data.language or language_of_words(case.words, case.language)
    await state.set_state(states.Queue.line)
    await state.update_data(case=case.number, topic=topic.id, language=language)
    line = await wording_of(case, state)
    await show(
        query,
        preview_page(line, topic, language, catalogs, texts),
        preview_keyboard(case.number, topic, language, texts),
    )


async def take_line(
    message: Message,
    state: FSMContext,
    library: Library,
    catalogs: Catalogs,
    texts: Texts,
) -> None:
    """Another wording of the line, without anything personal; it is looked at again."""
    data = await state.get_data()
    topic = library.topics.get(data.get("topic", ""))
    if topic is None:
        await say(message, texts("staff.queue.gone"), keyboard([_to_queue(texts)]))
        return
    line = one_line(message.text or "")
    await state.update_data(wording={"case": data["case"], "line": line})
    await say(
        message,
        preview_page(line, topic, data["language"], catalogs, texts),
        preview_keyboard(data["case"], topic, data["language"], texts),
    )


async def propose(
    query: CallbackQuery,
    callback_data: QueueTopic,
    state: FSMContext,
    questions: Questions,
    proposals: Proposals,
    editions: Editions,
    library: Library,
    catalogs: Catalogs,
    texts: Texts,
    audit: Audit,
    account_key: bytes,
) -> None:
    """Kept for the admins; nothing that citizens read is changed. A second tap changes nothing."""
    live = await editions.live(catalogs)
    case = await case_of(callback_data.number, questions, proposals, live)
    topic = library.topics.get(callback_data.topic)
    await state.set_state(None)
    if case is None or topic is None:
        await show_gone(query, texts)
        return
    line, actor = await wording_of(case, state), actor_of(account_key)
    language = callback_data.language or language_of_words(case.words, case.language)
    if refused := objection(line, topic.id, catalogs[language]):
        page = texts(f"staff.queue.refused.{refused}")
        await show(query, page, keyboard([_to_case(case.number, texts)]))
        return
    proposal, new = await proposals.make(actor, language, line, case.likeness, topic.id)
    if new:
        await audit.note(actor, "proposal.made", f"{proposal.number} {topic.id}")
    await state.update_data(wording=None)
    page = texts(
        "staff.queue.proposed",
        number=proposal.number,
        line=proposal.line,
        topic=texts(f"faq.{topic.id}.short"),
    )
    await show(query, page, keyboard([_to_queue(texts)], [room_button(texts)]))


async def set_aside(
    query: CallbackQuery,
    callback_data: QueueAside,
    questions: Questions,
    proposals: Proposals,
    editions: Editions,
    catalogs: Catalogs,
    texts: Texts,
    audit: Audit,
    account_key: bytes,
) -> None:
    live = await editions.live(catalogs)
    case = await case_of(callback_data.number, questions, proposals, live)
    if case is not None:
        actor = actor_of(account_key)
        await proposals.set_aside(actor, case.language, case.likeness)
        await audit.note(actor, "queue.set-aside", str(case.number))
    await show_queue(query, await all_cases(questions, proposals, live), 0, texts)


async def all_cases(questions: Questions, proposals: Proposals, live: Edition) -> list[Case]:
    kept = await questions.unanswered(MOST_QUESTIONS)
    ratings = await questions.badly_rated(MOST_QUESTIONS)
    settled = await proposals.settled()
    return await asyncio.to_thread(cases, kept, ratings, settled, live.understanding)


async def case_of(
    number: int, questions: Questions, proposals: Proposals, live: Edition
) -> Case | None:
    """The one that the question belongs to; the same was asked again meanwhile, perhaps."""
    question = await questions.get(number)
    if question is None:
        return None
    (alone,) = cases([question], (), {}, live.understanding)
    found = await all_cases(questions, proposals, live)
    return next((case for case in found if case.likeness == alone.likeness), None)


async def wording_of(case: Case, state: FSMContext) -> str:
    """The line as somebody worded it, else the question itself."""
    kept = await state.get_value("wording")
    return kept["line"] if kept and kept["case"] == case.number else one_line(case.words)


def one_line(words: str) -> str:
    """As a line of a file: without what was taken out as personal, not too long."""
    plain = without_marks(anonymous(words)).replace("{", " ").replace("}", " ")
    return " ".join(plain.split())[:LONGEST_LINE].strip()


def near(text: str, live: Edition) -> list[str]:
    """Topics that a text comes nearest to."""
    matches = live.understanding.reading(text, 2 * SUGGESTED).candidates
    known = live.library.topics.by_id
    return [match.topic for match in matches if match.topic in known][:SUGGESTED]


async def show_queue(query: CallbackQuery, found: Sequence[Case], page: int, texts: Texts) -> None:
    if not found:
        await show(query, texts("staff.queue.empty-queue"), to_room(texts))
        return
    pages = [found[start : start + PAGE] for start in range(0, len(found), PAGE)]
    page, _ = within(page, len(pages))
    first = page * PAGE + 1
    numbered = list(enumerate(pages[page], start=first))
    rows = [[_case_button(place, case, texts)] for place, case in numbered]
    rows += beside(page, len(pages), lambda other: QueuePage(page=other))
    title = texts.counted("staff.queue.title", len(found))
    lines = [_case_line(place, case, texts) for place, case in numbered]
    await show(
        query,
        paragraphs([title, joined(lines), texts("staff.queue.how")]),
        keyboard(*rows, [room_button(texts)]),
    )


async def show_gone(query: CallbackQuery, texts: Texts) -> None:
    await show(query, texts("staff.queue.gone"), keyboard([_to_queue(texts)]))


def case_page(case: Case, library: Library, texts: Texts) -> Markup:
    form = Format(texts.language)
    outcomes = [
        texts("staff.file.outcome", outcome=texts(f"staff.outcome.{name}"), count=count)
        for name, count in case.outcomes.items()
    ]
    reasons = [
        texts("staff.queue.reason", reason=texts(f"button.reason.{name}"), count=count)
        for name, count in case.reasons.items()
        if texts.has(f"button.reason.{name}")
    ]
    rated = texts("staff.queue.rated", count=case.badly_rated) if case.badly_rated else None
    offered = [
        texts("staff.queue.offered", topic=texts(f"faq.{topic}.short"))
        for topic in case.topics
        if library.topics.get(topic)
    ]
    return paragraphs(
        [
            texts(
                "staff.queue.case",
                words=case.words,
                times=case.times,
                last=form.day(case.last, year=True),
                language=texts(f"staff.language.{case.language}"),
            ),
            joined([*outcomes, *offered, rated, *reasons]),
            joined(texts("staff.queue.remark", words=one) for one in case.remarks[:REMARKS]),
            texts("staff.queue.choose"),
        ]
    )


def case_keyboard(case: Case, live: Edition, texts: Texts) -> InlineKeyboardMarkup:
    number = case.number
    topics = [[_to_topic(number, topic, texts)] for topic in near(case.words, live)]
    return keyboard(
        *topics,
        [
            button(texts("button.staff.words"), QueueWords(number=number)),
            button(texts("button.staff.sections"), QueueSection(number=number)),
        ],
        [button(texts("button.staff.aside"), QueueAside(number=number))],
        [_to_queue(texts), room_button(texts)],
    )


def preview_page(
    line: str, topic: Topic, language: str, catalogs: Catalogs, texts: Texts
) -> Markup:
    known = ways_to_ask(topic.id, catalogs[language])
    return paragraphs(
        [
            texts(
                "staff.queue.preview",
                line=line or "–",
                topic=texts(f"faq.{topic.id}.short"),
                language=texts(f"staff.language.{language}"),
            ),
            joined(
                [
                    texts("staff.queue.already", count=len(known)),
                    *(texts("staff.queue.way", line=one) for one in known[:5]),
                ]
            ),
            texts("staff.queue.reword"),
        ]
    )


def preview_keyboard(
    number: int, topic: Topic, language: str, texts: Texts
) -> InlineKeyboardMarkup:
    other = next(one for one in LANGUAGES if one != language)
    sure = button(
        texts("button.staff.propose"),
        QueueTopic(number=number, topic=topic.id, language=language, sure=True),
        ButtonStyle.PRIMARY,
    )
    turned = button(
        texts(f"button.staff.line.{other}"),
        QueueTopic(number=number, topic=topic.id, language=other, sure=False),
    )
    return keyboard([sure], [turned], [_to_case(number, texts), _to_queue(texts)])


def _case_line(place: int, case: Case, texts: Texts) -> Markup:
    return texts(
        "staff.queue.line",
        place=place,
        words=clipped(_line(case), 2 * LONGEST_LABEL),
        times=case.times,
        last=Format(texts.language).day(case.last),
    )


def _case_button(place: int, case: Case, texts: Texts) -> InlineKeyboardButton:
    label = texts("button.staff.case", place=place, words=clipped(_line(case), LONGEST_LABEL))
    return button(label, QueueCase(number=case.number))


def _line(case: Case) -> str:
    return " ".join(case.words.split())


def _to_topic(number: int, topic: str, texts: Texts) -> InlineKeyboardButton:
    data = QueueTopic(number=number, topic=topic, language=None, sure=False)
    return button(texts(f"faq.{topic}.short"), data)


def _to_case(number: int, texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.staff.question"), QueueCase(number=number))


def _to_queue(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.staff.queue"), QueuePage())

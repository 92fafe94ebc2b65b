"""A file of questions in, a table of answers out; in the staff room."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.answers.faq import Library
from bot.answers.voice import joined, paragraphs
from bot.attachments import NotFetched, TooLarge, fetch
from bot.clock import Clock
from bot.publishing import Publishing
from bot.rules.law import Law
from bot.screen import say, send_file, show
from bot.staffroom import Editions, Room
from bot.staffroom.tables import (
    LARGEST,
    MOST_LINES,
    Defaults,
    Fault,
    FileRefused,
    QuestionFile,
    Results,
    Trials,
    as_csv,
    as_json_lines,
    read_questions,
)
from bot.state import Audit
from bot.state.audit import actor_of
from bot.texts import Catalogs, Markup, Texts
from handlers import states
from handlers.admins import OfStaff
from handlers.callbacks import StaffScreen
from handlers.filters import When
from handlers.keyboards import to_room
from handlers.staff import InRoom, answerable, draft_of

KILOBYTE: Final = 1024
FAULTS_TOLD: Final = 20
"""Lines that are named one by one; more are counted."""
ENDINGS: Final = (".csv", ".txt")


def router() -> Router:
    router = Router(name="trials")
    staff = OfStaff("/staff")
    router.callback_query.register(ask_for_file, StaffScreen.filter(F.to == "file"), staff)
    router.message.register(take_file, When(F.document), StateFilter(states.Staff.file), staff)
    router.message.register(take_file, When(F.document.file_name.func(is_table)), InRoom())
    return router


def is_table(name: str | None) -> bool:
    return (name or "").casefold().endswith(ENDINGS)


async def ask_for_file(query: CallbackQuery, state: FSMContext, room: Room, texts: Texts) -> None:
    await room.entered().keep(state)
    await state.set_state(states.Staff.file)
    page = texts("staff.file.ask", lines=MOST_LINES, kilobytes=LARGEST // KILOBYTE)
    await show(query, page, to_room(texts))


async def take_file(
    message: Message,
    state: FSMContext,
    room: Room,
    law: Law,
    library: Library,
    editions: Editions,
    publishing: Publishing,
    catalogs: Catalogs,
    texts: Texts,
    today: date,
    clock: Clock,
    audit: Audit,
    account_key: bytes,
    trials: Trials,
) -> None:
    """Read, asked, answered; a file of which nothing can be used is told why, nothing is kept."""
    first, last = answerable(law, clock.today())
    topics = frozenset(library.topics.by_id)
    defaults = Defaults(room.languages, today, first, last, topics)
    try:
        read = await asyncio.to_thread(read_questions, await content_of(message), defaults)
    except NotFetched:
        await say(message, texts("staff.file.not-fetched"), to_room(texts))
        return
    except FileRefused as refused:
        await say(message, refusal(refused.fault, texts), to_room(texts))
        return
    await state.set_state(None)
    if not read.lines:
        await say(message, faults_page(read.faults, texts), to_room(texts))
        return
    await say(message, texts.counted("staff.file.asking", len(read.lines)))
    draft = await draft_of(room, editions, publishing, catalogs)
    if room.draft is not None and draft is None:
        await replace(room, draft=None).keep(state)
        await say(message, texts("staff.draft.gone"))
    live = await editions.live(catalogs)
    results = await trials.answers(read.lines, live, draft)
    await audit.note(actor_of(account_key), "staff.file", str(len(read.lines)))
    name = f"answers-{clock.now():%Y%m%d-%H%M}"
    await send_file(message, f"{name}.csv", as_csv(results), texts("staff.file.csv"))
    await send_file(message, f"{name}.jsonl", as_json_lines(results), texts("staff.file.jsonl"))
    await say(message, summary(read, results, texts), to_room(texts))


async def content_of(message: Message) -> bytes:
    """What was sent.

    Raises `FileRefused` where its name or size says that it is nothing to be read, and
    `NotFetched`.
    """
    document = message.document
    assert document is not None
    assert message.bot is not None
    if not is_table(document.file_name):
        raise FileRefused(Fault("not-csv"))
    try:
        return await fetch(message.bot, document.file_id, document.file_size or 0, LARGEST)
    except TooLarge:
        raise FileRefused(Fault("large")) from None


def refusal(fault: Fault, texts: Texts) -> Markup:
    values = {"lines": MOST_LINES, "kilobytes": LARGEST // KILOBYTE}
    return paragraphs(
        [texts.tell(f"staff.file.refused.{fault.code}", values), texts("staff.file.again")]
    )


def summary(read: QuestionFile, results: Results, texts: Texts) -> Markup:
    lines = [
        texts("staff.file.outcome", outcome=texts(f"staff.outcome.{name}"), count=count)
        for name, count in results.outcomes.items()
    ]
    if results.expected:
        right, all_of_them = results.as_expected, results.expected
        lines.append(texts("staff.file.expected", right=right, all=all_of_them))
    if results.compared:
        lines.append(texts("staff.file.changed", count=results.changed))
    else:
        lines.append(texts("staff.file.not-compared"))
    return paragraphs(
        [
            texts.counted("staff.file.done", len(results.rows)),
            joined(lines),
            faults_page(read.faults, texts) if read.faults else None,
        ]
    )


def faults_page(faults: Sequence[Fault], texts: Texts) -> Markup:
    """Each line that was left out, by its number, with what is wrong with it."""
    told = [
        texts(
            "staff.file.fault",
            line=fault.line or 1,
            column=fault.column or "–",
            reason=texts(f"staff.file.fault.{fault.code}"),
        )
        for fault in faults[:FAULTS_TOLD]
    ]
    rest = len(faults) - len(told)
    more = texts("staff.file.faults-more", count=rest) if rest else None
    return joined([texts("staff.file.faults"), *told, more])

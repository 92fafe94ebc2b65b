"""Answering one question or a file of them, as text, JSON or JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TextIO

from bot.answers.faq import Library
from bot.answers.payment_facts import load as load_payment_facts
from bot.answers.refusals import refusal_json, refusal_sentence
from bot.answers.topics import load as load_topics
from bot.answers.voice import Voice
from bot.clock import Clock
from bot.commands.live_texts import ledger_exists, live_catalogs
from bot.commands.questions import Answer, Desk, Question, questions
from bot.files import LAW, LOCALES, PAYMENT, TOPICS
from bot.ledger import Ledger, Pseudonyms, open_ledger
from bot.rules.history import History
from bot.rules.law import load as load_law
from bot.rules.refusals import BadInput, Refusal
from bot.settings import load_settings
from bot.texts import Catalogs, plain
from bot.texts import load as load_texts
from bot.understanding import Understanding

Form = Literal["text", "json", "jsonl"]

ANSWERED, REFUSED = 0, 1
NOWHERE: Final[Mapping[str, Path]] = MappingProxyType({})


@dataclass(frozen=True)
class LedgerRegister:
    """The ledger asked by IIN; the number itself goes no further than its hash."""

    ledger: Ledger
    pseudonyms: Pseudonyms

    async def history_of(self, iin: str) -> History:
        return await self.ledger.history(self.pseudonyms.person(iin))


async def ask(
    name: str,
    given: Mapping[str, object],
    language: str,
    form: Form,
    keep: Mapping[str, Path] = NOWHERE,
) -> int:
    """Answer the question `name` on standard output; the exit code says whether it was answered.

    `keep`: where to write which file of the answer.
    """
    question = questions()[name]
    catalogs = await _catalogs(question)
    async with _desk(question, catalogs) as desk:
        voice = Voice(catalogs[language], desk.law)
        if form == "jsonl":
            return await _ask_lines(question, desk, voice, sys.stdin)
        return await _ask_one(question, given, desk, voice, keep, as_json=form == "json")


async def _catalogs(question: Question) -> Catalogs:
    """What is asked as a citizen would is answered in the words that citizens read now."""
    if question.needs_library or question.needs_register:
        settings = load_settings()
        if ledger_exists(settings):
            return await live_catalogs(settings)
    return load_texts(LOCALES)


@asynccontextmanager
async def _desk(question: Question, catalogs: Catalogs) -> AsyncIterator[Desk]:
    law = load_law(LAW)
    if question.needs_library:
        library = Library(load_topics(TOPICS), load_payment_facts(PAYMENT), load_settings())
        yield Desk(law, _today, library=library, understanding=Understanding.of(catalogs))
        return
    if not question.needs_register:
        yield Desk(law, _today)
        return
    async with open_ledger(load_settings()) as (ledger, _, pseudonyms):
        yield Desk(law, _today, LedgerRegister(ledger, pseudonyms))


def _today() -> date:
    settings = load_settings()
    return Clock(settings.timezone, settings.today).today()


async def _ask_one(
    question: Question,
    given: Mapping[str, object],
    desk: Desk,
    voice: Voice,
    keep: Mapping[str, Path],
    *,
    as_json: bool,
) -> int:
    try:
        answer = await question.answer(given, desk, voice)
    except Refusal as refusal:
        if as_json:
            print(_written(refusal_json(refusal, voice)))
        print(plain(refusal_sentence(refusal, voice)), file=sys.stderr)
        return REFUSED
    for name, path in keep.items():
        path.write_bytes(answer.files[name])
    print(_written(answer.data) if as_json else plain(answer.message))
    return REFUSED if answer.refused else ANSWERED


async def _ask_lines(question: Question, desk: Desk, voice: Voice, lines: TextIO) -> int:
    """One answer a line, in order; a bad line gets an error object and the rest goes on."""
    for line in lines:
        if line.strip():
            print(_written(await _answer_line(question, line, desk, voice)), flush=True)
    return ANSWERED


async def _answer_line(
    question: Question, line: str, desk: Desk, voice: Voice
) -> Mapping[str, object]:
    try:
        answer: Answer = await question.answer(_parsed(line), desk, voice)
    except Refusal as refusal:
        return refusal_json(refusal, voice)
    return answer.data


def _parsed(line: str) -> dict[str, object]:
    try:
        row = json.loads(line, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadInput("line", "not_json") from None
    if not isinstance(row, dict):
        raise BadInput("line", "not_json")
    return row


def _no_number(name: str) -> object:
    raise ValueError(name)


def _written(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False)


def read_iin(written: str | None) -> str | None:
    """`-` stands for standard input, so that no IIN stands in a shell history."""
    return sys.stdin.readline().strip() if written == "-" else written

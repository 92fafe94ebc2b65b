"""A whole answer about a person's status, and what is loaded before the first one."""

from __future__ import annotations

import tomllib
from io import BytesIO
from pathlib import Path
from time import perf_counter, process_time

from babel.messages.pofile import read_po

from benchmarks.figures import Figure, Work, averaged, compared
from benchmarks.ledger import RAW_READ, FilledLedger, People
from benchmarks.people import TODAY
from bot.answers.status import status_message
from bot.answers.voice import Voice
from bot.rules.law import load as load_law
from bot.rules.situation import Disclosure
from bot.rules.status import status
from bot.texts import load as load_texts

_ANSWERS = 50
_LOADS = 2


async def answer_figures(
    filled: FilledLedger, people: People, voice: Voice, rounds: int
) -> list[Figure]:
    """CPU of all threads: the whole answer beside the raw read, each part beside the whole."""
    law, read = voice.law, filled.history(people)
    history = await read()
    answer = status(law, history, TODAY)
    standing = answer.standing.replace("_", " ")

    async def judge() -> object:
        return status(law, history, TODAY)

    async def word() -> object:
        return status_message(answer, voice, Disclosure.FULL)

    async def whole() -> object:
        return status_message(status(law, await read(), TODAY), voice, Disclosure.FULL)

    name = f"CPU of an answer: {standing}"
    figures = [await _cpu(name, whole, filled.read_raw(people), RAW_READ, rounds)]
    parts: dict[str, Work] = {
        "ledger.history": filled.history(people),
        "rules.status": judge,
        "status_message": word,
    }
    for part, work in parts.items():
        figures.append(await _cpu(f"  of it {part}", work, whole, "whole answer", rounds))
    return figures


async def loading_figures(locales: Path, law: Path, rounds: int) -> list[Figure]:
    async def texts() -> object:
        return load_texts(locales)

    async def numbers() -> object:
        return load_law(law)

    return [
        await _load("loading all texts", texts, _parsed_po(locales), "babel.read_po", rounds),
        await _load("loading the law", numbers, _parsed_toml(law), "tomllib.loads", rounds),
    ]


def _parsed_po(locales: Path) -> Work:
    paths = sorted(locales.glob("*/LC_MESSAGES/*.po"))

    async def parse() -> object:
        return [read_po(BytesIO(path.read_bytes())) for path in paths]

    return parse


def _parsed_toml(law: Path) -> Work:
    paths = sorted(law.glob("*.toml"))

    async def parse() -> object:
        return [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]

    return parse


async def _cpu(name: str, ours: Work, floor: Work, floor_is: str, rounds: int) -> Figure:
    measured, beside = (
        averaged(ours, _ANSWERS, process_time),
        averaged(floor, _ANSWERS, process_time),
    )
    return await compared(name, measured, beside, floor_is, rounds)


async def _load(name: str, ours: Work, floor: Work, floor_is: str, rounds: int) -> Figure:
    measured, beside = averaged(ours, _LOADS, perf_counter), averaged(floor, _LOADS, perf_counter)
    return await compared(name, measured, beside, floor_is, rounds)

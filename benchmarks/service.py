"""The bot as a process behind a local Bot API, beside a bare bot that makes the same calls."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any, Final

import psutil

from benchmarks.figures import Figure, Unit
from benchmarks.people import LONG_HISTORY, PAID_UNTIL_SPRING, iins, payments_file, rows_by_month
from bot.commands.serving import HEAD_START
from bot.database import Database
from bot.ledger import Admission, Pseudonyms, SqliteLedger
from bot.playground import TelegramServer, User
from bot.playground.server import Call

TOKEN: Final = "4200000000:a-token-of-the-benchmark-only"
KEY: Final = "k" * 32
OURS, BARE = "benchmarks.our_bot", "benchmarks.bare_bot"
BARE_BOT: Final = "bare aiogram bot"
"""The name of the floor."""
CITIZENS: Final = 20
"""How many people ask at once."""
PATIENCE: Final = 120.0
_GROUP = 50
_WARM = 5
"""Answers of each citizen before anything is measured."""
_QUESTION = "Қашан төлеу керек?"
"""Something for which the bot has to have learned."""
_SETTLING = HEAD_START + 2
"""Seconds after which nothing of the start is left to be done."""


@dataclass
class Person:
    """Somebody who writes, and waits for what the bot says."""

    telegram: TelegramServer
    user: User
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.telegram.chat(self.user).watchers.add(self._listen)

    async def says(self, text: str) -> float:
        """Seconds until the answer."""
        return await self._await(self.telegram.send_text(self.user, text))

    async def taps(self, data: str) -> None:
        last = next(one for one in reversed(self._messages) if one.from_bot)
        await self._await(self.telegram.tap(self.user, last.id, data))

    async def _await(self, act: Any) -> float:
        self.heard.clear()
        started = perf_counter()
        await act
        await asyncio.wait_for(self.heard.wait(), PATIENCE)
        return perf_counter() - started

    @property
    def _messages(self) -> Sequence[Any]:
        return self.telegram.chat(self.user).messages

    def _listen(self, event: Mapping[str, Any]) -> None:
        message = event.get("message")
        if message is not None and message.from_bot and not message.deleted:
            self.heard.set()


@dataclass(frozen=True)
class Asked:
    """What answering many questions took."""

    cpu: float
    """Seconds of the bot's process for one answer."""
    seconds: tuple[float, ...]
    """From each question to its answer."""
    rate: float
    """Answers a second."""
    memory: int
    """Bytes resident after the last one."""

    @property
    def median_and_99th(self) -> tuple[float, float]:
        places = quantiles(self.seconds, n=100)
        return places[49], places[98]


@dataclass(frozen=True)
class Bench:
    """One bot that runs, and the people who ask it."""

    telegram: TelegramServer
    process: psutil.Process
    people: Sequence[Person]

    async def asked(self, questions: Sequence[str], times: int) -> Asked:
        """Every person asks `times` questions, each as soon as the one before is answered."""
        await self._ask(questions, _WARM)
        before, started = self._cpu(), perf_counter()
        seconds = await self._ask(questions, times)
        took, cpu = perf_counter() - started, self._cpu() - before
        memory = self.process.memory_info().rss
        return Asked(cpu / len(seconds), seconds, len(seconds) / took, memory)

    async def calls_of(self, question: str) -> list[Call]:
        """What the bot calls to answer that once, and nothing of what came before."""
        await self._ask([question], 1)
        await self.telegram.drained()
        before = len(self.telegram.calls)
        await self.people[0].says(question)
        await self.telegram.drained()
        return self.telegram.calls[before:]

    async def _ask(self, questions: Sequence[str], times: int) -> tuple[float, ...]:
        turns = [islice(cycle(questions[i:] + questions[:i]), times) for i in range(CITIZENS)]

        async def ask(person: Person, turn: Any) -> list[float]:
            return [await person.says(question) for question in turn]

        found = await asyncio.gather(*map(ask, self.people, turns))
        return tuple(one for of_one in found for one in of_one)

    def _cpu(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)


async def service_figures(
    folder: Path, admission: Admission, times: int, rounds: int
) -> list[Figure]:
    """A whole status answer, from update to reply, for insured people and for others."""
    figures = []
    ledger, groups = await _ledger(folder, admission)
    for name, questions in groups.items():
        async with AsyncExitStack() as stack:
            ours = await stack.enter_async_context(_our_bot(ledger, greeted=True))
            calls = await ours.calls_of(questions[0])
            bare = await stack.enter_async_context(_bare_bot(calls))
            found = [
                (await ours.asked(questions, times), await bare.asked(questions, times))
                for _ in range(rounds)
            ]
        figures += list(_figures(name, found))
    return figures


async def start_figures(folder: Path, rounds: int) -> list[Figure]:
    """From the start of the process to its first answer, as an operator starts it."""
    ledger = folder / "start.sqlite3"
    async with _our_bot(ledger) as bench:
        calls = await bench.calls_of("/start")
    found = [
        (await _first_answer(OURS, ledger, []), await _first_answer(BARE, None, calls))
        for _ in range(rounds)
    ]
    ours, floor = zip(*found, strict=True)
    return [
        Figure("start to the first answer", _seconds(ours), _seconds(floor), BARE_BOT),
        Figure("memory after it", _memory(ours), _memory(floor), BARE_BOT, Unit.BYTES),
    ]


def _seconds(found: Sequence[tuple[float, int]]) -> tuple[float, ...]:
    return tuple(seconds for seconds, _ in found)


def _memory(found: Sequence[tuple[float, int]]) -> tuple[float, ...]:
    return tuple(float(memory) for _, memory in found)


def _figures(name: str, rounds: Sequence[tuple[Asked, Asked]]) -> Iterator[Figure]:
    def figure(what: str, of: Any, unit: Unit = Unit.SECONDS) -> Figure:
        ours, floor = zip(*((of(ours), of(bare)) for ours, bare in rounds), strict=True)
        return Figure(f"{what}: {name}", ours, floor, BARE_BOT, unit)

    yield figure("CPU of an update", lambda one: one.cpu)
    yield figure("answers a second", lambda one: one.rate, Unit.RATE)
    yield figure("  half within", lambda one: one.median_and_99th[0])
    yield figure("  99 of 100 within", lambda one: one.median_and_99th[1])
    yield figure("  memory", lambda one: float(one.memory), Unit.BYTES)


async def _ledger(folder: Path, admission: Admission) -> tuple[Path, Mapping[str, list[str]]]:
    """A ledger of people with long histories; their IINs by how they stand."""
    path, pseudonyms = folder / "service.sqlite3", Pseudonyms(KEY.encode())
    insured, lapsed = list(islice(iins(8_000_000), _GROUP)), list(islice(iins(9_000_000), _GROUP))
    rows = _GROUP * LONG_HISTORY
    files = [
        payments_file(folder / "service-insured.csv", rows_by_month(insured, rows)),
        payments_file(
            folder / "service-lapsed.csv", rows_by_month(lapsed, rows, PAID_UNTIL_SPRING)
        ),
    ]
    async with Database.open(path) as database:
        await SqliteLedger(database, pseudonyms).import_files(files, admission)
    return path, {"insured": insured, "not insured": lapsed}


@asynccontextmanager
async def _our_bot(ledger: Path, *, greeted: bool = False) -> AsyncIterator[Bench]:
    async with _bench(OURS, ledger=ledger) as bench:
        if greeted:
            await asyncio.gather(*map(_greet, bench.people))
            await bench.people[0].says(_QUESTION)
            await asyncio.sleep(_SETTLING)
        yield bench


async def _greet(person: Person) -> None:
    await person.says("/start")
    await person.taps("menu:lang_kk")
    await person.taps("consent:1")


@asynccontextmanager
async def _bare_bot(calls: Sequence[Call]) -> AsyncIterator[Bench]:
    async with _bench(BARE, calls=calls) as bench:
        yield bench


@asynccontextmanager
async def _bench(
    module: str, *, ledger: Path | None = None, calls: Sequence[Call] = ()
) -> AsyncIterator[Bench]:
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        people = [Person(telegram, telegram.user()) for _ in range(CITIZENS)]
        async with _process(module, telegram, ledger, calls) as process:
            await asyncio.wait_for(_polled(telegram), PATIENCE)
            yield Bench(telegram, psutil.Process(process.pid), people)


async def _polled(telegram: TelegramServer) -> None:
    await telegram.drained()


async def _first_answer(
    module: str, ledger: Path | None, calls: Sequence[Call]
) -> tuple[float, int]:
    """Seconds, and bytes resident at that moment."""
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        person = Person(telegram, telegram.user())
        started = perf_counter()
        async with _process(module, telegram, ledger, calls) as process:
            await person.says("/start")
            seconds = perf_counter() - started
            return seconds, psutil.Process(process.pid).memory_info().rss


@asynccontextmanager
async def _process(
    module: str, telegram: TelegramServer, ledger: Path | None, calls: Sequence[Call]
) -> AsyncIterator[Process]:
    orders = {
        "telegram": telegram.base_url,
        "token": TOKEN,
        "ledger": f"sqlite:///{ledger}",
        "iin_key": KEY,
        "lookups_per_day": _GROUP,
        "calls": [{"method": call.method, "parameters": call.parameters} for call in calls],
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, stdin=PIPE)
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(orders).encode())
        process.stdin.close()
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()

"""`python -m benchmarks.outgoing [--rounds N] [--sent N] [--simulate N]`.

How much one flooding account slows the others, and how fast reminders go out. Takes minutes: it
keeps to Telegram's rate.
"""

from __future__ import annotations

import asyncio
import resource
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final

import typer
from aiogram import Bot
from aiogram.types import Chat, Message
from pydantic import SecretStr

from benchmarks.people import TODAY
from benchmarks.simulated import THREADS_ANSWER, simulated
from bot.app import App, Endpoint, build
from bot.clock import Clock
from bot.playground import TelegramServer, User
from bot.rules.reminders import About, Lead, Matter, Wish
from bot.running import run
from bot.settings import Settings
from bot.state import ChatSeal

TOKEN: Final = "4200000000:a-token-of-the-local-endpoint-only"
NOON: Final = 12
CITIZENS: Final = 10
QUESTIONS: Final = 6
"""Of each citizen in a phase."""
THINKING: Final = 1.2
"""Seconds between an answer and the next question of a citizen."""
FLOOD: Final = 300
"""Updates of the account that floods, all at once."""
JOURNEY: Final = 0.15
"""Seconds to Telegram and back, in simulated time."""
KEEP: Final = """
INSERT INTO reminders
    (account, matter, about, lead, person, proved, language, chat, next_on, looked_on)
VALUES (?, ?, ?, ?, NULL, 0, 'kk', ?, ?, ?)
"""

Number = Annotated[int, typer.Option(min=0)]


def main(rounds: Number = 4, sent: Number = 3000, simulate: Number = 100_000) -> None:
    """`--sent` reminders over HTTP, `--simulate` without it and in simulated time."""
    with TemporaryDirectory() as folder:
        if rounds:
            asyncio.run(flooding(Path(folder) / "flood.sqlite3", rounds))
        if sent:
            asyncio.run(sending(Path(folder) / "sent.sqlite3", sent))
        if simulate:
            path = Path(folder) / "simulated.sqlite3"
            simulated(lambda: simulating(path, simulate), THREADS_ANSWER / 4)


# One account that floods


async def flooding(path: Path, rounds: int) -> None:
    """The same citizens ask the same, in turn without and with the flood."""
    quiet, flooded = list[float](), list[float]()
    async with TelegramServer(TOKEN, page=False).running() as telegram, answering(telegram, path):
        citizens = [telegram.user(language_code="kk") for _ in range(CITIZENS)]
        await asking(telegram, citizens)
        for _ in range(rounds):
            quiet += await asking(telegram, citizens)
            account = telegram.user(language_code="kk")
            await asyncio.gather(*(telegram.send_text(account, "/menu") for _ in range(FLOOD)))
            flooded += await asking(telegram, citizens)
            await asyncio.sleep(QUESTIONS)
    print(f"answers to {CITIZENS} citizens, {len(quiet)} without and with a flood of {FLOOD}:")
    for name, share in (("p50", 50), ("p99", 99)):
        without, beside = (quantiles(one, n=100)[share - 1] for one in (quiet, flooded))
        print(f"  {name}: {without:.3f} s, {beside:.3f} s, ratio {beside / without:.2f}")


async def asking(telegram: TelegramServer, citizens: Iterable[User]) -> list[float]:
    """Seconds from each question to its answer."""

    async def one(citizen: User) -> list[float]:
        waits = []
        for _ in range(QUESTIONS):
            messages = telegram.chat(citizen).messages
            before = len(messages) + 1
            asked = time.perf_counter()
            await telegram.send_text(citizen, "/help")
            while len(messages) <= before:  # noqa: ASYNC110  the endpoint has no event for it
                await asyncio.sleep(0.001)
            waits.append(time.perf_counter() - asked)
            await asyncio.sleep(THINKING)
        return waits

    found = await asyncio.gather(*map(one, citizens))
    return [wait for waits in found for wait in waits]


# Reminders


@dataclass
class Departures:
    """Stands where the courier's requests leave, and notes when."""

    make: Callable[..., Awaitable[Any]]
    times: list[float]

    async def __call__(self, bot: Bot, method: Any, timeout: Any = None) -> Any:  # noqa: ASYNC109
        self.times.append(asyncio.get_running_loop().time())
        return await self.make(bot, method, timeout)


async def sending(path: Path, number: int) -> None:
    """Over HTTP to a local endpoint, while citizens ask."""
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        users = [telegram.user(language_code="kk") for _ in range(number)]
        for user in users:
            telegram.chat(user).met = True
        async with answering(telegram, path, at_noon) as app:
            await keep(app, [user.id for user in users])
            citizens = [telegram.user(language_code="kk") for _ in range(CITIZENS)]
            quiet = await asking(telegram, citizens)
            memory, times = peak_memory(), noted(app)
            going = asyncio.create_task(app.reminding.round())
            beside = list[float]()
            while not going.done():
                beside += await asking(telegram, citizens)
            await going
            told = [sum(one.from_bot for one in telegram.chat(user).messages) for user in users]
            report(f"{number} reminders over HTTP", times, peak_memory() - memory)
            print(f"  everybody once: {told == [1] * number}")
            print(f"  answers: p50 {median(quiet):.3f} s before, {median(beside):.3f} s meanwhile")


async def simulating(path: Path, number: int) -> None:
    """All the work but HTTP; the time of waiting is skipped."""
    async with built("http://127.0.0.1:1", path, at_noon) as app:
        await keep(app, range(1, number + 1))
        chats = list[int]()

        async def take(_: Bot, method: Any, __: Any) -> Message:
            await asyncio.sleep(JOURNEY)
            chats.append(method.chat_id)
            chat = Chat(id=method.chat_id, type="private")
            return Message(message_id=1, date=datetime.now(app.clock.timezone), chat=chat)

        times = noted(app, take)
        memory, began = peak_memory(), time.perf_counter()
        await app.reminding.round()
        report(f"{number} reminders in simulated time", times, peak_memory() - memory)
        print(f"  everybody once: {sorted(chats) == list(range(1, number + 1))}")
        print(f"  real time for all the work: {time.perf_counter() - began:.0f} s")


def report(what: str, times: list[float], grown: float) -> None:
    took = times[-1] - times[0]
    most = max(bisect_left(times, one + 1) - n for n, one in enumerate(times))
    hours = 100_000 / (len(times) / took) / 3600
    print(f"{what}: {took:.0f} s, {len(times) / took:.1f} a second, at most {most} within one")
    print(f"  100 000 at this rate: {hours:.2f} h; memory grew by {grown:.1f} MiB at its peak")


def noted(app: App, make: Callable[..., Awaitable[Any]] | None = None) -> list[float]:
    """When reminders leave, from now on."""
    session: Any = app.reminding.courier.session
    departures = Departures(make or session.make_request, [])
    session.make_request = departures
    return departures.times


async def keep(app: App, chats: Iterable[int], on: date = TODAY) -> None:
    """Reminders of all these chats, as if each had chosen one."""
    seal, hashed = ChatSeal(app.pseudonyms.chat_key), app.pseudonyms.account
    wish, day = Wish(Matter.DUE, About.INDEPENDENT, Lead.WEEK), on.toordinal()
    about = (str(wish.matter), str(wish.about), str(wish.lead))
    rows = (
        (account, *about, seal.close(chat, account), day, day)
        for chat, account in ((chat, hashed(chat)) for chat in chats)
    )
    async with app.database.write() as connection:
        await connection.executemany(KEEP, rows)


def peak_memory() -> float:
    """MiB that this process has taken at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# The bot


def at_noon(zone: tzinfo) -> datetime:
    return datetime(TODAY.year, TODAY.month, TODAY.day, NOON, tzinfo=zone)


def at_night(zone: tzinfo) -> datetime:
    """When nobody is reminded."""
    return at_noon(zone).replace(hour=3)


@asynccontextmanager
async def built(
    url: str, path: Path, read: Callable[[tzinfo], datetime] = at_night
) -> AsyncIterator[App]:
    settings = Settings(_env_file=None, ledger_url=f"sqlite:///{path}", iin_key="k" * 32)
    endpoint = Endpoint(SecretStr(TOKEN), url)
    async with build(settings, Clock(settings.timezone, read=read), endpoint) as app:
        yield app


@asynccontextmanager
async def answering(
    telegram: TelegramServer, path: Path, read: Callable[[tzinfo], datetime] = at_night
) -> AsyncIterator[App]:
    """The bot by polling, with the limits that it has with Telegram."""
    async with built(telegram.base_url, path, read) as app:
        started = asyncio.Event()
        app.dispatcher.startup.register(started.set)
        running = asyncio.create_task(run(app, handle_signals=False))
        await started.wait()
        try:
            yield app
        finally:
            app.health.leaving.set()
            await running


if __name__ == "__main__":
    typer.run(main)

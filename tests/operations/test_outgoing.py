"""What leaves for Telegram: at its rate, answers first, patient where asked, never twice."""

from __future__ import annotations

import asyncio
import tracemalloc
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import DeleteMessage, EditMessageText
from aiogram.types import Chat, Message
from pydantic import SecretStr

from benchmarks.simulated import THREADS_ANSWER, simulated
from bot.app import App, Endpoint, build
from bot.clock import Clock
from bot.outgoing import BURST_IN_CHAT, FEW_CHATS, REFUSED_IN_A_ROW, Outgoing, Traffic
from bot.playground import TelegramServer
from bot.rules.reminders import About, Lead, Matter, Wish
from tests.conversations.test_reminding import Town, choosing, look_round
from tests.running import TODAY, Hands, RunningApp, running, settings_of, until
from tests.wire import Citizen
from tests.wire.fixtures import TOKEN

PER_SECOND, PER_SECOND_IN_CHAT = 30, 1
NOON = 12
SOON = 1e-3


class Wire(BaseSession):
    """Telegram, as far as it counts: takes everything, or refuses as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[tuple[float, int]] = []
        """When, and for which chat."""
        self.refusing: dict[int, int] = {}
        """Seconds of patience asked for next, by chat."""
        self.latency = 0.0

    async def make_request(self, bot: Bot, method: Any, timeout: Any = None) -> Any:  # noqa: ASYNC109
        chat_id = method.chat_id
        self.left.append((asyncio.get_running_loop().time(), chat_id))
        await asyncio.sleep(self.latency)
        if seconds := self.refusing.pop(chat_id, 0):
            raise TelegramRetryAfter(method, "Too Many Requests", seconds)
        return Message(message_id=1, date=0, chat=Chat(id=chat_id, type="private"))

    async def stream_content(self, *_: Any, **__: Any) -> Any:  # pragma: no cover
        raise NotImplementedError

    async def close(self) -> None:
        pass

    def times(self, chat: int | None = None) -> list[float]:
        return [time for time, whose in self.left if chat in {None, whose}]


def bot_on(wire: Wire, traffic: Traffic, **given: Any) -> Bot:
    wire.middleware(Outgoing(traffic, **given))
    return Bot(TOKEN, session=wire)


def traffic() -> Traffic:
    return Traffic(PER_SECOND, PER_SECOND_IN_CHAT)


def most_within(times: Iterable[float], seconds: float) -> int:
    """The most that left in any stretch of so many seconds."""
    ordered = sorted(times)
    return max(bisect_left(ordered, one + seconds) - n for n, one in enumerate(ordered))


def test_never_more_than_thirty_leave_within_a_second() -> None:
    async def work() -> None:
        wire = Wire()
        bot = bot_on(wire, traffic())
        await asyncio.gather(*(bot.send_message(chat, "…") for chat in range(1, 301)))
        assert most_within(wire.times(), 1.0) <= PER_SECOND
        assert max(wire.times()) <= 300 / (PER_SECOND - 3) + 1

    simulated(work)


def test_one_chat_gets_a_few_at_once_and_then_one_a_second() -> None:
    async def work() -> None:
        wire = Wire()
        bot = bot_on(wire, traffic())
        for _ in range(BURST_IN_CHAT + 10):
            await bot.send_message(1, "…")
        times = wire.times(1)
        assert times[BURST_IN_CHAT - 1] < 0.2, "fast fingers do not wait"
        assert most_within(times[BURST_IN_CHAT:], 1.0 - 1e-6) == 1
        assert times[-1] >= 10 - 1e-6

    simulated(work)


def test_edits_count_and_taking_away_does_not() -> None:
    async def work() -> None:
        wire = Wire()
        bot = bot_on(wire, traffic())
        for _ in range(50):
            await bot(DeleteMessage(chat_id=1, message_id=1))
        assert wire.times(1)[-1] < SOON
        for _ in range(BURST_IN_CHAT + 2):
            await bot(EditMessageText(chat_id=1, message_id=1, text="…"))
        assert wire.times(1)[-1] >= 2 - 1e-6

    simulated(work)


def test_a_chat_that_waits_makes_no_other_wait() -> None:
    async def work() -> None:
        wire = Wire()
        bot = bot_on(wire, traffic())
        wire.refusing[1] = 30
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(1, "…")
        held = asyncio.create_task(bot.send_message(1, "…"))
        for chat in range(2, 12):
            await bot.send_message(chat, "…")
        assert asyncio.get_running_loop().time() < 1
        await held
        assert wire.times(1) == [pytest.approx(0, abs=SOON), pytest.approx(30)]

    simulated(work)


def test_patience_beyond_a_persons_is_not_asked_for_twice() -> None:
    async def work() -> None:
        wire = Wire()
        bot = bot_on(wire, traffic())
        wire.refusing[1] = 600
        for _ in range(3):
            with pytest.raises(TelegramRetryAfter):
                await bot.send_message(1, "…")
        assert len(wire.times(1)) == 1
        await asyncio.sleep(600)
        await bot.send_message(1, "…")
        assert len(wire.times(1)) == 2

    simulated(work)


def test_chat_after_chat_refused_means_all_of_them() -> None:
    async def work() -> None:
        wire = Wire()
        held = traffic()
        bot = bot_on(wire, held)
        wire.refusing = dict.fromkeys(range(REFUSED_IN_A_ROW), 20)
        for chat in range(REFUSED_IN_A_ROW):
            assert not held.all_held
            with pytest.raises(TelegramRetryAfter):
                await bot.send_message(chat, "…")
        assert held.all_held
        await bot.send_message(99, "…")
        assert wire.times(99) == [pytest.approx(20, abs=0.1)]
        assert not held.all_held

    simulated(work)


def test_refusals_between_successes_are_about_their_own_chats() -> None:
    async def work() -> None:
        wire = Wire()
        held = traffic()
        bot = bot_on(wire, held)
        for chat in range(10):
            wire.refusing[chat] = 20
            with pytest.raises(TelegramRetryAfter):
                await bot.send_message(chat, "…")
            await bot.send_message(100 + chat, "…")
        assert not held.all_held

    simulated(work)


def test_answers_go_before_what_nobody_waits_for() -> None:
    """While ten a second are answered, each waits for one reminder at most; no second is lost."""

    async def work() -> None:
        wire, shared = Wire(), traffic()
        bot = bot_on(wire, shared)
        sent = asyncio.Event()

        async def reminders() -> None:
            for chat in range(10_000, 10_600):
                assert await shared.admit_after_answers(chat)
                wire.left.append((asyncio.get_running_loop().time(), chat))
            sent.set()

        going = asyncio.create_task(reminders())
        waits, chat = [], 0
        while not sent.is_set():
            chat += 1
            asked = asyncio.get_running_loop().time()
            await bot.send_message(chat, "…")
            waits.append(asyncio.get_running_loop().time() - asked)
            await asyncio.sleep(0.1)
        await going
        assert max(waits) <= 2 / (PER_SECOND - 3) + 1e-6
        assert most_within(wire.times(), 1.0) <= PER_SECOND
        assert max(wire.times()) <= (600 + chat) / (PER_SECOND - 3) + 1

    simulated(work)


def test_chats_that_are_quiet_are_forgotten() -> None:
    async def work() -> None:
        busy = Traffic(1000, 1)
        for chat in range(3 * FEW_CHATS):
            await busy.admit(chat)
        assert len(busy) <= 2 * FEW_CHATS, "those of the last seconds, and no more than as many"

    simulated(work)


def test_a_chat_that_is_busy_is_left_for_the_next_round() -> None:
    async def work() -> None:
        shared = traffic()
        for _ in range(BURST_IN_CHAT):
            assert await shared.admit_after_answers(1)
        assert not await shared.admit_after_answers(1)
        assert await shared.admit_after_answers(2)
        shared.refused(3, 10)
        assert not await shared.admit_after_answers(3)

    simulated(work)


# Over the wire: what fails is made again within bounds, and never twice


async def test_a_gate_that_gave_up_may_have_sent_so_it_is_not_sent_again(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    async with running(endpoint, settings_of(tmp_path / "l.sqlite3")) as app:
        user = (await app.settler("kk")).user
        before = len(endpoint.calls)
        endpoint.fail_next("sendMessage", 504, "Gateway Timeout")
        with pytest.raises(Exception, match="Gateway"):
            await app.app.bot.send_message(user.id, "…")
        assert len(endpoint.calls) - before == 1
        endpoint.fail_next("editMessageText", 504, "Gateway Timeout")
        endpoint.fail_next("sendMessage", 500, "Internal Server Error", times=2)
        await app.app.bot.send_message(user.id, "…")
        assert len(endpoint.calls) - before == 1 + 3
        endpoint.fail_next("sendMessage", 500, "Internal Server Error", times=9)
        with pytest.raises(Exception, match="Internal"):
            await app.app.bot.send_message(user.id, "…")
        assert len(endpoint.calls) - before == 1 + 3 + 3, "three attempts and no more"
        endpoint.forget_faults()


async def test_a_citizen_who_waits_out_429_makes_no_other_wait(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    async with running(endpoint, settings_of(tmp_path / "l.sqlite3")) as app:
        held, other = await app.settler("kk"), await app.settler("ru")
        endpoint.fail_next("sendMessage", 429, "Too Many Requests", retry_after=2)
        await endpoint.send_text(held.user, "/help")
        await until(lambda: app.app.metrics.troubles() == 1)
        await endpoint.send_text(other.user, "/help")
        await until(lambda: other.screen.html == app.text("ru", "help.page"))
        assert held.screen.html != app.text("kk", "help.page")
        await app.settled()
        assert held.screen.html == app.text("kk", "help.page")


# Reminders in large numbers


async def keep_many(app: App, chats: Iterable[int], on: date = TODAY) -> None:
    wish = Wish(Matter.DUE, About.INDEPENDENT, Lead.WEEK)
    for chat in chats:
        await app.reminders.choose(
            *(app.pseudonyms.account(chat), chat, wish, None),
            proved=False,
            language="kk",
            next_on=on,
            today=on,
        )


def test_many_reminders_go_out_at_the_permitted_rate_in_little_memory(tmp_path: Path) -> None:
    """In simulated time, stopped in the middle and gone on with: everybody once, none too fast."""
    many = 900
    wire = Wire()
    wire.latency = 0.15
    peaks: list[int] = []

    async def run(until_sent: int) -> None:
        hands = Hands(TODAY, NOON)
        given = settings_of(
            tmp_path / "l.sqlite3",
            today=None,
            messages_per_second=30,
            messages_per_second_in_chat=1,
        )
        endpoint = Endpoint(SecretStr(TOKEN), "http://127.0.0.1:1")
        async with build(given, Clock(given.timezone, read=hands.read), endpoint) as app:
            if not wire.left:
                await keep_many(app, range(1, many + 1))
            app.reminding.courier.session.make_request = wire.make_request  # type: ignore[method-assign]
            tracemalloc.start()
            before, sent = tracemalloc.get_traced_memory()[0], len(wire.left)
            going = asyncio.create_task(app.reminding.round())
            while not going.done() and len(wire.left) < until_sent:  # noqa: ASYNC110
                await asyncio.sleep(0.5)
            app.reminding.stop()
            await going
            peaks.append(tracemalloc.get_traced_memory()[1] - before)
            tracemalloc.stop()
            assert len(wire.left) > sent
            counted = await app.counts.between(TODAY, TODAY)
            assert sum(one.times for one in counted if one.name == "reminded") == len(wire.left)
            assert await app.reminders.left(TODAY) == many - len(wire.left)

    simulated(lambda: run(many // 3), THREADS_ANSWER)
    stopped_at = len(wire.left)
    assert many // 3 <= stopped_at < many // 2
    first = list(wire.left)
    simulated(lambda: run(many), THREADS_ANSWER)
    assert Counter(chat for _, chat in wire.left) == Counter(range(1, many + 1))
    second = [time for time, _ in wire.left[stopped_at:]]
    for times in ([time for time, _ in first], second):
        assert most_within(times, 1.0) <= PER_SECOND
    assert max(peaks) < 8 * 1024 * 1024, "pages, not everybody"


@pytest.fixture
def town(endpoint: TelegramServer, tmp_path: Path) -> Town:
    return Town(endpoint, settings_of(tmp_path / "l.sqlite3", today=None), Hands())


async def test_two_processes_share_the_work_and_double_nothing(town: Town) -> None:
    async with town.awake() as first:
        for number in range(6):
            await choosing(first, town, f"payer {number}", "kk", "rlead:week")
        town.hands.set(TODAY, NOON)
        clock = Clock(town.settings.timezone, read=town.hands.read)
        endpoint = Endpoint(SecretStr(town.telegram.token), town.telegram.base_url)
        async with build(town.settings, clock, endpoint) as second:
            assert await second.reminding.lease.take()
            await look_round(first)
            assert sum(len(town.received(name)) for name in town.citizens) == 0
            await asyncio.gather(second.reminding.round(), first.app.reminding.round())
            await look_round(first)
        assert [len(town.received(name)) for name in town.citizens] == [1] * 6


async def test_the_rest_is_left_to_the_other_process_when_one_stops(town: Town) -> None:
    async with town.awake() as first:
        for number in range(4):
            await choosing(first, town, f"payer {number}", "kk", "rlead:week")
        town.hands.set(TODAY, NOON)
        clock = Clock(town.settings.timezone, read=town.hands.read)
        endpoint = Endpoint(SecretStr(town.telegram.token), town.telegram.base_url)
        slow = town.settings.model_copy(update={"messages_per_second": 10})
        async with build(slow, clock, endpoint) as second:
            town.telegram.delay_next("sendMessage", 0.2)
            going = asyncio.create_task(second.reminding.round())
            await until(lambda: len(second.in_flight) > 0)
            second.reminding.stop()
            await going
        sent = sum(len(town.received(name)) for name in town.citizens)
        assert 0 < sent < 4
        await look_round(first)
        assert [len(town.received(name)) for name in town.citizens] == [1] * 4


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_admins_see_how_far_the_reminders_are(town: Town, language: str) -> None:
    town.settings = town.settings.model_copy(update={"admin_ids": frozenset({301})})
    town.telegram.user(301, language_code=language)
    async with town.awake() as app:
        await keep_many(app.app, range(10_001, 10_071))
        await choosing(app, town, "payer", "kk", "rlead:week")
        admin = await admin_of(app, language)
        await admin.says("/stats")
        left = app.text(language, "admin.stats.reminders-waiting", waiting=71, minutes=1)
        assert left in admin.screen.html
        for chat in range(10_001, 10_071):
            await app.app.reminders.end(app.app.pseudonyms.account(chat))
        town.hands.set(TODAY, NOON)
        await look_round(app)
        await admin.says("/stats")
        told = app.text(language, "admin.stats.sum", times=1, kk=1, ru=0)
        assert app.text(language, "admin.stats.of.reminded", sum=told) in admin.screen.html
        assert left not in admin.screen.html


async def admin_of(app: RunningApp, language: str) -> Citizen:
    admin = Citizen(app.telegram, app.telegram.network.users[301], app.settled)
    await admin.says("/start")
    await admin.taps(f"menu:lang_{language}")
    await admin.taps("consent:1")
    return admin

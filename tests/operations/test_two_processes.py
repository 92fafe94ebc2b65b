"""Two bots on one PostgreSQL, with or without Redis: together they are one bot."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiogram import BaseMiddleware
from aiohttp import ClientError, ClientSession, web

from bot.playground import TelegramServer
from bot.publishing import Upload
from bot.settings import Settings
from bot.state import Feature, actor_of
from tests.conversations.office import ADMINS
from tests.operations.bot_process import bot_process
from tests.operations.test_crash import answered, check_log, drained, letters, welcomed
from tests.publishing.desk import KEY, NO_DROP, shipped, with_text
from tests.running import SECRET, TODAY, Hands, RunningApp, free_port, running, settings_of, until
from tests.servers import forgotten, own_pseudonyms, postgres_schema, redis_place
from tests.wire import Citizen

KILLS = 4
LONGEST_LIFE = 0.4
"""Seconds between the last update and the kill."""


@pytest.fixture(params=["postgres", "postgres-and-redis"])
def place(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The settings of a ledger that several processes share."""
    key = own_pseudonyms().proof_of_key.hex()  # a key that no other test has
    with postgres_schema() as address:
        given = {"ledger": address, "iin_key": key}
        if request.param == "postgres":
            yield given
            return
        yield given | {"state_url": redis_place()}
        from bot.ledger import Pseudonyms  # noqa: PLC0415

        forgotten(redis_place(), Pseudonyms(key.encode()))


@dataclass
class Proxy:
    """Gives each post to the next of the processes; Telegram knows this address only."""

    ports: list[int] = field(default_factory=lambda: [free_port(), free_port()])
    port: int = field(default_factory=free_port)
    taken: Counter[int] = field(default_factory=Counter)
    _turns: count[int] = field(default_factory=count)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Proxy]:
        application = web.Application()
        application.router.add_post("/hook", self._pass_on)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        try:
            async with ClientSession() as self._http:
                yield self
        finally:
            await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        port = self.ports[next(self._turns) % 2]
        secret = {name: value for name, value in request.headers.items() if "Secret" in name}
        body = await request.read()
        try:
            async with self._http.post(
                f"http://127.0.0.1:{port}/hook", data=body, headers=secret
            ) as answer:
                self.taken[port] += answer.status == 200
                return web.Response(status=answer.status)
        except ClientError:
            return web.Response(status=502)


@dataclass
class Watching(BaseMiddleware):
    """Stands inside the turns of both processes, and sees who is answered beside whom."""

    now: Counter[int] = field(default_factory=Counter)
    most: Counter[int] = field(default_factory=Counter)
    handled: Counter[int] = field(default_factory=Counter)

    async def __call__(self, handler: Any, event: Any, data: dict[str, Any]) -> Any:
        whose, update = data["event_context"].user_id, event.update_id
        self.now[whose] += 1
        self.most[whose] = max(self.most[whose], self.now[whose])
        self.handled[update] += 1
        try:
            await asyncio.sleep(0.005)
            return await handler(event, data)
        finally:
            self.now[whose] -= 1


@dataclass
class Pair:
    first: RunningApp
    second: RunningApp
    telegram: TelegramServer
    proxy: Proxy
    watching: Watching

    async def settled(self) -> None:
        for app in (self.first, self.second):
            await app.settled()

    def citizen(self) -> Citizen:
        user = self.telegram.user(language_code="kk")
        return Citizen(self.telegram, user, self.settled)

    async def settler(self) -> Citizen:
        citizen = self.citizen()
        await citizen.says("/start")
        await citizen.taps("menu:lang_kk")
        await citizen.taps("consent:1")
        return citizen


@asynccontextmanager
async def opened(
    telegram: TelegramServer, place: dict[str, str], hands: Hands | None = None, **given: Any
) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(Proxy().open())
        apps = []
        watching = Watching()
        for port in proxy.ports:
            settings = settings_for(place, proxy, port, **given)
            app = await stack.enter_async_context(running(telegram, settings, hands))
            app.app.dispatcher.update.outer_middleware(watching)
            apps.append(app)
        yield Pair(*apps, telegram, proxy, watching)


def settings_for(place: dict[str, str], proxy: Proxy, port: int, **given: Any) -> Settings:
    hook = {"webhook_url": proxy.address, "webhook_secret": SECRET, "webhook_port": port}
    return settings_of(**(place | hook | given))


async def test_one_persons_updates_never_interleave_and_each_is_answered_once(
    endpoint: TelegramServer, place: dict[str, str]
) -> None:
    async with opened(endpoint, place) as pair:
        people = [await pair.settler() for _ in range(3)]
        before = [len(endpoint.chat(one.user).messages) for one in people]
        pair.watching.handled.clear()
        for number in range(12):
            for one in people:
                await endpoint.send_text(one.user, ("/help", "/menu", "/privacy")[number % 3])
                await endpoint.tap(one.user, one.screen.message_id, "menu:open")
            if number % 4 == 0:
                endpoint.lose_receipts(1)
        await drained(endpoint)
        await pair.settled()
        for one, earlier in zip(people, before, strict=True):
            new = endpoint.chat(one.user).messages[earlier:]
            assert sum(message.from_bot for message in new) >= 12
            assert pair.watching.most[one.user.id] == 1
        assert len(pair.watching.handled) == 3 * 12 * 2
        assert set(pair.watching.handled.values()) == {1}
        assert len(pair.proxy.taken) == 2
        assert not endpoint.unanswered_taps


async def test_a_conversation_goes_on_in_whichever_process(
    endpoint: TelegramServer, place: dict[str, str]
) -> None:
    async with opened(endpoint, place) as pair:
        citizen = await pair.settler()
        await citizen.says("/months")
        marks = []
        for _ in range(4):
            await citizen.taps("omonth:2026-08")
            kept = await pair.first.state(citizen).get_data()
            marks.append(kept["own_months"]["marks"]["2026-08"])
        assert len(set(marks[:3])) > 1
        assert await pair.second.state(citizen).get_data() == kept
        assert min(pair.proxy.taken.values()) >= 2


async def test_a_reminder_is_sent_once(endpoint: TelegramServer, place: dict[str, str]) -> None:
    hands = Hands()
    async with opened(endpoint, place, hands, today=None) as pair:
        citizen = await pair.settler()
        await citizen.says("/remind")
        await citizen.taps("rlead:three-days")
        before = len(endpoint.chat(citizen.user).messages)
        day = TODAY + timedelta(days=25)
        while day <= date(2026, 12, 26):
            for hour in (10, 15):
                hands.set(day, hour)
                await asyncio.gather(*(one.app.reminding.round() for one in _both(pair)))
            day += timedelta(days=1)
        assert len(endpoint.chat(citizen.user).messages) == before + 1


async def test_switches_and_announcements_reach_both(
    endpoint: TelegramServer, place: dict[str, str]
) -> None:
    async with opened(endpoint, place) as pair:
        await pair.first.app.board.turn(Feature.LOOKUPS, on=False)
        await pair.first.app.board.put_up({"kk": "Хабарландыру", "ru": "Объявление"}, None)
        async with asyncio.timeout(10):
            for one in _both(pair):
                while (posted := await one.app.board.read()).banner is None:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
                assert not posted.switches.on(Feature.LOOKUPS)


async def test_a_published_text_is_read_in_both_and_so_is_the_way_back(
    endpoint: TelegramServer, place: dict[str, str]
) -> None:
    async with opened(endpoint, place, admin_ids=frozenset(ADMINS.values())) as pair:
        here, there = (one.app.publishing for one in _both(pair))
        old = pair.second.text("ru", KEY)
        candidate = await here.candidate(
            [Upload("messages.po", with_text(shipped(), KEY, "Новое"))]
        )
        author = actor_of(pair.first.app.pseudonyms.account(ADMINS["ru"]))
        draft = await here.keep(candidate, author, "", NO_DROP)
        # Both publish it at once: it is one release.
        made = await asyncio.gather(*(one.publish(draft.number, author) for one in (here, there)))
        assert [one.number for one in made] == [1, 1]
        for one in _both(pair):
            await until(lambda one=one: one.text("ru", KEY) == "Новое", patience=60)
        await there.roll_back(0, author, live=1)
        for one in _both(pair):
            await until(lambda one=one: one.text("ru", KEY) == old, patience=60)


async def test_limits_are_those_of_both_together(
    endpoint: TelegramServer, place: dict[str, str]
) -> None:
    async with opened(endpoint, place, lookups_per_day=3) as pair:
        account = pair.first.app.pseudonyms.account(7)
        people = [pair.first.app.pseudonyms.person(str(number)) for number in range(10)]
        asked = [one.app.lookups.ask(account, person) for person in people for one in _both(pair)]
        refused = await asyncio.gather(*asked)
        assert sum(one is not None for one in refused) >= len(asked) - 2 * 3
        assert await pair.second.app.database.fetch_one("SELECT count(*) FROM lookups") == (3,)


def _both(pair: Pair) -> tuple[RunningApp, RunningApp]:
    return pair.first, pair.second


async def test_one_that_is_killed_loses_nothing_and_answers_nothing_twice(
    endpoint: TelegramServer, place: dict[str, str], tmp_path: Path
) -> None:
    chance = random.Random()
    given = {name: value for name, value in place.items() if name != "ledger"}
    kills = KILLS if len(given) == 1 else 1  # a lease of Redis has to end after each
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(Proxy().open())
        orders = {"ledger": place["ledger"], "given": given, "address": proxy.address}
        bots = []
        for port in proxy.ports:
            process = bot_process(endpoint, tmp_path, port=port, **orders)
            bots.append(await stack.enter_async_context(process))
            bots[-1].start()
            await bots[-1].up()
        people = [await welcomed(endpoint, bots[0]) for _ in range(3)]
        before = [len(endpoint.chat(one.user).messages) for one in people]
        for number in range(kills):
            for one in people * 2:
                await one.acts(endpoint)
            await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
            killed = bots[number % 2]
            await killed.kill()
            for one in people:
                await one.acts(endpoint)
            killed.start()
            await killed.up()
        await drained(endpoint)
    for one, earlier in zip(people, before, strict=True):
        told = letters(endpoint, one.user, earlier)
        log = tmp_path / "bot.log"
        assert answered(one.said, told, log), f"{one.said} was answered by {told}"
    assert not endpoint.unanswered_taps
    assert len(proxy.taken) == 2
    check_log(tmp_path / "bot.log")

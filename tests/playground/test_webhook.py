"""Delivery by webhook as Telegram does it: queues side by side, each in order, until taken."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.playground import TelegramServer
from tests.running import until


@dataclass
class Receiver:
    """A bot that says of each post what it is told to say."""

    url: str = ""
    came: list[str] = field(default_factory=list)
    answer: Callable[[str], web.Response] = field(default=lambda _: web.Response())
    slow: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: int = 0
    most_at_once: int = 0

    async def take(self, request: web.Request) -> web.Response:
        update: dict[str, Any] = await request.json()
        kind = next(name for name in update if name != "update_id")
        said = update[kind].get("text") or update[kind].get("data")
        self.came.append(said)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if said == "slow":
            await self.slow.wait()
        self.at_once -= 1
        return self.answer(said)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        yield receiver


async def test_a_chat_is_served_in_order_and_keeps_no_other_waiting(
    endpoint: TelegramServer, bot: Bot, receiver: Receiver
) -> None:
    one, other = endpoint.user(), endpoint.user()
    await bot.set_webhook(receiver.url)
    for user, text in ((one, "slow"), (one, "second"), (other, "other"), (one, "third")):
        await endpoint.send_text(user, text)
    await until(lambda: receiver.came == ["slow", "other"])
    await asyncio.sleep(0.05)
    assert receiver.came == ["slow", "other"]
    receiver.slow.set()
    await endpoint.drained()
    assert receiver.came == ["slow", "other", "second", "third"]


async def test_a_tap_does_not_wait_for_a_message(
    endpoint: TelegramServer, bot: Bot, receiver: Receiver
) -> None:
    user = endpoint.user()
    message = await endpoint.send_text(user, "first")
    await bot.set_webhook(receiver.url)
    await endpoint.drained()
    await endpoint.send_text(user, "slow")
    await endpoint.tap(user, message.id, "tap")
    await until(lambda: receiver.came == ["first", "slow", "tap"])
    receiver.slow.set()
    await endpoint.drained()


async def test_no_more_connections_than_the_bot_asks_for(
    endpoint: TelegramServer, bot: Bot, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url, max_connections=2)
    for _ in range(5):
        await endpoint.send_text(endpoint.user(), "slow")
    await until(lambda: receiver.at_once == 2)
    await asyncio.sleep(0.05)
    receiver.slow.set()
    await endpoint.drained()
    assert (receiver.most_at_once, len(receiver.came)) == (2, 5)
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections) == (receiver.url, 2)
    with pytest.raises(TelegramBadRequest, match="max_connections"):
        await bot.set_webhook(receiver.url, max_connections=101)


async def test_what_is_not_taken_comes_again_in_its_place(
    endpoint: TelegramServer, bot: Bot, receiver: Receiver
) -> None:
    answers = iter([500, 503, 200, 200])
    receiver.answer = lambda _: web.Response(status=next(answers))
    user = endpoint.user()
    await bot.set_webhook(receiver.url)
    await endpoint.send_text(user, "first")
    await endpoint.send_text(user, "second")
    await endpoint.drained()
    assert receiver.came == ["first", "first", "first", "second"]
    assert not (await bot.get_webhook_info()).last_error_message


async def test_the_bot_may_ask_for_patience(
    endpoint: TelegramServer, bot: Bot, receiver: Receiver
) -> None:
    answers = iter([web.Response(status=429, headers={"Retry-After": "1"}), web.Response()])
    receiver.answer = lambda _: next(answers)
    await bot.set_webhook(receiver.url)
    begun = asyncio.get_running_loop().time()
    await endpoint.send_text(endpoint.user(), "x")
    await until(lambda: len(receiver.came) == 1)
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 429"
    await endpoint.drained()
    assert asyncio.get_running_loop().time() - begun >= 1
    assert receiver.came == ["x", "x"]


async def test_receipts_are_lost_and_updates_held_up_on_demand(
    endpoint: TelegramServer, bot: Bot, receiver: Receiver
) -> None:
    one, other = endpoint.user(), endpoint.user()
    endpoint.lose_receipts()
    endpoint.hold_up(0.1)
    await bot.set_webhook(receiver.url)
    await endpoint.send_text(one, "held up")
    await endpoint.send_text(other, "quick")
    await endpoint.drained()
    assert receiver.came == ["quick", "quick", "held up"]


async def test_a_bot_that_is_away_finds_everything_when_it_is_back(
    endpoint: TelegramServer, bot: Bot, receiver: Receiver
) -> None:
    await bot.set_webhook("http://127.0.0.1:1/hook")
    user = endpoint.user()
    for text in ("a", "b", "c"):
        await endpoint.send_text(user, text)
    await until(lambda: bool(endpoint.network.postman.last_error))
    assert (await bot.get_webhook_info()).pending_update_count == 3
    await bot.set_webhook(receiver.url)
    await endpoint.drained()
    assert receiver.came == ["a", "b", "c"]

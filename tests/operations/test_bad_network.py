"""The Bot API endpoint misbehaves: bursts of refusals, broken answers, repeats, another order."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiogram.methods import TelegramMethod

from bot.playground import TelegramServer
from bot.playground.server import Call
from bot.polling import MOST_AT_ONCE, Polling
from tests.running import RunningApp, running, settings_of

LOST = (408, 500, 502, 504)


@pytest.fixture
async def bot(endpoint: TelegramServer, tmp_path: Path) -> AsyncIterator[RunningApp]:
    async with running(endpoint, settings_of(tmp_path / "ledger.sqlite3")) as app:
        yield app


async def test_bursts_of_refusals_lose_nothing(bot: RunningApp) -> None:
    """Of fetching, which goes on and on, and of answers, where they end in time."""
    citizens = [await bot.settler("ru") for _ in range(3)]
    for status in LOST:
        bot.telegram.fail_next("getUpdates", status, "Bad Gateway")
    bot.telegram.fail_next("getUpdates", 429, "Too Many Requests: retry after 1", retry_after=1)
    bot.telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    bot.telegram.fail_next("sendMessage", 500, "Internal Server Error")
    for one in citizens:
        await bot.telegram.send_text(one.user, "/help")
    async with asyncio.timeout(60):
        await bot.telegram.drained()
    await bot.settled()
    for one in citizens:
        told = [message.html for message in one.chat.messages if message.from_bot]
        assert told.count(bot.text("ru", "help.page")) == 1


async def test_fetching_goes_on_after_a_lost_connection(bot: RunningApp) -> None:
    citizen = await bot.settler("ru")
    bot.telegram.drop_next("getUpdates")
    bot.telegram.drop_next("getUpdates", carried_out=True)
    await citizen.says("/help")
    assert [one.html for one in citizen.heard] == [bot.text("ru", "help.page")]


@pytest.mark.parametrize("answer", ["{", "[]", '{"ok": true}', '{"ok":true,"result":[1]}', "\xff"])
async def test_an_answer_that_is_none_is_asked_for_again(
    bot: RunningApp, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    citizen = await bot.settler("ru")
    told = iter([answer])
    session = bot.app.bot.session
    check = session.check_response

    def cut(bot: Any, method: TelegramMethod[Any], status_code: int, content: str) -> Any:
        broken = next(told, None) if method.__api_method__ == "getUpdates" else None
        return check(bot, method, status_code, broken if broken is not None else content)

    monkeypatch.setattr(session, "check_response", cut)
    await citizen.says("/help")
    assert [one.html for one in citizen.heard] == [bot.text("ru", "help.page")]


async def test_one_update_that_is_none_does_not_hide_the_others(bot: RunningApp) -> None:
    """It did: the whole answer was refused, and asked for again for ever."""
    citizen = await bot.settler("ru")
    bot.telegram.network.updates.add("message", {"chat": {"id": "nobody"}, "message_id": []})
    bot.telegram.network.updates.add("message", {})
    await citizen.says("/help")
    assert [one.html for one in citizen.heard] == [bot.text("ru", "help.page")]


class Brought:
    """Stands in for the network: gives each question's answer by hand."""

    def __init__(self, bot: RunningApp) -> None:
        self.session = bot.app.bot.session
        self.id = bot.app.bot.id
        self.asked: list[int | None] = []
        self.batches: list[list[dict[str, Any]]] = []
        self.over = asyncio.Event()

    async def __call__(self, question: Any, **_: Any) -> list[dict[str, Any]]:
        self.asked.append(question.offset)
        if self.batches:
            return self.batches.pop(0)
        self.over.set()
        await asyncio.Event().wait()
        return []


class Handling:
    """Stands in for the dispatcher: notes what it is given; what is held is not handled yet."""

    def __init__(self, *held: int) -> None:
        self.handled: list[int] = []
        self.free = asyncio.Event()
        self._held = held

    def resolve_used_update_types(self) -> list[str]:
        return ["message"]

    async def feed_update(self, _bot: Any, update: Any) -> None:
        if update.update_id in self._held:
            await self.free.wait()
        self.handled.append(update.update_id)


def written(number: int) -> dict[str, Any]:
    who = {"id": number, "is_bot": False, "first_name": "A"}
    chat = {"id": number, "type": "private"}
    message = {"message_id": 1, "date": 0, "chat": chat, "from": who, "text": "-"}
    return {"update_id": number, "message": message}


async def polled(bot: RunningApp, handling: Handling, *batches: list[int]) -> list[int | None]:
    """From which update on the bot asks, each time."""
    network = Brought(bot)
    network.batches = [[written(number) for number in batch] for batch in batches]
    polling = Polling(network, handling)  # type: ignore[arg-type]
    running = asyncio.create_task(polling.run())
    await asyncio.wait_for(network.over.wait(), 20)
    handling.free.set()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await asyncio.sleep(0)
    return network.asked


async def test_repeated_and_reordered_batches_are_handled_once(bot: RunningApp) -> None:
    handling, chance = Handling(), random.Random(7)
    numbers = list(range(100, 130))
    batches = [chance.sample(numbers, 10) for _ in range(30)]
    batches = [[*batch, batch[0]] for batch in batches]
    asked = await polled(bot, handling, *batches)
    known = {number for batch in batches for number in batch}
    # What was confirmed and comes all the same is left to `Turns`, which knows it.
    assert set(handling.handled) == known
    for batch, following in zip(batches, asked[1:], strict=True):
        assert following == max(batch) + 1


async def test_what_is_in_hands_is_not_confirmed(bot: RunningApp) -> None:
    handling = Handling(5)
    asked = await polled(bot, handling, [4, 5, 6], [5, 6, 7], [5, 6, 7])
    assert asked == [None, 5, 5, 5]
    assert handling.handled == [4, 6, 7, 5]


async def test_nobody_waits_for_a_hundred_slow_ones(bot: RunningApp) -> None:
    handling = Handling(1)
    window = list(range(1, MOST_AT_ONCE + 1))
    asked = await polled(bot, handling, window, window, [MOST_AT_ONCE + 1])
    assert asked == [None, 1, MOST_AT_ONCE + 1, MOST_AT_ONCE + 2]
    assert handling.handled == [*range(2, MOST_AT_ONCE + 2), 1]


async def test_a_slow_endpoint_keeps_nobody_else_waiting(bot: RunningApp) -> None:
    """It answers later than the bot is ready to wait: an edit is made again, nothing doubles."""
    citizen, neighbour = await bot.settler("kk"), await bot.settler("ru")
    bot.app.bot.session.timeout = 0.5
    bot.telegram.delay_next("editMessageText", 1.5)
    citizen.tolerated = ("message is not modified",)
    await bot.telegram.tap(citizen.user, citizen.screen.message_id, "menu:help")
    await neighbour.says("/help")
    assert neighbour.screen.html == bot.text("ru", "help.page")
    await bot.settled()
    assert citizen.screen.html == bot.text("kk", "help.page")
    edits = [one for one in bot.telegram.calls if is_edit(one, citizen.user.id)]
    assert len(edits) in {2, 3}
    assert not bot.telegram.unanswered_taps


def is_edit(call: Call, chat: int) -> bool:
    return call.method == "editMessageText" and call.parameters.get("chat_id") == str(chat)

"""An update that an earlier process did not finish: what it has sent is not sent again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import TelegramServer
from handlers.states import Lookup
from tests.running import RunningApp, running, settings_of
from tests.wire import Citizen

LANGUAGES = ["kk", "ru"]


@pytest.fixture
async def bot(endpoint: TelegramServer, tmp_path: Path) -> AsyncIterator[RunningApp]:
    async with running(endpoint, settings_of(tmp_path / "ledger.sqlite3")) as app:
        yield app


async def cut_off(bot: RunningApp, *message_ids: int | None) -> None:
    """As if the next update had been begun before: messages it sent, None for one on its way."""
    assert bot.telegram.last_update is not None
    update_id = bot.telegram.last_update["update_id"] + 1
    async with bot.app.database.write() as connection:
        for place, message_id in enumerate(message_ids, start=1):
            row = (update_id, place, 0, message_id)
            await connection.execute("INSERT INTO sent_messages VALUES (?, ?, ?, ?)", row)


async def left(bot: RunningApp) -> int:
    row = await bot.app.database.fetch_one("SELECT count(*) FROM sent_messages")
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_message_that_had_arrived_is_not_sent_again(bot: RunningApp, language: str) -> None:
    citizen = await bot.settler(language)
    await cut_off(bot, 4711)
    await citizen.says("/status")
    assert citizen.heard == []
    assert await bot.state(citizen).get_state() == Lookup.iin.state, "the step is taken"
    assert await left(bot) == 0
    await citizen.says("/help")
    assert citizen.screen.html == bot.text(language, "help.page")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_that_was_on_its_way_is_asked_about(bot: RunningApp, language: str) -> None:
    citizen = await bot.settler(language)
    await cut_off(bot, None)
    await citizen.says("/status")
    (told,) = citizen.heard
    assert told.html == bot.text(language, "error.interrupted")
    assert told.find("menu:menu")
    assert await left(bot) == 0
    bot.telegram.repeat()
    await bot.settled()
    assert citizen.heard == [told], "and once only"


async def test_who_was_asked_before_the_next_crash_is_not_asked_again(bot: RunningApp) -> None:
    citizen = await bot.settler("kk")
    await cut_off(bot, None, 4712)
    await citizen.says("/status")
    assert citizen.heard == []
    assert await left(bot) == 0


async def test_who_is_cut_off_twice_is_told_again_rather_than_never(bot: RunningApp) -> None:
    """Killed over the answer, then over the word about it, a person heard nothing at all."""
    citizen = await bot.settler("kk")
    await cut_off(bot, None, None)
    await citizen.says("/status")
    (told,) = citizen.heard
    assert told.html == bot.text("kk", "error.interrupted")
    assert await left(bot) == 0


async def test_screens_are_changed_and_taps_answered_anew(bot: RunningApp) -> None:
    citizen = await bot.settler("ru")
    await cut_off(bot, 4711)
    await citizen.taps("menu:help")
    assert citizen.screen.html == bot.text("ru", "help.page")


async def test_what_came_back_or_failed_is_no_message(bot: RunningApp) -> None:
    citizen: Citizen = await bot.settler("ru")
    bot.telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    bot.telegram.fail_next("sendMessage", 502, "Bad Gateway")
    await citizen.says("/help")
    assert [one.html for one in citizen.heard] == [bot.text("ru", "help.page")]
    assert await left(bot) == 0

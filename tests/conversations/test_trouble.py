"""When something fails: Telegram, the network, the bot itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import TelegramServer, User
from handlers.states import Lookup
from tests.running import RunningApp, running, settings_of, until

LANGUAGES = ["kk", "ru"]
BROKEN = "Bad Request: can't parse entities: unsupported start tag"


@pytest.fixture
async def bot(endpoint: TelegramServer, tmp_path: Path) -> AsyncIterator[RunningApp]:
    """A bot of one's own: its faults do not reach other tests."""
    async with running(endpoint, settings_of(tmp_path / "ledger.sqlite3")) as app:
        yield app


@pytest.mark.fails(1)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_error_is_told_with_a_code_and_nothing_is_lost(
    bot: RunningApp, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    citizen = await bot.settler(language)
    state = bot.state(citizen)
    await state.set_state(Lookup.iin)
    bot.telegram.fail_next("editMessageText", 400, BROKEN)
    await citizen.taps("menu:help")
    screen = citizen.screen
    code = screen.text.rpartition(" ")[2]
    assert screen.html == bot.text(language, "error.unexpected", code=code)
    assert any(code in record.getMessage() for record in caplog.records)
    assert await state.get_state() == Lookup.iin.state
    await citizen.taps("menu:menu")
    assert citizen.screen.html == bot.text(language, "menu.title")


@pytest.mark.fails(1)
async def test_a_failing_database_is_told_too(bot: RunningApp) -> None:
    citizen = await bot.settler("ru")
    async with bot.app.database.write() as connection:
        await connection.execute("ALTER TABLE accounts RENAME TO elsewhere")
    await bot.telegram.send_text(citizen.user, "/help")
    await bot.settled()
    code = citizen.screen.text.rpartition(" ")[2]
    assert citizen.screen.html == bot.text("ru", "error.unexpected", code=code)


async def test_too_many_requests_are_waited_out_and_nobody_else_waits(bot: RunningApp) -> None:
    slow, quick = await bot.settler("kk"), await bot.settler("ru")
    bot.telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    before = slow.screen
    await bot.telegram.send_text(slow.user, "/help")
    await until(lambda: bot.telegram.calls[-1].refused)
    assert (await asyncio.wait_for(answer(bot, quick.user), 0.8)).startswith("Что")
    assert slow.screen == before
    await bot.settled()
    assert slow.screen.html == bot.text("kk", "help.page")


async def test_a_fault_of_telegram_is_tried_again(bot: RunningApp) -> None:
    citizen = await bot.settler("kk")
    bot.telegram.fail_next("sendMessage", 502, "Bad Gateway")
    await citizen.says("/help")
    screen = citizen.screen
    assert [screen.html] == [heard.html for heard in citizen.heard] == [bot.text("kk", "help.page")]


async def test_a_lost_edit_is_made_again(bot: RunningApp) -> None:
    citizen = await bot.settler("kk")
    citizen.tolerated = ("message is not modified",)
    bot.telegram.drop_next("editMessageText", carried_out=True)
    await citizen.taps("menu:help")
    assert citizen.screen.html == bot.text("kk", "help.page")


@pytest.mark.fails(1)
async def test_a_message_that_may_have_arrived_is_not_sent_again(bot: RunningApp) -> None:
    citizen = await bot.settler("kk")
    bot.telegram.drop_next("sendMessage", carried_out=True)
    await citizen.says("/help")
    told = [heard.html for heard in citizen.heard]
    assert told[0] == bot.text("kk", "help.page")
    assert told.count(told[0]) == 1


async def test_who_has_blocked_the_bot_is_left_alone(bot: RunningApp) -> None:
    citizen = await bot.settler("kk")
    bot.telegram.fail_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
    before = citizen.screen
    await citizen.says("/help")
    assert citizen.screen == before
    assert [call.method for call in citizen.calls] == ["sendMessage"]


async def test_a_late_answer_to_a_tap_is_no_error(bot: RunningApp) -> None:
    citizen = await bot.settler("kk")
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    bot.telegram.fail_next("answerCallbackQuery", 400, late)
    await bot.telegram.tap(citizen.user, citizen.screen.message_id, "menu:help")
    await bot.settled()
    assert citizen.screen.html == bot.text("kk", "help.page")


async def test_an_update_that_comes_twice_is_answered_once(bot: RunningApp) -> None:
    citizen = await bot.settler("kk")
    bot.telegram.delay_next("sendMessage", 0.2)
    await bot.telegram.send_text(citizen.user, "/help")
    bot.telegram.repeat()
    await bot.settled()
    bot.telegram.repeat()
    await bot.settled()
    pages = [one for one in citizen.chat.messages if one.html == bot.text("kk", "help.page")]
    assert len(pages) == 1


async def test_a_failed_update_is_not_tried_over_and_over(bot: RunningApp) -> None:
    citizen = await bot.settler("kk")
    bot.telegram.fail_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await citizen.says("/help")
    before = len(bot.telegram.calls)
    bot.telegram.repeat()
    await bot.settled()
    assert len(bot.telegram.calls) == before


async def test_groups_are_met_with_silence(bot: RunningApp) -> None:
    citizen = await bot.settler("kk")
    group = bot.telegram.group()
    before = len(bot.telegram.calls)
    for text in ("/start", "/help", "801315300123", "сәлем"):
        await bot.telegram.send_text(citizen.user, text, chat=group)
    await bot.settled()
    assert len(bot.telegram.calls) == before


async def answer(bot: RunningApp, user: User) -> str:
    """What the bot answers to a call for help, however long the others take."""
    messages = bot.telegram.chat(user).messages
    count = len(messages)
    await bot.telegram.send_text(user, "/help")
    await until(lambda: len(messages) == count + 2)
    return messages[-1].text

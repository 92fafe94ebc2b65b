"""Nothing can be written for a while: the person is told, and answered when it can."""

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest

from bot.playground import TelegramServer
from handlers.states import Lookup
from tests.running import MODES, RunningApp, by_webhook, running, settings_of, until
from tests.wire import Citizen

LATE = "query is too old"
"""A tap whose update comes again was answered the first time."""


@pytest.fixture(params=MODES)
async def bot(
    request: pytest.FixtureRequest, endpoint: TelegramServer, tmp_path: Path
) -> AsyncIterator[RunningApp]:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    if request.param == "webhook":
        settings = by_webhook(settings)
    async with running(endpoint, settings) as app:
        yield app


async def tell_writer(bot: RunningApp, pragma: str) -> None:
    await bot.app.database._writer.execute_fetchall(f"PRAGMA {pragma}")


async def fill_up(bot: RunningApp) -> None:
    """Not a page is left, as on a full disk."""
    ((pages,),) = await bot.app.database.fetch_all("PRAGMA page_count")
    await tell_writer(bot, f"max_page_count = {pages}")
    async with bot.app.database.write() as connection:
        for insert in (
            "INSERT INTO handled_updates(update_id, handled_at) VALUES (?, 0)",
            "INSERT INTO sent_messages(update_id, place, left_at) VALUES (?, 1, 0)",
        ):
            await until_refused(connection, insert)


async def until_refused(connection: aiosqlite.Connection, insert: str) -> None:
    try:
        for number in itertools.count(1):
            await connection.execute(insert, (number,))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
            raise


async def make_room(bot: RunningApp) -> None:
    await tell_writer(bot, "max_page_count = 1000000")


async def asked_for_patience(bot: RunningApp, citizen: Citizen, language: str) -> None:
    patience = bot.text(language, "error.patience")
    await until(lambda: citizen.screen.html == patience)
    assert not (await bot.app.health.checks())["database"]


async def test_a_full_disk_loses_no_update(bot: RunningApp) -> None:
    citizen = await bot.settler("ru")
    await fill_up(bot)
    await bot.telegram.send_text(citizen.user, "/status")
    await asked_for_patience(bot, citizen, "ru")
    await make_room(bot)
    await bot.settled()
    assert await bot.state(citizen).get_state() == Lookup.iin.state
    heard = [one.html for one in citizen.chat.messages if one.from_bot]
    assert heard.count(bot.text("ru", "error.patience")) == 1
    assert citizen.screen.html != bot.text("ru", "error.patience"), "answered in the end"
    assert (await bot.app.health.checks())["database"]


async def test_a_locked_database_loses_no_tap(bot: RunningApp) -> None:
    """By another process, for longer than one waits for it."""
    citizen = await bot.settler("kk")
    citizen.tolerated = (LATE,)
    await tell_writer(bot, "busy_timeout = 20")
    path = bot.app.database.path
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        # Beside the bot: a write of its own that has begun could not end while this one waits.
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        await bot.telegram.tap(citizen.user, citizen.screen.message_id, "menu:status")
        await asked_for_patience(bot, citizen, "kk")
        other.execute("ROLLBACK")
        await bot.settled()
    assert await bot.state(citizen).get_state() == Lookup.iin.state
    assert not bot.telegram.unanswered_taps


async def test_a_read_only_file_keeps_the_order_of_a_person(bot: RunningApp) -> None:
    citizen = await bot.settler("ru")
    await tell_writer(bot, "query_only = ON")
    await bot.telegram.send_text(citizen.user, "/help")
    await asked_for_patience(bot, citizen, "ru")
    for text in ("/status", "/cancel"):
        await bot.telegram.send_text(citizen.user, text)
    await tell_writer(bot, "query_only = OFF")
    await bot.settled()
    told = [one.html for one in citizen.chat.messages if one.from_bot]
    told = [one for one in told if one != bot.text("ru", "error.patience")]
    assert told[-3] == bot.text("ru", "help.page")
    assert told[-1] == bot.text("ru", "cancel.lookup")
    assert await bot.state(citizen).get_state() is None


@pytest.mark.fails(1)  # counts of the first process are lost, and it says so
async def test_what_is_put_off_at_the_end_comes_again_to_the_next_process(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    async with running(endpoint, settings) as before:
        citizen = await before.settler("ru")
        await tell_writer(before, "query_only = ON")
        await endpoint.send_text(citizen.user, "/status")
        await asked_for_patience(before, citizen, "ru")
    async with running(endpoint, settings) as after:
        await after.settled()
        assert await after.state(citizen).get_state() == Lookup.iin.state

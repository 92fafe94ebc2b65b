"""kill -9 at any moment: no update is lost, none is answered twice, no step is taken twice."""

import asyncio
import json
import os
import random
import re
from pathlib import Path

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.clock import Clock
from bot.database import Database
from bot.files import LOCALES
from bot.ledger import open_ledger
from bot.once import SAID_AGAIN
from bot.playground import TelegramServer, User
from bot.rules.declared import DeclaredMonth
from bot.state import DatabaseStorage
from bot.texts import load
from tests.operations.bot_process import BotProcess, bot_process
from tests.running import MODES, until

KILLS = int(os.environ.get("BOT_KILLS", "20"))
"""How often a process is killed, by polling and by webhook in turn; the environment says more."""
CITIZENS = 5
LONGEST_QUEUE = 50
"""People wait for answers before they go on."""
LONGEST_LIFE = 0.25
"""Seconds between the last update and the kill."""
PATIENCE = 60.0
"""Seconds for the next update to be taken, on a busy machine."""
MONTH = "2026-08"
COMMANDS = ("/help", "/privacy", "/menu")
NOTICE = "n"


@pytest.mark.parametrize("mode", MODES, scope="module", indirect=True)
async def test_no_update_is_lost_or_answered_twice(
    endpoint: TelegramServer, tmp_path: Path, mode: str
) -> None:
    chance = random.Random()
    async with bot_process(endpoint, tmp_path, mode=mode) as bot:
        bot.start()
        people = [await welcomed(endpoint, bot) for _ in range(CITIZENS)]
        told_before = [len(endpoint.chat(one.user).messages) for one in people]
        for _ in range(-(-KILLS // len(MODES))):
            if len(endpoint.network.updates) < LONGEST_QUEUE:
                for one in people:
                    await one.acts(endpoint)
            if chance.random() < 0.7:
                await bot.up()
            await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
            await bot.kill()
            bot.start()
        await drained(endpoint)
    for one, before in zip(people, told_before, strict=True):
        told = letters(endpoint, one.user, before)
        assert answered(one.said, told, bot.orders.log), f"{one.said} was answered by {told}"
    assert not endpoint.unanswered_taps
    await check_what_is_kept(people, bot)
    check_log(bot.orders.log)


async def drained(telegram: TelegramServer) -> None:
    """As long as it takes, if only it goes on."""
    updates = telegram.network.updates
    while pending := len(updates):
        await until(lambda pending=pending: len(updates) < pending, PATIENCE)  # type: ignore[misc]


class Tapper:
    """Somebody who asks for a page and marks a month, over and over."""

    def __init__(self, user: User, grid: int) -> None:
        self.user = user
        self.grid = grid
        self.said = ""
        self.taps = 0

    async def acts(self, telegram: TelegramServer) -> None:
        which = len(self.said) % len(COMMANDS)
        await telegram.send_text(self.user, COMMANDS[which])
        self.said += "abc"[which]
        await telegram.tap(self.user, self.grid, f"omonth:{MONTH}")
        self.taps += 1


async def welcomed(telegram: TelegramServer, bot: BotProcess) -> Tapper:
    """Through the welcome, with the table of one's own months on the screen."""
    user = telegram.user(language_code="kk")
    messages = telegram.chat(user).messages
    await telegram.send_text(user, "/start")
    await until(lambda: len(messages) == 2, PATIENCE)
    for data in ("menu:lang_kk", "consent:1", "menu:months"):
        turn = telegram.chat(user).turns
        await telegram.tap(user, messages[-1].id, data)
        await until(lambda turn=turn: telegram.chat(user).turns > turn, PATIENCE)  # type: ignore[misc]
        await telegram.drained()
    return Tapper(user, messages[-1].id)


def letters(telegram: TelegramServer, user: User, before: int) -> str:
    """What the bot wrote since: a letter for each page, and one for a word about the crash."""
    texts = load(LOCALES)["kk"]
    known = {
        texts("help.page"): "a",
        texts("menu.title"): "c",
        texts("error.interrupted"): NOTICE,
    }
    new = telegram.chat(user).messages[before:]
    told = [one.html or "" for one in new if one.from_bot]
    return "".join(known.get(html) or ("b" if "msqory.kz" in html else "?") for html in told)


async def check_what_is_kept(people: list[Tapper], bot: BotProcess) -> None:
    """Each tap moved the mark by one step, and nothing is left of updates under way."""
    marks = list(DeclaredMonth)
    settings = bot.orders.settings()
    async with open_ledger(settings) as (_, database, pseudonyms):
        clock = Clock(settings.timezone, settings.today)
        storage = DatabaseStorage(database, pseudonyms, now=clock.seconds)
        for one in people:
            bot_id = int(bot.orders.token.partition(":")[0])
            kept = await storage.get_data(StorageKey(bot_id, one.user.id, one.user.id))
            mark = marks[one.taps % len(marks)]
            assert kept["own_months"]["marks"][MONTH] == mark, f"after {one.taps} taps"
        await _check_database(database)


async def _check_database(database: Database) -> None:
    assert await database.fetch_all("SELECT * FROM sent_messages") == []
    assert await database.fetch_all("PRAGMA integrity_check") == [("ok",)]


def answered(said: str, told: str, log: Path) -> bool:
    """Each was answered once or its person told of the crash; told twice only as the log says."""
    notice = f"{NOTICE}{{1,{1 + log.read_text('utf-8').count(SAID_AGAIN)}}}"
    wanted = "".join(f"(?:{letter}(?:{notice})?|{notice})" for letter in said)
    return re.fullmatch(wanted, told) is not None


def check_log(log: Path) -> None:
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line[-1:] == "}"]
    assert [line for line in lines if line["level"] == "error"] == []
    assert len({line["request"] for line in lines if "request" in line}) >= CITIZENS

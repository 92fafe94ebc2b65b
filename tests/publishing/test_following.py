"""From an editor's file to what citizens read, in every process on the ledger."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.playground import TelegramServer
from bot.publishing import Draft, Release, Upload
from bot.state import actor_of
from tests.conversations.office import ADMINS
from tests.publishing.desk import KEY, NO_DROP, shipped, with_text
from tests.publishing.test_uploads import by_poedit
from tests.running import RunningApp, running, settings_of, until
from tests.wire.fixtures import TOKEN

NEW = "Новый заголовок меню"


async def drafted(bot: RunningApp, content: bytes) -> Draft:
    publishing = bot.app.publishing
    candidate = await publishing.candidate([Upload("messages.po", content)])
    author = actor_of(bot.app.pseudonyms.account(ADMINS["ru"]))
    return await publishing.keep(candidate, author, "", NO_DROP)


async def published(bot: RunningApp, content: bytes) -> Release:
    draft = await drafted(bot, content)
    return await bot.app.publishing.publish(draft.number, draft.author)


def speaks(bot: RunningApp, text: str) -> bool:
    return bot.text("ru", KEY) == text


async def test_what_poedit_saves_citizens_of_every_process_read_without_a_restart(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "l.sqlite3", admin_ids=frozenset(ADMINS.values()))
    async with (
        TelegramServer(TOKEN, page=False).running() as elsewhere,
        running(endpoint, settings) as one,
        running(elsewhere, settings) as other,
    ):
        elsewhere.network.updates._last_id += (
            1_000_000  # two bots of one ledger never share a number
        )
        reader = await other.settler("ru")
        old = one.text("ru", KEY)
        assert old in reader.screen.html
        await published(one, by_poedit(with_text(shipped(), KEY, NEW)))
        here = one.citizen("ru")  # the same account, in front of the other process
        await here.says("/menu")
        assert NEW in here.screen.html
        await until(lambda: speaks(other, NEW), patience=60)
        await reader.says("/menu")
        assert NEW in reader.screen.html
        assert old not in reader.screen.html
        back = await other.app.publishing.roll_back(0, "a" * 32, live=1)
        await until(lambda: speaks(one, old), patience=60)
        assert one.app.publishing.standing.release == back.number == 2
        who = [one.app.actors.ending(entry.actor) for entry in await one.app.audit.newest(3)]
        assert who == [None, str(ADMINS["ru"]), str(ADMINS["ru"])]


async def test_after_a_restart_the_newest_release_is_spoken_from_the_first_answer_on(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "l.sqlite3")
    async with running(endpoint, settings) as bot:
        await published(bot, with_text(shipped(), KEY, NEW))
    async with running(endpoint, settings) as bot:
        citizen = await bot.settler("ru")
        assert NEW in citizen.screen.html


async def test_a_broken_release_does_not_keep_the_bot_from_starting_and_admins_learn_of_it(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "l.sqlite3", admin_ids=frozenset(ADMINS.values()))
    async with running(endpoint, settings) as bot:
        old = bot.text("ru", KEY)
        await published(bot, with_text(shipped(), KEY, NEW))
        async with bot.app.database.write() as connection:
            await connection.execute("UPDATE text_files SET content = x'00'")
    async with running(endpoint, settings) as bot:
        citizen = await bot.settler("ru")
        assert old in citizen.screen.html
        assert bot.app.publishing.standing.problems
        admin = await bot.settler("ru")
        alerts = replace(bot.app.alerts, admins=frozenset({admin.user.id}))
        messages = bot.telegram.chat(admin.user).messages
        before = len(messages)
        await alerts.look()
        told = [message.html for message in messages[before:]]
        assert bot.text("ru", "alert-admin.texts", number=1) in told


async def test_an_update_under_way_keeps_the_texts_that_it_began_with(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    async with running(endpoint, settings_of(tmp_path / "l.sqlite3")) as bot:
        pinned, old = bot.app.shelf.current, bot.text("ru", KEY)
        first, second = await asyncio.gather(
            published(bot, with_text(shipped(), KEY, NEW)), bot.app.publishing.follow()
        )
        assert (first.number, second) in [(1, False), (1, True)]
        assert pinned["ru"](KEY) == old
        assert speaks(bot, NEW)

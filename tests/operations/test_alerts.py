"""What administrators are told by themselves: seldom, in their language, and nothing personal."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.alerts import MANY_ERRORS, MANY_LOOKUPS_REFUSED, MANY_REFUSALS, SPAN, Alerts
from bot.metrics import TelegramError
from bot.playground import TelegramServer, User
from tests.conversations.test_restart import OPERATOR
from tests.running import TODAY, RunningApp, running, settings_of, until

HOUR, DAY = 3600.0, 86400.0
AFTER = 1.0
VERIFIED = date(2026, 10, 20)
"""A day on which every number of the law has been verified."""


class Watch:
    """The hands that alerts look at, and the administrators whom they write to."""

    def __init__(self, bot: RunningApp, kk: User, ru: User) -> None:
        self.bot = bot
        self.admins = {"kk": kk, "ru": ru}
        self.moment = 1_800_000_000.0
        self.day = VERIFIED
        self.alerts = self.anew()

    def anew(self) -> Alerts:
        """Alerts as a bot has them that was just started."""
        return replace(
            self.bot.app.alerts,
            admins={user.id for user in self.admins.values()},
            now=lambda: self.moment,
            today=lambda: self.day,
        )

    async def told(self) -> dict[str, list[str]]:
        """What a look makes the bot write, by the language of the administrator."""
        chats = {lang: self.bot.telegram.chat(user).messages for lang, user in self.admins.items()}
        before = {language: len(messages) for language, messages in chats.items()}
        await self.alerts.look()
        return {lang: [m.html or "" for m in chats[lang][before[lang] :]] for lang in chats}

    def wanted(self, key: str, **values: object) -> dict[str, list[str]]:
        return {language: [self.bot.text(language, key, **values)] for language in self.admins}


NOTHING: dict[str, list[str]] = {"kk": [], "ru": []}


@pytest.fixture
async def watch(endpoint: TelegramServer, tmp_path: Path) -> AsyncIterator[Watch]:
    async with running(endpoint, settings_of(tmp_path / "l.sqlite3")) as bot:
        kk, ru = await bot.settler("kk"), await bot.settler("ru")
        yield Watch(bot, kk.user, ru.user)


def fail(watch: Watch, times: int) -> None:
    for _ in range(times):
        watch.bot.app.metrics.failed()


async def test_nothing_is_wrong_and_nothing_is_told(watch: Watch) -> None:
    fail(watch, MANY_ERRORS - 1)
    assert await watch.told() == NOTHING


async def test_many_errors_are_told_once_an_hour(watch: Watch) -> None:
    fail(watch, MANY_ERRORS)
    assert await watch.told() == watch.wanted("alert-admin.errors", count=MANY_ERRORS)
    watch.moment += HOUR - AFTER
    fail(watch, MANY_ERRORS)
    assert await watch.told() == NOTHING
    watch.moment += AFTER
    fail(watch, MANY_ERRORS)
    assert await watch.told() == watch.wanted("alert-admin.errors", count=2 * MANY_ERRORS)


async def test_a_restart_does_not_tell_it_again(watch: Watch) -> None:
    fail(watch, MANY_ERRORS)
    assert await watch.told() != NOTHING
    watch.alerts = watch.anew()
    watch.moment += AFTER
    assert await watch.told() == NOTHING


async def test_errors_spread_over_hours_are_no_spike(watch: Watch) -> None:
    for _ in range(MANY_ERRORS):
        fail(watch, MANY_ERRORS - 1)
        assert await watch.told() == NOTHING
        watch.moment += SPAN + AFTER


async def test_telegram_refusing_is_told_and_blocked_bots_are_not(watch: Watch) -> None:
    metrics = watch.bot.app.metrics
    for kind in (TelegramError.FORBIDDEN, TelegramError.BAD_REQUEST, TelegramError.NORMAL_LIFE):
        for _ in range(MANY_REFUSALS):
            metrics.telegram_failed("sendMessage", kind)
    assert await watch.told() == NOTHING
    for number in range(MANY_REFUSALS):
        metrics.telegram_failed("getUpdates", list(TelegramError)[number % 4])
    assert await watch.told() == watch.wanted("alert-admin.telegram", count=MANY_REFUSALS)


async def test_a_bot_that_is_not_ready_says_why_when_it_is_sure(watch: Watch) -> None:
    async with watch.bot.app.database.write() as connection:
        await connection.execute("ALTER TABLE imports RENAME TO elsewhere")
    watch.bot.app.health.met_telegram = False
    assert await watch.told() == NOTHING
    told = await watch.told()
    for language, (text,) in told.items():
        reasons = [
            watch.bot.text(language, f"alert-admin.check.{name}")
            for name in ("database", "telegram")
        ]
        assert text == watch.bot.text(language, "alert-admin.not-ready", reasons="; ".join(reasons))


async def test_trouble_is_told_although_nothing_can_be_kept(watch: Watch) -> None:
    async with watch.bot.app.database.write() as connection:
        for table in ("told_alerts", "accounts"):
            await connection.execute(f"ALTER TABLE {table} RENAME TO no_{table}")
    fail(watch, MANY_ERRORS)
    told = await watch.told()
    text = watch.bot.text("kk", "alert-admin.errors", count=MANY_ERRORS)
    assert told == {"kk": [text], "ru": [text]}, "in the language of those who never chose one"
    fail(watch, MANY_ERRORS)
    assert await watch.told() == NOTHING


async def test_numbers_of_the_law_past_their_day_are_told_once_a_day(watch: Watch) -> None:
    watch.day = TODAY
    told = await watch.told()
    for language, (text,) in told.items():
        name = watch.bot.text(language, "parameter.base_rate")
        assert text == watch.bot.text(language, "alert-admin.law", names=name)
    watch.moment += DAY - AFTER
    assert await watch.told() == NOTHING
    watch.moment += AFTER
    watch.day = date(2027, 1, 1)
    told = await watch.told()
    unverified = watch.bot.app.law.unverified(watch.day)
    for language, (text,) in told.items():
        assert watch.bot.text(language, "parameter.adult_age") in text
        assert str(len(unverified) - 5) in text


async def test_many_refused_lookups_are_told_without_whom(watch: Watch) -> None:
    lookups = watch.bot.app.lookups
    most = lookups.limits.account_a_day
    for number in range(most + MANY_LOOKUPS_REFUSED - 1):
        await lookups.ask(b"account hash 16b", bytes([number + 1]) * 16)
    assert await watch.told() == NOTHING
    await lookups.ask(b"account hash 16b", bytes(16))
    wanted = {"looked_up": most, "refused": MANY_LOOKUPS_REFUSED}
    assert await watch.told() == watch.wanted("alert-admin.lookups", **wanted)
    assert await watch.told() == NOTHING
    watch.moment += HOUR
    assert await watch.told() != NOTHING


async def test_a_large_share_of_the_days_lookups_in_an_hour_is_told(watch: Watch) -> None:
    lookups = watch.bot.app.lookups
    lookups.limits = replace(lookups.limits, account_a_day=1000, all_a_day=50)
    for number in range(9):
        await lookups.ask(b"account hash 16b", bytes([number + 1]) * 16)
    assert await watch.told() == NOTHING
    await lookups.ask(b"account hash 16b", b"another person's")
    assert await watch.told() == watch.wanted("alert-admin.lookups", looked_up=10, refused=0)


async def test_an_administrator_who_blocked_the_bot_keeps_no_other_waiting(watch: Watch) -> None:
    watch.bot.telegram.fail_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
    fail(watch, MANY_ERRORS)
    told = await watch.told()
    assert sorted(map(len, told.values())) == [0, 1]


@pytest.mark.parametrize("with_token", [True, False])
async def test_only_a_real_bot_writes_by_itself(
    endpoint: TelegramServer, tmp_path: Path, *, with_token: bool
) -> None:
    admin = endpoint.user()
    await endpoint.send_text(admin, "/start")
    given: dict[str, Any] = {"admin_ids": {admin.id}}
    if with_token:
        given |= {"bot_token": endpoint.token, "today": None, **OPERATOR}
    async with running(endpoint, settings_of(tmp_path / "l.sqlite3", **given)) as bot:
        await bot.settled()
        law = bot.text("kk", "alert-admin.law", names=bot.text("kk", "parameter.base_rate"))
        messages = endpoint.chat(admin).messages
        if with_token:
            await until(lambda: law in [one.html for one in messages])
        told = [one.html for one in messages if one.from_bot]
    assert told.count(law) == int(with_token)

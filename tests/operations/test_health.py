"""Alive and ready, for whoever watches over the bot; and one code through every line of the log."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot import logs
from bot.playground import TelegramServer
from bot.settings import Settings, SettingsFault
from tests.running import MODES, RunningApp, by_webhook, free_port, running, settings_of, until


@pytest.fixture(params=MODES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    settings = settings_of(tmp_path / "l.sqlite3", metrics_port=free_port())
    return by_webhook(settings) if request.param == "webhook" else settings


@pytest.fixture
async def bot(endpoint: TelegramServer, settings: Settings) -> AsyncIterator[RunningApp]:
    async with running(endpoint, settings) as app:
        yield app


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a JSON log holds."""
    stream, root = io.StringIO(), logging.getLogger()
    level = root.level
    handler = logs.configure("INFO", "json", stream)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def ports_of(settings: Settings) -> list[int]:
    """Where health is told: with the counts, and with the webhook where there is one."""
    ports = [settings.webhook_port] if settings.webhook_url else []
    return [*ports, *([settings.metrics_port] if settings.metrics_port else [])]


async def asked(port: int, page: str) -> tuple[int, dict[str, Any]]:
    async with ClientSession() as http, http.get(f"http://127.0.0.1:{port}{page}") as answer:
        return answer.status, await answer.json()


async def test_a_bot_that_answers_is_alive_and_ready(bot: RunningApp) -> None:
    ports = ports_of(bot.app.settings)
    assert len(ports) == (2 if bot.app.settings.webhook_url else 1)
    for port in ports:
        assert await asked(port, "/healthz") == (200, {"alive": True})
        status, body = await asked(port, "/readyz")
        assert (status, body["ready"]) == (200, True)
        assert body["checks"] == dict.fromkeys(("database", "texts", "telegram", "staying"), True)


async def test_without_its_database_it_is_alive_but_not_ready(bot: RunningApp) -> None:
    async with bot.app.database.write() as connection:
        await connection.execute("ALTER TABLE imports RENAME TO elsewhere")
    for port in ports_of(bot.app.settings):
        assert await asked(port, "/healthz") == (200, {"alive": True})
        status, body = await asked(port, "/readyz")
        assert status == 503
        assert [name for name, passed in body["checks"].items() if not passed] == ["database"]
    assert bot.app.metrics.value("mams_ready", check="database") == 0
    assert bot.app.metrics.value("mams_ready", check="texts") == 1


async def test_it_is_alive_but_not_ready_until_telegram_is_met(
    endpoint: TelegramServer, settings: Settings
) -> None:
    endpoint.delay_next("getMe", 0.5)
    starting = asyncio.create_task(_started(endpoint, settings))
    await until(lambda: not endpoint.faults_left)
    for port in ports_of(settings):
        assert await asked(port, "/healthz") == (200, {"alive": True})
        status, body = await asked(port, "/readyz")
        assert (status, body["checks"]["telegram"]) == (503, False)
    await starting


async def _started(endpoint: TelegramServer, settings: Settings) -> None:
    async with running(endpoint, settings):
        pass


async def test_the_world_sees_no_counts(bot: RunningApp) -> None:
    settings = bot.app.settings
    async with ClientSession() as http:
        if settings.webhook_url:
            url = f"http://127.0.0.1:{settings.webhook_port}/metrics"
            async with http.get(url) as answer:
                assert answer.status == 404
        async with http.get(f"http://127.0.0.1:{settings.metrics_port}/metrics") as answer:
            assert answer.status == 200


async def test_a_port_that_is_taken_is_named(
    bot: RunningApp, endpoint: TelegramServer, tmp_path: Path
) -> None:
    other = settings_of(tmp_path / "other.sqlite3", metrics_port=bot.app.settings.metrics_port)
    with pytest.raises(SettingsFault, match="METRICS_PORT: cannot listen on"):
        async with running(endpoint, other):
            pass


@pytest.mark.fails(2)
async def test_one_code_stands_in_every_line_about_an_update(
    bot: RunningApp, written: io.StringIO
) -> None:
    one, other = await bot.settler("kk"), await bot.settler("ru")
    written.truncate(0)
    for citizen in (one, other):
        bot.telegram.fail_next("sendMessage", 400, "Bad Request: chat is odd")
        await bot.telegram.send_text(citizen.user, "/help")
    await bot.settled()
    lines = [json.loads(line) for line in written.getvalue().strip("\x00").splitlines()]
    codes = {citizen.screen.text.rpartition(" ")[2] for citizen in (one, other)}
    assert len(codes) == 2
    assert {line.get("request") for line in lines} == codes
    for code in codes:
        about = [line for line in lines if line["request"] == code]
        assert {line["logger"] for line in about} == {"handlers.errors", "aiogram.event"}
        assert any("chat is odd" in line.get("exception", "") for line in about)

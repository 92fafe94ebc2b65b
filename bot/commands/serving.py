"""Running the bot: on Telegram, or behind a local Bot API endpoint."""

from __future__ import annotations

import asyncio
import gc
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import typer
from pydantic import SecretStr

from bot.app import App, Endpoint, build
from bot.clock import Clock
from bot.commands.demo import demo_day, demo_people, demo_settings, fill_demo
from bot.files import LOCALES
from bot.middlewares import DEFAULT_LANGUAGE
from bot.playground import Person, TelegramServer
from bot.running import run
from bot.settings import Settings, SettingsFault
from bot.texts import load as load_texts
from bot.texts.languages import LANGUAGES

HEAD_START: Final = 3.0
"""Seconds for who waited for the start: learning would take half of the processor from them."""

PLAYERS = (
    Person(101, "citizen", "Айгүл"),
    Person(201, "support", "Ерлан"),
    Person(301, "admin", "Дина"),
)


async def serve(settings: Settings) -> None:
    async with build(settings, Clock(settings.timezone)) as app, learning(app):
        await run(app)


async def play(settings: Settings, host: str, port: int, *, page: bool) -> None:
    """The same bot behind a local Bot API endpoint, on the demo ledger and its day."""
    settings = _playground_settings(settings)
    server = local_telegram(host, port, page=page)
    try:
        async with server.running():
            await _play_on(server, settings)
    except OSError as error:
        raise SettingsFault(f"--port {port}: {error.strerror or error}") from None


def local_telegram(host: str, port: int, *, page: bool) -> TelegramServer:
    """A Telegram on this machine, where the bot is called what the texts call it."""
    catalogs = load_texts(LOCALES)
    names = {language: catalogs[language]("playground.name") for language in LANGUAGES}
    return TelegramServer(
        # Whoever listens on this machine must not be able to speak as the bot.
        f"1:{secrets.token_urlsafe(24)}",
        host,
        port,
        PLAYERS,
        page=page,
        bot_name=names[DEFAULT_LANGUAGE],
        bot_names=names,
    )


async def _play_on(server: TelegramServer, settings: Settings) -> None:
    endpoint = Endpoint(SecretStr(server.token), server.base_url)
    async with build(settings, Clock(settings.timezone, settings.today), endpoint) as app:
        assert settings.ledger_path is not None
        await fill_demo(app.ledger, app.law, settings.ledger_path)
        typer.echo(app.shelf.current[DEFAULT_LANGUAGE]("playground.open", url=server.base_url))
        async with learning(app):
            await run(app)


@asynccontextmanager
async def learning(app: App) -> AsyncIterator[None]:
    """Learn from the texts soon after the start: the first question need not wait for it.

    One that comes earlier does not wait for the head start: it is learned for at once.
    """
    task = asyncio.create_task(_learn(app))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _learn(app: App) -> None:
    await asyncio.sleep(HEAD_START)
    await app.interpreter.of(app.shelf.current)
    # Texts, law and what is learned stay: the collector would look through them at every turn.
    gc.collect()
    gc.freeze()


def _playground_settings(settings: Settings) -> Settings:
    """Nothing of the real bot: no token, its own ledger and day, the players as its staff."""
    staff = {player.role: frozenset({player.id}) for player in PLAYERS}
    changed = {
        "bot_token": None,
        "bot_api_url": None,
        "webhook_url": None,
        "today": settings.today or demo_day(),
        "staff_ids": staff["support"],
        "admin_ids": staff["admin"],
        "lookups_per_day": max(settings.lookups_per_day, len(demo_people())),
        "lookup_pause": 0,
        "messages_per_second": 1000,
        "messages_per_second_in_chat": 100,
    }
    return demo_settings(settings).model_copy(update=changed)

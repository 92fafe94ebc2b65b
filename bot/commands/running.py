"""Commands that run the bot: `run` on Telegram, `playground` on a local one."""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated

import typer
from pydantic import SecretStr

from bot import logs
from bot.app import Endpoint, build, run_polling
from bot.clock import Clock
from bot.commands.demo import demo_day, demo_people, demo_settings, fill_demo
from bot.playground import Person, TelegramServer
from bot.settings import Settings, SettingsFault, load_settings

PORT = 8080
HOST = "127.0.0.1"
PLAYERS = (
    Person(101, "citizen", "Айгүл"),
    Person(201, "support", "Қолдау"),
    Person(301, "admin", "Әкімші"),
)


def add_running(commands: typer.Typer) -> None:
    commands.command()(run)
    commands.command()(playground)


def run() -> None:
    """The bot on Telegram; without BOT_TOKEN the playground on this machine."""
    settings = _settings()
    running = _serve(settings) if settings.bot_token else _play(settings, HOST, PORT, page=True)
    asyncio.run(running)


def playground(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = PORT,
    host: Annotated[str, typer.Option(help="Where the page listens.")] = HOST,
    api_only: Annotated[bool, typer.Option("--api-only", help="No page.")] = False,  # noqa: FBT002
) -> None:
    """Chat with the bot on a local page, about invented people; no token, no network."""
    asyncio.run(_play(_settings(), host, port, page=not api_only))


def _settings() -> Settings:
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format)
    return settings


async def _serve(settings: Settings) -> None:
    async with build(settings, Clock(settings.timezone)) as app:
        await run_polling(app)


async def _play(settings: Settings, host: str, port: int, *, page: bool) -> None:
    """The same bot behind a local Bot API endpoint, on the demo ledger and its day."""
    settings = _playground_settings(settings)
    # Whoever listens on this machine must not be able to speak as the bot.
    token = f"1:{secrets.token_urlsafe(24)}"
    server = TelegramServer(token, host, port, PLAYERS, page=page)
    try:
        async with server.running():
            await _play_on(server, settings)
    except OSError as error:
        raise SettingsFault(f"--port {port}: {error.strerror or error}") from None


async def _play_on(server: TelegramServer, settings: Settings) -> None:
    endpoint = Endpoint(SecretStr(server.token), server.base_url)
    async with build(settings, Clock(settings.timezone, settings.today), endpoint) as app:
        assert settings.ledger_path is not None
        await fill_demo(app.ledger, app.law, settings.ledger_path)
        typer.echo(server.base_url)
        await run_polling(app)


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
    }
    return demo_settings(settings).model_copy(update=changed)

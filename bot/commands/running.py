"""Commands that run the bot: `run` on Telegram, `playground` on a local one."""

from __future__ import annotations

import asyncio
import gc
from importlib import import_module
from types import ModuleType
from typing import Annotated, Final

import typer

from bot import logs
from bot.settings import Settings, load_settings
from bot.telegram_types import build_on_first_use

PORT = 8080
HOST = "127.0.0.1"
COLLECTED_AFTER: Final = (20_000, 20, 50)
"""Objects that may stand in a circle, before the collector looks for such; then its generations.

By itself it looks after 700, which is several times in one answer, and finds next to nothing.
"""


def add_running(commands: typer.Typer) -> None:
    commands.command()(run)
    commands.command()(playground)


def run() -> None:
    """The bot on Telegram; without BOT_TOKEN the playground on this machine."""
    settings = _settings()
    bot = serving()
    if settings.bot_token:
        asyncio.run(bot.serve(settings))
    else:
        asyncio.run(bot.play(settings, HOST, PORT, page=True))


def playground(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = PORT,
    host: Annotated[str, typer.Option(help="Where the page listens.")] = HOST,
    api_only: Annotated[bool, typer.Option("--api-only", help="No page.")] = False,  # noqa: FBT002
) -> None:
    """Chat with the bot on a local page, about invented people; no token, no network."""
    asyncio.run(serving().play(_settings(), host, port, page=not api_only))


def _settings() -> Settings:
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format)
    return settings


def serving() -> ModuleType:
    """What runs a bot, made ready for a process that does nothing else.

    Imported here: Telegram's library takes a while, which most commands spare. Nothing that
    imports it may stand above: its types are to be built when they are used.
    """
    gc.set_threshold(*COLLECTED_AFTER)
    build_on_first_use()
    return import_module("bot.commands.serving")

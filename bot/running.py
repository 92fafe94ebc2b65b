"""Runs the bot that `bot.app` builds: meets Telegram, takes updates, ends when it is told to."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any, Final

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from aiohttp import web

from bot.app import App
from bot.health import Health
from bot.middlewares import DEFAULT_LANGUAGE
from bot.polling import Polling
from bot.redaction import redact
from bot.settings import Settings, SettingsFault
from bot.texts import Catalogs, Texts
from bot.texts.languages import LANGUAGES
from bot.web import Watch, listening
from bot.webhook import LARGEST, MOST_AT_ONCE, Hook
from handlers.places import places

COMMANDS: Final[tuple[str, ...]] = (
    *("menu", "status", "debt", "calc", "pay", "months", "remind", "events", "whatif", "faq"),
    *("finder", "accountant", "penalty", "dates"),
    *("help", "settings", "language", "privacy", "forget", "cancel"),
)
"""In the order in which Telegram lists them; those without a place yet are left out."""
COMMANDS_OF_STAFF: Final = ("staff",)
COMMANDS_OF_ADMINS: Final = (
    *("texts", "proposals", "staff", "banner", "switches", "stats", "audit"),
)
"""Before those of everybody, in the chats of support staff and of admins alone."""
DRAIN_SECONDS: Final = 8.0
"""How long a shutdown waits for answers in flight; container runtimes kill after ten."""
SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

log = structlog.get_logger(__name__)


async def run(app: App, *, handle_signals: bool = True) -> None:
    """Answer updates until SIGTERM or SIGINT; what is in flight by then is still answered.

    They come by webhook where the settings name one, otherwise by polling. Raises SettingsFault
    where Telegram cannot be reached, does not know the token, or does not take the webhook.
    """
    async with AsyncExitStack() as stack:
        if handle_signals:
            stack.enter_context(_heeding_signals(app.health))
        for server in _servers(app):
            await stack.enter_async_context(server)
        await _meet_telegram(app)
        introduce = partial(_introduce, app.bot, _commands_apart(app.settings))
        await introduce(app.shelf.current)
        app.health.met_telegram = True
        await stack.enter_async_context(_alongside(app.counts.run()))
        await stack.enter_async_context(_alongside(app.tidying.run()))
        await stack.enter_async_context(_alongside(app.reminding.run()))
        await stack.enter_async_context(_alongside(app.following.run(introduce)))
        if app.settings.bot_token and app.settings.admin_ids:
            await stack.enter_async_context(_alongside(app.alerts.run()))
        await (_be_posted_to(app) if app.settings.webhook_url else _poll(app))


@contextmanager
def _heeding_signals(health: Health) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for one in SIGNALS:
        loop.add_signal_handler(one, health.leaving.set)
    try:
        yield
    finally:
        for one in SIGNALS:
            loop.remove_signal_handler(one)


def _servers(app: App) -> Iterator[Any]:
    """They listen before Telegram is met, and last until the last update is answered."""
    settings = app.settings
    watch = Watch(app.health, app.metrics, app.law, app.ledger, app.clock.today)
    if settings.webhook_url:
        assert settings.webhook_secret is not None
        posted = web.Application(client_max_size=LARGEST)
        hook = Hook(app.bot, app.dispatcher, app.health, app.metrics, settings.webhook_secret)
        hook.add_to(posted, settings.webhook_url)
        watch.add_health(posted)
        yield listening(posted, settings.webhook_host, settings.webhook_port, "WEBHOOK_PORT")
    if settings.metrics_port:
        watched = web.Application()
        watch.add_health(watched)
        watch.add_metrics(watched)
        yield listening(watched, settings.metrics_host, settings.metrics_port, "METRICS_PORT")


@asynccontextmanager
async def _alongside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Work that goes on beside the answers, and ends with them at the latest."""
    working = asyncio.create_task(work)
    try:
        yield
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def _poll(app: App) -> None:
    async with _answering(app):
        polling = asyncio.create_task(Polling(app.bot, app.dispatcher).run())
        leaving = asyncio.create_task(app.health.leaving.wait())
        await asyncio.wait({polling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        for task in (polling, leaving):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await polling


async def _be_posted_to(app: App) -> None:
    """Nothing to do: each post is a task of the server. Telegram keeps the webhook for later."""
    async with _answering(app):
        await app.health.leaving.wait()


@asynccontextmanager
async def _answering(app: App) -> AsyncIterator[None]:
    """What routers do when the bot starts and ends; at the end what is in flight is answered."""
    dispatcher = app.dispatcher
    await dispatcher.emit_startup(bot=app.bot, dispatcher=dispatcher, **dispatcher.workflow_data)
    yield
    await _drain(app)
    await dispatcher.emit_shutdown(bot=app.bot, dispatcher=dispatcher, **dispatcher.workflow_data)


async def _drain(app: App) -> None:
    app.metrics.draining = True
    app.reminding.stop()
    if not await app.in_flight.drained(DRAIN_SECONDS):
        log.warning("stopped with answers in flight", count=len(app.in_flight))


async def _meet_telegram(app: App) -> None:
    settings, bot = app.settings, app.bot
    try:
        await bot.me()
        if settings.webhook_url is None:
            # One left over would keep polling out; its updates are not dropped.
            await bot.delete_webhook(drop_pending_updates=False)
            return
        assert settings.webhook_secret is not None
        await bot.set_webhook(
            settings.webhook_url,
            secret_token=settings.webhook_secret.get_secret_value(),
            allowed_updates=app.dispatcher.resolve_used_update_types(),
            max_connections=MOST_AT_ONCE,
            drop_pending_updates=False,
        )
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise SettingsFault("BOT_TOKEN: the Bot API server does not know this token") from None
    except TelegramBadRequest as error:
        reason = redact(error.message)
        raise SettingsFault(f"WEBHOOK_URL: the Bot API server refuses it: {reason}") from None
    except ClientDecodeError:
        raise SettingsFault("BOT_API_URL: what answers there is no Bot API server") from None
    except TelegramAPIError as error:
        reason = redact(error.message)
        raise SettingsFault(f"BOT_API_URL: the Bot API server does not serve: {reason}") from None


async def _introduce(bot: Bot, apart: Mapping[int, Sequence[str]], catalogs: Catalogs) -> None:
    """Commands and descriptions in each language; without them the bot answers all the same."""
    names = [name for name in COMMANDS if name in {*places(), "cancel"}]
    try:
        await _describe(bot, catalogs[DEFAULT_LANGUAGE], names, None)
        for language in LANGUAGES:
            await _describe(bot, catalogs[language], names, language)
    except AiogramError as refusal:
        log.warning("commands and descriptions could not be set", reason=type(refusal).__name__)
    for person, before in apart.items():
        await _introduce_apart(bot, person, catalogs, [*before, *names])


async def _introduce_apart(bot: Bot, person: int, catalogs: Catalogs, names: Sequence[str]) -> None:
    """Telegram refuses it for somebody who has not started the bot yet; the commands work."""
    scope = BotCommandScopeChat(chat_id=person)
    try:
        await bot.set_my_commands(_commands(catalogs[DEFAULT_LANGUAGE], names), scope)
        for language in LANGUAGES:
            await bot.set_my_commands(_commands(catalogs[language], names), scope, language)
    except AiogramError as refusal:
        log.info("commands of one chat could not be set", reason=type(refusal).__name__)


def _commands_apart(settings: Settings) -> dict[int, Sequence[str]]:
    """Commands that stand in some chats only, by person."""
    staff = dict.fromkeys(sorted(settings.staff_ids), COMMANDS_OF_STAFF)
    return {**staff, **dict.fromkeys(sorted(settings.admin_ids), COMMANDS_OF_ADMINS)}


async def _describe(bot: Bot, texts: Texts, names: list[str], language: str | None) -> None:
    await bot.set_my_commands(_commands(texts, names), BotCommandScopeAllPrivateChats(), language)
    await bot.set_my_description(texts("profile.description"), language)
    await bot.set_my_short_description(texts("profile.short"), language)


def _commands(texts: Texts, names: Sequence[str]) -> list[BotCommand]:
    return [BotCommand(command=name, description=texts(f"command.{name}")) for name in names]

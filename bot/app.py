"""Builds the bot once, hands every part down, and runs it; nothing is global."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats
from aiogram.utils.callback_answer import CallbackAnswerMiddleware
from pydantic import SecretStr

from bot.answers.faq import Library
from bot.answers.payment_facts import PaymentFacts
from bot.answers.payment_facts import load as load_payment_facts
from bot.answers.topics import load as load_topics
from bot.clock import Clock
from bot.database import Database
from bot.delivery import Delivery
from bot.files import CATEGORIES, LAW, LOCALES, PAPERS, PAYMENT, QUESTIONS, TOPICS
from bot.ledger import Ledger, Pseudonyms, open_ledger
from bot.logs import redact
from bot.middlewares import DEFAULT_LANGUAGE, OnlyOnce, PrivateChatsOnly, Visit
from bot.reception import InFlight, Reception
from bot.reminding import Reminding
from bot.rules import categories, finder, law
from bot.rules.categories import Categories
from bot.rules.finder import Finder
from bot.rules.law import Law
from bot.settings import Settings, SettingsFault
from bot.state import (
    Accounts,
    ChatSeal,
    Feedback,
    HandledUpdates,
    Lookups,
    Questions,
    Reminders,
    SqliteStorage,
)
from bot.texts import Shelf, Texts
from bot.texts import load as load_texts
from bot.texts.languages import LANGUAGES
from bot.understanding import Interpreter
from handlers.places import places, routers

COMMANDS = (
    *("menu", "status", "debt", "calc", "pay", "months", "remind", "events", "whatif", "faq"),
    *("finder", "accountant", "penalty", "dates"),
    *("help", "settings", "language", "privacy", "forget", "cancel"),
)
"""In the order in which Telegram lists them; those without a place yet are left out."""
DRAIN_SECONDS = 8.0
"""How long a shutdown waits for answers in flight; container runtimes kill after ten."""

REPEATS_REMEMBERED = timedelta(days=2)
"""Telegram keeps an update for a day."""

TOLD_REMEMBERED = timedelta(days=400)
"""How long after its day an occasion stays known: a clock that goes back tells nothing twice."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Endpoint:
    """A Bot API server (Telegram's own without `url`), and the token that it knows the bot by."""

    token: SecretStr
    url: str | None = None


@dataclass(frozen=True)
class Parts:
    """What handlers take by name."""

    settings: Settings
    clock: Clock
    law: Law
    shelf: Shelf
    ledger: Ledger
    pseudonyms: Pseudonyms
    accounts: Accounts
    lookups: Lookups
    questions: Questions
    feedback: Feedback
    reminders: Reminders
    payment_facts: PaymentFacts
    library: Library
    interpreter: Interpreter
    categories: Categories
    finder: Finder
    papers: PaymentFacts
    """Papers for a temporary status, and how they are sent."""


@dataclass(frozen=True)
class App(Parts):
    database: Database
    handled: HandledUpdates
    bot: Bot
    reminding: Reminding
    dispatcher: Reception
    in_flight: InFlight


@asynccontextmanager
async def build(
    settings: Settings, clock: Clock, endpoint: Endpoint | None = None
) -> AsyncIterator[App]:
    """Everything that answers a person; closed at the end, also when building fails midway.

    `endpoint` stands in for Telegram in the playground and in tests; without it the settings say
    where the bot speaks and as whom. Raises SettingsFault for what cannot be used together.
    """
    endpoint = endpoint or _endpoint(settings)
    _refuse_what_is_missing(settings)
    async with (
        open_ledger(settings) as (ledger, database, pseudonyms),
        _bot(endpoint, Delivery()) as bot,
        _bot(endpoint) as courier,
    ):
        if settings.bot_token and await ledger.is_demo():
            raise SettingsFault("LEDGER_URL: a ledger of invented people is not for a real bot")
        known_law, topics, facts = law.load(LAW), load_topics(TOPICS), load_payment_facts(PAYMENT)
        parts = Parts(
            settings=settings,
            clock=clock,
            law=known_law,
            shelf=Shelf(load_texts(LOCALES, topics.articles(known_law))),
            ledger=ledger,
            pseudonyms=pseudonyms,
            accounts=Accounts(database),
            lookups=Lookups(database),
            reminders=Reminders(database, ChatSeal(pseudonyms.chat_key), pseudonyms),
            questions=Questions(database),
            feedback=Feedback(database),
            payment_facts=facts,
            library=Library(topics, facts, settings),
            interpreter=Interpreter(),
            categories=categories.load(CATEGORIES),
            finder=finder.load(QUESTIONS),
            papers=load_payment_facts(PAPERS),
        )
        yield _app(parts, database, bot, courier)


async def run_polling(app: App, *, handle_signals: bool = True) -> None:
    """Answer updates until SIGTERM or SIGINT; what is in flight by then is still answered.

    Raises SettingsFault where Telegram cannot be reached or does not know the token.
    """
    await _meet_telegram(app.bot)
    await _introduce(app.bot, app.shelf)
    async with _alongside(_tidy(app)), _alongside(app.reminding.run()):
        await app.dispatcher.start_polling(
            app.bot, handle_signals=handle_signals, close_bot_session=False
        )


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


async def _tidy(app: App) -> None:
    """Once a day forget what is not kept for longer: updates, people's words, told occasions."""
    while True:
        await app.handled.purge(datetime.now(UTC) - REPEATS_REMEMBERED)
        await app.feedback.purge(app.clock.today())
        await app.questions.purge(app.clock.today())
        await app.reminders.purge(app.clock.today() - TOLD_REMEMBERED)
        await asyncio.sleep(timedelta(days=1).total_seconds())


def _endpoint(settings: Settings) -> Endpoint:
    if settings.bot_token is None:
        raise SettingsFault("BOT_TOKEN: expected the token that BotFather gives")
    return Endpoint(settings.bot_token, settings.bot_api_url)


def _refuse_what_is_missing(settings: Settings) -> None:
    """Settings of the contract that this version does not serve yet are not passed over."""
    faults = []
    if settings.webhook_url:
        faults.append("WEBHOOK_URL: this version takes updates by polling only; leave it empty")
    if settings.state_url:
        faults.append("STATE_URL: this version keeps conversations in the ledger's database")
    if settings.metrics_port:
        faults.append("METRICS_PORT: this version serves no metrics; leave it empty")
    if faults:
        raise SettingsFault(*faults)


def _bot(endpoint: Endpoint, *middlewares: BaseRequestMiddleware) -> Bot:
    server = TelegramAPIServer.from_base(endpoint.url) if endpoint.url else PRODUCTION
    session = AiohttpSession(api=server)
    for middleware in middlewares:
        session.middleware(middleware)
    defaults = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    return Bot(endpoint.token.get_secret_value(), session=session, default=defaults)


def _app(parts: Parts, database: Database, bot: Bot, courier: Bot) -> App:
    in_flight = InFlight()
    handled = HandledUpdates(database)
    storage = SqliteStorage(database, parts.pseudonyms)
    dispatcher = Reception(storage, in_flight, **vars(parts))
    _arrange(dispatcher, parts, handled)
    reminding = _reminding(parts, courier, in_flight)

    async def drain() -> None:
        reminding.stop()
        if not await in_flight.drained(DRAIN_SECONDS):
            log.warning("stopped with answers in flight", count=len(in_flight))

    dispatcher.shutdown.register(drain)
    return App(
        **vars(parts),
        database=database,
        handled=handled,
        bot=bot,
        reminding=reminding,
        dispatcher=dispatcher,
        in_flight=in_flight,
    )


def _reminding(parts: Parts, courier: Bot, in_flight: InFlight) -> Reminding:
    return Reminding(
        courier=courier,
        clock=parts.clock,
        law=parts.law,
        shelf=parts.shelf,
        ledger=parts.ledger,
        reminders=parts.reminders,
        settings=parts.settings,
        in_flight=in_flight,
    )


def _arrange(dispatcher: Reception, parts: Parts, handled: HandledUpdates) -> None:
    """Middlewares from the outside in, then the conversations."""
    known = places()
    dispatcher.update.outer_middleware(PrivateChatsOnly())
    dispatcher.update.outer_middleware(OnlyOnce(handled))
    dispatcher.update.outer_middleware(
        Visit(known, parts.shelf, parts.clock, parts.pseudonyms, parts.accounts)
    )
    # As an outer middleware it answers a tap even when no handler wants it.
    dispatcher.callback_query.outer_middleware(CallbackAnswerMiddleware())
    dispatcher.include_routers(*routers(known))


async def _meet_telegram(bot: Bot) -> None:
    try:
        await bot.me()
        # A webhook left over from elsewhere would keep polling out; its updates are not dropped.
        await bot.delete_webhook(drop_pending_updates=False)
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise SettingsFault("BOT_TOKEN: the Bot API server does not know this token") from None
    except ClientDecodeError:
        raise SettingsFault("BOT_API_URL: what answers there is no Bot API server") from None
    except TelegramAPIError as error:
        reason = redact(error.message)
        raise SettingsFault(f"BOT_API_URL: the Bot API server does not serve: {reason}") from None


async def _introduce(bot: Bot, shelf: Shelf) -> None:
    """Commands and descriptions in each language; without them the bot answers all the same."""
    catalogs = shelf.current
    names = [name for name in COMMANDS if name in {*places(), "cancel"}]
    try:
        await _describe(bot, catalogs[DEFAULT_LANGUAGE], names, None)
        for language in LANGUAGES:
            await _describe(bot, catalogs[language], names, language)
    except AiogramError as refusal:
        log.warning("commands and descriptions could not be set", reason=type(refusal).__name__)


async def _describe(bot: Bot, texts: Texts, names: list[str], language: str | None) -> None:
    commands = [BotCommand(command=name, description=texts(f"command.{name}")) for name in names]
    await bot.set_my_commands(commands, BotCommandScopeAllPrivateChats(), language)
    await bot.set_my_description(texts("profile.description"), language)
    await bot.set_my_short_description(texts("profile.short"), language)

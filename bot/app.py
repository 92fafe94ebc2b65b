"""Builds the bot once and hands every part down; nothing is global."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from aiogram import Bot, methods
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.middlewares.base import BaseRequestMiddleware
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.dispatcher.event.handler import CallableObject
from aiogram.enums import ParseMode
from aiogram.utils.callback_answer import CallbackAnswerMiddleware
from pydantic import SecretStr

from bot.alerts import Alerts
from bot.answers.faq import Library
from bot.answers.payment_facts import PaymentFacts
from bot.answers.payment_facts import load as load_payment_facts
from bot.answers.topics import Topics
from bot.answers.topics import load as load_topics
from bot.clock import Clock
from bot.counting import CountedAnswers, CountedRequests
from bot.database import Database
from bot.delivery import Delivery
from bot.files import CATEGORIES, LAW, PAPERS, PAYMENT, QUESTIONS, TOPICS
from bot.following import Following
from bot.frame import Frame
from bot.health import Health
from bot.ledger import Ledger, Pseudonyms, open_ledger
from bot.metrics import Metrics, Sets
from bot.middlewares import PrivateChatsOnly, Visit
from bot.once import Once
from bot.outgoing import Outgoing, Traffic
from bot.publishing import Publishing, open_publishing
from bot.reception import KINDS, Albums, InFlight, Reception
from bot.reminding import LEASE_SECONDS, Reminding
from bot.responses import KeptResponses
from bot.rules import categories, finder, law
from bot.rules.categories import Categories
from bot.rules.finder import Finder
from bot.rules.law import Law
from bot.session import JsonSession
from bot.settings import Settings, SettingsFault
from bot.staffroom import DemoPeople, Editions
from bot.staffroom.tables import Trials
from bot.state import (
    Accounts,
    Actors,
    Audit,
    Board,
    ChatSeal,
    Counts,
    Feedback,
    Lease,
    Limits,
    Lookups,
    Memory,
    Proposals,
    Questions,
    Reminders,
    ToldAlerts,
    remembering,
)
from bot.texts import Shelf
from bot.texts.languages import LANGUAGES
from bot.tidying import Tidying
from bot.understanding import Interpreter
from handlers.closed import Explaining
from handlers.errors import ask_patience
from handlers.places import places, routers

DRAFTS_KEPT: Final = timedelta(days=7)
"""Texts that nobody confirmed, and what is known of those that somebody did."""
TOLD_REMEMBERED: Final = timedelta(days=400)
"""How long after its day an occasion stays known: a clock that goes back tells nothing twice."""
COUNTED_REQUESTS: Final = frozenset(
    method.__api_method__
    for method in map(vars(methods).get, methods.__all__)
    if isinstance(method, type) and hasattr(method, "__api_method__")
)
"""Every method of the Bot API."""


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
    board: Board
    counts: Counts
    publishing: Publishing
    audit: Audit
    actors: Actors
    payment_facts: PaymentFacts
    library: Library
    interpreter: Interpreter
    categories: Categories
    finder: Finder
    papers: PaymentFacts
    """Papers for a temporary status, and how they are sent."""
    metrics: Metrics
    albums: Albums
    """Messages with files that belong together."""
    editions: Editions
    trials: Trials
    proposals: Proposals
    demo_people: DemoPeople
    frame: Frame


@dataclass(frozen=True)
class App(Parts):
    database: Database
    bot: Bot
    reminding: Reminding
    following: Following
    dispatcher: Reception
    in_flight: InFlight
    health: Health
    tidying: Tidying
    alerts: Alerts


@asynccontextmanager
async def build(
    settings: Settings, clock: Clock, endpoint: Endpoint | None = None
) -> AsyncIterator[App]:
    """Everything that answers a person; closed at the end, also when building fails midway.

    `endpoint` stands in for Telegram in the playground and in tests; without it the settings say
    where the bot speaks and as whom. Raises SettingsFault for what cannot be used together.
    """
    endpoint = endpoint or _endpoint(settings)
    async with AsyncExitStack() as stack:
        ledger, database, pseudonyms = await stack.enter_async_context(open_ledger(settings))
        if settings.bot_token and await ledger.is_demo():
            raise SettingsFault("LEDGER_URL: a ledger of invented people is not for a real bot")
        known_law, topics, facts = law.load(LAW), load_topics(TOPICS), load_payment_facts(PAYMENT)
        metrics, interpreter = _metrics(topics), Interpreter()
        library = Library(topics, facts, settings)
        articles = topics.articles(known_law)
        publishing, shelf = open_publishing(database, clock, settings, articles, interpreter)
        following = Following(publishing, shelf, interpreter)
        await following.look()
        memory = await stack.enter_async_context(remembering(settings, database, pseudonyms, clock))
        parts = Parts(
            settings=settings,
            clock=clock,
            law=known_law,
            shelf=shelf,
            ledger=ledger,
            pseudonyms=pseudonyms,
            accounts=Accounts(database, memory.apart),
            lookups=Lookups(database, _limits(settings), clock, metrics),
            reminders=Reminders(database, ChatSeal(pseudonyms.chat_key), pseudonyms),
            questions=Questions(database),
            feedback=Feedback(database),
            board=Board(database, clock),
            counts=Counts(database, clock, topics.by_id),
            publishing=publishing,
            audit=Audit(database, clock),
            actors=Actors.of(settings, pseudonyms),
            payment_facts=facts,
            library=library,
            interpreter=interpreter,
            categories=categories.load(CATEGORIES),
            finder=finder.load(QUESTIONS),
            papers=load_payment_facts(PAPERS),
            metrics=metrics,
            albums=Albums(),
            editions=Editions(library, known_law, interpreter),
            trials=Trials(),
            proposals=Proposals(database, clock),
            demo_people=DemoPeople.load(),
            frame=Frame(),
        )
        kept, counted = KeptResponses(), CountedRequests(metrics)
        traffic = Traffic(settings.messages_per_second, settings.messages_per_second_in_chat)
        # From the outside in: what is nearer to the network sees every attempt.
        steps = kept, parts.frame, Delivery(), Outgoing(traffic), Once(memory.turns), counted
        async with (
            _bot(endpoint, *steps) as bot,
            _bot(endpoint, kept, Outgoing(traffic, waits=False), counted) as courier,
        ):
            yield _app(parts, following, database, memory, bot, courier, traffic)


def _endpoint(settings: Settings) -> Endpoint:
    if settings.bot_token is None:
        raise SettingsFault("BOT_TOKEN: expected the token that BotFather gives")
    return Endpoint(settings.bot_token, settings.bot_api_url)


def _limits(settings: Settings) -> Limits:
    return Limits(
        account_a_day=settings.lookups_per_day,
        person_a_day=settings.accounts_per_person,
        all_a_minute=settings.all_lookups_per_minute,
        all_a_day=settings.all_lookups_per_day,
        slips_a_day=settings.slips_per_day,
        pause=timedelta(seconds=settings.lookup_pause),
    )


def _metrics(topics: Topics) -> Metrics:
    known = places()
    conversations = {router.name for router in routers(known)}
    sets = Sets(
        kinds=KINDS,
        places={*known, *conversations},
        topics=topics.by_id.keys(),
        languages=LANGUAGES.keys(),
        methods=COUNTED_REQUESTS,
    )
    return Metrics(sets)


def _bot(endpoint: Endpoint, *middlewares: BaseRequestMiddleware) -> Bot:
    server = TelegramAPIServer.from_base(endpoint.url) if endpoint.url else PRODUCTION
    session = JsonSession(api=server)
    for middleware in middlewares:
        session.middleware(middleware)
    defaults = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    return Bot(endpoint.token.get_secret_value(), session=session, default=defaults)


def _app(
    parts: Parts,
    following: Following,
    database: Database,
    memory: Memory,
    bot: Bot,
    courier: Bot,
    traffic: Traffic,
) -> App:
    in_flight = InFlight()
    asking = partial(
        ask_patience, shelf=parts.shelf, accounts=parts.accounts, pseudonyms=parts.pseudonyms
    )
    dispatcher = Reception(
        memory.storage, memory.turns, in_flight, ask_patience=asking, **vars(parts)
    )
    _arrange(dispatcher, parts)
    parts.metrics.count_in_flight(in_flight.__len__)
    health = Health(database, parts.shelf, parts.metrics, memory.apart)
    return App(
        **vars(parts),
        database=database,
        bot=bot,
        reminding=_reminding(parts, database, courier, traffic, in_flight),
        following=following,
        dispatcher=dispatcher,
        in_flight=in_flight,
        health=health,
        tidying=_tidying(parts, database, memory),
        alerts=_alerts(parts, database, bot, health),
    )


def _reminding(
    parts: Parts, database: Database, courier: Bot, traffic: Traffic, in_flight: InFlight
) -> Reminding:
    return Reminding(
        courier=courier,
        traffic=traffic,
        lease=Lease(database, "reminders", LEASE_SECONDS),
        counts=parts.counts,
        clock=parts.clock,
        law=parts.law,
        shelf=parts.shelf,
        ledger=parts.ledger,
        reminders=parts.reminders,
        board=parts.board,
        settings=parts.settings,
        in_flight=in_flight,
    )


def _arrange(dispatcher: Reception, parts: Parts) -> None:
    """Middlewares from the outside in, then the conversations."""
    known = places()
    dispatcher.update.outer_middleware(PrivateChatsOnly())
    dispatcher.update.outer_middleware(
        Visit(
            {name: CallableObject(enter) for name, enter in known.items()},
            parts.shelf,
            parts.clock,
            parts.pseudonyms,
            parts.accounts,
            parts.board,
            parts.counts,
            parts.settings,
            parts.frame,
        )
    )
    # As an outer middleware it answers a tap even when no handler wants it.
    dispatcher.callback_query.outer_middleware(CallbackAnswerMiddleware())
    for answered in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
        answered.middleware(CountedAnswers(parts.metrics))
    for observer in (dispatcher.message, dispatcher.callback_query):
        observer.outer_middleware(Explaining())
    dispatcher.include_routers(*routers(known))


def _tidying(parts: Parts, database: Database, memory: Memory) -> Tidying:
    """What is erased, and after how long."""
    keep = parts.settings

    async def updates() -> int:
        return await memory.turns.purge(parts.clock.now() - timedelta(days=keep.keep_updates_days))

    async def lookups() -> int:
        first = parts.clock.today() - timedelta(days=keep.keep_lookups_days - 1)
        return await parts.lookups.purge(first)

    async def words() -> int:
        before = parts.clock.today() - timedelta(days=keep.keep_words_days)
        until = parts.clock.now() - timedelta(days=keep.keep_words_days)
        kept = await parts.questions.purge(before) + await parts.feedback.purge(before)
        return kept + await parts.proposals.purge(until)

    async def occasions() -> int:
        return await parts.reminders.purge(parts.clock.today() - TOLD_REMEMBERED)

    async def counts() -> int:
        return await parts.counts.purge(parts.clock.today())

    async def drafts() -> int:
        return await parts.publishing.purge(parts.clock.now() - DRAFTS_KEPT)

    async def audit() -> int:
        before = parts.clock.now() - timedelta(days=keep.keep_audit_days)
        return await parts.audit.purge(before)

    kinds = {
        "conversations": memory.storage.purge,
        "updates": updates,
        "lookups": lookups,
        "words": words,
        "occasions": occasions,
        "counts": counts,
        "drafts": drafts,
        "audit": audit,
    }
    return Tidying(kinds, database.tidy)


def _alerts(parts: Parts, database: Database, bot: Bot, health: Health) -> Alerts:
    return Alerts(
        bot=bot,
        admins=parts.settings.admin_ids,
        accounts=parts.accounts,
        pseudonyms=parts.pseudonyms,
        shelf=parts.shelf,
        law=parts.law,
        health=health,
        metrics=parts.metrics,
        lookups=parts.lookups,
        publishing=parts.publishing,
        told=ToldAlerts(database),
        today=parts.clock.today,
        now=parts.clock.seconds,
    )

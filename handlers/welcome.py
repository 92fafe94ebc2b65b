"""The first meeting: language, who runs the bot, consent; and links that lead into the bot."""

from __future__ import annotations

import re

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.answers.operator import introduction
from bot.clock import Clock
from bot.headline import Headline
from bot.middlewares import Onward
from bot.screen import say, show
from bot.settings import Settings
from bot.state import Account, Accounts
from bot.texts import Catalogs, Texts
from bot.texts.languages import LANGUAGES
from handlers import keyboards
from handlers.callbacks import Consent

LOOKUPS = frozenset({"status", "debt", "year", "ways"})
"""Places that ask for an IIN, and so for consent."""
LANGUAGE_LINKS = frozenset(f"lang_{code}" for code in LANGUAGES)
LINK = re.compile(r"(?!.*\d{5})[a-z]+(_[a-z0-9-]{1,48})?")
"""A start link's payload: `status`, `faq_penalty-late`; what else is typed there is not kept."""


def router() -> Router:
    router = Router(name="welcome")
    router.message.register(start, CommandStart(ignore_case=True))
    router.callback_query.register(decide, Consent.filter())
    return router


async def start(
    message: Message,
    *,
    command: CommandObject,
    state: FSMContext,
    account: Account,
    catalogs: Catalogs,
    texts: Texts,
    onward: Onward,
    headline: Headline,
) -> None:
    link = command.args or "menu"
    followable = LINK.fullmatch(link) is not None and onward.knows(link)
    await state.clear()
    if account.language is None and link not in LANGUAGE_LINKS:
        destination = link if followable and not link.startswith("lang") else "menu"
        await state.update_data(bound_for=destination)
        welcome = await headline.above_in_all(greeting(catalogs), catalogs)
        await say(message, welcome, keyboards.languages(texts))
    elif followable:
        await onward(message, link)
    else:
        page = await headline.above(texts("welcome.unknown-link"), texts)
        await say(message, page, keyboards.menu(texts))


async def choose_language(
    event: Message | CallbackQuery,
    *,
    state: FSMContext,
    account: Account,
    account_key: bytes,
    accounts: Accounts,
    catalogs: Catalogs,
    texts: Texts,
    settings: Settings,
    detail: str = "",
) -> None:
    if detail not in LANGUAGES:
        await show(event, texts("language.choose"), keyboards.languages(texts))
        return
    await accounts.set_language(account_key, detail)
    texts = catalogs[detail]
    if account.language is None:
        await show(event, explanation(settings, texts), keyboards.consent(texts))
        return
    midway = await state.get_state() is not None
    changed = texts("language.changed-midway") if midway else texts("language.changed")
    await show(event, changed, keyboards.menu(texts))


async def decide(
    query: CallbackQuery,
    *,
    callback_data: Consent,
    state: FSMContext,
    account_key: bytes,
    accounts: Accounts,
    texts: Texts,
    clock: Clock,
    onward: Onward,
) -> None:
    link = await state.get_value("bound_for", "menu")
    if callback_data.given:
        await accounts.consent(account_key, clock.today())
    elif link == "menu" or link in LOOKUPS:
        await show(query, texts("consent.refused"), keyboards.menu(texts))
        return
    await onward(query, link, account=await accounts.get(account_key))


async def ask_consent(
    event: Message | CallbackQuery, state: FSMContext, texts: Texts, *, bound_for: str
) -> None:
    """For a place that needs consent: ask, and come back to it once it is given."""
    await state.set_data({"bound_for": bound_for})
    await show(event, texts("consent.question"), keyboards.consent(texts))


def greeting(catalogs: Catalogs) -> str:
    """In both languages: nobody has chosen one yet."""
    return "\n\n".join(catalogs[language]("welcome.greeting") for language in LANGUAGES)


def explanation(settings: Settings, texts: Texts) -> str:
    return texts(
        "welcome.explanation",
        operator=introduction(settings, texts),
        consent=texts("consent.question"),
    )

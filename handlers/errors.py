"""When an answer fails: the person learns it, with a code that leads to the log."""

from __future__ import annotations

from contextlib import suppress

import structlog
from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message, Update

from bot.database import UNANSWERED, may_pass
from bot.ledger import Pseudonyms
from bot.metrics import Metrics
from bot.middlewares import language_of
from bot.once import MayHaveArrived
from bot.screen import is_normal_life, say
from bot.state import Accounts
from bot.texts import Markup, Shelf, Texts
from handlers import keyboards

log = structlog.get_logger(__name__)


def router() -> Router:
    router = Router(name="errors")
    router.errors.register(note_departure, ExceptionTypeFilter(TelegramForbiddenError))
    router.errors.register(carry_on, is_of_normal_life)
    router.errors.register(ask_to_look, ExceptionTypeFilter(MayHaveArrived))
    router.errors.register(apologise, is_for_good)
    return router


async def is_of_normal_life(event: ErrorEvent) -> bool:
    refusal = event.exception
    return isinstance(refusal, TelegramBadRequest) and is_normal_life(refusal)


async def is_for_good(event: ErrorEvent) -> bool:
    """What may pass is nobody's here: the update comes again."""
    return not may_pass(event.exception)


async def note_departure(_event: ErrorEvent) -> None:
    log.info("the person has blocked the bot")


async def carry_on(_event: ErrorEvent) -> None:
    """A double tap, a late one, a message deleted meanwhile: nothing to say."""


async def ask_to_look(event: ErrorEvent, shelf: Shelf, texts: Texts | None = None) -> None:
    """The process was killed while the answer was on its way: it is not sent a second time.

    The word about it is, where the process was killed over that too: else nothing is heard at all.
    """
    log.warning("an answer was on its way when the process was killed")
    assert isinstance(event.exception, MayHaveArrived)
    event.exception.turn.repeats = True
    reached = reached_by(event.update)
    if reached is not None:
        texts = texts or shelf.current[language_of(reached.from_user)]
        await tell(reached, texts("error.interrupted"), texts)


async def apologise(
    event: ErrorEvent, shelf: Shelf, metrics: Metrics, request: str, texts: Texts | None = None
) -> None:
    """`request`: the code that every line of the log about this update holds."""
    metrics.failed()
    log.error("an update could not be answered", exc_info=event.exception)
    reached = reached_by(event.update)
    if reached is not None:
        texts = texts or shelf.current[language_of(reached.from_user)]
        await tell(reached, texts("error.unexpected", code=request), texts)


async def ask_patience(
    bot: Bot, update: Update, shelf: Shelf, accounts: Accounts, pseudonyms: Pseudonyms
) -> None:
    """Nothing can be written down for now, so the answer comes later, by itself."""
    reached = reached_by(update)
    if reached is None or reached.from_user is None:
        return
    language = language_of(reached.from_user)
    with suppress(*UNANSWERED):
        account = await accounts.get(pseudonyms.account(reached.from_user.id))
        language = account.language or language
    texts = shelf.current[language]
    await tell(reached.as_(bot), texts("error.patience"), texts)


async def tell(reached: Message | CallbackQuery, words: Markup, texts: Texts) -> None:
    try:
        await say(reached, words, keyboards.to_menu(texts))
    except AiogramError as refusal:
        log.warning("the person could not be told", reason=type(refusal).__name__)


def reached_by(update: Update) -> Message | CallbackQuery | None:
    """What can be answered; nothing outside private chats, even when all goes wrong."""
    event = update.callback_query or update.message or update.edited_message
    message = event.message if isinstance(event, CallbackQuery) else event
    private = message is not None and message.chat.type == ChatType.PRIVATE
    return event if private else None

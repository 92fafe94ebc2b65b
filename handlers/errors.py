"""When an answer fails: the person learns it, with a code that leads to the log."""

from __future__ import annotations

import secrets

import structlog
from aiogram import Router
from aiogram.enums import ChatType
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message, Update

from bot.middlewares import language_of
from bot.screen import is_normal_life, say
from bot.texts import Shelf, Texts
from handlers import keyboards

log = structlog.get_logger(__name__)


def router() -> Router:
    router = Router(name="errors")
    router.errors.register(note_departure, ExceptionTypeFilter(TelegramForbiddenError))
    router.errors.register(carry_on, is_of_normal_life)
    router.errors.register(apologise)
    return router


async def is_of_normal_life(event: ErrorEvent) -> bool:
    refusal = event.exception
    return isinstance(refusal, TelegramBadRequest) and is_normal_life(refusal)


async def note_departure(_event: ErrorEvent) -> None:
    log.info("the person has blocked the bot")


async def carry_on(_event: ErrorEvent) -> None:
    """A double tap, a late one, a message deleted meanwhile: nothing to say."""


async def apologise(event: ErrorEvent, shelf: Shelf, texts: Texts | None = None) -> None:
    code = secrets.token_hex(3)
    log.error("an update could not be answered", code=code, exc_info=event.exception)
    reached = reached_by(event.update)
    if reached is None:
        return
    texts = texts or shelf.current[language_of(reached.from_user)]
    try:
        await say(reached, texts("error.unexpected", code=code), keyboards.to_menu(texts))
    except AiogramError as refusal:
        log.warning("the person could not be told", code=code, reason=type(refusal).__name__)


def reached_by(update: Update) -> Message | CallbackQuery | None:
    """What can be answered; nothing outside private chats, even when all goes wrong."""
    event = update.callback_query or update.message or update.edited_message
    message = event.message if isinstance(event, CallbackQuery) else event
    private = message is not None and message.chat.type == ChatType.PRIVATE
    return event if private else None

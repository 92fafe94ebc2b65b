"""One person sends more at once than can be answered: they are told once what stays unread."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.screen import say
from bot.texts import Texts
from handlers import keyboards


def router() -> Router:
    router = Router(name="crowd")
    router.message.register(tell, is_too_much)
    router.callback_query.register(tell, is_too_much)
    return router


async def is_too_much(_event: Message | CallbackQuery, left_out: bool) -> bool:  # noqa: FBT001
    return left_out


async def tell(event: Message | CallbackQuery, texts: Texts) -> None:
    """Comes in its turn, after the answers to what was read."""
    await say(event, texts("crowd.left-out"), keyboards.to_menu(texts))

"""What a person reads who comes for a part of the bot that admins have turned off."""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, TelegramObject

from bot.middlewares import Next
from bot.screen import say
from bot.state import SwitchedOff
from bot.texts import Texts
from handlers.callbacks import Menu
from handlers.keyboards import button, keyboard, menu_button


class Explaining(BaseMiddleware):
    """Says in one place what is off, whichever conversation has come upon it.

    The step that waited for an answer is over, so that the next message is not taken for one; what
    stood on the screen stays to be read, and what was marked or computed before is kept.
    """

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        try:
            return await handler(event, data)
        except SwitchedOff as closed:
            assert isinstance(event, Message | CallbackQuery)
            state: FSMContext = data["state"]
            texts: Texts = data["texts"]
            await state.set_state(None)
            await say(event, texts(f"closed.{closed.feature}"), ways_on(texts))
            return None


def ways_on(texts: Texts) -> InlineKeyboardMarkup:
    """What works without anything that can be turned off."""
    return keyboard(
        [
            button(texts("button.months"), Menu(to="months")),
            button(texts("button.calc"), Menu(to="calc")),
        ],
        [button(texts("button.contacts"), Menu(to="contacts")), menu_button(texts)],
    )

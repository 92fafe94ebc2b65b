"""A bot of aiogram alone: it makes the calls of one recorded answer, with the words recorded.

`python -m benchmarks.bare_bot`, orders as JSON on standard input; the floor of what `our_bot`
does. It knows neither who asks nor what for.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageText,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

Call = Callable[[Message, str], TelegramMethod[Any]]
"""One call of the answer: what it is about, and the id of the tap."""


def main() -> None:
    orders = json.load(sys.stdin)
    asyncio.run(answer(orders["telegram"], orders["token"], orders["calls"]))


async def answer(telegram: str, token: str, recorded: list[Mapping[str, Any]]) -> None:
    calls = [_call(one["method"], one["parameters"]) for one in recorded]
    dispatcher = Dispatcher()

    async def to_message(message: Message, bot: Bot) -> None:
        for call in calls:
            await bot(call(message, ""))

    async def to_tap(query: CallbackQuery, bot: Bot) -> None:
        assert isinstance(query.message, Message)
        for call in calls:
            await bot(call(query.message, query.id))

    dispatcher.message.register(to_message)
    dispatcher.callback_query.register(to_tap)
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram))
    defaults = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    async with Bot(token, session=session, default=defaults) as bot:
        await dispatcher.start_polling(bot, close_bot_session=False)


def _call(method: str, given: Mapping[str, Any]) -> Call:
    """The call with everything ready beforehand but where it goes."""
    text = str(given.get("text", ""))
    markup = given.get("reply_markup")
    buttons = None if markup is None else InlineKeyboardMarkup.model_validate(markup)
    match method:
        case "deleteMessage":
            return lambda to, _: DeleteMessage(chat_id=to.chat.id, message_id=to.message_id)
        case "sendMessage":
            return lambda to, _: SendMessage(chat_id=to.chat.id, text=text, reply_markup=buttons)
        case "editMessageText":
            return lambda to, _: EditMessageText(
                chat_id=to.chat.id, message_id=to.message_id, text=text, reply_markup=buttons
            )
        case "answerCallbackQuery":
            return lambda _, tap: AnswerCallbackQuery(callback_query_id=tap)
        case _:
            raise LookupError(f"the bare bot does not know {method} yet")


if __name__ == "__main__":
    main()

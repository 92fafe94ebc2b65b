"""A message that an update has led to is sent once, even where the update is handled anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.enums import ChatType
from aiogram.exceptions import AiogramError
from aiogram.methods import Response, SendChatAction, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, Message

from bot.delivery import certainly_undelivered, writes
from bot.state import Turn, Turns

SAID_AGAIN: Final = "a message that may have arrived is sent again"

log = structlog.get_logger(__name__)


class MayHaveArrived(AiogramError):
    """The process was killed while this message was on its way; nobody knows what became of it."""

    def __init__(self, turn: Turn) -> None:
        super().__init__()
        self.turn = turn


@dataclass(frozen=True)
class Once(BaseRequestMiddleware):
    """Stands next to the network, so that it sees every attempt.

    Requests that do no harm twice, such as an edit, are simply made again. Work outside of an
    update, such as an alert, is not this middleware's matter.
    """

    turns: Turns

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        turn = self.turns.current
        if turn is None or not writes(method) or isinstance(method, SendChatAction):
            return await make_request(bot, method)
        if turn.sent_before():
            message_id = turn.pass_over()
            if message_id is not None:
                return cast(Response[TelegramType], _as_sent_before(message_id, bot, method))
            if not turn.repeats:
                raise MayHaveArrived(turn)
            log.warning(SAID_AGAIN)
            place = turn.messages
        else:
            place = await self.turns.message_leaves(turn)
        try:
            answer = await make_request(bot, method)
        except AiogramError as error:
            if certainly_undelivered(error):
                await self.turns.message_came_back(turn, place)
            raise
        await self.turns.message_arrived(turn, place, getattr(answer, "message_id", 0))
        return answer


def _as_sent_before(message_id: int, bot: Bot, method: TelegramMethod[TelegramType]) -> Message:
    """What Telegram said when the message arrived, as far as anybody needs it."""
    chat = Chat(id=getattr(method, "chat_id", 0), type=ChatType.PRIVATE)
    return Message(message_id=message_id, date=datetime.now(UTC), chat=chat).as_(bot)

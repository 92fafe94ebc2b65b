"""Requests to Telegram that fail are made again where that is safe, and only there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import AnswerCallbackQuery, GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientConnectorError

from bot.screen import is_normal_life

LONGEST_WAIT = 60
"""Seconds of a "too many requests" that a person is kept waiting for."""
TIMED_OUT = "gateway time"
FETCHING = GetUpdates.__api_method__
WRITES = ("send", "copy", "forward")
"""Methods that leave a second message behind when they are repeated begin so."""


@dataclass(frozen=True)
class Delivery(BaseRequestMiddleware):
    """Two more attempts, after the seconds that Telegram asks for, or `pause` and then twice it.

    Made again: what Telegram refuses as too much or with a fault of its own, and what never left
    this machine. A connection lost midway, or an answer that Telegram gave up waiting for, may have
    delivered: a message is not sent again then, a request that does no harm twice is. Other chats
    do not wait: each update is a task.
    """

    pause: float = 0.5
    attempts: int = 3

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        try:
            return await self._persist(make_request, bot, method)
        except TelegramBadRequest as refusal:
            if isinstance(method, AnswerCallbackQuery) and is_normal_life(refusal):
                return cast(Response[TelegramType], True)  # noqa: FBT003  what Telegram returns
            raise

    async def _persist(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        for attempt in range(self.attempts - 1):
            try:
                return await make_request(bot, method)
            except AiogramError as error:
                wait = self._wait(error, method, self.pause * 2**attempt)
                if wait is None:
                    raise
            await asyncio.sleep(wait)
        return await make_request(bot, method)

    def _wait(
        self, error: AiogramError, method: TelegramMethod[TelegramType], pause: float
    ) -> float | None:
        """Seconds until the next attempt, or None where there must not be one."""
        if method.__api_method__ == FETCHING:  # it has a patience of its own
            return None
        if isinstance(error, TelegramRetryAfter):
            return error.retry_after if error.retry_after <= LONGEST_WAIT else None
        if certainly_undelivered(error) and isinstance(
            error, TelegramServerError | TelegramNetworkError
        ):
            return pause
        lost = isinstance(error, TelegramServerError | TelegramNetworkError | ClientDecodeError)
        return pause if lost and not writes(method) else None


def writes(method: TelegramMethod[TelegramType]) -> bool:
    """Whether a second request would leave a second message behind."""
    return method.__api_method__.startswith(WRITES)


def certainly_undelivered(error: AiogramError) -> bool:
    """Telegram has refused in so many words, or nothing has left this machine."""
    answered = isinstance(error, TelegramAPIError) and not isinstance(error, TelegramNetworkError)
    return (answered and not _gave_up(error)) or _never_left(error)


def _gave_up(error: AiogramError) -> bool:
    """Telegram's gate did not hear from what stands behind it (504), which may have sent it."""
    return isinstance(error, TelegramServerError) and TIMED_OUT in error.message.lower()


def _never_left(error: AiogramError) -> bool:
    return isinstance(error.__cause__, ClientConnectorError)

"""Tells the counts what happens around answers and requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from aiogram import BaseMiddleware, Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import TelegramObject

from bot.metrics import Metrics, TelegramError
from bot.middlewares import Next
from bot.screen import is_normal_life

_KINDS: Final[tuple[tuple[type[AiogramError], TelegramError], ...]] = (
    (TelegramRetryAfter, TelegramError.TOO_MANY),
    (TelegramServerError, TelegramError.SERVER),
    (TelegramNetworkError, TelegramError.NETWORK),
    (ClientDecodeError, TelegramError.DECODE),
    (TelegramUnauthorizedError, TelegramError.UNAUTHORIZED),
    (TelegramForbiddenError, TelegramError.FORBIDDEN),
    (TelegramConflictError, TelegramError.CONFLICT),
    (TelegramBadRequest, TelegramError.BAD_REQUEST),
)
"""In the order in which they are looked for: some are subclasses of others."""


@dataclass(frozen=True)
class CountedRequests(BaseRequestMiddleware):
    """Counts every request that fails, each attempt for itself."""

    metrics: Metrics

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        try:
            return await make_request(bot, method)
        except AiogramError as error:
            self.metrics.telegram_failed(method.__api_method__, kind_of(error))
            raise


@dataclass(frozen=True)
class CountedAnswers(BaseMiddleware):
    """Counts every answer by the place that gave it, or else by its conversation."""

    metrics: Metrics

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        answer = await handler(event, data)
        reached = data["onward"].reached
        place = reached[-1] if reached else data["event_router"].name
        self.metrics.answered(place, data["texts"].language, data["heard"])
        return answer


def kind_of(error: AiogramError) -> TelegramError:
    if isinstance(error, TelegramBadRequest) and is_normal_life(error):
        return TelegramError.NORMAL_LIFE
    found = (kind for sort, kind in _KINDS if isinstance(error, sort))
    return next(found, TelegramError.OTHER)

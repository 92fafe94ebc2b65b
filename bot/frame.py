"""A line above everything that an update leads to: staff see which day they are answered for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import (
    EditMessageText,
    Response,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType

from bot.screen import LONGEST_CAPTION, LONGEST_TEXT, visible_length
from bot.texts import Markup


class Frame(BaseRequestMiddleware):
    """Stands before everything else on the way out, so that no screen can leave the line out."""

    def __init__(self) -> None:
        self._line: ContextVar[Markup | None] = ContextVar("line", default=None)

    @contextmanager
    def showing(self, line: Markup | None) -> Iterator[None]:
        """Put the line above every message sent or changed meanwhile by this task."""
        before = self._line.set(line)
        try:
            yield
        finally:
            self._line.reset(before)

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        line = self._line.get()
        field = _field(method)
        if line is None or field is None:
            return await make_request(bot, method)
        text = getattr(method, field)
        framed = f"{line}\n\n{text}" if text else line
        if visible_length(framed) <= (LONGEST_TEXT if field == "text" else LONGEST_CAPTION):
            return await make_request(bot, method.model_copy(update={field: framed}))
        # No room: it goes before, on its own.
        with self.showing(None):
            await bot.send_message(vars(method)["chat_id"], line)
        return await make_request(bot, method)


def _field(method: TelegramMethod[TelegramType]) -> str | None:
    """What of a message is read; None for what is none."""
    if isinstance(method, SendMessage | EditMessageText):
        return "text"
    return "caption" if isinstance(method, SendPhoto | SendDocument) else None

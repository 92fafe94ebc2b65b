"""What leaves for Telegram leaves as fast as Telegram takes it: in all, and to one chat.

Telegram takes about one message a second in a chat and about 30 a second in all, and allows short
bursts in a chat (core.telegram.org/bots/faq, "My bot is hitting limits"). What is above that it
refuses with 429 and the seconds to wait: for that chat, or, where chat after chat is refused, for
all of them.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final, TypeAlias

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiolimiter import AsyncLimiter

from bot.delivery import LONGEST_WAIT, writes

ChatId: TypeAlias = int | str

BURST_IN_CHAT: Final = 5
"""Seconds' worth of messages at once: a person who taps fast is answered as fast."""
BURST_SHARE: Final = 10
"""A tenth of a second's messages may leave at once; the others come evenly spread."""
REFUSED_IN_A_ROW: Final = 3
"""So many chats refused and nothing taken in between: it is not about one chat."""
FEW_CHATS: Final = 1000
"""Until there are so many, nobody looks which of them have been quiet."""


class Traffic:
    """How much has left lately, and who has to wait; one for all that this process sends."""

    def __init__(self, per_second: int, per_second_in_chat: int) -> None:
        """Never more than `per_second` messages (10 at least) leave within a second."""
        burst = per_second // BURST_SHARE
        self._interval = 1 / (per_second - burst)
        self._all = AsyncLimiter(burst, burst * self._interval)
        self._burst_in_chat = BURST_IN_CHAT * per_second_in_chat
        self._chats: dict[ChatId, AsyncLimiter] = {}
        self._sweep_at = FEW_CHATS
        self._held: dict[ChatId, float] = {}
        self._all_held = 0.0
        self._refused: dict[ChatId, float] = {}
        """Until when: chats refused since something was taken last."""
        self._answers_waiting = 0

    def __len__(self) -> int:
        """How many chats it knows about."""
        return len(self._chats)

    def held(self, chat: ChatId) -> float:
        """Seconds for which Telegram takes nothing for this chat; 0 where it does."""
        until = max(self._held.get(chat, 0.0), self._all_held)
        return max(until - asyncio.get_running_loop().time(), 0.0)

    @property
    def all_held(self) -> bool:
        return asyncio.get_running_loop().time() < self._all_held

    async def admit(self, chat: ChatId) -> None:
        """Wait for the turn of an answer."""
        await self._limiter(chat).acquire()
        self._answers_waiting += 1
        try:
            await self._all.acquire()
        finally:
            self._answers_waiting -= 1

    async def admit_after_answers(self, chat: ChatId) -> bool:
        """Wait for the turn of what nobody waits for; False where the chat is not to be had now.

        To be asked for one message at a time: then an answer waits for one of them at most.
        """
        limiter = self._limiter(chat)
        if self.held(chat) or not limiter.has_capacity():
            return False
        while self._answers_waiting:  # noqa: ASYNC110  as long as one message takes
            await asyncio.sleep(self._interval)
        await limiter.acquire()
        await self._all.acquire()
        return not self.held(chat)

    def refused(self, chat: ChatId, seconds: float) -> None:
        """Telegram asked for patience."""
        until = asyncio.get_running_loop().time() + seconds
        self._held[chat] = max(self._held.get(chat, 0.0), until)
        self._refused[chat] = until
        if len(self._refused) >= REFUSED_IN_A_ROW:
            self._all_held = min(self._refused.values())
            self._refused.clear()

    def taken(self) -> None:
        """Telegram took something."""
        self._refused.clear()

    def _limiter(self, chat: ChatId) -> AsyncLimiter:
        if chat not in self._chats:
            self._forget_the_quiet()
            self._chats[chat] = AsyncLimiter(self._burst_in_chat, BURST_IN_CHAT)
        return self._chats[chat]

    def _forget_the_quiet(self) -> None:
        if len(self._chats) < self._sweep_at:
            return
        self._chats = {
            chat: one for chat, one in self._chats.items() if not one.has_capacity(one.max_rate)
        }
        self._held = {chat: until for chat, until in self._held.items() if self.held(chat)}
        self._sweep_at = max(FEW_CHATS, 2 * len(self._chats))


@dataclass(frozen=True)
class Outgoing(BaseRequestMiddleware):
    """Lets a request go when its turn has come, and heeds what Telegram says of it.

    A chat that is held makes no other chat wait. Where Telegram asked for more patience than a
    person has, it is not asked again before that.
    """

    traffic: Traffic
    waits: bool = True
    """False for who has waited already, by `admit_after_answers`."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat: ChatId | None = getattr(method, "chat_id", None)
        if chat is None:
            return await make_request(bot, method)
        if self.waits:
            await self._wait(chat, method)
        try:
            answer = await make_request(bot, method)
        except TelegramRetryAfter as refusal:
            self.traffic.refused(chat, refusal.retry_after)
            raise
        self.traffic.taken()
        return answer

    async def _wait(self, chat: ChatId, method: TelegramMethod[TelegramType]) -> None:
        if shows(method):
            await self.traffic.admit(chat)
        while held := self.traffic.held(chat):
            if held > LONGEST_WAIT:
                raise TelegramRetryAfter(method, "asked for patience before", int(held) + 1)
            await asyncio.sleep(held)


def shows(method: TelegramMethod[TelegramType]) -> bool:
    """Whether a person sees a message appear or change; taking one away is not limited."""
    return writes(method) or method.__api_method__.startswith("edit")

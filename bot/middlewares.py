"""What happens around every update, whatever the conversation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.handler import CallableObject
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, Update, User

from bot.clock import Clock
from bot.ledger import Pseudonyms
from bot.state import Accounts, HandledUpdates
from bot.texts import Shelf
from bot.texts.languages import LANGUAGES

DEFAULT_LANGUAGE = "kk"

Next = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
Entrance = Callable[..., Awaitable[None]]
"""Opens a place for a Message or a CallbackQuery; takes dependencies by name, like a handler."""
Places = Mapping[str, Entrance]
"""Every place a person can go to, by the name that buttons, commands and start links share."""


def language_of(user: User | None) -> str:
    """The language of a person who has not chosen one yet, by their Telegram."""
    code = ((user and user.language_code) or "").partition("-")[0]
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


@dataclass(frozen=True)
class Onward:
    """Takes a person on to another place with the dependencies of their update."""

    places: Places
    data: Mapping[str, Any]

    def knows(self, link: str) -> bool:
        return link.partition("_")[0] in self.places

    async def __call__(self, event: Message | CallbackQuery, link: str, **changed: object) -> None:
        """`link`: a place, or `place_detail`; one that is gone by now leads to the menu.

        `changed`: what the update has just changed of its dependencies.
        """
        place, _, detail = link.partition("_")
        enter = CallableObject(self.places.get(place, self.places["menu"]))
        await enter.call(event, **{**self.data, "detail": detail, **changed})


class PrivateChatsOnly(BaseMiddleware):
    """Groups, channels and inline queries are met with silence: answers here are personal."""

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        chat: Chat | None = data.get("event_chat")
        if chat is None or chat.type != ChatType.PRIVATE or "event_from_user" not in data:
            return None
        return await handler(event, data)


@dataclass(frozen=True)
class OnlyOnce(BaseMiddleware):
    """An update that Telegram delivers again is not answered again.

    A person's updates are handled one after the other, so a repeat that arrives while the first is
    still being handled waits for its turn, and finds it marked. An update cut off by a shutdown is
    not marked.
    """

    handled: HandledUpdates

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        if await self.handled.already(event.update_id):
            return None
        try:
            result = await handler(event, data)
        except Exception:
            await self.handled.mark(event.update_id)
            raise
        await self.handled.mark(event.update_id)
        return result


@dataclass(frozen=True)
class Visit(BaseMiddleware):
    """Pin to an update who comes, on which day, and one snapshot of the texts to answer from."""

    places: Places
    shelf: Shelf
    clock: Clock
    pseudonyms: Pseudonyms
    accounts: Accounts

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User = data["event_from_user"]
        key = self.pseudonyms.account(user.id)
        account = await self.accounts.get(key)
        catalogs = self.shelf.current
        data["catalogs"] = catalogs
        data["texts"] = catalogs[account.language or language_of(user)]
        data["today"] = self.clock.today()
        data["account_key"] = key
        data["account"] = account
        data["onward"] = Onward(self.places, data)
        return await handler(event, data)


@dataclass(frozen=True)
class Conversing(BaseMiddleware):
    """Gives the handlers of a router what every step of theirs needs: one `conversation`."""

    conversation: type
    """A dataclass; its first field is the event, the others are dependencies by name."""

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        _, *needed = (one.name for one in fields(self.conversation))
        conversation = self.conversation(event, **{name: data[name] for name in needed})
        return await handler(event, {**data, "conversation": conversation})

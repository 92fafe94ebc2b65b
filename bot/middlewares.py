"""What happens around every update, whatever the conversation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NoReturn

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.handler import CallableObject
from aiogram.enums import ChatType
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, User

from bot.clock import Clock
from bot.frame import Frame
from bot.headline import Headline
from bot.ledger import Pseudonyms
from bot.settings import Settings
from bot.staffroom import Room, day_line
from bot.state import Accounts, Board, Count, Counts, Feature, SwitchedOff
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

    places: Mapping[str, CallableObject]
    data: Mapping[str, Any]
    reached: list[str] = field(default_factory=list)
    """The places opened for this update, in that order."""

    def knows(self, link: str) -> bool:
        return link.partition("_")[0] in self.places

    async def __call__(self, event: Message | CallbackQuery, link: str, **changed: object) -> None:
        """`link`: a place, or `place_detail`; one that is gone by now leads to the menu.

        `changed`: what the update has just changed of its dependencies.
        """
        place, _, detail = link.partition("_")
        place = place if place in self.places else "menu"
        self.reached.append(place)
        await self.places[place].call(event, **{**self.data, "detail": detail, **changed})


class PrivateChatsOnly(BaseMiddleware):
    """Groups, channels and inline queries are met with silence: answers here are personal."""

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        chat: Chat | None = data.get("event_chat")
        if chat is None or chat.type != ChatType.PRIVATE or "event_from_user" not in data:
            return None
        return await handler(event, data)


class ClosedLedger:
    """Stands in for the ledger while lookups are off, so that no conversation has a way past it."""

    async def history(self, _person: bytes) -> NoReturn:
        raise SwitchedOff(Feature.LOOKUPS)

    async def phone_matches(self, _person: bytes, _phone: bytes) -> NoReturn:
        raise SwitchedOff(Feature.LOOKUPS)


@dataclass(frozen=True)
class Visit(BaseMiddleware):
    """Pin to an update who comes, on which day, one snapshot of the texts, and the board.

    Staff may be answered as of another day, which then stands above every screen; for anybody
    else it is today, whatever their conversation holds.
    `heard` holds the keys of the texts that the answer was made of so far.
    """

    places: Mapping[str, CallableObject]
    """Each with its signature read once."""
    shelf: Shelf
    clock: Clock
    pseudonyms: Pseudonyms
    accounts: Accounts
    board: Board
    counts: Counts
    settings: Settings
    frame: Frame

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User = data["event_from_user"]
        key = self.pseudonyms.account(user.id)
        account = await self.accounts.get(key)
        catalogs = self.shelf.current
        data["catalogs"] = catalogs
        data["heard"] = heard = list[str]()
        data["texts"] = catalogs[account.language or language_of(user)].heard_by(heard.append)
        data["room"] = room = await self._room(user, data["state"])
        data["today"] = room.day or self.clock.today()
        data["account_key"] = key
        data["account"] = account
        posted = await self.board.read()
        data["headline"] = Headline(self.accounts, key, posted.banner, account.banner_read)
        data["switches"] = posted.switches
        if not posted.switches.on(Feature.LOOKUPS):
            data["ledger"] = ClosedLedger()
        self.counts.add(Count.UPDATES, data["texts"].language)
        data["onward"] = Onward(self.places, data)
        with self.frame.showing(day_line(room, data["texts"])):
            return await handler(event, data)

    async def _room(self, user: User, state: FSMContext) -> Room:
        """Asked anew for every update: who is no staff any more is in no room."""
        return await Room.of(state) if self.settings.is_staff(user.id) else Room()


@dataclass(frozen=True)
class Conversing(BaseMiddleware):
    """Gives the handlers of a router what every step of theirs needs: one `conversation`."""

    conversation: type
    """A dataclass; its first field is the event, the others are dependencies by name."""

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        _, *needed = (one.name for one in fields(self.conversation))
        conversation = self.conversation(event, **{name: data[name] for name in needed})
        return await handler(event, {**data, "conversation": conversation})

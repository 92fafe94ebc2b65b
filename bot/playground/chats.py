"""People, their chats with the bot, and what was said in them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground import keyboards
from bot.playground.files import StoredFile
from bot.playground.html import Entity, Formatted
from bot.playground.keyboards import Markup

Event = dict[str, Any]
Watcher = Callable[[Event], None]


@dataclass(frozen=True)
class User:
    """Somebody with a Telegram account. `language_code` is the language of their app."""

    id: int
    first_name: str
    language_code: str = "ru"
    phone: str = "+77010000000"

    def wire(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }


@dataclass(frozen=True)
class Person:
    """A part that somebody at the page can play; `role` is citizen, support or admin."""

    id: int
    role: str
    name: str
    phone: str = "+77010000000"


@dataclass(frozen=True)
class BotAccount:
    """The bot as Telegram knows it."""

    id: int
    first_name: str
    username: str

    def wire(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.first_name,
            "username": self.username,
        }


@dataclass
class Message:
    """One message. `text` is the caption where a file is attached."""

    id: int
    chat: "Chat"
    sender: User | BotAccount
    text: str = ""
    entities: tuple[Entity, ...] = ()
    html: str | None = None  # as the bot sent it
    reply_markup: Markup | None = None
    file: StoredFile | None = None
    contact: dict[str, Any] | None = None
    reply_to: int | None = None
    album: str | None = None
    date: int = field(default_factory=lambda: int(time.time()))
    edited: bool = False
    deleted: bool = False
    turn: int = 0  # when it was last written or changed, counted in changes of its chat

    @property
    def from_bot(self) -> bool:
        return isinstance(self.sender, BotAccount)

    @property
    def document(self) -> bytes | None:
        """The bytes of what is attached."""
        return self.file.content if self.file else None

    def say(self, said: Formatted, html: str | None = None) -> None:
        self.text, self.entities, self.html = said.text, said.entities, html

    def wire(self) -> dict[str, Any]:
        """The Bot API's `Message`."""
        told: dict[str, Any] = {
            "message_id": self.id,
            "date": self.date,
            "chat": self.chat.wire(),
            "from": self.sender.wire(),
            **(self.file.media() if self.file else {}),
        }
        words, marks = ("caption", "caption_entities") if self.file else ("text", "entities")
        optional = {
            words: self.text,
            marks: list(self.entities),
            "contact": self.contact,
            "media_group_id": self.album,
            "edit_date": int(time.time()) if self.edited else None,
            "reply_markup": self.reply_markup if keyboards.is_inline(self.reply_markup) else None,
            "reply_to_message": self._replied(),
        }
        return told | {name: value for name, value in optional.items() if value}

    def seen(self) -> dict[str, Any]:
        """The message under a tapped button; a deleted one is `InaccessibleMessage`."""
        if self.deleted:
            return {"chat": self.chat.wire(), "message_id": self.id, "date": 0}
        return self.wire()

    def _replied(self) -> dict[str, Any] | None:
        replied = self.chat.find(self.reply_to)
        return {**replied.wire(), "reply_to_message": None} if replied else None


@dataclass
class Tap:
    """A button tapped under a message; the bot owes it exactly one answer."""

    id: str
    user: User
    chat_id: int
    message_id: int
    data: str
    answered: bool = False
    text: str = ""
    show_alert: bool = False


@dataclass
class Chat:
    """A private chat of a person with the bot, or a group (then `id` is negative)."""

    id: int
    title: str
    private: bool = True
    messages: list[Message] = field(default_factory=list)
    blocked: bool = False
    met: bool = False  # somebody has written here, so the bot may
    keyboard: Markup | None = None  # the reply keyboard that is shown
    watchers: set[Watcher] = field(default_factory=set)
    turns: int = 0

    def wire(self) -> dict[str, Any]:
        if self.private:
            return {"id": self.id, "type": "private", "first_name": self.title}
        return {"id": self.id, "type": "group", "title": self.title}

    def find(self, message_id: int | None) -> Message | None:
        """The message, unless it was never here or is deleted."""
        found = (message for message in self.messages if message.id == message_id)
        return next((message for message in found if not message.deleted), None)

    def add(self, message: Message) -> None:
        self.messages.append(message)
        self._follow_keyboard(message)
        self._turn(message)

    def change(self, message: Message) -> None:
        message.edited = True
        self._turn(message)

    def delete(self, message: Message) -> None:
        message.deleted = True
        self._turn(message)

    def clear(self) -> None:
        """Forget all that was said, as if nobody had written yet."""
        self.messages.clear()
        self.keyboard = None
        self.met = self.blocked = False

    def tell(self, event: Event) -> None:
        """Say to everybody who looks at this chat what has just happened."""
        for watcher in tuple(self.watchers):
            watcher(event)

    def _turn(self, message: Message) -> None:
        self.turns += 1
        message.turn = self.turns
        self.tell({"event": "message", "message": message})

    def _follow_keyboard(self, message: Message) -> None:
        markup = message.reply_markup or {}
        if not message.from_bot:
            return
        if "keyboard" in markup:
            self.keyboard = markup
        elif markup.get("remove_keyboard"):
            self.keyboard = None

"""Everything that lies behind the endpoint: people, chats, files, taps, updates."""

import itertools
import secrets
import time
from dataclasses import replace
from typing import Any

from bot.playground.chats import BotAccount, Chat, Event, Message, Tap, User
from bot.playground.files import Files
from bot.playground.profile import Profile
from bot.playground.updates import Updates
from bot.playground.webhook import Postman

_FIRST_USER = 700_000_001
_FIRST_GROUP = -500_000_001


class Network:
    """A Telegram with one bot in it."""

    def __init__(self, bot: BotAccount) -> None:
        self.bot = bot
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.files = Files()
        self.profile = Profile()
        self.updates = Updates()
        self.postman = Postman(self.updates)
        # Nobody new is somebody whom the bot may remember from an earlier run.
        self._user_ids = itertools.count(_FIRST_USER + int(time.time()))
        self._group_ids = itertools.count(_FIRST_GROUP, -1)
        self._message_ids = itertools.count(1)

    def add_user(self, user_id: int | None, first_name: str, **details: Any) -> User:
        user_id = user_id if user_id is not None else self._free_user_id()
        user = User(user_id, first_name, **details)
        self.users[user.id] = user
        self.chats.setdefault(user.id, Chat(user.id, first_name))
        return user

    def add_group(self, title: str) -> Chat:
        chat = Chat(next(self._group_ids), title, private=False, met=True)
        self.chats[chat.id] = chat
        return chat

    def change_language(self, user_id: int, code: str) -> User:
        user = replace(self.users[user_id], language_code=code)
        self.users[user_id] = user
        self.chats[user_id].tell({"event": "profile"})
        return user

    def write(self, chat: Chat, sender: User | BotAccount, **content: Any) -> Message:
        """Put a new message into a chat."""
        message = Message(next(self._message_ids), chat, sender, **content)
        chat.add(message)
        return message

    def tap(self, user: User, message: Message, data: str) -> Tap:
        tap = Tap(secrets.token_hex(8), user, message.chat.id, message.id, data)
        self.taps[tap.id] = tap
        return tap

    def tell_all(self, event: Event) -> None:
        for chat in self.chats.values():
            chat.tell(event)

    def _free_user_id(self) -> int:
        return next(number for number in self._user_ids if number not in self.users)

"""A local Telegram: a Bot API endpoint over HTTP and a page to chat with the bot."""

from bot.playground.chats import Person, User
from bot.playground.server import TelegramServer

__all__ = ["Person", "TelegramServer", "User"]

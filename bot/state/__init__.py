"""What a running bot remembers about its users, under keyed hashes and not for long."""

from bot.state.accounts import Account, Accounts, Erased
from bot.state.chats import ChatSeal, SealBroken
from bot.state.conversations import ChatIsolation, SqliteStorage
from bot.state.feedback import Feedback
from bot.state.lookups import Lookups
from bot.state.questions import Questions
from bot.state.reminders import Reminder, Reminders
from bot.state.updates import HandledUpdates

__all__ = [
    "Account",
    "Accounts",
    "ChatIsolation",
    "ChatSeal",
    "Erased",
    "Feedback",
    "HandledUpdates",
    "Lookups",
    "Questions",
    "Reminder",
    "Reminders",
    "SealBroken",
    "SqliteStorage",
]

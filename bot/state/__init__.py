"""What a running bot remembers about its users, under keyed hashes and not for long."""

from bot.state.accounts import Account, Accounts, Erased
from bot.state.alerts import ToldAlerts
from bot.state.chats import ChatSeal, SealBroken
from bot.state.conversations import ChatIsolation, SqliteStorage
from bot.state.feedback import Feedback
from bot.state.lookups import Lookups
from bot.state.questions import Questions
from bot.state.reminders import Reminder, Reminders
from bot.state.turns import Turn, Turns

__all__ = [
    "Account",
    "Accounts",
    "ChatIsolation",
    "ChatSeal",
    "Erased",
    "Feedback",
    "Lookups",
    "Questions",
    "Reminder",
    "Reminders",
    "SealBroken",
    "SqliteStorage",
    "ToldAlerts",
    "Turn",
    "Turns",
]

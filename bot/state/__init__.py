"""What a running bot remembers about its users, under keyed hashes and not for long."""

from bot.state.accounts import Account, Accounts, Erased
from bot.state.alerts import ToldAlerts
from bot.state.board import Banner, Board, Feature, Posted, SwitchedOff, Switches
from bot.state.chats import ChatSeal, SealBroken
from bot.state.conversations import ChatIsolation, Conversations, DatabaseStorage
from bot.state.counts import Count, Counts, Tally, opened
from bot.state.feedback import Feedback
from bot.state.lookups import Lookups
from bot.state.memory import Apart, Memory, remembering
from bot.state.questions import Questions
from bot.state.reminders import Reminder, Reminders
from bot.state.turns import DatabaseMarks, Turn, Turns

__all__ = [
    "Account",
    "Accounts",
    "Apart",
    "Banner",
    "Board",
    "ChatIsolation",
    "ChatSeal",
    "Conversations",
    "Count",
    "Counts",
    "DatabaseMarks",
    "DatabaseStorage",
    "Erased",
    "Feature",
    "Feedback",
    "Lookups",
    "Memory",
    "Posted",
    "Questions",
    "Reminder",
    "Reminders",
    "SealBroken",
    "SwitchedOff",
    "Switches",
    "Tally",
    "ToldAlerts",
    "Turn",
    "Turns",
    "opened",
    "remembering",
]

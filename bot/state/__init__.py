"""What a running bot remembers about its users, under keyed hashes and not for long."""

from bot.state.accounts import Account, Accounts, Erased
from bot.state.alerts import ToldAlerts
from bot.state.audit import COMMAND_LINE, Actors, Audit, actor_of
from bot.state.audit import Entry as AuditEntry
from bot.state.board import Banner, Board, Feature, Posted, SwitchedOff, Switches
from bot.state.chats import ChatSeal, SealBroken
from bot.state.conversations import ChatIsolation, Conversations, DatabaseStorage
from bot.state.counts import Count, Counts, Tally, opened
from bot.state.drafts import Drafts
from bot.state.feedback import Feedback
from bot.state.leases import Lease
from bot.state.lookups import Activity, Limit, Limits, Lookups, Refused
from bot.state.memory import Apart, Memory, remembering
from bot.state.proposals import Proposal, Proposals, ProposalState, Settled
from bot.state.questions import BadRating, KeptQuestion, Questions
from bot.state.releases import Releases
from bot.state.reminders import Reminder, Reminders
from bot.state.turns import DatabaseMarks, Turn, Turns

__all__ = [
    "COMMAND_LINE",
    "Account",
    "Accounts",
    "Activity",
    "Actors",
    "Apart",
    "Audit",
    "AuditEntry",
    "BadRating",
    "Banner",
    "Board",
    "ChatIsolation",
    "ChatSeal",
    "Conversations",
    "Count",
    "Counts",
    "DatabaseMarks",
    "DatabaseStorage",
    "Drafts",
    "Erased",
    "Feature",
    "Feedback",
    "KeptQuestion",
    "Lease",
    "Limit",
    "Limits",
    "Lookups",
    "Memory",
    "Posted",
    "Proposal",
    "ProposalState",
    "Proposals",
    "Questions",
    "Refused",
    "Releases",
    "Reminder",
    "Reminders",
    "SealBroken",
    "Settled",
    "SwitchedOff",
    "Switches",
    "Tally",
    "ToldAlerts",
    "Turn",
    "Turns",
    "actor_of",
    "opened",
    "remembering",
]

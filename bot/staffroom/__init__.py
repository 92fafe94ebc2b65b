"""The staff room: answers with their trail, on any day, from live texts and from drafts."""

from __future__ import annotations

from bot.staffroom.aliases import objection, ways_to_ask, with_ways_to_ask
from bot.staffroom.comparing import differences_message
from bot.staffroom.editions import Difference, Edition, Editions, differences, parts_of
from bot.staffroom.people import DemoPeople
from bot.staffroom.queue import Case, cases, language_of_words, likeness
from bot.staffroom.reply import Reply
from bot.staffroom.room import Room, Speech, day_line
from bot.staffroom.tracing import CANDIDATES, Trace, trace_pages

__all__ = [
    "CANDIDATES",
    "Case",
    "DemoPeople",
    "Difference",
    "Edition",
    "Editions",
    "Reply",
    "Room",
    "Speech",
    "Trace",
    "cases",
    "day_line",
    "differences",
    "differences_message",
    "language_of_words",
    "likeness",
    "objection",
    "parts_of",
    "trace_pages",
    "ways_to_ask",
    "with_ways_to_ask",
]

"""What a person means: which topic a question is about, and which act its data calls for."""

from __future__ import annotations

from bot.understanding.actions import Action, Flow
from bot.understanding.index import Match
from bot.understanding.interpreter import Interpreter
from bot.understanding.understanding import (
    MOST_OFFERED,
    Outcome,
    Part,
    Reading,
    Understanding,
    Understood,
)
from bot.understanding.words import sound

__all__ = [
    "MOST_OFFERED",
    "Action",
    "Flow",
    "Interpreter",
    "Match",
    "Outcome",
    "Part",
    "Reading",
    "Understanding",
    "Understood",
    "sound",
]

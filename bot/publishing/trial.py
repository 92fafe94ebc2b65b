"""Texts tried against questions whose right answer is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.files import QUESTION_SET
from bot.understanding import Understanding
from bot.understanding.questions import READ, Asked, Verdict, asked, said_by, verdict

_RIGHT: Final = frozenset({Verdict.RIGHT, Verdict.FIRST})


@dataclass(frozen=True, slots=True)
class Question:
    """`topic`: the article that answers it, `decline`, or `greeting`."""

    language: str
    """As in the question set: `kk`, `ru`, `kk-lat`, `ru-typo`, ..."""
    text: str
    topic: str


@dataclass(frozen=True, slots=True)
class Trial:
    """Right is a question whose article comes first, or that is rightly declined or greeted."""

    total: int
    right_before: int
    """Questions that the live texts answer right."""
    right_now: int
    worse: tuple[Question, ...]
    """Right before, not any more."""
    better: tuple[Question, ...]

    @property
    def drop(self) -> bool:
        """Whether somebody has to say that this is wanted."""
        return self.right_now < self.right_before


def question_set() -> list[Asked]:
    """The half that the bot is tuned on: admins see these, so the other half stays a measure."""
    return [row for row in asked(QUESTION_SET) if row.half == "seen" and row.topic != READ]


def tried(
    before: Understanding, now: Understanding, questions: Sequence[Asked], today: date
) -> Trial:
    """Ask both; takes seconds."""
    was = [row for row in questions if _right(before, row, today)]
    is_now = [row for row in questions if _right(now, row, today)]
    return Trial(
        total=len(questions),
        right_before=len(was),
        right_now=len(is_now),
        worse=tuple(_question(row) for row in was if row not in is_now),
        better=tuple(_question(row) for row in is_now if row not in was),
    )


def _right(understanding: Understanding, row: Asked, today: date) -> bool:
    return verdict(row, said_by(understanding.understood(row.query, today))) in _RIGHT


def _question(row: Asked) -> Question:
    return Question(row.lang, row.query, row.topic)

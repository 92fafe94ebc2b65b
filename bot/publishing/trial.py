"""Texts tried against questions whose right answer is known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """`topic`: the article that answers it, `decline`, or `greeting`."""

    language: str
    """As in the question set: `kk`, `ru`, `kk-lat`, `ru-typo`, ..."""
    text: str
    topic: str


@dataclass(frozen=True, slots=True)
class Trial:
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

"""A text as words that read alike however they were spelt."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.letters import folded

LONGEST_QUESTION: Final = 1000
"""Letters of a message that are looked at; the rest says nothing new."""

_MOST_WORDS: Final = 120
_WORD: Final = re.compile(r"[^\W_]{1,40}")
_VALUE: Final = re.compile(r"https?://\S+|\d(?:[ \u00a0\u202f.,'’-]?\d){4,}")
"""Links, sums, telephones, IINs: no words."""

_LIKE_SOUNDS: Final = str.maketrans("аоеиыяюущ", "ааииииууш")
"""Vowels that are mistaken for each other, in either language: «аплата», «мисяц», «карыз»."""
_DOUBLE: Final = re.compile(r"(.)\1+")


def words(text: str) -> tuple[str, ...]:
    """The words of `text` in small folded letters; links and long numbers are left out."""
    plain = folded(_VALUE.sub(" ", text[:LONGEST_QUESTION]))
    return tuple(_WORD.findall(plain)[:_MOST_WORDS])


def sound(word: str) -> str:
    """A folded word by its sound: vowels that are confused made one, doubled letters single."""
    return _DOUBLE.sub(r"\1", word.translate(_LIKE_SOUNDS).replace("тс", "ц"))

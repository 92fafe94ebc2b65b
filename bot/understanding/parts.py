"""A message as the questions that it asks."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.letters import folded

_END: Final = re.compile(r"(?<=[?!.;])\s+|\n+")
_AND_THEN: Final = re.compile(
    r"\s*,?\s+(?:(?:и|а)\s+(?:ещ[её]|также)|ещ[её]\s+(?:вопрос|хотел\w*)|плюс\s+к\s+этому"
    r"|және\s+тағы|және\s+де|тағы\s+(?:да|бір|сұрайын\w*)|сондай-ақ|сонымен\s+қатар"
    r"|жане\s+тагы|тагы\s+(?:да|бир)|сондаи-ак)\s+",
    re.IGNORECASE,
)
_ASKS_FIRST: Final = re.compile(
    "скол[ък]*к\\w*|как|каки\\w*|какои|какая|какое|где|куда|откуда|когда|почему|зачем|кто|кому|что|чем"
    "|можно|нужно|надо|канша\\w*|калаи|каида|каидан|кашан\\w*|неге|ким\\w*|кандаи|каи|не|неше"
)
"""Words that ask where they stand near the beginning, in folded letters."""
_ASKS_LAST: Final = re.compile(
    "ма|ме|ба|бе|па|пе|ше|калаи|кандаи|канша|каида|каидан|кашан|неге|ким|керек|бола"
)
_NEAR: Final = 3
_FEWEST_WORDS: Final = 2
MOST_PARTS: Final = 5


def parts(text: str) -> list[str]:
    """The sentences of a message that ask something, in their order; short remarks are left out."""
    sentences = [part.strip() for whole in _END.split(text) for part in _AND_THEN.split(whole)]
    return [one for one in sentences if _asks(one)][:MOST_PARTS]


def _asks(sentence: str) -> bool:
    words = re.findall(r"[^\W\d_]+", folded(sentence))
    if len(words) < _FEWEST_WORDS:
        return False
    first = any(map(_ASKS_FIRST.fullmatch, words[:_NEAR]))
    last = _ASKS_LAST.fullmatch(words[-1]) or _ASKS_LAST.fullmatch(words[-2])
    return sentence.endswith("?") or first or bool(last) or "ли" in words

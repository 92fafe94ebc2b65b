"""Sums as the bot speaks of them where one was asked for: what was misread, and an example."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bot.answers.voice import Voice
from bot.reading.sums import SumMisread
from bot.texts import Markup

EXAMPLE_INCOME: Final = Decimal(300_000)
"""Tenge a month, where texts show how something is counted."""


def misread_sentence(misread: SumMisread, voice: Voice) -> Markup:
    """What was understood, what is wrong with it, what to type instead, in one sentence."""
    texts, form = voice.texts, voice.format
    values = {"understood": form.money(misread.understood), **sum_examples(voice)}
    return texts.tell(f"calc.misread.{misread.reason}", values)


def sum_examples(voice: Voice) -> dict[str, str]:
    """`{example}` tenge, the same in `{thousands}`: «300 000», «300»."""
    return {
        "example": voice.format.number(EXAMPLE_INCOME),
        "thousands": voice.format.number(EXAMPLE_INCOME / 1_000),
    }

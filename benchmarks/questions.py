"""The questions that understanding is measured with."""

from __future__ import annotations

from bot.files import QUESTION_SET
from bot.understanding.questions import Asked
from bot.understanding.questions import asked as asked_in


def asked() -> list[Asked]:
    """All of them, in the order of the files."""
    return list(asked_in(QUESTION_SET))

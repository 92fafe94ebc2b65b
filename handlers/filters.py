"""Conditions on an event, checked where it is handled.

aiogram checks a bare `F` in a thread: a way there and back for each, dearer than all of them.
"""

from __future__ import annotations

from typing import Any, Final

from aiogram import F
from aiogram.filters import Filter
from aiogram.types import TelegramObject
from aiogram.utils.magic_filter import MagicFilter


class When(Filter):
    """The condition holds of the event."""

    def __init__(self, condition: MagicFilter) -> None:
        self._condition = condition

    async def __call__(self, event: TelegramObject) -> Any:
        return self._condition.resolve(event)


WORDS: Final = When(F.text & ~F.text.startswith("/"))
"""Typed text that is no command."""

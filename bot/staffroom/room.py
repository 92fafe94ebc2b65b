"""The staff room as it stands in the state of a conversation: settings, nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Self

from aiogram.fsm.context import FSMContext

from bot.answers.format import Format
from bot.texts import Markup, Texts
from bot.texts.languages import LANGUAGES

Speech = Literal["kk", "ru", "both"]
"""In which language a question is answered; both: one below the other."""

_DESTINY = "staff"


@dataclass(frozen=True, slots=True)
class Room:
    """How somebody in the room is answered; whoever is not in it has these defaults."""

    open: bool = False
    speech: Speech = "both"
    day: date | None = None
    """Another day than today, as of which everything is answered."""
    trace: bool = True
    draft: int | None = None
    """The draft whose texts are compared with the live ones."""

    @classmethod
    async def of(cls, state: FSMContext) -> Self:
        kept = await _apart(state).get_value("room")
        if kept is None:
            return cls()
        day = kept["day"] and date.fromisoformat(kept["day"])
        return cls(True, kept["speech"], day, kept["trace"], kept["draft"])  # noqa: FBT003

    async def keep(self, state: FSMContext) -> None:
        """An open room; a closed one leaves nothing behind."""
        if not self.open:
            await _apart(state).clear()
            return
        kept = {
            "speech": self.speech,
            "day": self.day and self.day.isoformat(),
            "trace": self.trace,
            "draft": self.draft,
        }
        await _apart(state).update_data(room=kept)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(LANGUAGES) if self.speech == "both" else (self.speech,)

    def entered(self) -> Room:
        return replace(self, open=True)


def day_line(room: Room, texts: Texts) -> Markup | None:
    """What stands above every screen while somebody is answered for another day."""
    if room.day is None:
        return None
    return texts("staff.as-of", day=Format(texts.language).day(room.day, year=True))


def _apart(state: FSMContext) -> FSMContext:
    """A conversation of its own, so that no `/start` or `/cancel` turns another day off unseen."""
    return FSMContext(state.storage, replace(state.key, destiny=_DESTINY))

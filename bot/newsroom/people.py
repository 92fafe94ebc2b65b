"""Admins as other admins read of them, and moments of their work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.answers.format import Format
from bot.state import Actors
from bot.state.audit import COMMAND_LINE
from bot.texts import Markup, Texts


@dataclass(frozen=True)
class People:
    """Who did something and when, in the language of whoever reads it."""

    texts: Texts
    actors: Actors

    def who(self, actor: str) -> Markup:
        """The last digits of an account: enough among admins, and nobody's name."""
        if actor == COMMAND_LINE:
            return self.texts("admin.who.command-line")
        ending = self.actors.ending(actor)
        if ending is None:
            return self.texts("admin.who.former")
        return self.texts("admin.who.ending", ending=ending)

    def when(self, at: datetime) -> Markup:
        day = Format(self.texts.language).day(at.date(), year=True)
        return self.texts("admin.when", day=day, time=f"{at:%H:%M}")

"""Twelve months as a picture: the words that stand in it, and the same in words beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.answers.status import month_lines, months_beyond
from bot.answers.voice import Voice, footer, paragraphs
from bot.rules.situation import MonthState
from bot.rules.status import Status
from bot.texts import Markup, plain

LEGEND = (MonthState.COVERED, MonthState.PARTIAL, MonthState.DUE, MonthState.UNPAID)


class Theme(StrEnum):
    """Which colours a person wants."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Cell:
    """One month."""

    month: str
    year: str
    state: MonthState
    words: str
    """The state, for those who see neither the sign nor its colour."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is written in a picture, as plain text."""

    headline: str
    title: str
    """What is shown, as of which day, and by whose word."""
    cells: tuple[Cell, ...]
    """Twelve, oldest first."""
    legend: tuple[tuple[MonthState, str], ...]
    footnote: str


def picture(status: Status, voice: Voice, *, own_words: bool = False) -> Picture:
    """A status that knows its months, in one language; nothing in it tells who the person is."""
    texts, form = voice.texts, voice.format
    title = "picture.title.own" if own_words else "picture.title"
    return Picture(
        headline=plain(_headline(status, voice)),
        title=plain(texts(title, day=form.day(status.on, year=True))),
        cells=tuple(
            Cell(form.month_name(month), str(month.year), state, _words(state, voice))
            for month, state in status.months
        ),
        legend=tuple((state, plain(texts(f"picture.legend.{state}"))) for state in LEGEND),
        footnote=plain(footer(voice, status.on)),
    )


def caption(status: Status, voice: Voice, *, own_words: bool = False) -> Markup:
    """What the picture shows, for those who hear it read out."""
    return paragraphs(
        [
            _headline(status, voice),
            voice.texts("status.own-words") if own_words else None,
            month_lines(status, voice),
            *months_beyond(status, voice),
            footer(voice, status.on),
        ]
    )


def _headline(status: Status, voice: Voice) -> Markup:
    return voice.texts(f"status.headline.{status.standing}")


def _words(state: MonthState, voice: Voice) -> str:
    return plain(voice.texts(f"months.state.{state}"))

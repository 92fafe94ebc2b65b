"""A changed text as citizens will read it, before they do: filled for the day, nothing to tap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.answers.faq import Library
from bot.answers.figures import Figures, figure_names
from bot.answers.voice import Voice, joined, paragraphs
from bot.publishing import Change
from bot.rules.law import Law
from bot.rules.months import Month
from bot.screen import LONGEST_TEXT, visible_length
from bot.texts import Catalogs, Markup, Texts
from bot.texts.articles import is_article, is_colloquial, topic_of
from bot.texts.languages import LANGUAGES

_WHOLE: Final = frozenset({"title", "answer", "details"})
"""Parts that are read together, as one message."""
_ROOM: Final = LONGEST_TEXT - 300

_DAYS: Final = frozenset({"day", "due", "until", "through", "since", "end", "first", "last"})
_MONTHS: Final = frozenset({"month", "months", "periods", "period"})
_SUMS: Final = frozenset({"amount", "sum", "total", "base", "income", "debt", "example", "money"})
_NUMBERS: Final = frozenset({"count", "days", "times", "limit", "longest", "left"})
_SHOWN_NUMBER: Final = 3

_LINK: Final = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG: Final = re.compile(r"(<[^>]*>)")
_ADDRESS: Final = re.compile(r"(?:https?://|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:kz|me)\b|@\w{4,})\S*")


@dataclass(frozen=True)
class Step:
    """One thing to look at: an article as a whole, or a single text."""

    name: str
    """The key, or the id of the topic."""
    whole: bool = False


def steps(changes: Sequence[Change]) -> list[Step]:
    """Every changed text that people will read, each article once, in the order of the files."""
    found = (_step(change.key) for change in changes if change.after is not None)
    return list(dict.fromkeys(found))


def _step(key: str) -> Step:
    if is_article(key) and key.rpartition(".")[2] in _WHOLE:
        return Step(topic_of(key), whole=True)
    return Step(key)


@dataclass(frozen=True)
class Preview:
    """The texts of a draft on one day."""

    catalogs: Catalogs
    library: Library
    law: Law
    day: date

    def shown(self, step: Step, language: str) -> Markup:
        """A text in one language."""
        texts = self.catalogs[language]
        if not step.whole:
            return without_links(self._single(step.name, texts))
        topic = self.library.topics.by_id[step.name]
        voice = Voice(texts, self.law)
        return without_links(self.library.article(topic, voice, self.day).message())

    def message(
        self, step: Step, place: tuple[int, int], language: str, texts: Texts
    ) -> tuple[Markup, bool]:
        """Both languages, or only `language` where both do not fit; whether both do.

        `place`: which of how many steps; `texts`: of whoever looks.
        """
        title = texts("admin.texts.preview", step=place[0], steps=place[1], key=step.name)
        parts = {one: self._part(step, one, texts) for one in LANGUAGES}
        both = paragraphs([title, *parts.values()])
        if visible_length(both) <= _ROOM:
            return both, True
        one = paragraphs([title, parts[language]])
        return (one if visible_length(one) <= LONGEST_TEXT else Markup(title)), False

    def _part(self, step: Step, language: str, texts: Texts) -> Markup:
        title = texts(f"admin.texts.preview-in.{language}")
        return joined([title, self._framed(step, language, texts)])

    def _framed(self, step: Step, language: str, texts: Texts) -> Markup:
        if not self.catalogs[language].has(step.name) and not step.whole:
            return texts("admin.texts.preview-gone")
        shown = self.shown(step, language)
        if step.name.startswith("button.") or step.name.endswith(".short"):
            return texts("admin.texts.preview-button", text=shown)
        if is_colloquial(step.name):
            return joined([texts("admin.texts.preview-searched"), shown])
        return shown

    def _single(self, key: str, texts: Texts) -> Markup:
        return joined(texts.every_form(key, self._examples(texts, texts.names(key))))

    def _examples(self, texts: Texts, names: frozenset[str]) -> dict[str, object]:
        """What stands in for the placeholders: figures of the day, else the name itself."""
        figures = Figures(
            Voice(texts, self.law), self.library.facts, self.library.settings, self.day
        )
        known = figures.values(names & figure_names(self.law))
        return {name: known.get(name) or self._example(name, figures) for name in names}

    def _example(self, name: str, figures: Figures) -> str:
        form, month = figures.voice.format, Month.containing(self.day)
        if name in _DAYS:
            return form.day(self.day, year=True)
        if name in _MONTHS:
            return form.month(month)
        if name in _SUMS:
            return figures.values(["independent_month"])["independent_month"]
        if name in _NUMBERS:
            return str(_SHOWN_NUMBER)
        return str(self.day.year) if name == "year" else f"‹{name}›"


def without_links(html: str) -> Markup:
    """The same with addresses to be read and not to be followed."""
    html = _LINK.sub(lambda found: f"<u>{found[2]}</u> {found[1]}", html)
    pieces, inside = list[str](), False
    for piece in _TAG.split(html):
        if _TAG.fullmatch(piece):
            inside = piece in {"<code>", "<pre>"} or (inside and piece not in {"</code>", "</pre>"})
            pieces.append(piece)
        else:
            pieces.append(
                piece if inside else _ADDRESS.sub(lambda one: f"<code>{one[0]}</code>", piece)
            )
    return Markup("".join(pieces))

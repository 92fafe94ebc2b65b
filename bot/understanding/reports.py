"""Months that a question reports as paid or not paid."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Self

from bot.reading.letters import folded
from bot.reading.months import Stretch, read_months
from bot.rules.declared import DeclaredMonth
from bot.rules.months import Month, months_between

FILE: Final = Path(__file__).parent / "verbs.toml"
_YEAR: Final = 12
_MOST_MONTHS: Final = 3 * _YEAR
"""Reported months that are looked at; what is older decides nothing."""
_WORD: Final = re.compile(r"[^\W\d_]+|[.,;:!?\n]")
_NEAR: Final = 2
"""Words between «не» and what it denies."""


@dataclass(frozen=True, slots=True)
class Verbs:
    """How it is said that months were paid."""

    paid: re.Pattern[str]
    unpaid: re.Pattern[str]
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    but: re.Pattern[str]
    asking: re.Pattern[str]

    @classmethod
    def load(cls, path: Path = FILE) -> Self:
        lists = tomllib.loads(path.read_text("utf-8"))
        return cls(**{name: re.compile("|".join(some)) for name, some in lists.items()})

    def marks(self, text: str, today: date) -> Mapping[Month, DeclaredMonth]:
        """What the text says of which month, oldest first."""
        marks: dict[Month, DeclaredMonth] = {}
        for stretch, mark in self._said(text, today):
            marks.update(dict.fromkeys(_months(stretch, today), mark))
        return dict(sorted(marks.items()))

    def _said(self, text: str, today: date) -> Iterator[tuple[Stretch, DeclaredMonth]]:
        stretches = read_months(text, today)
        if not stretches:
            return
        clauses = list(self._clauses(text, stretches))
        for place, clause in enumerate(clauses):
            for stretch in clause.stretches:
                verb = clause.verb_of(stretch) or _neighbour(clauses, place)
                if verb is not None:
                    yield stretch, verb.mark

    def _clauses(self, text: str, stretches: Sequence[Stretch]) -> Iterator[_Clause]:
        words = [_Word(folded(found[0]), found.start()) for found in _WORD.finditer(text)]
        starts = [place for place, word in enumerate(words) if self._parts(word.plain)]
        for first, last in zip([0, *starts], [*starts, len(words)], strict=True):
            part = words[first:last]
            if part:
                begin, end = part[0].start, words[last].start if last < len(words) else len(text)
                inside = [one for one in stretches if begin <= one.start < end]
                asks = any(self.asking.fullmatch(word.plain) for word in part)
                verbs = [verb for verb in self._verbs(part) if not (asks and verb.is_paid)]
                yield _Clause(_without_days_of_payment(inside), verbs)

    def _parts(self, word: str) -> bool:
        return not word.isalpha() or bool(self.but.fullmatch(word))

    def _verbs(self, words: Sequence[_Word]) -> Iterator[_Verb]:
        for place, word in enumerate(words):
            if self.unpaid.fullmatch(word.plain):
                yield _Verb(DeclaredMonth.UNPAID, word.start)
            elif self.paid.fullmatch(word.plain):
                before = words[max(0, place - _NEAR) : place]
                after = words[place + 1 : place + 2]
                denied = any(self.not_before.fullmatch(one.plain) for one in before)
                denied |= any(self.not_after.fullmatch(one.plain) for one in after)
                yield _Verb(DeclaredMonth.UNPAID if denied else DeclaredMonth.PAID, word.start)


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    start: int


@dataclass(frozen=True, slots=True)
class _Verb:
    mark: DeclaredMonth
    start: int

    @property
    def is_paid(self) -> bool:
        return self.mark is DeclaredMonth.PAID


@dataclass(frozen=True, slots=True)
class _Clause:
    """Months and verbs between two commas."""

    stretches: Sequence[Stretch]
    verbs: Sequence[_Verb]

    def verb_of(self, stretch: Stretch) -> _Verb | None:
        """The next verb; where the clause begins with one, the one before."""
        before = [verb for verb in self.verbs if verb.start < stretch.start]
        after = [verb for verb in self.verbs if verb.start > stretch.start]
        verb_first = bool(self.verbs) and self.verbs[0].start < self.stretches[0].start
        if verb_first:
            return before[-1]
        return next(iter([*after, *reversed(before)]), None)


def _neighbour(clauses: Sequence[_Clause], place: int) -> _Verb | None:
    """«май, июнь, июль не платил»; «не платил май, июнь, июль»."""
    before = next((one.verbs[-1] for one in reversed(clauses[:place]) if one.verbs), None)
    for clause in clauses[place + 1 :]:
        if clause.verbs:
            own_months_first = clause.stretches and before is not None
            return before if own_months_first else clause.verbs[0]
    return before


def _without_days_of_payment(stretches: Sequence[Stretch]) -> Sequence[Stretch]:
    """«за май заплатил в июне» speaks of May."""
    if any(stretch.role == "for" for stretch in stretches):
        return [stretch for stretch in stretches if stretch.role != "in"]
    return stretches


def _months(stretch: Stretch, today: date) -> Iterator[Month]:
    """From an open beginning, or to an open end, as far as something can be known."""
    current = Month.containing(today)
    oldest = current - _MOST_MONTHS
    first = stretch.first if stretch.first is not None else current - _YEAR
    last = stretch.last if stretch.last is not None else current - 1
    return months_between(max(first, oldest), min(last, current))

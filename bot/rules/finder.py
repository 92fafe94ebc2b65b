"""Which privileged categories fit a person, found by questions; the questions are data.

The questions form a tree of screens that is known in full before anybody is asked: every question
with what has been found so far, and every outcome, is a screen with a number of its own. A person's
next screen depends on the screen they see and on the answer they choose, and on nothing else, so
that nothing needs to be remembered about anybody.

Questions stand in parts. What is found in one part is shown at once, with a way on to the next
part: one category is enough to be insured, and whoever wants to know of all of them goes on.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from bot.data_files import DataFault, read_toml
from bot.rules.history import PrivilegedCategory

_ORDER = tuple(PrivilegedCategory)
_WORKS = "works"


class FinderFault(DataFault):
    """The questions cannot be asked; the message names file and question."""


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    finds: tuple[PrivilegedCategory, ...]
    then: str | None
    """The next question; None: there is nothing more to ask."""
    works: bool
    """Whether it says that the person has work, a business or an income."""


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    part: str
    answers: tuple[Answer, ...]
    only_first: bool
    """Asked only where no part before has found anything."""
    unless: frozenset[PrivilegedCategory]
    """Not asked where one of these has been found in its own part."""

    def asked(self, found: Sequence[PrivilegedCategory], *, earlier: bool) -> bool:
        """`found` in this part, `earlier` something in a part before."""
        return not (earlier and self.only_first) and self.unless.isdisjoint(found)


@dataclass(frozen=True, slots=True)
class Asking:
    """A screen with a question on it."""

    question: str
    found: tuple[PrivilegedCategory, ...] = ()
    """In this part, in the order of the law."""
    earlier: bool = False
    """Whether something was found, and shown, in a part before."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A screen with what was found in a part, or that nothing was."""

    found: tuple[PrivilegedCategory, ...]
    earlier: bool
    onward: Asking | None
    """Where the search for further categories goes on."""
    works: bool = False
    """Whether the last answer was that the person has work or an income."""


Screen: TypeAlias = Asking | Outcome


@dataclass(frozen=True)
class Finder:
    """The questions, and every screen that they can lead to."""

    questions: Mapping[str, Question]
    """In the order in which they are asked."""

    @property
    def first(self) -> Asking:
        return Asking(next(iter(self.questions)))

    def answers(self, asking: Asking) -> Mapping[str, Screen]:
        """Where each answer leads, by its id, in the order in which they are offered."""
        question = self.questions[asking.question]
        return {answer.id: self._after(asking, answer) for answer in question.answers}

    @cached_property
    def screens(self) -> tuple[Screen, ...]:
        """Every screen that can be reached, those nearest to the first question first."""
        found: dict[Screen, None] = {self.first: None}
        waiting: deque[Screen] = deque(found)
        while waiting:
            for screen in self._onward(waiting.popleft()):
                if screen not in found:
                    found[screen] = None
                    waiting.append(screen)
        return tuple(found)

    @cached_property
    def edition(self) -> str:
        """A sign of these questions; numbers of screens mean nothing under another one."""
        return f"{zlib.crc32(repr(self.screens).encode()):x}"

    def number(self, screen: Screen) -> int:
        return self._numbers[screen]

    def screen(self, number: int) -> Screen | None:
        """None for a number that there is not."""
        return self.screens[number] if 0 <= number < len(self.screens) else None

    @cached_property
    def _numbers(self) -> Mapping[Screen, int]:
        return {screen: number for number, screen in enumerate(self.screens)}

    def _onward(self, screen: Screen) -> Iterator[Screen]:
        if isinstance(screen, Asking):
            yield from self.answers(screen).values()
        elif screen.onward is not None:
            yield screen.onward

    def _after(self, asking: Asking, answer: Answer) -> Screen:
        found = tuple(one for one in _ORDER if one in {*asking.found, *answer.finds})
        following = self._following(asking, answer, found)
        if following is None:
            return Outcome(found, asking.earlier, None, answer.works)
        if found and not following.found:
            return Outcome(found, asking.earlier, following)
        return following

    def _following(
        self, asking: Asking, answer: Answer, found: tuple[PrivilegedCategory, ...]
    ) -> Asking | None:
        """The next question; with the next part begins a search of its own."""
        if answer.then is None:
            return None
        question = self.questions[answer.then]
        same_part = question.part == self.questions[asking.question].part
        if same_part:
            following = Asking(question.id, found, asking.earlier)
        else:
            following = Asking(question.id, (), asking.earlier or bool(found))
        asked = question.asked(following.found, earlier=following.earlier)
        return following if asked else None


def load(path: Path) -> Finder:
    """Read the questions; `FinderFault` names what cannot be used."""
    entries = read_toml(path, FinderFault)
    if "questions" not in entries:
        raise FinderFault(f"{path}: 'questions' is missing")
    questions = [_question(path, entry) for entry in entries["questions"]]
    by_id = {question.id: question for question in questions}
    if len(by_id) < len(questions):
        raise FinderFault(f"{path}: a question is entered twice")
    _check_order(path, list(by_id), questions)
    return Finder(MappingProxyType(by_id))


def _question(path: Path, entry: dict[str, Any]) -> Question:
    try:
        _check_keys(entry, {"id", "part", "answers", "only_first", "unless"})
        return Question(
            id=entry["id"],
            part=entry["part"],
            answers=tuple(_answer(written) for written in entry["answers"]),
            only_first=bool(entry.get("only_first", False)),
            unless=frozenset(_categories(entry.get("unless", ()))),
        )
    except KeyError as missing:
        name = entry.get("id", "?")
        raise FinderFault(f"{path}: {name}: {missing.args[0]!r} is missing") from missing
    except (TypeError, ValueError) as fault:
        raise FinderFault(f"{path}: {entry.get('id', '?')}: {fault}") from fault


def _answer(written: dict[str, Any]) -> Answer:
    _check_keys(written, {"id", "finds", "then", "ends"})
    if written.get("ends", _WORKS) != _WORKS:
        raise ValueError(f"ends can only be {_WORKS!r}")
    return Answer(
        id=written["id"],
        finds=_categories(written.get("finds", ())),
        then=written.get("then"),
        works="ends" in written,
    )


def _categories(names: Sequence[str]) -> tuple[PrivilegedCategory, ...]:
    return tuple(map(PrivilegedCategory, names))


def _check_keys(entry: Mapping[str, Any], known: set[str]) -> None:
    if unknown := entry.keys() - known:
        raise ValueError(f"unknown keys {sorted(unknown)}")


def _check_order(path: Path, order: Sequence[str], questions: Sequence[Question]) -> None:
    """Answers lead to later questions only, so that every way through them ends."""
    for place, question in enumerate(questions):
        for answer in question.answers:
            if answer.then is not None and answer.then not in order[place + 1 :]:
                raise FinderFault(f"{path}: {question.id}: {answer.then!r} does not come after it")

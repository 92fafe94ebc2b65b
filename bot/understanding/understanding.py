"""What a person means by a message: an article, several, none; and what its data calls for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, Self

from bot.reading.iins import iin_in, without_iins
from bot.reading.sums import sums_named
from bot.texts import Catalogs
from bot.understanding.actions import Action, Flow, calculation, own_months
from bot.understanding.features import Said
from bot.understanding.index import DECLINED, GREETED, HUMAN, PEOPLE, Index, Match, kind_of
from bot.understanding.parts import parts
from bot.understanding.reports import Verbs

_SURE: Final = 0.42
_POSSIBLE: Final = 0.25
"""From which probability on an article is the answer, and from which on it is offered at all.

On questions that nobody had shown the bot, four of five right articles are above the first, three
of five wrong ones below it (`make bench`).
"""
_SURE_WITHOUT_A_WORD_OF_IT: Final = 0.6
"""Where nothing in the question speaks of insurance or paying: it may be about something else."""
MOST_OFFERED: Final = 3
_WORDS_OF_A_REMARK: Final = 3
"""A sentence so short says nothing on its own when it is not understood."""


class Outcome(StrEnum):
    """How a message is answered."""

    ANSWERED = "answered"
    """By the first article."""
    UNSURE = "unsure"
    """By articles to choose from."""
    DECLINED = "declined"
    """It is about something else, or nobody knows what about."""
    MENU = "menu"
    """It asks nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message that asks several."""

    text: str
    match: Match | None
    """The article that answers it, if one does."""


@dataclass(frozen=True, slots=True)
class Understood:
    """`matches` are articles, best first; nothing personal is in it but the words of `parts`."""

    outcome: Outcome
    matches: tuple[Match, ...] = ()
    action: Action | None = None
    parts: tuple[Part, ...] = ()
    """Of a message that asks several things, else empty."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a message was read: what its answer was chosen by."""

    words: tuple[str, ...]
    """In folded letters, without courtesy, links and long numbers."""
    meanings: tuple[str, ...]
    """Of the thesaurus, by name."""
    candidates: tuple[Match, ...]
    """Topics and groups of what is no question about one, the most probable first."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """Reads messages by one snapshot of the texts."""

    index: Index
    verbs: Verbs

    @classmethod
    def of(cls, catalogs: Catalogs) -> Self:
        """Takes about a second."""
        return cls(Index.of(catalogs), Verbs.load())

    def understood(self, text: str, today: date, most: int = MOST_OFFERED) -> Understood:
        """`most` articles at most; the whole takes a few milliseconds, however long the text."""
        rest = without_iins(text)
        said = self.index.said(rest)
        answer = self._several(rest) or self._single(said, most).answer
        if iin_in(text) is not None:
            return _with_iin(answer)
        action = self._action(rest, said, today) or answer.action
        if answer.outcome is Outcome.MENU and action is not None and action.flow is not Flow.MENU:
            return Understood(Outcome.UNSURE, action=action)
        return replace(answer, action=action)

    def words(self, text: str) -> tuple[str, ...]:
        """What is left of a message to be understood: folded words without courtesy."""
        return self.index.said(without_iins(text)).words

    def reading(self, text: str, most: int) -> Reading:
        """How `understood` reads the whole message, with the first `most` candidates."""
        said = self.index.said(without_iins(text))
        return Reading(said.words, said.meanings, tuple(self.index.matches(said)[:most]))

    def _action(self, text: str, said: Said, today: date) -> Action | None:
        meanings = frozenset(said.meanings)
        incomes = calculation(meanings, sums_named(text))
        return incomes or own_months(meanings, self.verbs.marks(text, today))

    def _single(self, said: Said, most: int) -> _Judged:
        matches = self.index.matches(said)
        if not matches or matches[0].topic == GREETED:
            return _Judged(Understood(Outcome.MENU, action=Action(Flow.MENU)), sure=False)
        best = matches[0]
        sure = best.score >= (_SURE if said.of_insurance else _SURE_WITHOUT_A_WORD_OF_IT)
        if kind_of(best.topic) == DECLINED:
            return _Judged(Understood(Outcome.DECLINED), sure=sure)
        articles = _articles(matches)
        if not sure:
            offered = tuple(one for one in articles if one.score >= _POSSIBLE)
            outcome = Outcome.UNSURE if offered else Outcome.DECLINED
            return _Judged(Understood(outcome, offered[: min(most, MOST_OFFERED)]), sure=False)
        nearest = {match.topic for match in matches[:2]}
        human = kind_of(best.topic) == PEOPLE and HUMAN in nearest
        action = Action(Flow.CONTACTS) if human else None
        likely = [articles[0], *(one for one in articles[1:] if one.score >= _POSSIBLE)]
        return _Judged(Understood(Outcome.ANSWERED, tuple(likely[:most]), action), sure=True)

    def _several(self, text: str) -> Understood | None:
        """The questions of a message one by one, where they lead to different answers."""
        questions = parts(text)
        if len(questions) <= 1:
            return None
        judged = [(one, self._single(self.index.said(one), 1)) for one in questions]
        found = [Part(question, one.match) for question, one in judged if one.counts(question)]
        topics = {part.match and part.match.topic for part in found}
        answered = [part.match for part in found if part.match is not None]
        if len(topics) <= 1 or not answered:
            return None
        actions = (one.answer.action for _, one in judged if one.match is not None)
        action = next((action for action in actions if action is not None), None)
        return Understood(Outcome.ANSWERED, _once(answered), action, tuple(found))


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is made of one question; `sure` also where it is surely about something else."""

    answer: Understood
    sure: bool

    @property
    def match(self) -> Match | None:
        answered = self.answer.outcome is Outcome.ANSWERED
        return self.answer.matches[0] if answered else None

    def counts(self, sentence: str) -> bool:
        """Whether it is a question of its own; a short sentence only where it is understood."""
        if self.answer.outcome is Outcome.MENU:
            return False
        return self.sure or len(sentence.split()) > _WORDS_OF_A_REMARK


def _articles(matches: Sequence[Match]) -> list[Match]:
    """Articles alone; who wants a person is answered by the one about people."""
    articles = [
        Match(PEOPLE, match.score) if match.topic == HUMAN else match
        for match in matches
        if kind_of(match.topic) not in {DECLINED, GREETED}
    ]
    return list(_once(articles))


def _once(matches: Sequence[Match]) -> tuple[Match, ...]:
    by_topic: dict[str, Match] = {}
    for match in matches:
        by_topic.setdefault(match.topic, match)
    return tuple(by_topic.values())


def _with_iin(answer: Understood) -> Understood:
    """The status is the answer, whatever else was said; a sure article stays beside it."""
    matches = answer.matches if answer.outcome is Outcome.ANSWERED else ()
    return Understood(Outcome.ANSWERED, matches, Action(Flow.STATUS), answer.parts)

"""What a person means by a message: an article, several, none; and what its data calls for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Self

from bot.reading.iins import iin_in
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
        iin = iin_in(text)
        rest = text if iin is None else text.replace(iin, " ")
        said = self.index.said(rest)
        answer = self._several(rest, most) or self._single(said, most)
        if iin is not None:
            return _with_iin(answer)
        action = self._action(rest, said, today) or answer.action
        if action is not None and answer.outcome is Outcome.MENU and action.flow is not Flow.MENU:
            answer = Understood(Outcome.UNSURE)
        return Understood(answer.outcome, answer.matches, action, answer.parts)

    def _action(self, text: str, said: Said, today: date) -> Action | None:
        meanings = frozenset(said.meanings)
        return calculation(meanings, sums_named(text)) or own_months(
            meanings, self.verbs.marks(text, today)
        )

    def _single(self, said: Said, most: int) -> Understood:
        matches = self.index.matches(said)
        if not matches or matches[0].topic == GREETED:
            return Understood(Outcome.MENU, action=Action(Flow.MENU))
        best = matches[0]
        if kind_of(best.topic) == DECLINED:
            return Understood(Outcome.DECLINED)
        articles = _articles(matches)
        if best.score >= (_SURE if said.of_insurance else _SURE_WITHOUT_A_WORD_OF_IT):
            human = (
                HUMAN in {match.topic for match in matches[:2]} and kind_of(best.topic) == PEOPLE
            )
            action = Action(Flow.CONTACTS) if human else None
            likely = [one for one in articles if one.score >= _POSSIBLE or one is articles[0]]
            return Understood(Outcome.ANSWERED, tuple(likely[:most]), action)
        offered = tuple(one for one in articles if one.score >= _POSSIBLE)[
            : min(most, MOST_OFFERED)
        ]
        return Understood(Outcome.UNSURE if offered else Outcome.DECLINED, offered)

    def _several(self, text: str, most: int) -> Understood | None:
        """The questions of a message one by one, where they lead to different answers."""
        questions = parts(text)
        if len(questions) <= 1:
            return None
        judged = [(one, self._single(self.index.said(one), most)) for one in questions]
        found = [
            Part(question, answer.matches[0] if answer.outcome is Outcome.ANSWERED else None)
            for question, answer in judged
            if answer.outcome in {Outcome.ANSWERED, Outcome.DECLINED}
            or (answer.outcome is Outcome.UNSURE and len(question.split()) > _WORDS_OF_A_REMARK)
        ]
        topics = dict.fromkeys(part.match.topic if part.match else None for part in found)
        answered = [part.match for part in found if part.match is not None]
        if len(topics) <= 1 or not answered:
            return None
        action = next((answer.action for _, answer in judged if answer.action), None)
        return Understood(Outcome.ANSWERED, _once(answered), action, tuple(found))


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

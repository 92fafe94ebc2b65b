"""The topics of one snapshot of the texts, and how near a question comes to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Final, Self

from bot.texts import Catalogs
from bot.understanding.examples import examples
from bot.understanding.features import Features, Floats, Said
from bot.understanding.learning import Lesson, learned
from bot.understanding.thesaurus import Thesaurus

_NEARNESS: Final = 0.9
_LEAD: Final = 2.8
_DOUBT: Final = 1.7
"""How nearness, and the lead over the next topic, become a probability: fitted to the examples
left out in turn, wrong guesses and questions of groups that were left out whole among them."""


@dataclass(frozen=True, slots=True)
class Match:
    """How probable it is that a question is about the topic, 0-1."""

    topic: str
    score: float


@dataclass(frozen=True, slots=True)
class Index:
    """Weights learned from the examples of one snapshot."""

    thesaurus: Thesaurus
    features: Features
    weights: Floats
    topics: Sequence[str]

    @classmethod
    def of(cls, catalogs: Catalogs) -> Self:
        """Takes about a second; the same texts give the same index."""
        thesaurus = Thesaurus.load()
        found = examples(catalogs)
        said = [Said.of(example.text, thesaurus) for example in found]
        features = Features.of(said, thesaurus)
        topics = tuple(dict.fromkeys(example.topic for example in found))
        numbers = {topic: number for number, topic in enumerate(topics)}
        lessons = [
            Lesson(vector, numbers[example.topic], example.weight)
            for vector, example in zip(features.vectors(said), found, strict=True)
        ]
        return cls(thesaurus, features, learned(lessons, len(features), len(topics)), topics)

    def said(self, text: str) -> Said:
        return Said.of(text, self.thesaurus)

    def matches(self, said: Said) -> list[Match]:
        """Every topic, the most probable first; none where nothing of the text is known."""
        vector = self.features.vector(said)
        if not vector.places.size:
            return []
        scores = vector.weights @ self.weights[vector.places]
        order = [int(number) for number in scores.argsort()[::-1]]
        best, rival = (float(scores[number]) for number in self._first_of_two(order))
        return [
            Match(self.topics[number], _probability(float(scores[number]), best, rival))
            for number in order
        ]

    def _first_of_two(self, order: Sequence[int]) -> tuple[int, int]:
        """The best topic, and the best of those that would be answered otherwise."""
        kind = kind_of(self.topics[order[0]])
        rivals = (number for number in order if kind_of(self.topics[number]) != kind)
        return order[0], next(rivals, order[-1])


def kind_of(topic: str) -> str:
    """Topics that are answered alike: all that is declined; who wants a person or the contacts."""
    if topic.startswith(DECLINED):
        return DECLINED
    return PEOPLE if topic == HUMAN else topic


DECLINED: Final = "ask.decline"
GREETED: Final = "ask.greeting"
HUMAN: Final = "ask.human"
PEOPLE: Final = "contacts-phones"
"""The article that answers who asks for a person."""


def _probability(score: float, best: float, rival: float) -> float:
    lead = score - (rival if score >= best else best)
    return 1 / (1 + exp(_DOUBT - _NEARNESS * score - _LEAD * lead))

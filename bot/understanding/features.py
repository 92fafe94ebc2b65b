"""What a text is compared by: pieces of its words, their meanings, and meanings that meet.

Each weighs as much as it is rare among the examples, so that words of the whole domain carry
nothing. How this was chosen is told in `docs/understanding.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from math import log, sqrt
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from bot.understanding.thesaurus import Thesaurus
from bot.understanding.words import sound, words

_LENGTHS: Final = (3, 4)
"""Letters in a piece; a word's ends count as letters."""
_MEANING: Final = 0.8
_PAIR: Final = 0.5
"""What a meaning, and a pair of them, weighs beside a word."""

_DOMAIN: Final = "insurance"
_OF_INSURANCE: Final = frozenset(
    (_DOMAIN, "status", "not_insured", "pays", "has_paid", "has_not_paid", "transfer", "free")
)

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Said:
    """A text as far as it is looked at."""

    words: tuple[str, ...]
    meanings: tuple[str, ...]
    of_insurance: bool
    """Whether anything in it is of the domain as such: insurance, its payments, the status."""

    @classmethod
    def of(cls, text: str, thesaurus: Thesaurus) -> Self:
        said = thesaurus.without_courtesy(words(text))
        meanings = thesaurus.meanings(said)
        return cls(said, tuple(sorted(meanings - {_DOMAIN})), bool(meanings & _OF_INSURANCE))

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        return tuple(combinations(self.meanings, 2))


@dataclass(frozen=True, slots=True)
class Vector:
    """Features of a text with their weights, of length 1 together; a piece may stand twice."""

    places: Places
    weights: Floats


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a set of examples, each with its place and its rarity.

    A piece is a string, a meaning a tuple of one, a pair of meanings a tuple of two.
    """

    thesaurus: Thesaurus
    places: Mapping[object, int]
    rarities: Sequence[float]

    @classmethod
    def of(cls, texts: Sequence[Said], thesaurus: Thesaurus) -> Self:
        spoken = Counter(word for said in texts for word in set(said.words))
        counts = Counter[object]()
        for word, times in spoken.items():
            counts.update(dict.fromkeys(_pieces(word), times))
        counts.update((one,) for said in texts for one in said.meanings)
        counts.update(pair for said in texts for pair in said.pairs)
        known = [one for one, count in counts.items() if count > 1 or not _is_pair(one)]
        rarities = [max(0.0, log((len(texts) + 1) / (counts[one] + 0.5))) for one in known]
        return cls(thesaurus, {one: place for place, one in enumerate(known)}, rarities)

    def __len__(self) -> int:
        return len(self.places)

    def vectors(self, texts: Iterable[Said]) -> Iterator[Vector]:
        """The vectors of many texts; each word is weighed once for all of them."""
        weighed = cache(self._weighed)
        for said in texts:
            yield self._vector(said, weighed)

    def vector(self, said: Said) -> Vector:
        return self._vector(said, self._weighed)

    def _vector(self, said: Said, weighed: Callable[[str], tuple[Places, Floats]]) -> Vector:
        parts = [weighed(word) for word in said.words]
        parts += [self._meant([(one,) for one in said.meanings], _MEANING)]
        parts += [self._meant(said.pairs, _PAIR)]
        weights = np.concatenate([weights for _, weights in parts])
        length = sqrt(float(weights @ weights)) or 1.0
        return Vector(
            np.concatenate([places for places, _ in parts]), (weights / length).astype(np.float32)
        )

    def _meant(self, meant: Sequence[object], weight: float) -> tuple[Places, Floats]:
        places = [place for one in meant if (place := self.places.get(one)) is not None]
        return _arrays(places, [weight * self.rarities[place] for place in places])

    def _weighed(self, word: str) -> tuple[Places, Floats]:
        """The known pieces of a word; a rare word weighs more, a half-known one less."""
        pieces = _pieces(word)
        places = [place for piece in pieces if (place := self.places.get(piece)) is not None]
        rarities = [self.rarities[place] for place in places]
        length = sqrt(sum(rarity * rarity for rarity in rarities))
        if not length:
            return _arrays([], [])
        scale = sum(rarities) / len(rarities) * sqrt(len(places) / len(pieces)) / length
        return _arrays(places, [scale * rarity for rarity in rarities])


def _arrays(places: Sequence[int], weights: Sequence[float]) -> tuple[Places, Floats]:
    return np.array(places, np.intp), np.array(weights, np.float32)


def _pieces(word: str) -> tuple[str, ...]:
    edged = f"_{sound(word)}_"
    return tuple(
        edged[start : start + length]
        for length in _LENGTHS
        for start in range(len(edged) - length + 1)
    )


def _is_pair(feature: object) -> bool:
    return isinstance(feature, tuple) and len(feature) > 1

"""Questions that the bot did not answer well, those that are the same put together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.state import BadRating, KeptQuestion, Settled
from bot.understanding import Understanding, sound

_KAZAKH: Final = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")


@dataclass(frozen=True, slots=True)
class Case:
    """Questions held to be the same."""

    number: int
    """Of the newest of them among the questions kept."""
    words: str
    """As the newest was asked, without anything personal."""
    language: str
    likeness: str
    times: int
    last: date
    outcomes: Mapping[str, int]
    """How often which outcome."""
    topics: tuple[str, ...]
    """What the newest led to, or was offered."""
    reasons: Mapping[str, int]
    """Why answers did not help; empty: nobody said why."""
    remarks: tuple[str, ...]
    """What people missed, in their own words."""
    badly_rated: int


def likeness(text: str, understanding: Understanding) -> str:
    """The same for questions of the same words, in any order and spelling."""
    words = {sound(word) for word in understanding.words(text)}
    return " ".join(sorted(words)) or text.casefold()


def cases(
    questions: Iterable[KeptQuestion],
    ratings: Iterable[BadRating],
    settled: Mapping[str, Settled],
    understanding: Understanding,
) -> list[Case]:
    """The most frequent first; without what somebody has dealt with and nobody asked since."""
    alike: dict[str, list[KeptQuestion]] = defaultdict(list)
    for question in questions:
        alike[likeness(question.words, understanding)].append(question)
    rated: dict[int, list[BadRating]] = defaultdict(list)
    for rating in ratings:
        rated[rating.question].append(rating)
    found = [_case(like, same, rated) for like, same in alike.items()]
    open_ones = [case for case in found if not _settled(case, settled.get(case.likeness))]
    return sorted(open_ones, key=lambda case: (-case.times, -case.number))


def language_of_words(words: str, language: str) -> str:
    """That of its letters where they tell, else the one that the person reads the bot in."""
    return "kk" if _KAZAKH & set(words) else language


def _settled(case: Case, settled: Settled | None) -> bool:
    """Asked again on a later day it is open again, unless an admin has yet to decide."""
    return settled is not None and (settled.waiting or case.last <= settled.at.date())


def _case(like: str, same: list[KeptQuestion], rated: Mapping[int, list[BadRating]]) -> Case:
    newest = max(same, key=lambda question: question.number)
    ratings = [rating for question in same for rating in rated.get(question.number, ())]
    return Case(
        number=newest.number,
        words=newest.words,
        language=newest.language,
        likeness=like,
        times=len(same),
        last=max(question.day for question in same),
        outcomes=Counter(question.outcome for question in same),
        topics=newest.topics,
        reasons=Counter(rating.reason for rating in ratings if rating.reason),
        remarks=tuple(rating.words for rating in ratings if rating.words),
        badly_rated=len(ratings),
    )

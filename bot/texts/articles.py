"""What holds for articles, the texts `faq.TOPIC.PART`, beyond what holds for every text.

An article lives for years beside a law that changes, so no number is typed into it: each comes by a
placeholder whose name the bot can fill for any day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.texts.catalog_files import Entry
from bot.texts.problems import Problem
from bot.texts.telegram_html import read
from bot.texts.templates import PLACEHOLDER, placeholders
from bot.texts.wording import BLANK, foreign_article_links, typed_digits

_FILLED: Final = "0" * 7
"""About as long as what fills a placeholder."""
_QUESTIONS: Final = range(8, 21)
MOST_QUESTIONS: Final = _QUESTIONS[-1]
_PERSONAL: Final = re.compile(r"(?:\d[ -]?){9,}")
_TAG: Final = re.compile(r"</?([a-z]+)")


@dataclass(frozen=True, slots=True)
class Part:
    """`most` visible characters; `tags` and `figures` tell whether those may stand in it."""

    most: int
    tags: frozenset[str] = frozenset()
    figures: bool = True


_TEXT_TAGS: Final = frozenset({"b", "i", "a"})

PARTS: Final[Mapping[str, Part]] = MappingProxyType(
    {
        "title": Part(70),
        "short": Part(32, figures=False),
        "answer": Part(500, _TEXT_TAGS),
        "details": Part(1500, _TEXT_TAGS),
        "questions": Part(2000, figures=False),
        "answer-2027": Part(500, _TEXT_TAGS),
        "details-2027": Part(1500, _TEXT_TAGS),
    }
)
NEEDED: Final = ("title", "short", "answer", "details", "questions")
"""Parts that every article has; the others replace theirs from a day on."""


@dataclass(frozen=True, slots=True)
class Articles:
    """What articles are held against."""

    topics: frozenset[str]
    figures: frozenset[str]
    """Names of placeholders that can be filled."""
    wanted: frozenset[str]
    """Keys of other texts that the topics ask for: sections, steps, acts."""

    @property
    def keys(self) -> frozenset[str]:
        """Every text that has to be there."""
        parts = {f"faq.{topic}.{part}" for topic in self.topics for part in NEEDED}
        return frozenset({*parts, *self.wanted})

    def foreign(self, keys: Iterable[str]) -> list[str]:
        """Keys of articles that belong to no topic."""
        return [key for key in keys if is_article(key) and topic_of(key) not in self.topics]

    def unknown(self, names: frozenset[str]) -> frozenset[str]:
        """Placeholders that nobody can fill."""
        return names - self.figures


def is_article(key: str) -> bool:
    return key.startswith("faq.")


def topic_of(key: str) -> str:
    return key.removeprefix("faq.").rpartition(".")[0]


def is_colloquial(key: str) -> bool:
    """Whether the text says how people ask, not how the bot speaks."""
    return key.endswith(".questions")


def article_problems(entry: Entry, articles: Articles) -> Iterator[Problem]:
    """Everything to object to in one part of one article."""
    part = PARTS.get(entry.key.rpartition(".")[2])
    if part is None:
        yield entry.fault("article-part", parts=", ".join(PARTS))
        return
    if articles.foreign([entry.key]):
        yield entry.fault("article-topic", topic=topic_of(entry.key))
    for form in entry.forms:
        yield from _figures(entry, form, part, articles)
        yield from _tags(entry, form, part)
        yield from _length(entry, form, part)
        if is_colloquial(entry.key):
            yield from _questions(entry, form)
        else:
            yield from _numbers_and_links(entry, form)


def _figures(entry: Entry, form: str, part: Part, articles: Articles) -> Iterator[Problem]:
    names = placeholders(form)
    if names and not part.figures:
        yield entry.fault("article-plain")
    for name in sorted(articles.unknown(names)):
        yield entry.fault("article-figure", name=name)


def _tags(entry: Entry, form: str, part: Part) -> Iterator[Problem]:
    for tag in sorted(set(_TAG.findall(form)) - part.tags):
        yield entry.fault("article-tag", tag=tag)


def _length(entry: Entry, form: str, part: Part) -> Iterator[Problem]:
    length = len(PLACEHOLDER.sub(_FILLED, read(form).text))
    if length > part.most:
        yield entry.fault("long", length=length, limit=part.most)


def _questions(entry: Entry, form: str) -> Iterator[Problem]:
    lines = [line for line in form.split("\n") if line.strip()]
    if len(lines) not in _QUESTIONS:
        yield entry.fault(
            "article-questions", count=len(lines), least=_QUESTIONS[0], most=_QUESTIONS[-1]
        )
    if _PERSONAL.search(form):
        yield entry.fault("article-iin")


def _numbers_and_links(entry: Entry, form: str) -> Iterator[Problem]:
    reading = read(form)
    seen = PLACEHOLDER.sub(BLANK, reading.text)
    for found in typed_digits(seen):
        yield entry.fault("article-digit", found=found)
    for finding in foreign_article_links(seen, reading.links):
        yield entry.fault(finding.code, **finding.details)

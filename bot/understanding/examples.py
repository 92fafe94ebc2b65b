"""Lines that show how a topic is spoken of, from the texts of both languages of one snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.texts import Catalogs, Markup, Texts, plain
from bot.texts.articles import is_article, topic_of
from bot.texts.languages import LANGUAGES

_ARTICLE_PARTS: Final = MappingProxyType(
    {"title": 1.0, "short": 1.0, "questions": 1.0, "answer": 0.5}
)
"""Parts of an article that are learned from, and how far each can be trusted."""

_ASK: Final = re.compile(r"ask\.(?P<group>[a-z-]+(?:\.[a-z-]+)?)\.questions")


@dataclass(frozen=True, slots=True)
class Example:
    """`topic` is that of an article, or a group of what is no question about one: `ask.human`."""

    topic: str
    text: str
    weight: float


def examples(catalogs: Catalogs) -> list[Example]:
    """All lines, the first of every topic before the second ones, so that none comes in a row."""
    by_topic: dict[str, list[Example]] = {}
    for language in LANGUAGES:
        for example in _examples(catalogs[language]):
            by_topic.setdefault(example.topic, []).append(example)
    longest = max(map(len, by_topic.values()), default=0)
    return [
        lines[place]
        for place in range(longest)
        for lines in by_topic.values()
        if place < len(lines)
    ]


def _examples(texts: Texts) -> Iterator[Example]:
    for key in texts.keys():  # noqa: SIM118  not a mapping
        part = key.rpartition(".")[2]
        if is_article(key) and part in _ARTICLE_PARTS:
            topic = topic_of(key)
            # Nothing stands where a number of the law is filled in.
            blanks = dict.fromkeys(texts.names(key), "")
            text = texts.tell(f"faq.{topic}.{part}", blanks)
            yield from _lines(topic, text, _ARTICLE_PARTS[part])
        elif found := _ASK.fullmatch(key):
            group = found["group"]
            yield from _lines(f"ask.{group}", texts(f"ask.{group}.questions"), 1.0)


def _lines(topic: str, text: Markup, weight: float) -> Iterable[Example]:
    return (Example(topic, line, weight) for line in plain(text).split("\n") if line.strip())

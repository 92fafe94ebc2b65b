"""The topics of the articles: section, law, certainty, next steps; from `data/faq/topics.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bot.answers.figures import figure_names
from bot.data_files import DataFault, read_toml
from bot.rules.law import Law
from bot.texts.articles import Articles

_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ID: Final = 48
"""What a start link takes after `faq_`."""
_STEP: Final = re.compile(r"[a-z]+(?:_[a-z]+)?")


class TopicsFault(DataFault):
    """The file of topics cannot be used; the message names it and the topic."""


class Certainty(StrEnum):
    """What the facts of an article were compared with."""

    VERIFIED = "verified"
    """An official text or a page of the Fund."""
    PRESS = "press"
    """The press or a clinic that quotes the Ministry."""
    UNVERIFIED = "unverified"
    """A part of it was found in no source."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What stands beside the words of an article."""

    id: str
    section: str
    law: tuple[str, ...]
    """References, as `Voice.article` words them."""
    checked: date
    certainty: Certainty
    steps: tuple[str, ...]
    """Places to go on to, the most useful first."""
    related: tuple[str, ...]
    """Ids of other topics."""


@dataclass(frozen=True)
class Topics:
    """Every topic, in the order of the file."""

    by_id: Mapping[str, Topic]

    def get(self, topic: str) -> Topic | None:
        return self.by_id.get(topic)

    @cached_property
    def sections(self) -> Mapping[str, tuple[Topic, ...]]:
        """Section -> its topics."""
        sections: dict[str, list[Topic]] = {}
        for topic in self.by_id.values():
            sections.setdefault(topic.section, []).append(topic)
        return MappingProxyType({name: tuple(topics) for name, topics in sections.items()})

    def articles(self, law: Law) -> Articles:
        """What the texts of the articles have to be."""
        wanted = {key for topic in self.by_id.values() for key in _texts_of(topic)}
        return Articles(frozenset(self.by_id), figure_names(law), frozenset(wanted))


def load(path: Path) -> Topics:
    """Read the file; `TopicsFault` names what cannot be used."""
    topics = {
        name: _topic(path, name, entry) for name, entry in read_toml(path, TopicsFault).items()
    }
    for topic in topics.values():
        if unknown := set(topic.related) - topics.keys():
            raise TopicsFault(f"{path}: {topic.id}: no such related topics: {sorted(unknown)}")
    return Topics(MappingProxyType(topics))


def _texts_of(topic: Topic) -> Iterator[str]:
    """Keys of the texts, besides its own, with which a topic is shown."""
    yield f"button.section.{topic.section}"
    yield from (f"button.step.{step}" for step in topic.steps)
    for reference in topic.law:
        act, _, place = reference.partition("/")
        yield f"act.{act}" if place else f"reference.{act}"


def _topic(path: Path, name: str, entry: Any) -> Topic:
    try:
        _check(name, entry)
        return Topic(
            id=name,
            section=_word(entry["section"], _ID),
            law=_words(entry["law"], least=0),
            checked=_day(entry["checked"]),
            certainty=Certainty(entry["certainty"]),
            steps=_words(entry["steps"], _STEP),
            related=_related(name, _words(entry["related"], _ID)),
        )
    except KeyError as missing:
        raise TopicsFault(f"{path}: {name}: {missing.args[0]!r} is missing") from missing
    except (TypeError, ValueError) as fault:
        raise TopicsFault(f"{path}: {name}: {fault}") from fault


def _check(name: str, entry: Any) -> None:
    if not _ID.fullmatch(name) or len(name) > _LONGEST_ID:
        raise ValueError(f"not an id: Latin letters, digits and hyphens, at most {_LONGEST_ID}")
    if not isinstance(entry, dict):
        raise TypeError("not a table")
    fields = set(Topic.__slots__) - {"id"}
    if unknown := entry.keys() - fields:
        raise ValueError(f"unknown keys {sorted(unknown)}")


def _word(written: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(written, str) or not pattern.fullmatch(written):
        raise ValueError(f"{written!r} is not a name")
    return written


def _words(written: Any, pattern: re.Pattern[str] | None = None, least: int = 1) -> tuple[str, ...]:
    if not isinstance(written, list) or not all(isinstance(word, str) for word in written):
        raise TypeError(f"{written!r} is not a list of names")
    for word in written:
        if pattern and not pattern.fullmatch(word):
            raise ValueError(f"{word!r} is not a name")
    if len(written) < least or len(set(written)) < len(written):
        raise ValueError(f"{written!r}: too few, or one of them twice")
    return tuple(written)


def _related(name: str, related: tuple[str, ...]) -> tuple[str, ...]:
    if name in related:
        raise ValueError("is related to itself")
    return related


def _day(written: Any) -> date:
    if type(written) is not date:
        raise TypeError(f"checked {written!r} is not a date")
    return written

"""Texts, live or of a draft, that questions are answered from; and what sets two answers apart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bot.answers.faq import Library
from bot.answers.voice import Voice
from bot.rules.law import Law
from bot.staffroom.reply import Reply
from bot.texts import Catalogs, plain
from bot.understanding import Interpreter, Outcome, Understanding


class Difference(NamedTuple):
    """A part of an answer that is not the same; empty where there is no such part."""

    part: str
    """`outcome`, `topics`, `title`, `answer` or `details`."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One snapshot of the texts with what was learned from it."""

    catalogs: Catalogs
    understanding: Understanding
    library: Library
    law: Law

    def reply(
        self, text: str, language: str, day: date, heard: Callable[[str], object] | None = None
    ) -> Reply:
        """The answer of this edition; `heard` is told the keys of the texts that word it."""
        texts = self.catalogs[language]
        voice = Voice(texts.heard_by(heard) if heard else texts, self.law)
        return Reply(self.understanding.understood(text, day), self.library, voice, day)


def parts_of(reply: Reply) -> Mapping[str, str]:
    """What an answer consists of, in plain words, to be compared and put into a table."""
    understood, articles = reply.understood, reply.articles()
    partly = any(one.match is None for one in understood.parts)
    outcome = "partly" if partly else str(understood.outcome)
    if understood.outcome is Outcome.ANSWERED and not understood.parts and articles:
        first = articles[0]
        return {
            "outcome": outcome,
            "topics": first.topic.id,
            "title": plain(first.title),
            "answer": plain(first.answer),
            "details": plain(first.details),
        }
    topics = " ".join(article.topic.id for article in articles)
    answer = plain(reply.message())
    return {"outcome": outcome, "topics": topics, "title": "", "answer": answer, "details": ""}


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for part in ("outcome", "topics", "title", "answer", "details"):
        if before[part] != after[part]:
            yield Difference(part, before[part], after[part])


@dataclass
class Editions:
    """Learns from drafts apart from the live texts, so that citizens never wait for it."""

    library: Library
    law: Law
    interpreter: Interpreter
    """Of the live texts."""
    _of_drafts: Interpreter = field(default_factory=Interpreter)
    _draft: tuple[int, Catalogs, Catalogs] | None = None
    """The draft looked at last, what was live then, and its texts."""

    async def live(self, catalogs: Catalogs) -> Edition:
        understanding = await self.interpreter.of(catalogs)
        return Edition(catalogs, understanding, self.library, self.law)

    async def draft(
        self, number: int, live: Catalogs, preview: Callable[[int], Awaitable[Catalogs]]
    ) -> Edition:
        """The texts of a draft that waits; whatever `preview` raises goes through."""
        kept = self._draft
        if kept is None or kept[:2] != (number, live):
            self._draft = kept = (number, live, await preview(number))
        texts = kept[2]
        understanding = await self._of_drafts.of(texts)
        return Edition(texts, understanding, self.library, self.law)

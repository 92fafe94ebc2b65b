"""Publishing on a ledger of its own, without a bot, and files as admins send them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot.answers.topics import load as load_topics
from bot.clock import Clock
from bot.database import Database
from bot.files import LAW, LOCALES, TOPICS
from bot.publishing import (
    Change,
    Draft,
    Publishing,
    Release,
    Trial,
    Upload,
    UploadRefused,
    open_publishing,
)
from bot.rules.law import load as load_law
from bot.state import Audit
from bot.texts import Shelf
from bot.texts.articles import Articles
from bot.understanding import Interpreter
from tests.running import TODAY, Hands, settings_of

ANNA, BERIK = "a" * 32, "b" * 32
"""Two admins, as the audit knows them."""
PLACES = [("kk", "faq"), ("kk", "messages"), ("ru", "faq"), ("ru", "messages")]
NO_DROP = Trial(100, 90, 90, (), ())
DROP = Trial(100, 90, 80, (), ())
KEY = "menu.title"
"""A text that everybody sees, without placeholders."""


@cache
def articles() -> Articles:
    return load_topics(TOPICS).articles(load_law(LAW))


def shipped(language: str = "ru", domain: str = "messages") -> bytes:
    return (LOCALES / language / "LC_MESSAGES" / f"{domain}.po").read_bytes()


def with_text(content: bytes, key: str, text: str) -> bytes:
    """The file with one text written anew, as by hand."""
    pattern = rf'(msgid "{re.escape(key)}"\n)msgstr (?:"[^\n]*"\n)+'
    written = text.replace('"', '\\"').replace("\n", "\\n")
    changed, times = re.subn(
        pattern, lambda found: f'{found[1]}msgstr "{written}"\n', content.decode()
    )
    assert times == 1, key
    return changed.encode()


def without(content: bytes, *keys: str) -> bytes:
    """The file without some entries."""
    text = content.decode()
    for key in keys:
        text, times = re.subn(rf'msgid "{re.escape(key)}"\n(?:[^\n]+\n)+', "", text)
        assert times == 1, key
    return text.encode()


@dataclass(frozen=True)
class Desk:
    publishing: Publishing
    shelf: Shelf
    database: Database
    clock: Clock
    audit: Audit

    def says(self, key: str = KEY, language: str = "ru") -> str:
        return self.shelf.current[language](key)

    async def drafted(
        self, *contents: bytes, author: str = ANNA, note: str = "", trial: Trial = NO_DROP
    ) -> Draft:
        candidate = await self.publishing.candidate([Upload("file.po", one) for one in contents])
        return await self.publishing.keep(candidate, author, note, trial)

    async def published(self, *contents: bytes, author: str = ANNA) -> Release:
        draft = await self.drafted(*contents, author=author)
        return await self.publishing.publish(draft.number, author)

    async def refused(self, *uploads: Upload) -> list[str]:
        """Code and key of every problem."""
        with pytest.raises(UploadRefused) as refusal:
            await self.publishing.candidate(uploads)
        return [f"{one.code} {one.key}".strip() for one in refusal.value.problems]

    async def changes(self, *contents: bytes) -> tuple[Change, ...]:
        candidate = await self.publishing.candidate([Upload("file.po", one) for one in contents])
        return candidate.changes


@asynccontextmanager
async def open_desk(place: Path | str, **given: object) -> AsyncIterator[Desk]:
    settings = settings_of(place, **given)
    hands = Hands(TODAY)
    clock = Clock(settings.timezone, None, hands.read)
    async with Database.open(place) as database:
        publishing, shelf = open_publishing(database, clock, settings, articles(), Interpreter())
        await publishing.follow()
        yield Desk(publishing, shelf, database, clock, Audit(database, clock))

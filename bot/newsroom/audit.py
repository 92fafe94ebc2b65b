"""What admins and staff did, a line each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.answers.voice import joined, paragraphs
from bot.newsroom.people import People
from bot.state.audit import Entry
from bot.texts import Markup, Texts

ON_PAGE: Final = 12
_NUMBER: Final = re.compile(r"\d+")
_NUMBERS: Final = ("number", "of")


def audit_message(entries: Sequence[Entry], people: People) -> Markup:
    texts = people.texts
    if not entries:
        return texts("admin.audit.empty")
    lines = [_line(entry, people) for entry in entries]
    return paragraphs([texts("admin.audit.title"), joined(lines)])


def _line(entry: Entry, people: People) -> Markup:
    who, when = people.who(entry.actor), people.when(entry.at)
    return people.texts("admin.audit.line", when=when, who=who, did=_did(entry, people))


def _did(entry: Entry, people: People) -> Markup | str:
    """In words; an action that this version has no words for, as it was noted."""
    texts, values = people.texts, _values(entry, people.texts)
    key = f"admin.audit.did.{entry.action}"
    if not texts.has(key) or not texts.names(key) <= values.keys():
        return f"{entry.action} {entry.detail}".rstrip()
    return texts.tell(f"admin.audit.did.{entry.action}", values)


def _values(entry: Entry, texts: Texts) -> dict[str, Markup | str]:
    """The first number of the detail and the second; and the name of a part of the bot."""
    values: dict[str, Markup | str] = dict(
        zip(_NUMBERS, _NUMBER.findall(entry.detail), strict=False)
    )
    if texts.has(f"admin.feature.{entry.detail}"):
        values["feature"] = texts(f"admin.feature.{entry.detail}")
    return values

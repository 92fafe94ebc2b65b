"""Lines added to the ways in which topics are asked for, in a `.po` file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO

from babel.messages.pofile import read_po, write_po

from bot.texts import Texts, plain
from bot.texts.articles import MOST_QUESTIONS, PARTS


def ways_to_ask(topic: str, texts: Texts) -> list[str]:
    """The lines that the texts know already."""
    if not texts.has(f"faq.{topic}.questions"):
        return []
    lines = plain(texts(f"faq.{topic}.questions")).split("\n")
    return [line.strip() for line in lines if line.strip()]


def objection(line: str, topic: str, texts: Texts) -> str | None:
    """Why the line cannot be added: `empty` of words, `known`, `full`; None where it can."""
    known = ways_to_ask(topic, texts)
    if not any(map(str.isalpha, line)):
        return "empty"
    if line.casefold() in {one.casefold() for one in known}:
        return "known"
    letters = sum(len(one) + 1 for one in (*known, line))
    too_many = len(known) >= MOST_QUESTIONS or letters > PARTS["questions"].most
    return "full" if too_many else None


def with_ways_to_ask(po: bytes, lines: Mapping[str, Sequence[str]]) -> bytes:
    """The file with more lines by topic; a topic that it does not have is left out."""
    catalog = read_po(BytesIO(po))
    for topic, more in lines.items():
        message = catalog.get(f"faq.{topic}.questions")
        if message is not None:
            added = (escape(line, quote=False) for line in more)
            message.string = "\n".join([str(message.string).rstrip("\n"), *added])
    written = BytesIO()
    write_po(written, catalog, width=0)
    return written.getvalue()

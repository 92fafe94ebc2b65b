"""What is at hand to find a topic by words: SQLite's full-text search and RapidFuzz.

They are given the same lines, and letters folded the same way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from bot.understanding.examples import Example
from bot.understanding.words import words

Guess = tuple[str, float]
"""A topic, and how sure; the surer, the higher."""
Find = Callable[[str], Guess | None]

_SHORTEST = {"trigram": 3, "unicode61": 1}
"""Letters below which a word is not found at all."""


def full_text(lines: Sequence[Example], tokenizer: str) -> Find:
    """FTS5: the line that shares most with the question, by BM25."""
    database = sqlite3.connect(":memory:")
    database.execute(
        f"CREATE VIRTUAL TABLE lines USING fts5(topic UNINDEXED, words, tokenize={tokenizer})"
    )
    rows = ((line.topic, " ".join(words(line.text))) for line in lines)
    database.executemany("INSERT INTO lines VALUES (?, ?)", rows)
    shortest = _SHORTEST[tokenizer]
    search = "SELECT topic, -rank FROM lines WHERE lines MATCH ? ORDER BY rank LIMIT 1"

    def find(text: str) -> Guess | None:
        terms = [f'"{word}"' for word in words(text) if len(word) >= shortest]
        return database.execute(search, (" OR ".join(terms),)).fetchone() if terms else None

    return find


def fuzzy(lines: Sequence[Example]) -> Find:
    """RapidFuzz: the line with the most similar set of words."""
    texts = [" ".join(words(line.text)) for line in lines]

    def find(text: str) -> Guess | None:
        asked = " ".join(words(text))
        best = process.extractOne(asked, texts, scorer=fuzz.token_set_ratio) if asked else None
        return None if best is None else (lines[best[2]].topic, best[1])

    return find

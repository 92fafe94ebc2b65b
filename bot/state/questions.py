"""Questions in people's own words, kept for a while so that answers become better.

No account stands beside a question, and what could tell who asks is taken out of it first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bot.database import Database, Row
from bot.reading.anonymous import anonymous
from bot.rules.months import Month

_KEEP = """
INSERT INTO questions (day, language, words, topics, outcome) VALUES (?, ?, ?, ?, ?)
RETURNING question
"""
_ERASE_OLD = "DELETE FROM questions WHERE day < ? RETURNING day, language, outcome, topics"
_UNANSWERED = """
SELECT question, day, language, words, topics, outcome FROM questions
WHERE outcome IN ('declined', 'unsure', 'partly')
    OR question IN (SELECT question FROM feedback WHERE helped = 0)
ORDER BY question DESC LIMIT ?
"""
_ONE = """
SELECT question, day, language, words, topics, outcome FROM questions WHERE question = ?
"""
_BADLY_RATED = """
SELECT question, topic, reason, words FROM feedback
WHERE helped = 0 AND question IS NOT NULL ORDER BY note DESC LIMIT ?
"""
_COUNT = """
INSERT INTO counted_questions (month, language, outcome, topic, times) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (month, language, outcome, topic)
DO UPDATE SET times = counted_questions.times + excluded.times
"""


class KeptQuestion(NamedTuple):
    """A question as it is kept: nothing personal is in it."""

    number: int
    day: date
    language: str
    """In which the person reads the bot."""
    words: str
    topics: tuple[str, ...]
    outcome: str


class BadRating(NamedTuple):
    """That the answer to a kept question did not help."""

    question: int
    topic: str
    reason: str
    words: str


class Questions:
    """What people asked in words, and what became of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(
        self, text: str, language: str, topics: Sequence[str], outcome: str, day: date
    ) -> int:
        """Keep a question without anything personal in it.

        `topics` are the ids of those offered, best first; `outcome` is a word of the caller's.
        Gives the number by which an opinion about the answer can point to the question.
        """
        row = (day.toordinal(), language, anonymous(text), " ".join(topics), outcome)
        async with self._database.write() as connection:
            ((question,),) = await connection.execute_fetchall(_KEEP, row)
        return int(question)

    async def unanswered(self, most: int) -> list[KeptQuestion]:
        """Questions that were not answered, or not well, the newest first."""
        return [_kept(row) for row in await self._database.fetch_all(_UNANSWERED, (most,))]

    async def badly_rated(self, most: int) -> list[BadRating]:
        """Why answers to questions did not help, the newest first."""
        rows = await self._database.fetch_all(_BADLY_RATED, (most,))
        return [BadRating(*row) for row in rows]

    async def get(self, number: int) -> KeptQuestion | None:
        row = await self._database.fetch_one(_ONE, (number,))
        return None if row is None else _kept(row)

    async def purge(self, before: date) -> int:
        """Erase the questions of earlier days, all but their number; how many they were."""
        oldest = before.toordinal()
        async with self._database.write() as connection:
            rows = list(await connection.execute_fetchall(_ERASE_OLD, (oldest,)))
            counted = Counter(
                (Month.containing(date.fromordinal(day)).index, language, outcome, _first(topics))
                for day, language, outcome, topics in rows
            )
            await connection.executemany(_COUNT, sorted((*key, n) for key, n in counted.items()))
        return len(rows)


def _kept(row: Row) -> KeptQuestion:
    number, day, language, words, topics, outcome = row
    return KeptQuestion(
        number, date.fromordinal(day), language, words, tuple(topics.split()), outcome
    )


def _first(topics: str) -> str:
    return topics.partition(" ")[0]

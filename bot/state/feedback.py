"""What people say about an answer: helped or not, why not, and in a few words what is missing.

No account stands beside it; words are kept as long as questions are, then only numbers.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum

from bot.database import Database
from bot.reading.anonymous import anonymous
from bot.rules.months import Month

_KEEP = """
INSERT INTO feedback (day, language, topic, helped, reason, question) VALUES (?, ?, ?, ?, ?, ?)
RETURNING note
"""
_ERASE_OLD = "DELETE FROM feedback WHERE day < ? RETURNING day, language, topic, helped, reason"
_COUNT = """
INSERT INTO counted_feedback (month, language, topic, helped, reason, times)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (month, language, topic, helped, reason)
DO UPDATE SET times = counted_feedback.times + excluded.times
"""


class Reason(StrEnum):
    """Why an answer did not help."""

    OTHER_QUESTION = "other-question"
    UNCLEAR = "unclear"
    WRONG = "wrong"
    NO_STEP = "no-step"


class Feedback:
    """Opinions about articles, each with a number by which it can be added to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(
        self,
        topic: str,
        language: str,
        day: date,
        *,
        helped: bool,
        reason: Reason | None = None,
        question: int | None = None,
    ) -> int:
        """Keep an opinion; `question` is the number of the question that led to the article."""
        row = (day.toordinal(), language, topic, helped, str(reason or ""), question)
        async with self._database.write() as connection:
            ((note,),) = await connection.execute_fetchall(_KEEP, row)
        return int(note)

    async def explain(self, note: int, reason: Reason) -> None:
        """Say why the answer of that opinion did not help."""
        async with self._database.write() as connection:
            await connection.execute(
                "UPDATE feedback SET reason = ? WHERE note = ?", (str(reason), note)
            )

    async def add_words(self, note: int, words: str) -> None:
        """Add the person's own words, without anything personal in them."""
        async with self._database.write() as connection:
            await connection.execute(
                "UPDATE feedback SET words = ? WHERE note = ?", (anonymous(words), note)
            )

    async def purge(self, before: date) -> int:
        """Erase the opinions of earlier days, all but their number; how many they were."""
        oldest = before.toordinal()
        async with self._database.write() as connection:
            rows = list(await connection.execute_fetchall(_ERASE_OLD, (oldest,)))
            counted = Counter(
                (Month.containing(date.fromordinal(day)).index, *rest) for day, *rest in rows
            )
            await connection.executemany(_COUNT, sorted((*key, n) for key, n in counted.items()))
        return len(rows)

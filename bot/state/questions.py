"""Questions in people's own words, kept for a while so that answers become better.

No account stands beside a question, and what could tell who asks is taken out of it first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from bot.database import Database
from bot.reading.anonymous import anonymous
from bot.rules.months import Month

_KEEP = """
INSERT INTO questions (day, language, words, topics, outcome) VALUES (?, ?, ?, ?, ?)
RETURNING question
"""
_ERASE_OLD = "DELETE FROM questions WHERE day < ? RETURNING day, language, outcome, topics"
_COUNT = """
INSERT INTO counted_questions (month, language, outcome, topic, times) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (month, language, outcome, topic)
DO UPDATE SET times = counted_questions.times + excluded.times
"""


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


def _first(topics: str) -> str:
    return topics.partition(" ")[0]

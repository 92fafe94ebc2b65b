"""Opinions and questions: kept for a while without anybody's name, then only counted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.database import Database
from bot.rules.months import Month
from bot.state import Feedback, Questions
from bot.state.feedback import Reason

TODAY = date(2026, 11, 20)
FIRST_KEPT = TODAY - timedelta(days=60)
SEPTEMBER = Month.of(2026, 9).index


@pytest.fixture
async def database(place: Path | str) -> AsyncIterator[Database]:
    async with Database.open(place) as database:
        yield database


async def rows(database: Database, columns: str, table: str) -> list[tuple[Any, ...]]:
    return await database.fetch_all(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3")


async def test_a_question_is_kept_without_who_asks(database: Database) -> None:
    questions = Questions(database)
    said = "меня зовут Айгүл Әлиева, ИИН 801315300123, как оплатить"
    number = await questions.keep(said, "ru", ["how-to-pay", "pay-for-another"], "offered", TODAY)
    ((kept, words, topics, outcome),) = await rows(
        database, "question, words, topics, outcome", "questions"
    )
    assert (kept, topics, outcome) == (number, "how-to-pay pay-for-another", "offered")
    assert words == "[name], ИИН [digits], как оплатить"


async def test_an_opinion_grows(database: Database) -> None:
    feedback = Feedback(database)
    question = await Questions(database).keep("қалай төлеймін", "kk", ["how-to-pay"], "one", TODAY)
    note = await feedback.keep("how-to-pay", "kk", TODAY, helped=False, question=question)
    await feedback.explain(note, Reason.UNCLEAR)
    await feedback.add_words(note, "телефоным 87012345678, түсінбедім")
    await feedback.keep("how-to-pay", "kk", TODAY, helped=True)
    columns = "note, helped, reason, words, question"
    assert await rows(database, columns, "feedback") == [
        (note, 0, "unclear", "телефоным [phone], түсінбедім", question),
        (note + 1, 1, "", "", None),
    ]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_nothing_of_an_account_stands_there(database: Database) -> None:
    for table in ("questions", "feedback", "counted_questions", "counted_feedback"):
        columns = await database.fetch_all(f"SELECT name FROM pragma_table_info('{table}')")
        assert columns
        assert {"account", "person", "conversation"}.isdisjoint({name for (name,) in columns})


async def test_after_its_time_only_the_number_is_left(database: Database) -> None:
    questions, feedback = Questions(database), Feedback(database)
    too_old = FIRST_KEPT - timedelta(days=1)
    for day in (too_old, too_old, FIRST_KEPT):
        number = await questions.keep("қарыз", "kk", ["debt-periods", "x"], "offered", day)
        await feedback.keep("debt-periods", "kk", day, helped=False, reason=Reason.WRONG)
    await questions.keep("сәлем", "kk", [], "nothing", too_old)
    late = await feedback.keep("debt-periods", "kk", TODAY, helped=True, question=number - 1)
    assert await feedback.purge(FIRST_KEPT) == 2
    assert await questions.purge(FIRST_KEPT) == 3
    assert [
        number for (number, *_) in await rows(database, "question, day, words", "questions")
    ] == [number]
    assert await rows(database, "month, language, outcome, topic, times", "counted_questions") == [
        (SEPTEMBER, "kk", "nothing", "", 1),
        (SEPTEMBER, "kk", "offered", "debt-periods", 2),
    ]
    assert await rows(
        database, "month, language, topic, helped, reason, times", "counted_feedback"
    ) == [(SEPTEMBER, "kk", "debt-periods", 0, "wrong", 2)]
    kept = await rows(database, "note, question, day", "feedback")
    assert (late, None, TODAY.toordinal()) in kept, "the words it pointed to are gone"


async def test_counting_goes_on_from_what_was_counted(database: Database) -> None:
    feedback = Feedback(database)
    old = FIRST_KEPT - timedelta(days=2)
    for _ in range(2):
        await feedback.keep("opt-out", "ru", old, helped=True)
        await feedback.purge(FIRST_KEPT)
    assert await rows(database, "topic, helped, times", "counted_feedback") == [("opt-out", 1, 2)]
    assert await feedback.purge(FIRST_KEPT) == 0

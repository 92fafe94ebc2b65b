"""Counts: gathered in memory, written together, of names known beforehand only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as sampling
from hypothesis import strategies as st

from bot.clock import Clock
from bot.database import UNANSWERED, Database
from bot.state import Count, Counts, Tally, opened
from bot.state.counts import KEPT

TODAY = date(2026, 11, 20)
CLOCK = Clock(ZoneInfo("Asia/Almaty"), TODAY)


@pytest.fixture
async def database(place: Path | str) -> AsyncIterator[Database]:
    async with Database.open(place) as database:
        yield database


def counts_of(database: Database, day: date = TODAY, **given: Any) -> Counts:
    return Counts(database, Clock(CLOCK.timezone, day), ["how-to-pay"], **given)


async def written(database: Database) -> list[tuple[Any, ...]]:
    columns = "day, name, language, times"
    return await database.fetch_all(f"SELECT {columns} FROM counts ORDER BY 1, 2, 3")


async def test_a_count_costs_no_write_of_its_own(database: Database) -> None:
    counts = counts_of(database)
    for _ in range(3):
        counts.add(Count.LOOKUPS, "kk")
    counts.add(opened("how-to-pay"), "ru")
    assert await written(database) == []
    await counts.flush()
    day = TODAY.toordinal()
    assert await written(database) == [
        (day, "lookups", "kk", 3),
        (day, "topic.how-to-pay", "ru", 1),
    ]


async def test_two_processes_count_together(database: Database, place: Path | str) -> None:
    async with Database.open(place) as other:
        for counts in (counts_of(database), counts_of(other)):
            counts.add(Count.PLANS, "kk")
            await counts.flush()
    assert await counts_of(database).between(TODAY, TODAY) == [Tally(TODAY, "plans", "kk", 2)]


async def test_what_was_just_counted_is_told(database: Database) -> None:
    counts = counts_of(database)
    counts.add(Count.HELPED, "ru")
    (told,) = await counts.between(TODAY, TODAY)
    assert told == Tally(TODAY, "helped", "ru", 1)
    assert told.topic is None


async def test_what_is_counted_is_written_at_the_latest_when_the_bot_stops(
    database: Database,
) -> None:
    counts = counts_of(database, interval=3600)
    working = asyncio.create_task(counts.run())
    await asyncio.sleep(0)
    counts.add(Count.UPDATES, "kk")
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert [times for *_, times in await written(database)] == [1]


async def test_it_is_written_while_the_bot_runs(database: Database) -> None:
    counts = counts_of(database, interval=0)
    counts.add(Count.UPDATES, "kk")
    working = asyncio.create_task(counts.run())
    async with asyncio.timeout(10):
        while not await written(database):  # noqa: ASYNC110  nothing announces a write
            await asyncio.sleep(0)
    working.cancel()


async def test_a_write_that_fails_loses_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = counts_of(database)
    counts.add(Count.UPDATES, "kk")
    with monkeypatch.context() as broken:
        broken.setattr("bot.state.counts._ADD", "INSERT INTO nowhere VALUES (?, ?, ?, ?)")
        with pytest.raises(UNANSWERED):
            await counts.flush()
    counts.add(Count.UPDATES, "kk")
    await counts.flush()
    assert [times for *_, times in await written(database)] == [2]


@sampling(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text(), language=st.text())
async def test_nothing_that_people_write_becomes_a_count(
    database: Database, name: str, language: str
) -> None:
    known = {*map(str, Count), opened("how-to-pay")}
    counts = counts_of(database)
    for tried in (name, f"topic.{name}", f"lookups{name}"):
        if tried not in known:
            counts.add(tried, "kk")
    if language not in {"kk", "ru"}:
        counts.add(Count.LOOKUPS, language)
    await counts.flush()
    assert await written(database) == []


async def test_days_older_than_a_year_are_forgotten(database: Database) -> None:
    last = TODAY - KEPT
    for day in (last - timedelta(days=1), last):
        counts = counts_of(database, day)
        counts.add(Count.LOOKUPS, "kk")
        await counts.flush()
    assert await counts_of(database).purge(TODAY) == 1
    assert [day for day, *_ in await written(database)] == [last.toordinal()]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_nothing_of_an_account_stands_there(database: Database) -> None:
    columns = await database.fetch_all("SELECT name FROM pragma_table_info('counts')")
    assert {name for (name,) in columns} == {"day", "name", "language", "times"}

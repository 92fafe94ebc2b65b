"""What admins put up: one banner at a time, its end, switches; seen by every process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import Clock
from bot.database import Database
from bot.state import Board, Feature, SwitchedOff
from bot.state.board import AGE
from tests.running import Hands

ZONE = ZoneInfo("Asia/Almaty")
DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=ZONE)
WORDS = {"kk": "Терминалдар істемейді", "ru": "Терминалы не работают"}


@pytest.fixture
async def database(place: Path | str) -> AsyncIterator[Database]:
    async with Database.open(place) as database:
        yield database


def board_of(database: Database, hands: Hands | None = None) -> Board:
    return Board(database, Clock(ZONE, None, (hands or Hands(DAY, 12)).read))


async def test_one_announcement_at_a_time_each_with_a_number_of_its_own(
    database: Database,
) -> None:
    board = board_of(database)
    assert (await board.read()).banner is None
    numbers = []
    for end in (None, NOON + timedelta(hours=2)):
        await board.put_up(WORDS, end)
        banner = (await board.read()).banner
        assert banner is not None
        assert (banner.words, banner.ends) == (WORDS, end)
        numbers.append(banner.number)
    assert not await board.take_off(numbers[0])
    assert (await board.read()).banner is not None
    assert await board.take_off(numbers[1])
    assert (await board.read()).banner is None
    await board.put_up(WORDS, None)
    again = (await board.read()).banner
    assert again is not None
    assert again.number not in numbers, "who has read an earlier one has not read this one"


async def test_it_ends_by_itself(database: Database) -> None:
    hands = Hands(DAY, 12)
    board = board_of(database, hands)
    await board.put_up(WORDS, NOON + timedelta(hours=2))
    hands.set(DAY, 13, 59)
    assert (await board.read()).banner is not None
    hands.set(DAY, 14)
    assert (await board.read()).banner is None


async def test_switches(database: Database) -> None:
    board = board_of(database)
    await board.turn(Feature.LOOKUPS, on=False)
    await board.turn(Feature.LOOKUPS, on=False)
    switches = (await board.read()).switches
    assert switches.off == {Feature.LOOKUPS}
    switches.require(Feature.QUESTIONS)
    with pytest.raises(SwitchedOff) as closed:
        switches.require(Feature.LOOKUPS)
    assert closed.value.feature is Feature.LOOKUPS
    await board.turn(Feature.LOOKUPS, on=True)
    assert (await board.read()).switches.off == frozenset()


async def test_another_process_sees_it_once_its_reading_is_old(
    database: Database, place: Path | str
) -> None:
    now = [0.0]
    async with Database.open(place) as elsewhere:
        other = Board(elsewhere, Clock(ZONE), monotonic=lambda: now[0])
        assert (await other.read()).switches.off == frozenset()
        await board_of(database).turn(Feature.FEEDBACK, on=False)
        assert (await other.read()).switches.off == frozenset(), "read again for every update"
        now[0] = AGE
        assert (await other.read()).switches.off == {Feature.FEEDBACK}


async def test_a_switch_of_a_later_version_is_passed_over(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute("INSERT INTO switched_off VALUES ('teleport'), ('feedback')")
    assert (await board_of(database).read()).switches.off == {Feature.FEEDBACK}

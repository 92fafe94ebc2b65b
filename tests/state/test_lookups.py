"""Limits of lookups: what counts, what does not, when each opens again, and no way round."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database import Database
from bot.state import Accounts, Activity, Limit, Refused
from tests.running import TODAY, Hands
from tests.state.windows import WIDE, ZONE, lookups_on

TOMORROW = datetime.combine(TODAY + timedelta(days=1), datetime.min.time(), ZONE)


def one(number: int) -> bytes:
    """The hash of an account or a person."""
    return bytes([number]) * 16


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(TODAY.year, TODAY.month, TODAY.day, hour, minute, second, tzinfo=ZONE)


@pytest.fixture
async def database(place: Path | str) -> AsyncIterator[Database]:
    async with Database.open(place) as database:
        yield database


@pytest.fixture
def hands() -> Hands:
    return Hands(TODAY, 12)


async def test_distinct_people_are_counted_by_account_and_day(
    database: Database, hands: Hands
) -> None:
    lookups = lookups_on(database, hands, account_a_day=2)
    for person in (1, 2, 1, 2):
        assert await lookups.ask(one(7), one(person)) is None
    assert await lookups.ask(one(7), one(3)) == Refused(Limit.ACCOUNT, TOMORROW)
    assert await lookups.ask(one(7), one(1)) is None, "the same person again is free"
    assert await lookups.ask(one(8), one(3)) is None
    hands.set(TODAY + timedelta(days=1), 0)
    assert await lookups.ask(one(7), one(3)) is None


async def test_accounts_that_ask_about_one_person_are_counted(
    database: Database, hands: Hands
) -> None:
    lookups = lookups_on(database, hands, person_a_day=3)
    for account in (1, 2, 3, 1, 1):
        assert await lookups.ask(one(account), one(50)) is None
    assert await lookups.ask(one(4), one(50)) == Refused(Limit.PERSON, TOMORROW)
    assert await lookups.ask(one(4), one(51)) is None
    assert await lookups.ask(one(2), one(50)) is None
    hands.set(TODAY + timedelta(days=1), 0)
    assert await lookups.ask(one(4), one(50)) is None


async def test_everybody_together_is_counted_by_minute_and_day(
    database: Database, hands: Hands
) -> None:
    lookups = lookups_on(database, hands, all_a_minute=2, all_a_day=3)
    assert await lookups.ask(one(1), one(1)) is None
    assert await lookups.ask(one(2), one(2)) is None
    assert await lookups.ask(one(3), one(3)) == Refused(Limit.MINUTE, at(12, 1))
    hands.set(TODAY, 12, 1)
    assert await lookups.ask(one(3), one(3)) is None
    assert await lookups.ask(one(4), one(4)) == Refused(Limit.DAY, TOMORROW)
    assert await lookups.ask(one(1), one(1)) is None, "counted before"


async def test_the_pause_grows_with_each_different_person(database: Database, hands: Hands) -> None:
    lookups = lookups_on(database, hands, pause=timedelta(minutes=1))
    assert await lookups.ask(one(7), one(1)) is None
    assert await lookups.ask(one(7), one(2)) is None
    for person, minute in ((3, 1), (4, 3), (5, 7)):
        assert await lookups.ask(one(7), one(person)) == Refused(Limit.PAUSE, at(12, minute))
        assert await lookups.ask(one(7), one(1)) is None, "known ones need no patience"
        hands.set(TODAY, 12, minute)
        assert await lookups.ask(one(7), one(person)) is None
    assert await lookups.ask(one(8), one(9)) is None, "others wait for nobody"


@given(st.integers(0, 10**6))
def test_no_pause_is_longer_than_an_hour(earlier: int) -> None:
    assert timedelta() <= WIDE.pause_after(earlier) <= timedelta(hours=1)


async def test_slips_have_a_bucket_of_their_own(database: Database, hands: Hands) -> None:
    lookups = lookups_on(database, hands, slips_a_day=2, account_a_day=1)
    assert await lookups.slip(one(7)) is None
    assert await lookups.slip(one(7)) is None
    assert await lookups.slip(one(7)) == Refused(Limit.SLIPS, TOMORROW)
    assert await lookups.ask(one(7), one(1)) is None, "who types wrong is not locked out"
    assert await lookups.ask(one(7), one(2)) == Refused(Limit.ACCOUNT, TOMORROW)
    assert await lookups.slip(one(8)) is None
    hands.set(TODAY + timedelta(days=1), 0)
    assert await lookups.slip(one(7)) is None


async def test_a_refusal_uses_nothing_up(database: Database, hands: Hands) -> None:
    lookups = lookups_on(database, hands, account_a_day=1, all_a_day=2, person_a_day=1)
    assert await lookups.ask(one(1), one(1)) is None
    for person in range(2, 9):
        assert await lookups.ask(one(1), one(person)) is not None
    assert await lookups.ask(one(2), one(2)) is None


async def test_limits_survive_a_restart_and_are_shared_by_processes(
    place: Path | str, hands: Hands
) -> None:
    limits = {"account_a_day": 5, "all_a_minute": 6, "person_a_day": 2}
    async with Database.open(place) as first, Database.open(place) as second:
        sides = [lookups_on(one_side, hands, **limits) for one_side in (first, second)]
        asked = [side.ask(one(7), one(person)) for person in range(1, 9) for side in sides]
        answers = await asyncio.gather(*asked)
        assert sum(answer is None for answer in answers) == 2 * 5
        rows = await first.fetch_one("SELECT count(*) FROM lookups")
        assert rows == (5,)
    async with Database.open(place) as again:
        lookups = lookups_on(again, hands, **limits)
        assert await lookups.ask(one(7), one(90)) == Refused(Limit.ACCOUNT, TOMORROW)
        assert await lookups.ask(one(8), one(90)) is None
        assert await lookups.ask(one(8), one(91)) == Refused(Limit.MINUTE, at(12, 1))


async def test_erasing_oneself_lifts_no_limit(database: Database, hands: Hands) -> None:
    lookups = lookups_on(
        database, hands, account_a_day=3, person_a_day=2, pause=timedelta(minutes=1), slips_a_day=1
    )
    for person in (1, 2):
        assert await lookups.ask(one(7), one(person)) is None
    assert await lookups.slip(one(7)) is None
    await Accounts(database).forget(one(7))
    assert await lookups.slip(one(7)) == Refused(Limit.SLIPS, TOMORROW)
    assert await lookups.ask(one(7), one(3)) == Refused(Limit.PAUSE, at(12, 1))
    hands.set(TODAY, 12, 1)
    assert await lookups.ask(one(7), one(1)) is None, "counted anew: it is not known any more"
    assert await lookups.ask(one(7), one(3)) == Refused(Limit.ACCOUNT, TOMORROW)
    assert await lookups.ask(one(8), one(1)) == Refused(Limit.PERSON, TOMORROW)


async def test_the_last_hour_is_told_without_whom(database: Database, hands: Hands) -> None:
    lookups = lookups_on(database, hands, account_a_day=2, slips_a_day=1)
    for person in range(1, 6):
        await lookups.ask(one(7), one(person))
    for _ in range(3):
        await lookups.slip(one(7))
    hands.set(TODAY, 12, 30)
    await lookups.ask(one(8), one(1))
    assert await lookups.lately() == Activity(looked_up=3, refused=3 + 2)
    hands.set(TODAY, 13, 15)
    assert await lookups.lately() == Activity(looked_up=1, refused=0)


async def test_earlier_days_are_erased(database: Database, hands: Hands) -> None:
    lookups = lookups_on(database, hands, account_a_day=1, slips_a_day=1)
    await lookups.ask(one(7), one(1))
    await lookups.ask(one(7), one(2))
    await lookups.slip(one(7))
    hands.set(TODAY + timedelta(days=1), 0)
    await lookups.ask(one(7), one(2))
    assert await lookups.purge(TODAY) == 0
    erased = {"lookup", "person", "minute", "day", "refused", "slips"}
    assert await lookups.purge(TODAY + timedelta(days=1)) == len(erased)
    assert await lookups.ask(one(7), one(3)) is not None, "today's stay"


async def test_no_subject_is_anything_but_a_hash_or_everybody(
    database: Database, hands: Hands
) -> None:
    lookups = lookups_on(database, hands, account_a_day=1)
    await lookups.ask(one(7), one(1))
    await lookups.ask(one(7), one(2))
    await lookups.slip(one(7))
    rows = await database.fetch_all("SELECT subject, what FROM limits")
    assert {(subject, what) for subject, what in rows} == {
        (one(1), "person"),
        (one(7), "slips"),
        (b"", "minute"),
        (b"", "day"),
        (b"", "refused"),
    }

"""One process at a time does what is done once for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database import Database
from bot.state import Lease

SECONDS = 60


class Moment:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def moment() -> Moment:
    return Moment()


async def test_one_holds_it_until_it_lets_go(place: Path | str, moment: Moment) -> None:
    async with Database.open(place) as here, Database.open(place) as there:
        first = Lease(here, "work", SECONDS, moment)
        second = Lease(there, "work", SECONDS, moment)
        assert await first.take()
        assert await first.take(), "renewed"
        assert not await second.take()
        await second.let_go()
        assert not await second.take(), "what one does not have one cannot give away"
        assert await Lease(there, "other work", SECONDS, moment).take()
        await first.let_go()
        assert await second.take()
        assert not await first.take()


async def test_who_is_gone_holds_it_no_longer_than_promised(
    place: Path | str, moment: Moment
) -> None:
    async with Database.open(place) as database:
        killed = Lease(database, "work", SECONDS, moment)
        assert await killed.take()
        next_one = Lease(database, "work", SECONDS, moment)
        moment.now += SECONDS - 1
        assert not await next_one.take()
        moment.now += 1
        assert await next_one.take()
        assert not await killed.take()

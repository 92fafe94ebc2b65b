"""What is written in one step, and what is asked while the database is busy."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.database import Batch, Database
from bot.database.gathering import Gathering, Outcomes
from bot.database.troubles import UNANSWERED

HANDLED = "INSERT INTO handled_updates VALUES (?, ?)"
IDS = "SELECT update_id FROM handled_updates ORDER BY update_id"


async def batch_of(*update_ids: int | str) -> Batch:
    batch = Batch()
    for one in update_ids:
        await batch.execute(HANDLED, (one, 1))
    return batch


async def ids(database: Database) -> list[int]:
    return [number for (number,) in await database.fetch_all(IDS)]


async def test_a_batch_is_written_whole_or_not_at_all(place: Path | str) -> None:
    async with Database.open(place) as database:
        await database.write_all(await batch_of(1, 2))
        with pytest.raises(UNANSWERED):
            await database.write_all(await batch_of(3, 2))
        assert await ids(database) == [1, 2]


async def test_one_faulty_batch_undoes_none_that_came_with_it(place: Path | str) -> None:
    async with Database.open(place) as database:
        batches = [
            await batch_of(number, "nonsense" if number == 4 else 100 + number)
            for number in range(8)
        ]
        outcomes = await asyncio.gather(*map(database.write_all, batches), return_exceptions=True)
        assert [number for number in range(8) if outcomes[number] is not None] == [4]
        well = [number for number in range(8) if number != 4]
        assert await ids(database) == [*well, *(100 + number for number in well)]
        await database.write_all(await batch_of(4))
        assert 4 in await ids(database)


async def test_each_of_many_readers_gets_what_it_asked_for(place: Path | str) -> None:
    async with Database.open(place) as database:
        await database.write_all(await batch_of(*range(50)))
        asked = "SELECT update_id FROM handled_updates WHERE update_id = ?"
        numbers = [*range(50), 1000]
        answers = await asyncio.gather(
            *(database.fetch_one(asked, (number,)) for number in numbers),
            database.fetch_one("SELECT nothing FROM nowhere"),
            return_exceptions=True,
        )
        assert answers[:-1] == [(number,) for number in range(50)] + [None]
        assert isinstance(answers[-1], Exception)


async def test_who_writes_step_by_step_is_not_disturbed_by_a_batch(place: Path | str) -> None:
    async with Database.open(place) as database:

        async def step_by_step() -> None:
            async with database.write() as connection:
                await connection.execute(HANDLED, (1, 1))
                await asyncio.sleep(0.05)
                raise RuntimeError("on purpose")

        batch = await batch_of(2)
        failed, written = await asyncio.gather(
            step_by_step(), database.write_all(batch), return_exceptions=True
        )
        assert isinstance(failed, RuntimeError)
        assert written is None
        assert await ids(database) == [2]


async def test_who_goes_away_leaves_the_others_their_answers() -> None:
    taken: list[Sequence[int]] = []
    open_ = asyncio.Event()

    async def answer(asked: Sequence[int]) -> Outcomes[int]:
        taken.append(asked)
        await open_.wait()
        return [one * 2 for one in asked]

    gathering = Gathering(answer)
    tasks = [asyncio.create_task(gathering.ask(number)) for number in range(4)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    late = [asyncio.create_task(gathering.ask(number)) for number in (7, 8)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    late[0].cancel()
    open_.set()
    answers = await asyncio.gather(*tasks, *late, return_exceptions=True)
    kinds = [one if isinstance(one, int) else type(one) for one in answers]
    assert kinds == [0, asyncio.CancelledError, 4, 6, asyncio.CancelledError, 16]
    assert taken == [[0, 1, 2, 3], [7, 8]]
    assert await gathering.ask(5) == 10

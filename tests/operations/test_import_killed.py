"""kill -9 of an import at any moment: all of it is in the ledger, or nothing, and it adds up."""

import asyncio
import itertools
import multiprocessing
import os
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.__main__ import main
from bot.ledger import open_ledger
from bot.rules.identity import control_digit
from bot.settings import Settings
from tests.ledger.files import ADMISSION, CATEGORIES, PAYMENTS, PERSONS, write
from tests.running import settings_of

KILLS = int(os.environ.get("BOT_IMPORT_KILLS", "6"))
"""How often an import is killed; a longer run is a matter of an environment variable."""
ENOUGH = 5
PEOPLE = 150
MONTHS = 12
ROWS = PEOPLE * MONTHS
KEPT = ("payments", "categories", "phones", "totals")

_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload([__name__])


async def test_an_import_is_taken_in_whole_or_not_at_all(tmp_path: Path) -> None:
    chance = random.Random()
    ledger, clean = settings_of(tmp_path / "ledger.sqlite3"), settings_of(tmp_path / "c.sqlite3")
    people = iins()
    kept = killed = 0
    batch = write_batch(tmp_path, people)
    duration(settings_of(tmp_path / "a.sqlite3"), batch)  # the nursery opens
    longest = duration(settings_of(tmp_path / "b.sqlite3"), batch)
    for number in range(KILLS):
        batch = write_batch(tmp_path / str(number), people)
        process = begun(ledger, batch)
        process.join(chance.uniform(0, longest))
        killed += process.is_alive()
        process.kill()
        process.join()
        after = await verified(ledger)
        assert after in {kept, kept + ROWS}
        await take_in(ledger, batch)
        await take_in(clean, batch)
        kept += ROWS
        assert await verified(ledger) == kept
    assert killed or KILLS < ENOUGH, "every import was faster than its end"
    assert await contents(ledger) == await contents(clean)


async def test_an_import_without_room_says_so_and_is_repeated(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    batch, said = write_batch(tmp_path / "batch", iins()), tmp_path / "said"
    assert await verified(settings) == 0
    process = _NURSERY.Process(target=without_room, args=(settings, batch, said))
    process.start()
    process.join()
    assert process.exitcode == 2
    (line,) = said.read_text("utf-8").splitlines()
    assert str(settings.ledger_path) in line
    assert "make room" in line
    assert await verified(settings) == 0
    await take_in(settings, batch)
    assert await verified(settings) == ROWS


def without_room(settings: Settings, files: Sequence[Path], said: Path) -> None:
    """The command as it is typed; no file may grow beyond what the ledger needs empty."""
    with said.open("w", encoding="utf-8") as stream:
        room = 32 * 1024
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        sys.stderr = stream
        os.environ |= {"LEDGER_URL": f"sqlite:///{settings.ledger_path}", "IIN_KEY": "k" * 32}
        code = main(["ledger", "import", *map(str, files)])
    raise SystemExit(code)


def begun(settings: Settings, files: Sequence[Path]) -> BaseProcess:
    process = _NURSERY.Process(target=_take_in, args=(settings, files), daemon=True)
    process.start()
    return process


def duration(settings: Settings, files: Sequence[Path]) -> float:
    """Seconds of an import that nobody kills."""
    started = time.monotonic()
    process = begun(settings, files)
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - started


def _take_in(settings: Settings, files: Sequence[Path]) -> None:
    asyncio.run(take_in(settings, files))


async def take_in(settings: Settings, files: Sequence[Path]) -> None:
    async with open_ledger(settings) as (ledger, _, _):
        await ledger.import_files(files, ADMISSION)


async def verified(settings: Settings) -> int:
    """How many payments there are, in a ledger that adds up."""
    async with open_ledger(settings) as (ledger, _, _):
        assert (await ledger.verify()).damages == ()
        return (await ledger.stats()).payments


async def contents(settings: Settings) -> dict[str, list[str]]:
    async with open_ledger(settings) as (_, database, _):
        return {
            table: sorted(map(repr, await database.fetch_all(f"SELECT * FROM {table}")))
            for table in KEPT
        }


def write_batch(folder: Path, people: Iterator[str]) -> list[Path]:
    """Some people who pay for a year, stand in a category and have a phone."""
    folder.mkdir(exist_ok=True)
    chosen = list(itertools.islice(people, PEOPLE))
    paid = [
        f"{one},2025-{month:02},122,4250,2025-12-31,independent,,{one}-{month}"
        for one in chosen
        for month in range(1, MONTHS + 1)
    ]
    placed = [f"{one},pensioner,2026-01-10,,{one}" for one in chosen]
    phones = [f"{one},+7701{int(one[4:11]):07}" for one in chosen]
    return [
        write(folder / "payments.csv", PAYMENTS, *paid),
        write(folder / "categories.csv", CATEGORIES, *placed),
        write(folder / "persons.csv", PERSONS, *phones),
    ]


def iins() -> Iterator[str]:
    """Invented people: nobody is born in a thirteenth month."""
    for day, serial in itertools.product(range(1, 32), range(10_000)):
        eleven = f"7013{day:02}3{serial:04}"
        control = control_digit(eleven)
        if control is not None:
            yield f"{eleven}{control}"

"""A copy made while people write and files come in answers like the place it was made in."""

import asyncio
import os
import sys
from pathlib import Path

from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES, demo_people
from bot.files import ROOT
from bot.playground import TelegramServer
from tests.ledger.files import payments
from tests.running import TODAY, RunningApp, running, settings_of
from tests.wire import Citizen

KEY = "a-key-of-the-tests-" + "k" * 16


async def command(ledger: Path, *arguments: str) -> str:
    """A command in a process of its own, as an operator types it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=ledger.parent,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "LEDGER_URL": f"sqlite:///{ledger}",
            "IIN_KEY": KEY,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def writes_on(citizen: Citizen, stop: asyncio.Event) -> int:
    """Goes on looking people up and opening pages; how many acts that were."""
    acts = 0
    while not stop.is_set():
        for act in (demo_people()[acts % 5].iin, "/help", "/menu"):
            await citizen.says(act)
            acts += 1
    return acts


async def screens(bot: RunningApp, citizen: Citizen) -> list[str]:
    """What the bot says of everybody in the ledger."""
    seen = []
    for person in demo_people():
        await citizen.says(person.iin)
        seen.append(citizen.screen.html)
    return seen


async def test_a_backup_made_under_load_answers_the_same_in_a_fresh_place(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    here, there = tmp_path / "here" / "l.sqlite3", tmp_path / "there" / "l.sqlite3"
    given = {"iin_key": KEY, "lookups_per_day": 1000}
    async with running(endpoint, settings_of(here, **given)) as bot:
        allowed = admission(bot.app.law, TODAY)
        await bot.app.ledger.import_files(DEMO_FILES, allowed)
        person = await bot.settler("ru")
        await person.taps("menu:months")
        await person.taps("omonth:2026-08")
        wanted = await screens(bot, await bot.settler("kk"))
        stop = asyncio.Event()
        load = asyncio.create_task(writes_on(await bot.settler("kk"), stop))
        rows = [{"document": f"later-{number}"} for number in range(3000)]
        incoming = payments(tmp_path / "payments.csv", *rows)
        copying = asyncio.create_task(command(here, "ledger", "backup", str(tmp_path / "copy")))
        await bot.app.ledger.import_files([incoming], allowed)
        await copying
        stop.set()
        assert await load > 3
    there.parent.mkdir()
    (tmp_path / "copy").rename(there)
    await command(there, "ledger", "verify")
    async with running(endpoint, settings_of(there, **given)) as restored:
        assert await screens(restored, await restored.settler("kk")) == wanted
        kept = await restored.state(person).get_value("own_months")
        assert kept["marks"]["2026-08"] == "paid", "and conversations go on"
        returned = Citizen(endpoint, person.user, restored.settled)
        await returned.says("/settings")
        assert restored.text("ru", "settings.nobody") in returned.screen.html

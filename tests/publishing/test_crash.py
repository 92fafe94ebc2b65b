"""A process killed between the tap that confirms and the answer."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

from bot.files import ROOT
from bot.publishing import DraftState
from bot.state import Releases
from tests.publishing.desk import ANNA, BERIK, KEY, open_desk, shipped, with_text

KILLS = int(os.environ.get("BOT_KILLS", "4"))
LONGEST = 0.02
"""Seconds after the confirmation; the transaction takes less."""


async def killed(ledger: Path, draft: int, after: float) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.publishing.publish_and_die", ledger, str(draft), ANNA),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"confirmed\n"
    await asyncio.sleep(after)
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def test_after_a_kill_there_is_nothing_or_exactly_one_release(tmp_path: Path) -> None:
    """And the tap that is repeated ends with one in any case."""
    ledger, dice = tmp_path / "ledger.sqlite3", random.Random(20261120)
    for number in range(1, KILLS + 1):
        text = f"Заголовок {'я' * number}"
        async with open_desk(ledger) as desk:
            draft = await desk.drafted(with_text(shipped(), KEY, text))
        await killed(ledger, draft.number, dice.uniform(0, LONGEST))
        async with open_desk(ledger) as desk:
            found = await Releases(desk.database, desk.clock, desk.audit).newest()
            kept = await desk.publishing.draft(draft.number)
            assert kept is not None
            assert (found, kept.state) in [
                (number - 1, DraftState.WAITING),
                (number, DraftState.PUBLISHED),
            ]
            assert (desk.says() == text) is (found == number)
            release = await desk.publishing.publish(draft.number, BERIK)
            assert release.number == number
            assert desk.says() == text
            published = [
                entry.detail
                for entry in await desk.audit.newest(100)
                if entry.action == "texts.published"
            ]
            assert published == [f"release {one}" for one in range(number, 0, -1)]

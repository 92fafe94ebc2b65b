"""A browser, and the playground that it opens; one of each is enough for many tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, async_playwright

from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES
from bot.commands.serving import PLAYERS, local_telegram
from tests.running import TODAY, RunningApp, running, settings_of

CHROMIUM: Final = shutil.which("chromium")
QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Root has no sandbox, and a browser that is tested asks nobody anything by itself."""


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        await browser.close()


@asynccontextmanager
async def a_playground(ledger: Path) -> AsyncIterator[RunningApp]:
    """The bot as `python -m bot playground` runs it, on the ledger of invented people."""
    settings = settings_of(
        ledger,
        staff_ids=frozenset({PLAYERS[1].id}),
        admin_ids=frozenset({PLAYERS[2].id}),
        lookups_per_day=1000,
    )
    async with (
        local_telegram("127.0.0.1", 0, page=True).running() as telegram,
        running(telegram, settings) as app,
    ):
        await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))
        yield app

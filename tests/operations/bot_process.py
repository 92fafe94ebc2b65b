"""The bot in a process of its own, as an operator runs it, so that it can be killed."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot import logs
from bot.app import Endpoint, build
from bot.clock import Clock
from bot.playground import TelegramServer
from bot.running import run
from bot.settings import Settings
from tests.running import SECRET, free_port, settings_of, until

PATIENCE = 60.0
"""Seconds for a new process to be up, on a busy machine."""

# A process that has imported everything already, and makes copies of itself on demand.
_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Orders:
    """What a new process needs to know."""

    ledger: Path | str
    token: str
    telegram: str
    port: int
    log: Path
    address: str
    """Where Telegram posts; this process listens on its own port."""
    mode: str = "webhook"
    given: Mapping[str, str] = field(default_factory=dict)
    """Further settings."""

    def settings(self) -> Settings:
        if self.mode == "polling":
            return settings_of(self.ledger, **self.given)
        return settings_of(
            self.ledger,
            webhook_url=self.address,
            webhook_secret=SECRET,
            webhook_port=self.port,
            **self.given,
        )


def answer(orders: Orders) -> None:
    """Run the bot until the process ends."""
    with orders.log.open("a", encoding="utf-8") as stream:
        logs.configure("INFO", "json", stream)
        asyncio.run(_answer(orders))


async def _answer(orders: Orders) -> None:
    settings = orders.settings()
    endpoint = Endpoint(SecretStr(orders.token), orders.telegram)
    async with build(settings, Clock(settings.timezone, settings.today), endpoint) as app:
        await run(app)


class BotProcess:
    """One after another on the same ledger and port."""

    def __init__(self, telegram: TelegramServer, folder: Path, **different: Any) -> None:
        """`different`: orders that are not those of the only bot on its file."""
        port = free_port()
        orders = {
            "ledger": folder / "ledger.sqlite3",
            "token": telegram.token,
            "telegram": telegram.base_url,
            "port": port,
            "log": folder / "bot.log",
            "address": f"http://127.0.0.1:{port}/hook",
        }
        self.orders = Orders(**(orders | different))
        self._telegram = telegram
        self._process: BaseProcess | None = None
        self._met = 0

    def start(self) -> None:
        self._met = self._meetings()
        self._process = _NURSERY.Process(target=answer, args=(self.orders,), daemon=True)
        self._process.start()

    async def up(self) -> None:
        """Wait until it has told Telegram where to post, or that it is going to ask."""
        await until(lambda: self._meetings() > self._met, PATIENCE)

    async def kill(self) -> None:
        """kill -9: nothing of it runs any more when this returns."""
        if self._process is None:
            return
        self._process.kill()
        await asyncio.to_thread(self._process.join)
        self._process.close()
        self._process = None

    def _meetings(self) -> int:
        meeting = {"setWebhook", "deleteWebhook"}
        return sum(call.method in meeting for call in self._telegram.calls)


@asynccontextmanager
async def bot_process(
    telegram: TelegramServer, folder: Path, **different: Any
) -> AsyncIterator[BotProcess]:
    bot = BotProcess(telegram, folder, **different)
    try:
        yield bot
    finally:
        await bot.kill()

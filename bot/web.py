"""The servers of this process: one for Telegram, one for whoever watches over the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

from aiohttp import web

from bot.health import Health
from bot.ledger import Ledger
from bot.metrics import CONTENT_TYPE, Metrics
from bot.rules.law import Law
from bot.settings import SettingsFault

PATIENCE: Final = 1.0
"""Seconds for open requests when a server stops; by then the updates in flight are answered."""


@dataclass(frozen=True)
class Watch:
    """Pages for machines: is the process alive, can it answer, what has it counted."""

    health: Health
    metrics: Metrics
    law: Law
    ledger: Ledger
    today: Callable[[], date]

    def add_health(self, application: web.Application) -> None:
        application.router.add_get("/healthz", self.alive)
        application.router.add_get("/readyz", self.ready)

    def add_metrics(self, application: web.Application) -> None:
        application.router.add_get("/metrics", self.count)

    async def alive(self, _: web.Request) -> web.Response:
        """The process runs and its loop turns."""
        return web.json_response({"alive": True})

    async def ready(self, _: web.Request) -> web.Response:
        """200 where people are answered, 503 where not, with each condition by name."""
        checks = await self.health.checks()
        ready = all(checks.values())
        body = {"ready": ready, "checks": checks}
        return web.json_response(body, status=200 if ready else 503)

    async def count(self, _: web.Request) -> web.Response:
        await self.health.checks()
        self.metrics.show_law(len(self.law.unverified(self.today())))
        imports = await self.ledger.imports()
        self.metrics.show_imports(imports.rows, imports.seconds, imports.last)
        return web.Response(body=self.metrics.exposition(), headers={"Content-Type": CONTENT_TYPE})


@asynccontextmanager
async def listening(
    application: web.Application, host: str, port: int, setting: str
) -> AsyncIterator[None]:
    """Serve until the block ends; `setting` is named where the place cannot be had."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=PATIENCE)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        reason = error.strerror or str(error)
        raise SettingsFault(f"{setting}: cannot listen on {host}:{port}: {reason}") from None
    try:
        yield
    finally:
        await runner.cleanup()

"""Updates that Telegram posts, taken so that neither a crash nor a repeat does harm."""

from __future__ import annotations

import asyncio
import hmac
import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiogram.types import Update
from aiohttp import web
from pydantic import SecretStr

from bot.health import Health
from bot.metrics import HookRefusal, Metrics
from bot.reception import Deferred, Reception, update_of

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a name
LARGEST: Final = 1024 * 1024
"""Bytes of a body; the longest message with everything that it may carry takes a tenth."""
SLOWEST: Final = 10.0
"""Seconds for a body to arrive."""
MOST_AT_ONCE: Final = 100
"""Connections that Telegram may use, as many as it allows: one waits as long as an answer takes."""

log = structlog.get_logger(__name__)


class NotTaken(Exception):
    """What was posted is refused, with this status of HTTP."""

    def __init__(self, reason: HookRefusal, status: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True)
class Hook:
    """Takes updates, and says so to Telegram when they are handled, not before.

    Until then Telegram keeps the update and brings it again, for a day: it is the queue. (aiogram's
    own handler confirms first and works afterwards: a crash loses what it had confirmed.) The other
    safe way would be to store the update here and to confirm at once. But an update holds names and
    IINs, and none of these may rest in our database, nor in its backups. And Telegram delivers the
    next message of a chat only when this one is confirmed, so that the order is kept over a crash
    as well. `Turns` sees to it that an update that comes again is not answered again.

    The answer is always empty: Telegram would carry out what stands in it.
    """

    bot: Bot
    reception: Reception
    health: Health
    metrics: Metrics
    secret: SecretStr

    def add_to(self, application: web.Application, url: str) -> None:
        """Take posts where the public address leads."""
        application.router.add_post(urlsplit(url).path or "/", self.take)

    async def take(self, request: web.Request) -> web.Response:
        """200 when the update is handled; anything else makes Telegram bring it again."""
        try:
            update = await self._admitted(request)
            await self.reception.feed_update(self.bot, update)
        except NotTaken as refusal:
            # Counted, not logged: whoever knocks at random does not fill the log.
            self.metrics.hook_refused(refusal.reason)
            return web.Response(status=refusal.status)
        except Deferred:
            self.metrics.hook_refused(HookRefusal.FAILED)
            return web.Response(status=500)
        except Exception:
            log.exception("an update could not be handled and will come again")
            self.metrics.hook_refused(HookRefusal.FAILED)
            return web.Response(status=500)
        return web.Response()

    async def _admitted(self, request: web.Request) -> Update:
        if not self._knows_the_secret(request):
            raise NotTaken(HookRefusal.SECRET, 401)
        if self.health.leaving.is_set():
            raise NotTaken(HookRefusal.DRAINING, 503)
        try:
            async with asyncio.timeout(SLOWEST):
                body = await request.read()
        except TimeoutError:
            raise NotTaken(HookRefusal.SLOW, 408) from None
        except web.HTTPRequestEntityTooLarge:
            raise NotTaken(HookRefusal.SIZE, 413) from None
        return _update(body, self.bot)

    def _knows_the_secret(self, request: web.Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self.secret.get_secret_value().encode())


def _update(body: bytes, bot: Bot) -> Update:
    """What was posted; nothing of it is said where it is no update: it may be about anybody."""
    try:
        return update_of(json.loads(body), bot)
    except (ValueError, RecursionError):  # of JSON, of its encoding, and of what it holds
        raise NotTaken(HookRefusal.CONTENT, 400) from None

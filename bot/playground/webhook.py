"""Delivery by webhook, as Telegram's own Bot API server does it.

Updates wait in queues: the messages of a chat in one, its edited messages and a person's taps in
others. The queues are served side by side, each in order: the next update of a queue leaves when
the one before it is taken. One that is not taken is posted again at once, then ever later, or when
the answer's `Retry-After` says.
"""

import asyncio
import ipaddress
import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from bot.playground.refusals import bad_request
from bot.playground.updates import Update, Updates, Waiting

MOST_CONNECTIONS = 100
CONNECTIONS = 40  # unless the bot asks for another number
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_ANSWER_WITHIN = ClientTimeout(total=60)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0  # seconds; Telegram's are one and sixty
_TAKEN = range(200, 300)


@dataclass(frozen=True)
class Webhook:
    """Where the bot wants its updates posted."""

    url: str
    secret: str = ""
    allowed_updates: tuple[str, ...] = ()
    connections: int = CONNECTIONS


@dataclass
class Mishaps:
    """What is to go wrong with the next posts, for tests."""

    lost_receipts: int = 0  # the bot takes the update, its answer does not arrive
    holdups: int = 0  # the update is held back, so that others overtake it
    holdup: float = 0.0  # seconds


class Postman:
    """Posts updates while a webhook is set."""

    def __init__(self, updates: Updates) -> None:
        self.webhook: Webhook | None = None
        self.last_error = ""
        self.mishaps = Mishaps()
        self._updates = updates
        self._busy: set[Hashable] = set()
        self._round: asyncio.Task[None] | None = None

    async def set(self, webhook: Webhook) -> None:
        _check(webhook)
        await self.stop()
        self.webhook = webhook
        self._updates.allow(list(webhook.allowed_updates))
        self._round = asyncio.create_task(self._go(webhook))

    async def stop(self) -> None:
        """Forget the webhook; whatever was not taken stays queued."""
        self.webhook = None
        if self._round:
            self._round.cancel()
            await asyncio.gather(self._round, return_exceptions=True)
            self._round = None

    def wire(self) -> dict[str, Any]:
        """The Bot API's `WebhookInfo`."""
        webhook = self.webhook
        info: dict[str, Any] = {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if webhook:
            info["max_connections"] = webhook.connections
            info["allowed_updates"] = list(webhook.allowed_updates)
        return info | ({"last_error_message": self.last_error} if self.last_error else {})

    async def _go(self, webhook: Webhook) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        connections = asyncio.Semaphore(webhook.connections)
        async with (
            ClientSession(
                headers=headers, timeout=_ANSWER_WITHIN, connector=TCPConnector(limit=0)
            ) as session,
            asyncio.TaskGroup() as posts,
        ):
            while True:
                await connections.acquire()
                waiting = await self._updates.head(self._busy)
                self._busy.add(waiting.queue)
                post = posts.create_task(self._deliver(session, webhook.url, waiting))
                post.add_done_callback(lambda _: connections.release())

    async def _deliver(self, session: ClientSession, url: str, waiting: Waiting) -> None:
        """Post one update until it is taken."""
        pause = 0.0
        try:
            await self._hold_up()
            while (retry_after := await self._posted(session, url, waiting.update)) is not None:
                await asyncio.sleep(retry_after or pause)
                pause = min(max(pause * 2, _FIRST_PAUSE), _LONGEST_PAUSE)
            self._updates.confirm(waiting)
        finally:
            self._busy.discard(waiting.queue)
            self._updates.look_again()

    async def _hold_up(self) -> None:
        if self.mishaps.holdups:
            self.mishaps.holdups -= 1
            await asyncio.sleep(self.mishaps.holdup)

    async def _posted(self, session: ClientSession, url: str, update: Update) -> float | None:
        """None where the update is taken, else the seconds for which the bot asks, if it does."""
        try:
            async with session.post(url, json=update) as answer:
                status, asked = answer.status, answer.headers.get("Retry-After", "")
        except (ClientError, TimeoutError):
            self.last_error = "Connection failed"
            return 0.0
        if self.mishaps.lost_receipts:
            self.mishaps.lost_receipts -= 1
            self.last_error = "Read timeout expired"
            return 0.0
        self.last_error = "" if status in _TAKEN else f"Wrong response from the webhook: {status}"
        return None if status in _TAKEN else float(asked if asked.isdecimal() else 0)


def _check(webhook: Webhook) -> None:
    """Telegram asks for HTTPS; on this machine itself plain HTTP is taken too."""
    address = urlsplit(webhook.url)
    if address.scheme != "https" and not _is_this_machine(address.hostname or ""):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(webhook.secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= webhook.connections <= MOST_CONNECTIONS:
        raise bad_request("bad webhook: max_connections must be between 1 and 100")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

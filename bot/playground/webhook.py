"""Delivery by webhook: one update after another, posted until the bot takes it."""

import asyncio
import ipaddress
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.playground.refusals import bad_request
from bot.playground.updates import Updates

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_ANSWER_WITHIN = ClientTimeout(total=60)
_PAUSE = 0.2  # seconds before an update that was not taken is posted again


@dataclass(frozen=True)
class Webhook:
    """Where the bot wants its updates posted."""

    url: str
    secret: str = ""
    allowed_updates: tuple[str, ...] = ()


class Postman:
    """Posts updates while a webhook is set."""

    def __init__(self, updates: Updates) -> None:
        self.webhook: Webhook | None = None
        self.last_error = ""
        self._updates = updates
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
        info: dict[str, Any] = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        return info | ({"last_error_message": self.last_error} if self.last_error else {})

    async def _go(self, webhook: Webhook) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        async with ClientSession(headers=headers, timeout=_ANSWER_WITHIN) as session:
            while True:
                update = await self._updates.first()
                if await self._posted(session, webhook.url, update):
                    self._updates.confirm_first()
                else:
                    await asyncio.sleep(_PAUSE)

    async def _posted(self, session: ClientSession, url: str, update: dict[str, Any]) -> bool:
        try:
            async with session.post(url, json=update) as answer:
                self.last_error = "" if answer.ok else f"Wrong response: {answer.status}"
                return answer.ok
        except (ClientError, TimeoutError):
            self.last_error = "Connection failed"
            return False


def _check(webhook: Webhook) -> None:
    """Telegram asks for HTTPS; on this machine itself plain HTTP is taken too."""
    address = urlsplit(webhook.url)
    if address.scheme != "https" and not _is_this_machine(address.hostname or ""):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(webhook.secret):
        raise bad_request("secret token contains unallowed characters")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

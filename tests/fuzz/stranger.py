"""Feeds a bot with whatever Telegram, or somebody who plays it, may bring."""

import itertools
import logging
from typing import Any

import pytest

from bot.playground.server import Call
from bot.reception import update_of
from bot.screen import NORMAL_LIFE
from tests.running import RunningApp

ADMIN = 301
HUGE = 2**52 - 1
"""No id of a person or a chat is longer than 52 bits."""
MESSAGE = 1
Update = dict[str, Any]


class Stranger:
    """Sends updates past the network; everything that the bot calls goes to the strict endpoint."""

    def __init__(self, app: RunningApp) -> None:
        self.app = app
        self._numbers = itertools.count(1)
        self._people = itertools.count(1_000_001)

    def newcomer(self, number: int | None = None) -> dict[str, Any]:
        """Somebody whom the bot may write to, as Telegram writes them."""
        user = self.app.telegram.user(number or next(self._people), language_code="ru")
        self.app.telegram.chat(user).met = True
        return user.wire()

    async def sends(self, kind: str, content: Any) -> list[Call]:
        """What the bot has called because of one update."""
        return await self.gives({"update_id": next(self._numbers), kind: content})

    async def gives(self, update: Update) -> list[Call]:
        """The same for a whole update; one that is none is left out, as it is by both ways in."""
        before = len(self.app.telegram.calls)
        try:
            understood = update_of(update, self.app.app.bot)
        except ValueError:
            return []
        await self.app.app.dispatcher.feed_update(self.app.app.bot, understood)
        calls = self.app.telegram.calls[before:]
        refused = [call for call in calls if call.refused and not _of_normal_life(call)]
        assert not refused, [(call.method, call.answer, call.parameters) for call in refused]
        return calls

    async def says(self, who: dict[str, Any], text: str) -> list[Call]:
        return await self.sends("message", message(who, text=text))

    async def taps(self, who: dict[str, Any], data: str) -> list[Call]:
        query = {"id": str(next(self._numbers)), "from": who, "chat_instance": "1", "data": data}
        return await self.sends("callback_query", query | {"message": message(who, text="-")})


def message(who: dict[str, Any], **content: Any) -> dict[str, Any]:
    chat = {"id": who["id"], "type": "private", "first_name": who["first_name"]}
    return {"message_id": MESSAGE, "date": 1_790_000_000, "chat": chat, "from": who, **content}


def told(calls: list[Call], who: dict[str, Any]) -> bool:
    """Whether the person has got anything to read."""
    return any(
        call.status == 200
        and call.method.startswith(("send", "edit"))
        and call.parameters.get("chat_id") == str(who["id"])
        for call in calls
    )


def check_log(caplog: pytest.LogCaptureFixture) -> None:
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    caplog.clear()
    assert not errors, [record.getMessage() for record in errors]


def _of_normal_life(call: Call) -> bool:
    said = str(call.answer.get("description")).lower()
    return any(sentence in said for sentence in NORMAL_LIFE)

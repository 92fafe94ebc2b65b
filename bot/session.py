"""How requests go to Telegram: as JSON, and as a form only where a file goes with them."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import FormData, JsonPayload

_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


class JsonSession(AiohttpSession):
    """A form writes each letter of a Kazakh or Russian text as six, and takes its time for it."""

    def build_form_data(  # type: ignore[override]  # aiohttp takes either as a body
        self, bot: Bot, method: TelegramMethod[TelegramType]
    ) -> FormData | JsonPayload:
        files: dict[str, Any] = {}
        given = method.model_dump(warnings=False, exclude_none=True)
        values = self.prepare_value(given, bot, files, _dumps_json=False)
        return super().build_form_data(bot, method) if files else JsonPayload(values, dumps=_dumps)

"""How the bot and Telegram talk: in JSON, a form only for files, and nothing twice."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import FormData, JsonPayload

_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
_OF_A_MESSAGE: Final = ("message_id", "date", "chat")


class JsonSession(AiohttpSession):
    """Spares what a text costs that goes out as a form and comes back as a message.

    A form writes each Kazakh or Russian letter as six. Of a message that the bot has sent or
    changed only its number, its date and its chat are read: the rest was said a moment ago.
    """

    def __init__(self, api: TelegramAPIServer) -> None:
        super().__init__(api=api, json_loads=_without_echo)

    def build_form_data(  # type: ignore[override]  # aiohttp takes either as a body
        self, bot: Bot, method: TelegramMethod[TelegramType]
    ) -> FormData | JsonPayload:
        files: dict[str, Any] = {}
        given = method.model_dump(warnings=False, exclude_none=True)
        values = self.prepare_value(given, bot, files, _dumps_json=False)
        return super().build_form_data(bot, method) if files else JsonPayload(values, dumps=_dumps)


def _without_echo(content: str) -> Any:
    said = json.loads(content)
    result = said.get("result") if isinstance(said, dict) else None
    if isinstance(result, dict) and result.keys() >= set(_OF_A_MESSAGE):
        said["result"] = {name: result[name] for name in _OF_A_MESSAGE}
    return said

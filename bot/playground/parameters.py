"""The parameters of a call, however they came: query, form, multipart or JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from bot.playground.refusals import bad_request


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Parameters:
    """Values by name. Telegram reads numbers, flags and objects out of strings too."""

    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int | None:
        try:
            return int(self.text(name))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "1", "yes", "y"}

    def data(self, name: str) -> Any:
        """An object or array; None where the parameter is missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def recorded(self) -> dict[str, Any]:
        """For the record of calls: objects as objects, uploads by their file names.

        Numbers and flags are told as a form would write them, however they came.
        """
        told = {name: self._told(value) for name, value in self.values.items()}
        return told | {name: upload.name for name, upload in self.uploads.items()}

    def _told(self, value: Any) -> Any:
        if isinstance(value, int | float):
            return json.dumps(value)
        if isinstance(value, str) and value[:1] in {"{", "["}:
            try:
                return json.loads(value)
            except ValueError:
                return value
        return value


async def read(request: web.Request) -> Parameters:
    """The parameters of a request. Raises `Refusal` (400) for a body that is no JSON."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        return Parameters(values | await _json(request))
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            uploads[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            values[name] = value if isinstance(value, str) else bytes(value).decode()
    return Parameters(values, uploads)


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON object")
    return body

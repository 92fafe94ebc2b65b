"""Files that travelled through the endpoint, kept in memory."""

import secrets
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Any

from bot.playground.refusals import Refusal, bad_request, too_large

LARGEST_SENT = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_FETCHED = 20 * 1024 * 1024
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
_ANY = "application/octet-stream"
_SIDE = 640  # pixels; told for a picture whose size is not read


@dataclass(frozen=True)
class StoredFile:
    """One file: its ids, what it was called and its bytes."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes

    @property
    def path(self) -> str:
        """Where the bot fetches it, below `/file/bot<token>/`."""
        return f"{self.kind}s/{self.unique_id}"

    def wire(self) -> dict[str, Any]:
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }

    def media(self) -> dict[str, Any]:
        """The field of a message that holds this file, named by its kind."""
        if self.kind == "photo":
            return {"photo": [{**self.wire(), "width": _SIDE, "height": _SIDE}]}
        described = {**self.wire(), "mime_type": self.mime}
        if self.kind == "document":
            described["file_name"] = self.name
        if self.kind == "voice":
            described["duration"] = 3
        if self.kind == "sticker":
            described = {**self.wire(), **_STICKER}
        return {self.kind: described}


_STICKER = {
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
    "emoji": "👍",
}


@dataclass
class Files:
    """All files by their id."""

    _kept: dict[str, StoredFile] = field(default_factory=dict)

    def add(self, kind: str, name: str, content: bytes, mime: str | None = None) -> StoredFile:
        _check(kind, content)
        unique = secrets.token_urlsafe(9)
        mime = mime if mime not in {None, _ANY} else picture(content) or guess_type(name)[0]
        file = StoredFile(f"{kind}-{unique}", unique, kind, name, mime or _ANY, content)
        self._kept[file.id] = file
        return file

    def get(self, file_id: str) -> StoredFile:
        if not file_id:
            raise bad_request("invalid file_id")
        if file_id not in self._kept:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return self._kept[file_id]

    def fetched(self, file_id: str) -> StoredFile:
        """The file for `getFile`, refused where it is too big for a bot to fetch."""
        file = self.get(file_id)
        if len(file.content) > LARGEST_FETCHED:
            raise bad_request("file is too big")
        return file

    def at(self, path: str) -> StoredFile | None:
        return next((file for file in self._kept.values() if file.path == path), None)

    def unique(self, unique_id: str) -> StoredFile | None:
        return next((file for file in self._kept.values() if file.unique_id == unique_id), None)


def picture(content: bytes) -> str | None:
    """The type of a picture, told from its first bytes."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for magic, mime in PICTURES.items() if content.startswith(magic)), None)


def _check(kind: str, content: bytes) -> None:
    fault: Refusal | None = None
    if not content:
        fault = bad_request("file must be non-empty")
    elif len(content) > (LARGEST_PHOTO if kind == "photo" else LARGEST_SENT):
        fault = too_large()
    elif kind == "photo" and picture(content) is None:
        fault = bad_request("IMAGE_PROCESS_FAILED")
    if fault:
        raise fault

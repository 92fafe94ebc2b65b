"""Which addresses Telegram takes in a link or in a button, and what it finds in plain text."""

import re
from typing import Any
from urllib.parse import urlsplit

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>«»\"]+[^\s<>«»\".,;:!?)\]]|\bt\.me/\w+[^\s<>«»\".,;:!?)\]]*)"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32})(?![\w/])",
)


def fault(url: str) -> str | None:
    """Why Telegram would not take the address; None where it would."""
    scheme, _, rest = url.partition("://")
    if not rest:
        scheme, url = "http", f"http://{url}"
    if scheme in {"tg", "ton"}:
        return None
    if scheme not in {"http", "https"}:
        return "Unsupported URL protocol"
    host = _host(url)
    if not host:
        return "URL host is empty"
    return None if "." in host.strip(".") or ":" in host else "Wrong HTTP URL"


def found(text: str) -> list[dict[str, Any]]:
    """Entities that Telegram finds by itself: addresses and bot commands."""
    return [
        {
            "type": str(match.lastgroup),
            "offset": length(text[: match.start()]),
            "length": length(match[0]),
        }
        for match in _FOUND.finditer(text)
    ]


def length(text: str) -> int:
    """Length in UTF-16 code units, the unit of every offset and limit of Telegram."""
    return len(text.encode("utf-16-le")) // 2


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""

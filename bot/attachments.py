"""Files that people send: fetched from Telegram, never more of them than is wanted."""

from __future__ import annotations

from typing import Final

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiohttp import ClientError

PATIENCE: Final = 30
"""Seconds."""
_CHUNK: Final = 65_536

log = structlog.get_logger(__name__)


class NotFetched(Exception):
    """Telegram does not give the file now."""


class TooLarge(Exception):
    """Larger than wanted; what was fetched of it is thrown away."""


async def fetch(bot: Bot, file_id: str, told: int, most: int) -> bytes:
    """The file, of `most` bytes at most; `told`: its size as the message says.

    Raises `TooLarge`, without asking for a file that is said to be so, and `NotFetched`.
    """
    if told > most:
        raise TooLarge
    try:
        file = await bot.get_file(file_id)
        if file.file_path is None:
            raise NotFetched
        if (file.file_size or 0) > most:
            raise TooLarge
        # The address holds the token: neither it nor an error that names it is passed on.
        address = bot.session.api.file_url(bot.token, file.file_path)
        content = bytearray()
        async for chunk in bot.session.stream_content(
            address, timeout=PATIENCE, chunk_size=_CHUNK, raise_for_status=True
        ):
            content += chunk
            if len(content) > most:
                raise TooLarge
    except (AiogramError, ClientError, TimeoutError) as fault:
        log.warning("a file could not be fetched", reason=type(fault).__name__)
        raise NotFetched from None
    return bytes(content)

"""What a person sees: one screen that changes under their finger, or a new message."""

from __future__ import annotations

import re
from html import unescape

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

LONGEST_TEXT = 4096
"""UTF-16 units that Telegram takes in one message, tags not counted."""
TAG = re.compile(r"<[^>]*>")

NOTHING_CHANGED = "message is not modified"
NO_LONGER_THERE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
NORMAL_LIFE = (
    NOTHING_CHANGED,
    *NO_LONGER_THERE,
    "message to delete not found",
    "message can't be deleted",
    "query is too old",
)
"""Refusals that a person causes by tapping twice, late, or on what they have deleted."""


def is_normal_life(refusal: TelegramBadRequest) -> bool:
    return _says(refusal, NORMAL_LIFE)


async def show(
    event: Message | CallbackQuery, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """Change the screen that was tapped; answer a message, or a screen that is gone, anew."""
    screen = event.message if isinstance(event, CallbackQuery) else None
    if not isinstance(screen, Message):
        await say(event, text, keyboard)
        return
    try:
        await screen.edit_text(_guarded(text), reply_markup=keyboard)
    except TelegramBadRequest as refusal:
        if _says(refusal, NO_LONGER_THERE):
            await say(event, text, keyboard)
        elif not _says(refusal, (NOTHING_CHANGED,)):
            raise


async def say(
    event: Message | CallbackQuery, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """Send a new message, one worth keeping."""
    if isinstance(event, Message):
        await event.answer(_guarded(text), reply_markup=keyboard)
        return
    assert event.bot is not None
    chat = event.message.chat.id if event.message else event.from_user.id
    await event.bot.send_message(chat, _guarded(text), reply_markup=keyboard)


def _says(refusal: TelegramBadRequest, sentences: tuple[str, ...]) -> bool:
    return any(sentence in refusal.message.lower() for sentence in sentences)


def _guarded(text: str) -> str:
    length = len(unescape(TAG.sub("", text)).encode("utf-16-le")) // 2
    if length > LONGEST_TEXT:
        raise ValueError(f"a screen of {length} characters, Telegram takes {LONGEST_TEXT}")
    return text

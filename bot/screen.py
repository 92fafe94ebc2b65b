"""What a person sees: one screen that changes under their finger, or a new message."""

from __future__ import annotations

import re
from html import unescape

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, Message

LONGEST_TEXT = 4096
"""UTF-16 units that Telegram takes in one message, tags not counted."""
LONGEST_CAPTION = 1024
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
    if not isinstance(screen, Message) or screen.photo or screen.document:
        await say(event, text, keyboard)
        return
    try:
        await screen.edit_text(_guarded(text), reply_markup=keyboard)
    except TelegramBadRequest as refusal:
        if _says(refusal, NO_LONGER_THERE):
            await say(event, text, keyboard)
        elif not _says(refusal, (NOTHING_CHANGED,)):
            raise


async def rewrite(
    event: Message, screen: int, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """Change a message of the bot's own, sent while somebody waited; if it is gone, send anew."""
    assert event.bot is not None
    try:
        await event.bot.edit_message_text(
            _guarded(text), chat_id=event.chat.id, message_id=screen, reply_markup=keyboard
        )
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
    await event.bot.send_message(_chat(event), _guarded(text), reply_markup=keyboard)


async def send_photo(
    event: Message | CallbackQuery,
    png: bytes,
    caption: str,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Send a picture with the same in words below it, as a message of its own."""
    assert event.bot is not None
    photo = BufferedInputFile(png, "months.png")
    words = _guarded(caption, LONGEST_CAPTION)
    await event.bot.send_photo(_chat(event), photo, caption=words, reply_markup=keyboard)


async def send_file(
    event: Message | CallbackQuery,
    name: str,
    content: bytes,
    caption: str,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Send a file with a few words below it, as a message of its own."""
    assert event.bot is not None
    file = BufferedInputFile(content, name)
    words = _guarded(caption, LONGEST_CAPTION)
    await event.bot.send_document(_chat(event), file, caption=words, reply_markup=keyboard)


def _chat(event: Message | CallbackQuery) -> int:
    if isinstance(event, Message):
        return event.chat.id
    return event.message.chat.id if event.message else event.from_user.id


def _says(refusal: TelegramBadRequest, sentences: tuple[str, ...]) -> bool:
    return any(sentence in refusal.message.lower() for sentence in sentences)


def visible_length(text: str) -> int:
    """UTF-16 units of Telegram HTML as Telegram counts them."""
    return len(unescape(TAG.sub("", text)).encode("utf-16-le")) // 2


def _guarded(text: str, longest: int = LONGEST_TEXT) -> str:
    length = visible_length(text)
    if length > longest:
        raise ValueError(f"a screen of {length} characters, Telegram takes {longest}")
    return text

"""What no conversation took: every message and every tap gets an answer all the same."""

from __future__ import annotations

from types import MappingProxyType

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message

from bot.screen import say
from bot.texts import Texts
from handlers import keyboards
from handlers.filters import When

KINDS = MappingProxyType(
    {
        ContentType.VOICE: "voice",
        ContentType.AUDIO: "voice",
        ContentType.VIDEO_NOTE: "video",
        ContentType.VIDEO: "video",
        ContentType.ANIMATION: "sticker",
        ContentType.STICKER: "sticker",
        ContentType.DICE: "sticker",
        ContentType.PHOTO: "photo",
        ContentType.DOCUMENT: "document",
        ContentType.LOCATION: "location",
        ContentType.VENUE: "location",
        ContentType.CONTACT: "contact",
        ContentType.POLL: "other",
        ContentType.STORY: "other",
        ContentType.GAME: "other",
        ContentType.CHECKLIST: "other",
        ContentType.PAID_MEDIA: "other",
        ContentType.UNKNOWN: "other",
    }
)
"""What people send; service messages, such as a pinned message, are not among it."""


def router() -> Router:
    """The last router: whatever arrives here is wanted by nobody else."""
    router = Router(name="fallback")
    router.message.register(answer_command, When(F.text.startswith("/")))
    router.message.register(answer_message, When(F.content_type.in_(set(KINDS))))
    router.edited_message.register(answer_edit, When(~F.location))
    router.callback_query.register(answer_button)
    return router


async def answer_command(message: Message, texts: Texts) -> None:
    await say(message, texts("fallback.command"), keyboards.menu(texts))


async def answer_message(message: Message, texts: Texts) -> None:
    kind = KINDS[ContentType(message.content_type)]
    await say(message, texts(f"fallback.{kind}"), keyboards.menu(texts))


async def answer_edit(message: Message, texts: Texts) -> None:
    """A live location arrives as an endless row of edits; it is kept out by the filter."""
    await say(message, texts("fallback.edit"), keyboards.menu(texts))


async def answer_button(query: CallbackQuery, texts: Texts) -> None:
    await say(query, texts("fallback.button"), keyboards.menu(texts))

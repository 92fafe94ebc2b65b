"""`/banner`: an announcement above the screens, written in both languages; for admins.

And `/notice`, where anybody reads in full what is folded to a line elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Final, Self, get_args

from aiogram import Router
from aiogram.enums import ButtonStyle, MessageEntityType
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answers.format import Format
from bot.answers.voice import joined, paragraphs
from bot.clock import Clock
from bot.headline import Headline, announcement
from bot.screen import show
from bot.state import Audit, Banner, Board
from bot.state.audit import actor_of
from bot.texts import Catalogs, Markup, Texts
from bot.texts.checker import objections
from bot.texts.languages import LANGUAGES
from bot.texts.wording import Finding
from handlers import states
from handlers.admins import OfAdmins
from handlers.callbacks import BannerEnd, BannerOff, BannerShow, BannerWrite, End
from handlers.filters import WORDS
from handlers.keyboards import button, keyboard, menu_button, to_menu

LONGEST: Final = 300
"""Visible characters of an announcement in one language."""
HOURS: Final = 2
ENDS: Final[tuple[End, ...]] = get_args(End)

_TAG: Final = re.compile("</?[a-z]", re.IGNORECASE)
_PLAIN_ENTITIES: Final = frozenset(
    {
        MessageEntityType.URL,
        MessageEntityType.MENTION,
        MessageEntityType.HASHTAG,
        MessageEntityType.CASHTAG,
        MessageEntityType.BOT_COMMAND,
        MessageEntityType.EMAIL,
        MessageEntityType.PHONE_NUMBER,
    }
)
"""What Telegram marks by itself, without anybody formatting anything."""


@dataclass(frozen=True)
class Draft:
    """An announcement on its way, as it stands in the state of the conversation."""

    words: Mapping[str, str] = field(default_factory=dict)
    end: End = "open"

    @classmethod
    async def begun(cls, state: FSMContext) -> Self | None:
        kept = await state.get_value("banner")
        return cls(kept["words"], kept["end"]) if kept else None

    async def keep(self, state: FSMContext) -> None:
        await state.update_data(banner={"words": dict(self.words), "end": self.end})

    @property
    def lacks(self) -> State | None:
        """The language to write in next."""
        if "kk" not in self.words:
            return states.Banner.kk
        return states.Banner.ru if "ru" not in self.words else None

    def ends(self, now: datetime) -> datetime | None:
        if self.end == "hours":
            return now + timedelta(hours=HOURS)
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        return midnight if self.end == "today" else None


def router() -> Router:
    router = Router(name="banner")
    admins = OfAdmins("/banner")
    router.message.register(open_banner, Command("banner", ignore_case=True), admins)
    router.message.register(take_words, StateFilter(states.Banner), WORDS, admins)
    router.callback_query.register(begin, BannerWrite.filter(), admins)
    router.callback_query.register(choose_end, BannerEnd.filter(), admins)
    router.callback_query.register(put_up, BannerShow.filter(), admins)
    router.callback_query.register(take_off, BannerOff.filter(), admins)
    return router


async def open_notice(event: Message | CallbackQuery, texts: Texts, headline: Headline) -> None:
    await show(event, await headline.alone(texts), to_menu(texts))


async def open_banner(
    event: Message | CallbackQuery,
    state: FSMContext,
    board: Board,
    catalogs: Catalogs,
    texts: Texts,
) -> None:
    """What is announced now and how to take it off; where nothing is, the first text is asked."""
    banner = (await board.read()).banner
    if banner is None:
        await ask(event, Draft(), state, texts)
        return
    await show_live(event, banner, catalogs, texts)


async def begin(query: CallbackQuery, state: FSMContext, texts: Texts) -> None:
    await ask(query, Draft(), state, texts)


async def take_words(
    message: Message, state: FSMContext, catalogs: Catalogs, texts: Texts, clock: Clock
) -> None:
    """One language; a text that the checker refuses is told why, and the step stays."""
    language = "kk" if await state.get_state() == states.Banner.kk.state else "ru"
    draft, html = await Draft.begun(state) or Draft(), written(message)
    if faults := objections(html, LONGEST):
        await show(message, refusal(faults, language, texts), to_menu(texts))
        return
    draft = replace(draft, words={**draft.words, language: html})
    if draft.lacks:
        await ask(message, draft, state, texts)
        return
    await preview(message, draft, state, catalogs, texts, clock)


async def choose_end(
    query: CallbackQuery,
    callback_data: BannerEnd,
    state: FSMContext,
    board: Board,
    catalogs: Catalogs,
    texts: Texts,
    clock: Clock,
) -> None:
    draft = await Draft.begun(state)
    if draft is None or draft.lacks:
        await open_banner(query, state, board, catalogs, texts)
        return
    await preview(query, replace(draft, end=callback_data.end), state, catalogs, texts, clock)


async def put_up(
    query: CallbackQuery,
    state: FSMContext,
    board: Board,
    audit: Audit,
    account_key: bytes,
    catalogs: Catalogs,
    texts: Texts,
    clock: Clock,
) -> None:
    """A second tap finds no draft any more, and shows what is announced."""
    draft = await Draft.begun(state)
    if draft is not None and not draft.lacks:
        await board.put_up(draft.words, draft.ends(clock.now()))
        await state.update_data(banner=None)
        await audit.note(actor_of(account_key), "banner.shown")
    await open_banner(query, state, board, catalogs, texts)


async def take_off(
    query: CallbackQuery,
    callback_data: BannerOff,
    board: Board,
    audit: Audit,
    account_key: bytes,
    catalogs: Catalogs,
    texts: Texts,
) -> None:
    taken = await board.take_off(callback_data.number)
    if taken:
        await audit.note(actor_of(account_key), "banner.removed", str(callback_data.number))
    banner = (await board.read()).banner
    if banner is not None:  # another one by now
        await show_live(query, banner, catalogs, texts)
        return
    told = texts("admin.banner.taken-off" if taken else "admin.banner.gone")
    await show(query, told, keyboard([_write(texts), menu_button(texts)]))


async def ask(
    event: Message | CallbackQuery, draft: Draft, state: FSMContext, texts: Texts
) -> None:
    await draft.keep(state)
    lacks = draft.lacks
    assert lacks is not None
    await state.set_state(lacks)
    second = lacks == states.Banner.ru
    key = "admin.banner.ask-ru" if second else "admin.banner.ask-kk"
    await show(event, texts(key, longest=LONGEST), to_menu(texts))


async def preview(
    event: Message | CallbackQuery,
    draft: Draft,
    state: FSMContext,
    catalogs: Catalogs,
    texts: Texts,
    clock: Clock,
) -> None:
    """Both languages as citizens will see them, and until when."""
    await draft.keep(state)
    await state.set_state(None)
    banner = Banner(0, draft.words, draft.ends(clock.now()))
    page = paragraphs(
        [
            texts("admin.banner.preview"),
            *in_all(banner, catalogs),
            until(banner, texts),
            texts("admin.banner.confirm"),
        ]
    )
    await show(event, page, preview_buttons(draft, texts))


async def show_live(
    event: Message | CallbackQuery, banner: Banner, catalogs: Catalogs, texts: Texts
) -> None:
    page = paragraphs([texts("admin.banner.live"), *in_all(banner, catalogs), until(banner, texts)])
    off = button(
        texts("button.admin.banner-off"), BannerOff(number=banner.number), ButtonStyle.DANGER
    )
    await show(event, page, keyboard([off], [_write(texts), menu_button(texts)]))


def in_all(banner: Banner, catalogs: Catalogs) -> list[Markup]:
    return [announcement(banner, catalogs[language]) for language in LANGUAGES]


def until(banner: Banner, texts: Texts) -> Markup:
    if banner.ends is None:
        return texts("admin.banner.until-off")
    form = Format(texts.language)
    if banner.ends.time() == time():  # the end of a day is the beginning of the next
        day = form.day(banner.ends.date() - timedelta(days=1))
        return texts("admin.banner.until-day", day=day)
    return texts(
        "admin.banner.until", time=f"{banner.ends:%H:%M}", day=form.day(banner.ends.date())
    )


def refusal(faults: list[Finding], language: str, texts: Texts) -> Markup:
    """Every reason, and what to do."""
    reasons = [
        texts("admin.banner.fault-line", text=texts.tell(f"admin.banner.fault.{one.code}", details))
        for one in faults
        for details in [{**one.details, "longest": LONGEST}]
    ]
    again = texts(f"admin.banner.again-{language}")
    return paragraphs([texts("admin.banner.refused"), joined(reasons), again])


def written(message: Message) -> str:
    """An admin's words as Telegram HTML: formatted in Telegram, or with tags typed as in files."""
    text, entities = message.text or "", message.entities or []
    formatted = any(entity.type not in _PLAIN_ENTITIES for entity in entities)
    return text if _TAG.search(text) and not formatted else message.html_text


def preview_buttons(draft: Draft, texts: Texts) -> InlineKeyboardMarkup:
    ends = [_end(end, texts, chosen=end == draft.end) for end in ENDS]
    return keyboard(
        *([one] for one in ends),
        [button(texts("button.admin.banner-show"), BannerShow(), ButtonStyle.PRIMARY)],
        [_write(texts), menu_button(texts)],
    )


def _end(end: End, texts: Texts, *, chosen: bool) -> InlineKeyboardButton:
    name = texts(f"button.admin.banner-end.{end}")
    return button(texts("button.admin.chosen", name=name) if chosen else name, BannerEnd(end=end))


def _write(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.admin.banner-write"), BannerWrite())

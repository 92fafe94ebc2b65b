"""The twelve months of a screen as a picture, for those who ask for it."""

from __future__ import annotations

import asyncio
from datetime import date

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot.answers.picture import Picture as Drawing
from bot.answers.picture import Theme, caption, picture
from bot.answers.voice import Voice
from bot.ledger import Ledger
from bot.middlewares import Onward
from bot.rules.declared import declared_status
from bot.rules.law import Law
from bot.rules.status import Status
from bot.screen import send_photo
from bot.settings import Settings
from bot.texts import Texts
from handlers import keyboards
from handlers.callbacks import Picture
from handlers.own_months import OwnMonths, count
from handlers.person import spoken_of, status_of


def router() -> Router:
    router = Router(name="picture")
    router.callback_query.register(send_person, Picture.filter(F.of == "person"))
    router.callback_query.register(send_own, Picture.filter(F.of == "own"))
    return router


async def send_person(
    query: CallbackQuery,
    callback_data: Picture,
    state: FSMContext,
    law: Law,
    ledger: Ledger,
    settings: Settings,
    texts: Texts,
    today: date,
    onward: Onward,
) -> None:
    """As much as the screen of twelve months shows, and to nobody to whom it would not."""
    person = await spoken_of(query, state, texts)
    if person is None:
        return
    answer = await status_of(person, law, ledger, today)
    if not person.may_see_months(settings) or not answer.months:
        await onward(query, "year", person=person)
        return
    await _send(query, callback_data, answer, Voice(texts, law))


async def send_own(
    query: CallbackQuery,
    callback_data: Picture,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    own = await OwnMonths.marked(state, law, today)
    if own is None or own.lacks_state_today:
        await count(query, state, law, texts, today)
        return
    answer = declared_status(law, own.declaration(), today)
    await _send(query, callback_data, answer, Voice(texts, law))


async def _send(query: CallbackQuery, asked: Picture, answer: Status, voice: Voice) -> None:
    own_words = asked.of == "own"
    drawing = picture(answer, voice, own_words=own_words)
    png = await asyncio.to_thread(_drawn, drawing, asked.theme)
    told = caption(answer, voice, own_words=own_words)
    await send_photo(query, png, told, keyboards.picture(voice.texts, asked))


def _drawn(drawing: Drawing, theme: Theme) -> bytes:
    from bot.answers.drawing import draw  # noqa: PLC0415  few want a picture, all would pay for it

    return draw(drawing, theme)

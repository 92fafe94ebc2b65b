"""`/stats`: how often things are done, as numbers only; for admins."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from aiogram import Router
from aiogram.enums import ButtonStyle
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot.answers.stats import Period, Sending, stats_message
from bot.screen import show
from bot.settings import Settings
from bot.state import Count, Counts, Reminders
from bot.texts import Texts
from handlers.admins import OfAdmins
from handlers.callbacks import Days, StatsOf
from handlers.keyboards import button, keyboard, menu_button

PERIODS: Final = (7, 30)


def router() -> Router:
    router = Router(name="stats")
    admins = OfAdmins("/stats")
    router.message.register(open_stats, Command("stats", ignore_case=True), admins)
    router.callback_query.register(turn_to, StatsOf.filter(), admins)
    return router


async def open_stats(
    message: Message,
    counts: Counts,
    reminders: Reminders,
    settings: Settings,
    texts: Texts,
    today: date,
) -> None:
    await show_stats(message, PERIODS[0], counts, reminders, settings, texts, today)


async def turn_to(
    query: CallbackQuery,
    callback_data: StatsOf,
    counts: Counts,
    reminders: Reminders,
    settings: Settings,
    texts: Texts,
    today: date,
) -> None:
    await show_stats(query, callback_data.days, counts, reminders, settings, texts, today)


async def show_stats(
    event: Message | CallbackQuery,
    days: Days,
    counts: Counts,
    reminders: Reminders,
    settings: Settings,
    texts: Texts,
    today: date,
) -> None:
    period = Period.until(today, days)
    tallies = await counts.between(period.first, period.last)
    topics = Counter[str]()
    for tally in tallies:
        if tally.topic is not None:
            topics[tally.topic] += tally.times
    deeds = [tally for tally in tallies if tally.topic is None]
    sending = Sending(
        on=await reminders.count(),
        left=await reminders.left(today),
        per_minute=60 * settings.messages_per_second,
    )
    page = stats_message(period, deeds, map(str, Count), topics, sending, texts)
    periods = [_of(number, texts, chosen=number == days) for number in PERIODS]
    await show(event, page, keyboard(periods, [menu_button(texts)]))


def _of(days: Days, texts: Texts, *, chosen: bool) -> InlineKeyboardButton:
    style = ButtonStyle.PRIMARY if chosen else None
    return button(texts("button.admin.stats", days=days), StatsOf(days=days), style)

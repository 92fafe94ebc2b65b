"""By when to pay: the due dates of a year, on a screen and as a calendar."""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.answers.due_dates import due_dates_calendar, due_dates_message
from bot.answers.voice import Voice
from bot.rules.due import due_dates_of_year, first_month_due
from bot.rules.law import Law
from bot.screen import send_file, show
from bot.texts import Texts
from handlers.callbacks import DatesFile, Menu
from handlers.keyboards import button, keyboard, menu_button, to_menu


def router() -> Router:
    router = Router(name="dates")
    router.callback_query.register(send_dates, DatesFile.filter())
    return router


async def open_dates(
    event: Message | CallbackQuery, law: Law, texts: Texts, today: date, detail: str = ""
) -> None:
    """`detail`: a year; without one this year."""
    year = offered_year(int(detail), law, today) if detail.isdecimal() else today.year
    message = due_dates_message(due_dates_of_year(law, year), today, Voice(texts, law))
    await show(event, message, dates_keyboard(year, law, texts, today))


async def send_dates(
    query: CallbackQuery, callback_data: DatesFile, law: Law, texts: Texts, today: date
) -> None:
    year = offered_year(callback_data.year, law, today)
    content = due_dates_calendar(due_dates_of_year(law, year), today, Voice(texts, law))
    await send_file(query, f"due-{year}.ics", content, texts("dates.file"), to_menu(texts))


def offered_year(year: int, law: Law, today: date) -> int:
    """The nearest to `year` between the first year of the system and the next one."""
    return min(max(year, first_month_due(law).year), today.year + 1)


def dates_keyboard(year: int, law: Law, texts: Texts, today: date) -> InlineKeyboardMarkup:
    others = [
        button(sign.format(other), Menu(to=f"dates_{other}"))
        for sign, other in (("‹ {}", year - 1), ("{} ›", year + 1))
        if offered_year(other, law, today) == other
    ]
    return keyboard(
        [button(texts("button.dates.file"), DatesFile(year=year))],
        others,
        [
            button(texts("button.penalty"), Menu(to="penalty")),
            button(texts("button.accountant"), Menu(to="accountant")),
        ],
        [menu_button(texts)],
    )

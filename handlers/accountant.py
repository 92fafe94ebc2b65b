"""For those who pay for others: one page that leads on to what they need."""

from __future__ import annotations

from datetime import date

from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.answers.due_dates import accountant_message
from bot.answers.voice import Voice
from bot.rules.history import PayerKind
from bot.rules.law import Law
from bot.screen import show
from bot.texts import Texts
from handlers.callbacks import CalcKind, Menu
from handlers.keyboards import button, keyboard, menu_button


async def open_accountant(
    event: Message | CallbackQuery, law: Law, texts: Texts, today: date
) -> None:
    await show(event, accountant_message(today, Voice(texts, law)), accountant_keyboard(texts))


def accountant_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    employee = CalcKind(kind=PayerKind.EMPLOYEE)
    return keyboard(
        [button(texts("button.accountant.leave"), Menu(to="events_leave"))],
        [
            button(texts("button.dates"), Menu(to="dates")),
            button(texts("button.penalty"), Menu(to="penalty")),
        ],
        [button(texts("button.accountant.employee"), employee)],
        [menu_button(texts)],
    )

"""How to pay: the ways, what to give the bank, and where the money is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice

from aiogram.types import (
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from bot.answers.payment import HowToPay, MonthToPay, Part
from bot.answers.payment_facts import PaymentFacts
from bot.answers.voice import Voice
from bot.rules.law import Law
from bot.screen import show
from bot.texts import Texts
from handlers.callbacks import Menu
from handlers.keyboards import button, keyboard, menu_button

MOST_MONTHS = 14
"""Months with buttons of their own: what is due, the current one and twelve ahead."""


async def open_pay(
    event: Message | CallbackQuery,
    texts: Texts,
    law: Law,
    payment_facts: PaymentFacts,
    today: date,
    detail: str = "",
) -> None:
    part = Part(detail) if detail in set(Part) else Part.WAYS
    guide = HowToPay(Voice(texts, law), payment_facts, today)
    await show(event, guide.message(part), keyboard_of(part, guide, texts))


def copy_rows(months: Iterable[MonthToPay], voice: Voice) -> list[list[InlineKeyboardButton]]:
    """A row for each month: the period and the sum, each copied into a field of its own."""
    return [_copy_row(month, voice) for month in islice(months, MOST_MONTHS)]


def keyboard_of(part: Part, guide: HowToPay, texts: Texts) -> InlineKeyboardMarkup:
    match part:
        case Part.WAYS:
            return _ways(texts)
        case Part.REQUISITES:
            return keyboard(*_requisites(guide, texts), [_to(Part.CHECK, texts)], _back(texts))
        case Part.CHECK:
            return keyboard([_to(Part.REFUND, texts)], [_to(Part.MISTAKES, texts)], _back(texts))
        case Part.MISTAKES:
            return keyboard([_to(Part.REFUND, texts)], [_to(Part.CHECK, texts)], _back(texts))
        case _:
            return keyboard([_to(Part.CHECK, texts)], _back(texts))


def _ways(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [_to(Part.TERMINAL, texts), _to(Part.APP, texts)],
        [_to(Part.REQUISITES, texts), _to(Part.ANOTHER, texts)],
        [_to(Part.CHECK, texts)],
        [_to(Part.MISTAKES, texts)],
        [menu_button(texts)],
    )


def _requisites(guide: HowToPay, texts: Texts) -> list[list[InlineKeyboardButton]]:
    buttons = [
        copy_button(texts(f"button.pay.copy.{name}"), value) for name, value in guide.copies()
    ]
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


def _copy_row(month: MonthToPay, voice: Voice) -> list[InlineKeyboardButton]:
    form = voice.format
    name = voice.texts("button.pay.month", month=form.short_month(month.month), period=month.period)
    row = [copy_button(name, month.period)]
    if month.amount is not None:
        row.append(copy_button(form.money(month.amount), str(month.amount)))
    return row


def _back(texts: Texts) -> list[InlineKeyboardButton]:
    return [button(texts("button.pay.ways"), Menu(to="pay")), menu_button(texts)]


def _to(part: Part, texts: Texts) -> InlineKeyboardButton:
    return button(texts(f"button.pay.{part}"), Menu(to=f"pay_{part}"))


def copy_button(name: str, value: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=name, copy_text=CopyTextButton(text=value))

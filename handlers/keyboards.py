"""Buttons under a message: the next step first, the way to the menu last."""

from __future__ import annotations

from aiogram.enums import ButtonStyle
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from bot.rules.status import Status
from bot.texts import Texts
from handlers.callbacks import Consent, Forget, Menu, Prove, Remember, Unremember, View


def button(text: str, data: CallbackData, style: ButtonStyle | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack(), style=style)


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


def menu_button(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.menu"), Menu())


def to_menu(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard([menu_button(texts)])


def menu(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [
            button(texts("button.status"), Menu(to="status")),
            button(texts("button.debt"), Menu(to="debt")),
        ],
        [
            button(texts("button.calc"), Menu(to="calc")),
            button(texts("button.pay"), Menu(to="pay")),
        ],
        [
            button(texts("button.months"), Menu(to="months")),
            button(texts("button.help"), Menu(to="help")),
        ],
    )


def pages(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [
            button(texts("button.settings"), Menu(to="settings")),
            button(texts("button.privacy"), Menu(to="privacy")),
        ],
        [menu_button(texts)],
    )


def languages(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [
            button(texts("button.language.kk"), Menu(to="lang_kk")),
            button(texts("button.language.ru"), Menu(to="lang_ru")),
        ]
    )


def consent(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [button(texts("button.consent.give"), Consent(given=True), ButtonStyle.PRIMARY)],
        [button(texts("button.consent.refuse"), Consent(given=False))],
        [button(texts("button.privacy"), Menu(to="privacy"))],
    )


def privacy(texts: Texts, *, consented: bool) -> InlineKeyboardMarkup:
    agree = button(texts("button.consent.give"), Consent(given=True), ButtonStyle.PRIMARY)
    return keyboard(
        *([] if consented else [[agree]]),
        [button(texts("button.forget"), Menu(to="forget"))],
        [menu_button(texts)],
    )


def settings(texts: Texts, *, remembered: bool) -> InlineKeyboardMarkup:
    stop = button(texts("button.unremember"), Unremember())
    return keyboard(
        [button(texts("button.language"), Menu(to="lang"))],
        *([[stop]] if remembered else []),
        [button(texts("button.forget"), Menu(to="forget"))],
        [menu_button(texts)],
    )


def forget(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [
            button(texts("button.forget.sure"), Forget(sure=True), ButtonStyle.DANGER),
            button(texts("button.forget.keep"), Forget(sure=False)),
        ]
    )


def iin_wanted(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard([button(texts("button.months"), Menu(to="months"))], [menu_button(texts)])


def another(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard([another_button(texts), menu_button(texts)])


def another_button(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.another"), Menu(to="status_another"))


def person(texts: Texts, answer: Status, screen: str, *, remembered: bool) -> InlineKeyboardMarkup:
    """The next step first: the ways back where there are any; then the other screens."""
    ways = [_view(texts, "ways", ButtonStyle.PRIMARY)] if answer.ways.ways else []
    others = [_view(texts, name) for name in ("status", "debt", "year") if name != screen]
    keep = [] if remembered else [button(texts("button.remember"), Remember())]
    return keyboard(
        *([] if screen == "ways" or not ways else [ways]),
        others,
        [button(texts("button.pay"), Menu(to="pay")), *keep],
        [another_button(texts), menu_button(texts)],
    )


def unproved(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [button(texts("button.prove"), Prove(), ButtonStyle.PRIMARY)],
        [another_button(texts), menu_button(texts)],
    )


def contact(texts: Texts) -> ReplyKeyboardMarkup:
    share = KeyboardButton(text=texts("button.contact"), request_contact=True)
    return ReplyKeyboardMarkup(keyboard=[[share]], resize_keyboard=True, one_time_keyboard=True)


def _view(texts: Texts, screen: str, style: ButtonStyle | None = None) -> InlineKeyboardButton:
    return button(texts(f"button.view.{screen}"), View(screen=screen), style)

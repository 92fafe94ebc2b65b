"""Buttons under a message: the next step first, the way to the menu last."""

from __future__ import annotations

from collections.abc import Mapping

from aiogram.enums import ButtonStyle
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from bot.answers.format import Format
from bot.rules.amounts import CALCULATED_KINDS, FIXED_KINDS
from bot.rules.declared import DeclaredMonth, EarlierMonths
from bot.rules.history import PayerKind
from bot.rules.months import Month, months_between
from bot.rules.status import Status
from bot.texts import Texts
from handlers.callbacks import (
    CalcIncome,
    CalcKind,
    CalcKinds,
    CalcMonth,
    CalcYear,
    Consent,
    Forget,
    Menu,
    OwnAll,
    OwnEarlier,
    OwnMonth,
    OwnScreen,
    OwnStateToday,
    Prove,
    Remember,
    Unremember,
    View,
)


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


def calculator_kinds(texts: Texts) -> InlineKeyboardMarkup:
    kinds = [
        [button(texts(f"button.kind.{kind}"), CalcKind(kind=kind))] for kind in CALCULATED_KINDS
    ]
    return keyboard(*kinds, [menu_button(texts)])


def income_wanted(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard([button(texts("button.calc.kind"), CalcKinds()), menu_button(texts)])


def calculation(texts: Texts, kind: PayerKind, year: int) -> InlineKeyboardMarkup:
    """Ways on from an answer of the calculator about a month of that year."""
    income = button(texts("button.calc.income"), CalcIncome(kind=kind))
    return keyboard(
        [
            button(texts("button.calc.month"), CalcYear(kind=kind, year=year)),
            *([] if kind in FIXED_KINDS else [income]),
        ],
        [
            button(texts("button.calc.kind"), CalcKinds()),
            button(texts("button.pay"), Menu(to="pay")),
        ],
        [menu_button(texts)],
    )


def calculator_months(
    texts: Texts, kind: PayerKind, year: int, first: Month, last: Month
) -> InlineKeyboardMarkup:
    """The months of a year from `first` to `last`, and the years beside it."""
    form = Format(texts.language)
    months = [
        button(form.month_name(month), CalcMonth(period=str(month)))
        for month in months_between(Month.of(year, 1), Month.of(year, 12))
        if first <= month <= last
    ]
    earlier = button(f"‹ {year - 1}", CalcYear(kind=kind, year=year - 1))
    later = button(f"{year + 1} ›", CalcYear(kind=kind, year=year + 1))
    years = [
        *([earlier] if year > first.year else []),
        *([later] if year < last.year else []),
    ]
    return keyboard(
        *_in_rows(months, 3),
        years,
        [button(texts("button.calc.kind"), CalcKinds()), menu_button(texts)],
    )


def own_months(
    texts: Texts, marks: Mapping[Month, DeclaredMonth], earlier: EarlierMonths
) -> InlineKeyboardMarkup:
    """Twelve months with their marks in words, and what is known of the months before."""
    form = Format(texts.language)
    months = [
        button(
            texts(
                "button.own.month",
                month=form.short_month(month),
                sign=texts(f"own.sign.{mark}"),
            ),
            OwnMonth(period=str(month)),
        )
        for month, mark in marks.items()
    ]
    before = texts("button.own.earlier", earlier=texts(f"own.earlier.{earlier}"))
    return keyboard(
        *_in_rows(months, 2),
        [
            button(texts("button.own.all"), OwnAll(paid=True)),
            button(texts("button.own.none"), OwnAll(paid=False)),
        ],
        [button(before, OwnEarlier())],
        [button(texts("button.own.count"), OwnScreen(to="answer"), ButtonStyle.PRIMARY)],
        [menu_button(texts)],
    )


def own_state_today(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [
            button(texts("button.own.state-pays"), OwnStateToday(pays=True)),
            button(texts("button.own.state-stopped"), OwnStateToday(pays=False)),
        ],
        [_change_months(texts), menu_button(texts)],
    )


def own_answer(texts: Texts, answer: Status) -> InlineKeyboardMarkup:
    ways = button(texts("button.view.ways"), OwnScreen(to="ways"), ButtonStyle.PRIMARY)
    return keyboard(
        *([[ways]] if answer.ways.ways else []),
        [_change_months(texts), button(texts("button.pay"), Menu(to="pay"))],
        [menu_button(texts)],
    )


def own_ways(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [button(texts("button.pay"), Menu(to="pay"), ButtonStyle.PRIMARY)],
        [button(texts("button.own.answer"), OwnScreen(to="answer")), _change_months(texts)],
        [menu_button(texts)],
    )


def _change_months(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.own.change"), OwnScreen(to="grid"))


def _in_rows(buttons: list[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def _view(texts: Texts, screen: str, style: ButtonStyle | None = None) -> InlineKeyboardButton:
    return button(texts(f"button.view.{screen}"), View(screen=screen), style)

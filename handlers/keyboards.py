"""Buttons under a message: the next step first, the way to the menu last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from aiogram.enums import ButtonStyle
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from bot.answers.calculation import MOST_INCOMES
from bot.answers.format import Format
from bot.answers.picture import Theme
from bot.answers.plan import PlanWay
from bot.rules.amounts import CALCULATED_KINDS, FIXED_KINDS
from bot.rules.declared import DeclaredMonth, EarlierMonths
from bot.rules.history import PayerKind
from bot.rules.months import Month, months_between
from bot.rules.status import Status
from bot.rules.ways import Way
from bot.texts import Texts
from handlers.callbacks import (
    CalcAnother,
    CalcIncome,
    CalcKind,
    CalcKinds,
    CalcMonth,
    CalcSide,
    CalcYear,
    Consent,
    Forget,
    Menu,
    OwnAll,
    OwnEarlier,
    OwnMonth,
    OwnScreen,
    OwnStateToday,
    Picture,
    PlanOf,
    Prove,
    Remember,
    RemindOff,
    Side,
    StaffScreen,
    Tapped,
    Unremember,
    View,
    WhatIfOf,
)


def button(text: str, data: Tapped, style: ButtonStyle | None = None) -> InlineKeyboardButton:
    return _made(text, data, style)


@lru_cache(maxsize=1024)
def _made(text: str, data: Tapped, style: ButtonStyle | None) -> InlineKeyboardButton:
    """Nothing changes a button once it is made, so the same one stands on many screens."""
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
            button(texts("button.events"), Menu(to="events")),
        ],
        [
            button(texts("button.finder"), Menu(to="finder")),
            button(texts("button.remind"), Menu(to="remind")),
        ],
        [
            button(texts("button.faq"), Menu(to="faq")),
            button(texts("button.help"), Menu(to="help")),
        ],
    )


def pages(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [
            button(texts("button.accountant"), Menu(to="accountant")),
            button(texts("button.dates"), Menu(to="dates")),
        ],
        [
            button(texts("button.whatif"), Menu(to="whatif")),
            button(texts("button.penalty"), Menu(to="penalty")),
        ],
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


def remind_button(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.remind"), Menu(to="remind"))


def settings(texts: Texts, *, remembered: bool, reminded: bool) -> InlineKeyboardMarkup:
    stop = button(texts("button.unremember"), Unremember())
    quiet = button(texts("button.remind.off.all"), RemindOff(matter=None, at="settings"))
    return keyboard(
        [button(texts("button.language"), Menu(to="lang")), remind_button(texts)],
        *([[quiet]] if reminded else []),
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
    drawn = screen == "year" and answer.months
    known = bool(answer.months)
    remind = [remind_button(texts)] if screen == "status" and _goes_on(answer) else []
    plans = _plans(texts, answer, screen)
    return keyboard(
        *plans,
        *([] if screen == "ways" or not ways else [ways]),
        *([[as_picture(texts, "person")]] if drawn else []),
        *in_rows(others, 2),
        *in_rows([button(texts("button.pay"), Menu(to="pay")), *remind, *keep], 2),
        *(
            [[button(texts("button.whatif"), WhatIfOf(of="person")), _events(texts)]]
            if known
            else []
        ),
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


def income_wanted(texts: Texts, back: Side | None = None) -> InlineKeyboardMarkup:
    """`back`: the answer that one may return to instead of typing."""
    return keyboard(
        *([] if back is None else [[button(texts("button.calc.back"), CalcSide(side=back))]]),
        [button(texts("button.calc.kind"), CalcKinds()), menu_button(texts)],
    )


def calculation(
    texts: Texts, kind: PayerKind, year: int, side: Side, incomes: int
) -> InlineKeyboardMarkup:
    """Ways on from an answer of the calculator about a month of that year."""
    month = button(texts("button.calc.month"), CalcYear(kind=kind, year=year))
    another_kind = button(texts("button.calc.kind"), CalcKinds())
    pay = button(texts("button.pay"), Menu(to="pay"))
    refund = button(texts("button.calc.refund"), Menu(to="pay_refund"))
    return keyboard(
        *in_rows([month, *_calculator_incomes(texts, kind, side, incomes), another_kind], 2),
        *([one] for one in _calculator_sides(texts, kind, side, incomes)),
        [refund if side == "exempt" else pay, menu_button(texts)],
    )


def _calculator_incomes(
    texts: Texts, kind: PayerKind, side: Side, incomes: int
) -> list[InlineKeyboardButton]:
    if kind in FIXED_KINDS and side != "staff":
        return []
    name = texts(f"button.calc.one.{kind}") if incomes > 1 else texts("button.calc.income")
    anew = button(name, CalcIncome(kind=kind))
    several = side == "staff" or (side == "own" and kind is PayerKind.EMPLOYEE)
    if not several or not 0 < incomes < MOST_INCOMES:
        return [anew]
    return [anew, button(texts(f"button.calc.another.{kind}"), CalcAnother(kind=kind))]


def _calculator_sides(
    texts: Texts, kind: PayerKind, side: Side, incomes: int
) -> list[InlineKeyboardButton]:
    """Other sides of the same month; an employer's cost is that of one job."""
    sides: list[Side] = []
    if side != "own":
        sides = ["own"]
    elif kind is PayerKind.ENTREPRENEUR:
        sides = ["staff"]
    elif kind is PayerKind.EMPLOYEE:
        sides = ["cost", "exempt"] if incomes <= 1 else ["exempt"]
    return [button(texts(f"button.calc.side.{one}"), CalcSide(side=one)) for one in sides]


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
        *in_rows(months, 3),
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
        *in_rows(months, 2),
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
        [as_picture(texts, "own")],
        [_change_months(texts), button(texts("button.pay"), Menu(to="pay"))],
        [button(texts("button.whatif"), WhatIfOf(of="own")), _events(texts)],
        [menu_button(texts)],
    )


def own_ways(texts: Texts, answer: Status) -> InlineKeyboardMarkup:
    return keyboard(
        *_plans_of_ways(texts, answer, "own"),
        [button(texts("button.pay"), Menu(to="pay"), ButtonStyle.PRIMARY)],
        [button(texts("button.own.answer"), OwnScreen(to="answer")), _change_months(texts)],
        [menu_button(texts)],
    )


def plan_out_of_date(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard([button(texts("button.status"), Menu(to="status")), menu_button(texts)])


def _goes_on(answer: Status) -> bool:
    """There is a status that may run out, or one that comes as long as contributions go on."""
    return answer.insured or any(one.way is Way.WAIT for one in answer.ways.ways)


def _plans(texts: Texts, answer: Status, screen: str) -> list[list[InlineKeyboardButton]]:
    """Where the screen names months to pay: the same as a plan."""
    if screen == "ways":
        return _plans_of_ways(texts, answer, "person")
    payable = screen == "debt" and answer.costs and answer.debt is not None
    return [[_plan(texts, PlanWay.DEBT, "person")]] if payable else []


def _plans_of_ways(
    texts: Texts, answer: Status, of: Literal["person", "own"]
) -> list[list[InlineKeyboardButton]]:
    paying = (one.way for one in answer.ways.ways if one.way is not Way.WAIT)
    return [[_plan(texts, PlanWay(way), of)] for way in paying]


def _plan(texts: Texts, way: PlanWay, of: Literal["person", "own"]) -> InlineKeyboardButton:
    return button(texts(f"button.plan.{way}"), PlanOf(way=way, of=of))


def as_picture(texts: Texts, of: Literal["person", "own"]) -> InlineKeyboardButton:
    return button(texts("button.picture"), Picture(of=of, theme=Theme.LIGHT))


def picture(texts: Texts, drawn: Picture) -> InlineKeyboardMarkup:
    """The same in the other colours."""
    other = Theme.LIGHT if drawn.theme is Theme.DARK else Theme.DARK
    repaint = button(texts(f"button.picture.{other}"), Picture(of=drawn.of, theme=other))
    return keyboard([repaint, menu_button(texts)])


def _events(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.events"), Menu(to="events"))


def _change_months(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.own.change"), OwnScreen(to="grid"))


def room_button(texts: Texts) -> InlineKeyboardButton:
    """To the room of support staff."""
    return button(texts("button.staff.room"), StaffScreen(to="room"))


def to_room(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard([room_button(texts)])


def within(asked: int, count: int) -> tuple[int, int]:
    """The page that was asked for, or the nearest there is; and the last one."""
    return max(0, min(asked, count - 1)), count - 1


def turning(to: Sequence[Tapped], page: int, last: int, texts: Texts) -> list[InlineKeyboardButton]:
    """Back and forth between pages, as far as there are any."""
    earlier, later = to
    return [
        *([button(texts("button.admin.earlier"), earlier)] if page > 0 else []),
        *([button(texts("button.admin.later"), later)] if page < last else []),
    ]


def beside(page: int, count: int, to: Callable[[int], Tapped]) -> list[list[InlineKeyboardButton]]:
    """A row with the pages before and after this one, by their numbers; none where it is alone."""
    near = [other for other in (page - 1, page + 1) if 0 <= other < count]
    return [[button(f"{other + 1}/{count}", to(other)) for other in near]] if near else []


def in_rows(buttons: list[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def _view(texts: Texts, screen: str, style: ButtonStyle | None = None) -> InlineKeyboardButton:
    return button(texts(f"button.view.{screen}"), View(screen=screen), style)

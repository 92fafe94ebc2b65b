"""A person's own months: marked in a table, answered like a ledger's, kept nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self, TypeVar

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.answers.declared import declared_message, marking_message
from bot.answers.voice import Voice
from bot.answers.ways import ways_message
from bot.rules.declared import (
    Declaration,
    DeclaredMonth,
    EarlierMonths,
    declaration_window,
    declared_status,
)
from bot.rules.law import Law
from bot.rules.months import Month
from bot.screen import show
from bot.texts import Texts
from handlers import keyboards
from handlers.callbacks import OwnAll, OwnEarlier, OwnMonth, OwnScreen, OwnStateToday
from handlers.states import Months

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class OwnMonths:
    """What a person has marked, as it stands in the state of the conversation."""

    marks: Mapping[Month, DeclaredMonth]
    """Every month of the window of the day, oldest first."""
    earlier: EarlierMonths = EarlierMonths.UNKNOWN
    state_pays_today: bool | None = None
    """Asked only of those whose last month the state paid."""

    @classmethod
    def unmarked(cls, law: Law, today: date) -> Self:
        return cls(dict.fromkeys(declaration_window(law, today), DeclaredMonth.UNPAID))

    @classmethod
    async def marked(cls, state: FSMContext, law: Law, today: date) -> Self | None:
        kept = await state.get_value("own_months")
        if kept is None:
            return None
        marks = {
            month: DeclaredMonth(kept["marks"].get(str(month), DeclaredMonth.UNPAID))
            for month in declaration_window(law, today)
        }
        return cls(marks, EarlierMonths(kept["earlier"]), kept["state_pays_today"])

    async def keep(self, state: FSMContext) -> None:
        kept = {
            "marks": {str(month): str(mark) for month, mark in self.marks.items()},
            "earlier": str(self.earlier),
            "state_pays_today": self.state_pays_today,
        }
        await state.set_state(Months.marks)
        await state.update_data(own_months=kept)

    @property
    def state_paid_last(self) -> bool:
        return self.marks[max(self.marks)] is DeclaredMonth.STATE

    @property
    def lacks_state_today(self) -> bool:
        """Whether there is still something to ask before counting."""
        return self.state_paid_last and self.state_pays_today is None

    def marking(self, marks: Mapping[Month, DeclaredMonth]) -> Self:
        """With these marks too; another mark for the last month reopens what is asked about it."""
        changed = replace(self, marks={**self.marks, **marks})
        same = changed.state_paid_last is self.state_paid_last
        return changed if same else replace(changed, state_pays_today=None)

    def declaration(self) -> Declaration:
        pays_today = self.state_paid_last and bool(self.state_pays_today)
        return Declaration(self.marks, self.earlier, state_pays_today=pays_today)


def router() -> Router:
    router = Router(name="own_months")
    router.callback_query.register(mark_month, OwnMonth.filter())
    router.callback_query.register(mark_all, OwnAll.filter())
    router.callback_query.register(change_earlier, OwnEarlier.filter())
    router.callback_query.register(take_state_today, OwnStateToday.filter())
    router.callback_query.register(open_months, OwnScreen.filter(F.to == "grid"))
    router.callback_query.register(count, OwnScreen.filter(F.to == "answer"))
    router.callback_query.register(show_ways, OwnScreen.filter(F.to == "ways"))
    return router


async def open_months(
    event: Message | CallbackQuery, state: FSMContext, law: Law, texts: Texts, today: date
) -> None:
    """Marks made before in this conversation are still there."""
    own = await OwnMonths.marked(state, law, today)
    await show_grid(event, own or OwnMonths.unmarked(law, today), state, law, texts, today)


async def mark_month(
    query: CallbackQuery,
    callback_data: OwnMonth,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    own = await OwnMonths.marked(state, law, today)
    if own is None:
        await start_anew(query, state, law, texts, today)
        return
    month = Month.parse(callback_data.period)
    if month in own.marks:  # a table of last month also holds one that no longer counts
        own = own.marking({month: following(own.marks[month])})
    await show_grid(query, own, state, law, texts, today)


async def mark_all(
    query: CallbackQuery,
    callback_data: OwnAll,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    own = await OwnMonths.marked(state, law, today) or OwnMonths.unmarked(law, today)
    mark = DeclaredMonth.PAID if callback_data.paid else DeclaredMonth.UNPAID
    await show_grid(query, own.marking(dict.fromkeys(own.marks, mark)), state, law, texts, today)


async def change_earlier(
    query: CallbackQuery, state: FSMContext, law: Law, texts: Texts, today: date
) -> None:
    own = await OwnMonths.marked(state, law, today)
    if own is None:
        await start_anew(query, state, law, texts, today)
        return
    changed = replace(own, earlier=following(own.earlier))
    await show_grid(query, changed, state, law, texts, today)


async def take_state_today(
    query: CallbackQuery,
    callback_data: OwnStateToday,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    own = await OwnMonths.marked(state, law, today)
    if own is not None:
        await replace(own, state_pays_today=callback_data.pays).keep(state)
    await count(query, state, law, texts, today)


async def count(
    query: CallbackQuery, state: FSMContext, law: Law, texts: Texts, today: date
) -> None:
    own = await OwnMonths.marked(state, law, today)
    if own is None:
        await start_anew(query, state, law, texts, today)
        return
    voice = Voice(texts, law)
    if own.lacks_state_today:
        last = voice.format.month(max(own.marks))
        question = texts("own.state-today", month=last)
        await show(query, question, keyboards.own_state_today(texts))
        return
    declaration = own.declaration()
    answer = declared_status(law, declaration, today)
    message = declared_message(declaration, answer, voice)
    await show(query, message, keyboards.own_answer(texts, answer))


async def show_ways(
    query: CallbackQuery, state: FSMContext, law: Law, texts: Texts, today: date
) -> None:
    own = await OwnMonths.marked(state, law, today)
    if own is None:
        await start_anew(query, state, law, texts, today)
        return
    answer = declared_status(law, own.declaration(), today)
    await show(query, ways_message(answer, Voice(texts, law)), keyboards.own_ways(texts, answer))


async def show_grid(
    event: Message | CallbackQuery,
    own: OwnMonths,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
    notice: str = "",
) -> None:
    await own.keep(state)
    marking = marking_message(Voice(texts, law), today)
    grid = keyboards.own_months(texts, own.marks, own.earlier)
    await show(event, f"{notice}{marking}", grid)


async def start_anew(
    query: CallbackQuery, state: FSMContext, law: Law, texts: Texts, today: date
) -> None:
    """The table that was tapped is older than what is kept."""
    notice = f"{texts('own.out-of-date')}\n\n"
    fresh = OwnMonths.unmarked(law, today)
    await show_grid(query, fresh, state, law, texts, today, notice)


def following(choice: Choice) -> Choice:
    """The next one of its kind, after the last the first."""
    choices = list(type(choice))
    return choices[(choices.index(choice) + 1) % len(choices)]

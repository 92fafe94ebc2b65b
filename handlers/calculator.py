"""The calculator: what one month costs, for every kind of payer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Self

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.answers.calculation import (
    MOST_INCOMES,
    calculation_message,
    calculation_refused,
    cost_calculation,
    income_question,
    likely_slip,
    staff_calculation,
)
from bot.answers.sums import misread_sentence
from bot.answers.voice import Voice
from bot.reading.sums import SumMisread, read_sum
from bot.rules.amounts import FIXED_KINDS, check_in_force, monthly_amount
from bot.rules.history import PayerKind
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.refusals import KindNotInForce, Refusal
from bot.rules.staff import staff_amount
from bot.screen import say, show
from bot.texts import Markup, Texts
from handlers import keyboards
from handlers.callbacks import (
    CalcAnother,
    CalcIncome,
    CalcKind,
    CalcKinds,
    CalcMonth,
    CalcSide,
    CalcYear,
    Side,
)
from handlers.filters import WORDS
from handlers.states import Calculator

_KINDS: Mapping[Side, PayerKind] = MappingProxyType(
    {
        "cost": PayerKind.EMPLOYEE,
        "exempt": PayerKind.EMPLOYEE,
        "staff": PayerKind.ENTREPRENEUR,
    }
)
"""The kind of payer whose month has that side."""


@dataclass(frozen=True)
class Calculation:
    """What is being calculated, as it stands in the state of the conversation."""

    kind: PayerKind
    period: Month
    incomes: tuple[Decimal, ...] = ()
    side: Side = "own"

    @classmethod
    async def begun(cls, state: FSMContext) -> Self | None:
        kept = await state.get_value("calculation")
        if kept is None:
            return None
        return cls(
            kind=PayerKind(kept["kind"]),
            period=Month.parse(kept["period"]),
            incomes=tuple(Decimal(income) for income in kept["incomes"]),
            side=kept["side"],
        )

    @classmethod
    async def of_kind(cls, kind: PayerKind, state: FSMContext, today: date) -> Self:
        """The one begun, where it is of this kind; of another one, its month."""
        begun = await cls.begun(state)
        if begun is None:
            return cls(kind, Month.containing(today))
        return begun if begun.kind is kind else cls(kind, begun.period)

    async def keep(self, state: FSMContext) -> None:
        kept = {
            "kind": str(self.kind),
            "period": str(self.period),
            "incomes": [str(income) for income in self.incomes],
            "side": self.side,
        }
        await state.update_data(calculation=kept)

    @property
    def takes_income(self) -> bool:
        return self.side == "staff" or self.kind not in FIXED_KINDS

    @property
    def lacks_income(self) -> bool:
        return self.takes_income and not self.incomes

    @property
    def likely_slip(self) -> bool:
        return self.takes_income and likely_slip(self.incomes[-1])

    def answer(self, law: Law, voice: Voice) -> Markup:
        """Raises `Refusal`."""
        if self.side == "staff":
            staff = staff_amount(law, self.period, self.incomes)
            return staff_calculation(staff, self.incomes, voice)
        incomes = self.incomes if self.takes_income else ()
        exempt = self.side == "exempt"
        amount = monthly_amount(law, self.kind, self.period, incomes, exempt=exempt)
        words = cost_calculation if self.side == "cost" else calculation_message
        return words(amount, incomes, voice)


def router() -> Router:
    router = Router(name="calculator")
    router.callback_query.register(show_kinds, CalcKinds.filter())
    router.callback_query.register(choose_kind, CalcKind.filter())
    router.callback_query.register(choose_another_income, CalcIncome.filter())
    router.callback_query.register(add_income, CalcAnother.filter())
    router.callback_query.register(turn_to_side, CalcSide.filter())
    router.callback_query.register(show_months, CalcYear.filter())
    router.callback_query.register(choose_month, CalcMonth.filter())
    router.message.register(take_income, StateFilter(Calculator), WORDS)
    return router


async def open_calculator(event: Message | CallbackQuery, state: FSMContext, texts: Texts) -> None:
    await state.update_data(calculation=None)
    await show_kinds(event, state, texts)


async def show_kinds(event: Message | CallbackQuery, state: FSMContext, texts: Texts) -> None:
    await state.set_state(None)
    await show(event, texts("calc.kinds"), keyboards.calculator_kinds(texts))


async def start_anew(event: Message | CallbackQuery, state: FSMContext, texts: Texts) -> None:
    """What was begun is no longer kept: another conversation has taken its place."""
    await state.set_state(None)
    await show(event, texts("calc.out-of-date"), keyboards.calculator_kinds(texts))


async def choose_kind(
    query: CallbackQuery,
    callback_data: CalcKind,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    calculation = await Calculation.of_kind(callback_data.kind, state, today)
    await calculate(query, replace(calculation, side="own"), state, law, texts)


async def choose_another_income(
    query: CallbackQuery,
    callback_data: CalcIncome,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    calculation = await Calculation.of_kind(callback_data.kind, state, today)
    await calculate(query, _of_staff(replace(calculation, incomes=())), state, law, texts)


async def add_income(
    query: CallbackQuery,
    callback_data: CalcAnother,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    """One more job, or one more employee of an entrepreneur."""
    calculation = _of_staff(await Calculation.of_kind(callback_data.kind, state, today))
    calculation = replace(calculation, side="staff" if calculation.side == "staff" else "own")
    if not 0 < len(calculation.incomes) < MOST_INCOMES:
        await calculate(query, calculation, state, law, texts)
        return
    await calculation.keep(state)
    await ask_income(query, calculation, state, law, texts)


async def turn_to_side(
    query: CallbackQuery,
    callback_data: CalcSide,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    begun, side = await Calculation.begun(state), callback_data.side
    if side in _KINDS:
        begun = await Calculation.of_kind(_KINDS[side], state, today)
    if begun is None:
        await start_anew(query, state, texts)
        return
    await calculate(query, replace(begun, side=side), state, law, texts)


async def show_months(
    query: CallbackQuery,
    callback_data: CalcYear,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    calculation = await Calculation.of_kind(callback_data.kind, state, today)
    await calculation.keep(state)
    first, last = offered_months(law, today)
    year = min(max(callback_data.year, first.year), last.year)
    title = texts("calc.months", kind=texts(f"kind.{calculation.kind}"), year=str(year))
    months = keyboards.calculator_months(texts, calculation.kind, year, first, last)
    await show(query, title, months)


async def choose_month(
    query: CallbackQuery, callback_data: CalcMonth, state: FSMContext, law: Law, texts: Texts
) -> None:
    calculation = await Calculation.begun(state)
    if calculation is None:
        await start_anew(query, state, texts)
        return
    period = Month.parse(callback_data.period)
    await calculate(query, replace(calculation, period=period), state, law, texts)


async def take_income(
    message: Message, state: FSMContext, raw_state: str, law: Law, texts: Texts
) -> None:
    """One more income where another was asked for, else the last one anew."""
    calculation = await Calculation.begun(state)
    if calculation is None:
        await start_anew(message, state, texts)
        return
    assert message.text is not None
    try:
        income = read_sum(message.text)
    except SumMisread as misread:
        sentence = misread_sentence(misread, Voice(texts, law))
        await say(message, sentence, keyboards.income_wanted(texts, way_back(calculation)))
        return
    before = calculation.incomes
    before = before if raw_state == Calculator.another.state else before[:-1]
    await calculate(message, replace(calculation, incomes=(*before, income)), state, law, texts)


async def calculate(
    event: Message | CallbackQuery,
    calculation: Calculation,
    state: FSMContext,
    law: Law,
    texts: Texts,
) -> None:
    """Answer, or ask for the income without which there is no answer."""
    await calculation.keep(state)
    try:
        check_in_force(law, calculation.kind, calculation.period)
        if calculation.lacks_income:
            await ask_income(event, calculation, state, law, texts)
            return
        answer = calculation.answer(law, Voice(texts, law))
    except Refusal as refusal:
        await refuse(event, refusal, calculation, state, law, texts)
        return
    # Who wrote «300» for three hundred thousand types it anew at once.
    await state.set_state(Calculator.income if calculation.likely_slip else None)
    await show(event, answer, ways_on(calculation, texts))


async def ask_income(
    event: Message | CallbackQuery,
    calculation: Calculation,
    state: FSMContext,
    law: Law,
    texts: Texts,
) -> None:
    """The first income, or one more."""
    kind, period, incomes = calculation.kind, calculation.period, calculation.incomes
    await state.set_state(Calculator.another if incomes else Calculator.income)
    question = income_question(kind, period, Voice(texts, law), incomes)
    await show(event, question, keyboards.income_wanted(texts, way_back(calculation)))


async def refuse(
    event: Message | CallbackQuery,
    refusal: Refusal,
    calculation: Calculation,
    state: FSMContext,
    law: Law,
    texts: Texts,
) -> None:
    """Nothing is lost: another month, kind or income goes on from here."""
    retyping = calculation.takes_income and not isinstance(refusal, KindNotInForce)
    await state.set_state(Calculator.income if retyping else None)
    kind, period = calculation.kind, calculation.period
    voice = Voice(texts, law)
    sentence = calculation_refused(refusal, kind, period, voice, retyping=retyping)
    await show(event, sentence, ways_on(calculation, texts))


def ways_on(calculation: Calculation, texts: Texts) -> InlineKeyboardMarkup:
    year, incomes = calculation.period.year, len(calculation.incomes)
    return keyboards.calculation(texts, calculation.kind, year, calculation.side, incomes)


def way_back(calculation: Calculation) -> Side | None:
    """The answer that there is already without the income that is being asked for."""
    if calculation.incomes:
        return calculation.side
    return "own" if calculation.side == "staff" else None


def _of_staff(calculation: Calculation) -> Calculation:
    """An entrepreneur has incomes to type only as those of employees."""
    entrepreneur = calculation.kind is PayerKind.ENTREPRENEUR
    return replace(calculation, side="staff") if entrepreneur else calculation


def offered_months(law: Law, today: date) -> tuple[Month, Month]:
    """From the first month of the system to the one after the last whose wage is known."""
    first = Month.containing(law.first_day("deduction_rate"))
    known = Month.containing(law.parameters["minimum_wage"].verified_until)
    return first, max(known + 1, Month.containing(today))

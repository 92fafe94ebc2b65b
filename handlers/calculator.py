"""The calculator: what one month costs, for every kind of payer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Self

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.answers.calculation import (
    calculation_message,
    calculation_refused,
    income_question,
    likely_slip,
)
from bot.answers.sums import SumMisread, misread_sentence, read_sum
from bot.answers.voice import Voice
from bot.rules.amounts import FIXED_KINDS, MonthlyAmount, check_in_force, monthly_amount
from bot.rules.history import PayerKind
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.refusals import KindNotInForce, Refusal
from bot.screen import say, show
from bot.texts import Texts
from handlers import keyboards
from handlers.callbacks import CalcIncome, CalcKind, CalcKinds, CalcMonth, CalcYear
from handlers.states import Calculator


@dataclass(frozen=True)
class Calculation:
    """What is being calculated, as it stands in the state of the conversation."""

    kind: PayerKind
    period: Month
    income: Decimal | None = None

    @classmethod
    async def begun(cls, state: FSMContext) -> Self | None:
        kept = await state.get_value("calculation")
        if kept is None:
            return None
        income = kept["income"]
        return cls(
            kind=PayerKind(kept["kind"]),
            period=Month.parse(kept["period"]),
            income=None if income is None else Decimal(income),
        )

    @classmethod
    async def of_kind(cls, kind: PayerKind, state: FSMContext, today: date) -> Self:
        """The one begun, where it is of this kind; of another one, its month."""
        begun = await cls.begun(state)
        if begun is None:
            return cls(kind, Month.containing(today))
        return begun if begun.kind is kind else cls(kind, begun.period)

    async def keep(self, state: FSMContext) -> None:
        income = None if self.income is None else str(self.income)
        kept = {"kind": str(self.kind), "period": str(self.period), "income": income}
        await state.update_data(calculation=kept)

    def lacks_income(self) -> bool:
        return self.income is None and self.kind not in FIXED_KINDS

    def amount(self, law: Law) -> MonthlyAmount:
        incomes = [] if self.income is None else [self.income]
        return monthly_amount(law, self.kind, self.period, incomes)


def router() -> Router:
    router = Router(name="calculator")
    router.callback_query.register(show_kinds, CalcKinds.filter())
    router.callback_query.register(choose_kind, CalcKind.filter())
    router.callback_query.register(choose_another_income, CalcIncome.filter())
    router.callback_query.register(show_months, CalcYear.filter())
    router.callback_query.register(choose_month, CalcMonth.filter())
    typed = F.text & ~F.text.startswith("/")
    router.message.register(take_income, StateFilter(Calculator.income), typed)
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
    await calculate(query, calculation, state, law, texts)


async def choose_another_income(
    query: CallbackQuery,
    callback_data: CalcIncome,
    state: FSMContext,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    calculation = await Calculation.of_kind(callback_data.kind, state, today)
    await calculate(query, replace(calculation, income=None), state, law, texts)


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


async def take_income(message: Message, state: FSMContext, law: Law, texts: Texts) -> None:
    calculation = await Calculation.begun(state)
    if calculation is None:
        await start_anew(message, state, texts)
        return
    assert message.text is not None
    try:
        income = read_sum(message.text)
    except SumMisread as misread:
        sentence = misread_sentence(misread, Voice(texts, law))
        await say(message, sentence, keyboards.income_wanted(texts))
        return
    await calculate(message, replace(calculation, income=income), state, law, texts)


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
        if calculation.lacks_income():
            await ask_income(event, calculation, state, law, texts)
            return
        amount = calculation.amount(law)
    except Refusal as refusal:
        await refuse(event, refusal, calculation, state, law, texts)
        return
    # Who wrote «300» for three hundred thousand types it anew at once.
    await state.set_state(Calculator.income if likely_slip(amount.income) else None)
    answer = calculation_message(amount, Voice(texts, law))
    await show(event, answer, ways_on(calculation, texts))


async def ask_income(
    event: Message | CallbackQuery,
    calculation: Calculation,
    state: FSMContext,
    law: Law,
    texts: Texts,
) -> None:
    await state.set_state(Calculator.income)
    question = income_question(calculation.kind, calculation.period, Voice(texts, law))
    await show(event, question, keyboards.income_wanted(texts))


async def refuse(
    event: Message | CallbackQuery,
    refusal: Refusal,
    calculation: Calculation,
    state: FSMContext,
    law: Law,
    texts: Texts,
) -> None:
    """Nothing is lost: another month, kind or income goes on from here."""
    retyping = calculation.income is not None and not isinstance(refusal, KindNotInForce)
    await state.set_state(Calculator.income if retyping else None)
    kind, period = calculation.kind, calculation.period
    voice = Voice(texts, law)
    sentence = calculation_refused(refusal, kind, period, voice, retyping=retyping)
    await show(event, sentence, ways_on(calculation, texts))


def ways_on(calculation: Calculation, texts: Texts) -> InlineKeyboardMarkup:
    return keyboards.calculation(texts, calculation.kind, calculation.period.year)


def offered_months(law: Law, today: date) -> tuple[Month, Month]:
    """From the first month of the system to the one after the last whose wage is known."""
    first = Month.containing(law.first_day("deduction_rate"))
    known = Month.containing(law.parameters["minimum_wage"].verified_until)
    return first, max(known + 1, Month.containing(today))

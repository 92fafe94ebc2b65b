"""What to pay, month by month: a plan to keep, tick off and take along as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Self

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from bot.answers.payment import Part
from bot.answers.plan import Plan, PlanLine, PlanWay, plan_message
from bot.answers.plan_files import plan_calendar, plan_csv
from bot.answers.voice import Voice
from bot.ledger import Ledger
from bot.rules.declared import declared_status
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.refusals import Refusal
from bot.rules.status import Status
from bot.screen import say, send_file, show
from bot.settings import Settings
from bot.state import Count, Counts
from bot.texts import Texts
from handlers import keyboards
from handlers.callbacks import Menu, OwnScreen, PlanFile, PlanOf, PlanTick, View
from handlers.keyboards import button, keyboard, menu_button
from handlers.own_months import OwnMonths
from handlers.pay import copy_button
from handlers.person import Person, status_of


@dataclass(frozen=True)
class Ticks:
    """Which months of a plan are paid, as it stands in the state of the conversation."""

    way: PlanWay
    of: Literal["person", "own"]
    paid: frozenset[Month] = frozenset()

    @classmethod
    async def of_plan(cls, asked: PlanOf | PlanTick | PlanFile, state: FSMContext) -> Self | None:
        """Those kept for the plan asked about; None where another one, or none, is kept."""
        kept = await state.get_value("plan")
        if kept is None or (kept["way"], kept["of"]) != (asked.way, asked.of):
            return None
        return cls(asked.way, asked.of, frozenset(map(Month.parse, kept["paid"])))

    async def keep(self, state: FSMContext) -> None:
        paid = sorted(str(month) for month in self.paid)
        await state.update_data(plan={"way": str(self.way), "of": self.of, "paid": paid})

    def toggling(self, month: Month) -> Self:
        return replace(self, paid=self.paid ^ {month})


def router() -> Router:
    router = Router(name="plan")
    router.callback_query.register(open_plan, PlanOf.filter())
    router.callback_query.register(tick, PlanTick.filter())
    router.callback_query.register(send_plan, PlanFile.filter())
    return router


async def open_plan(
    query: CallbackQuery,
    callback_data: PlanOf,
    state: FSMContext,
    law: Law,
    ledger: Ledger,
    settings: Settings,
    texts: Texts,
    today: date,
    counts: Counts,
) -> None:
    plan = await planned(callback_data, state, law, ledger, settings, today)
    if plan is None:
        await show_out_of_date(query, texts)
        return
    ticks = await Ticks.of_plan(callback_data, state) or Ticks(callback_data.way, callback_data.of)
    await ticks.keep(state)
    counts.add(Count.PLANS, texts.language)
    voice = Voice(texts, law)
    await say(query, plan_message(plan, voice, ticks.paid), keyboard_of(plan, ticks, voice))


async def tick(
    query: CallbackQuery,
    callback_data: PlanTick,
    state: FSMContext,
    law: Law,
    ledger: Ledger,
    settings: Settings,
    texts: Texts,
    today: date,
) -> None:
    ticks = await Ticks.of_plan(callback_data, state)
    plan = await planned(callback_data, state, law, ledger, settings, today)
    month = Month.parse(callback_data.period)
    if ticks is None or plan is None or month not in plan.periods:
        await show_out_of_date(query, texts)
        return
    ticks = ticks.toggling(month)
    await ticks.keep(state)
    voice = Voice(texts, law)
    await show(query, plan_message(plan, voice, ticks.paid), keyboard_of(plan, ticks, voice))


async def send_plan(
    query: CallbackQuery,
    callback_data: PlanFile,
    state: FSMContext,
    law: Law,
    ledger: Ledger,
    settings: Settings,
    texts: Texts,
    today: date,
) -> None:
    ticks = await Ticks.of_plan(callback_data, state)
    plan = await planned(callback_data, state, law, ledger, settings, today)
    if ticks is None or plan is None:
        await show_out_of_date(query, texts)
        return
    form, voice = callback_data.form, Voice(texts, law)
    content = plan_csv(plan, voice) if form == "csv" else plan_calendar(plan, voice)
    caption = texts(f"plan.file.{form}")
    await send_file(query, f"plan.{form}", content, caption, keyboards.to_menu(texts))


async def planned(
    asked: PlanOf | PlanTick | PlanFile,
    state: FSMContext,
    law: Law,
    ledger: Ledger,
    settings: Settings,
    today: date,
) -> Plan | None:
    """The plan as of today; None where nobody is spoken of any more, or the way is not open."""
    if asked.of == "own":
        answer = await _own_status(state, law, today)
    else:
        answer = await _persons_status(state, law, ledger, settings, today)
    if answer is None:
        return None
    try:
        return Plan.of(answer, asked.way)
    except Refusal:
        return None


async def show_out_of_date(query: CallbackQuery, texts: Texts) -> None:
    await show(query, texts("plan.out-of-date"), keyboards.plan_out_of_date(texts))


def keyboard_of(plan: Plan, ticks: Ticks, voice: Voice) -> InlineKeyboardMarkup:
    texts = voice.texts
    files = [
        button(texts("button.plan.csv"), PlanFile(way=ticks.way, of=ticks.of, form="csv")),
        button(texts("button.plan.ics"), PlanFile(way=ticks.way, of=ticks.of, form="ics")),
    ]
    requisites = button(texts("button.pay.requisites"), Menu(to=f"pay_{Part.REQUISITES}"))
    return keyboard(
        *(_row(line, ticks, voice) for line in plan.lines),
        [requisites, keyboards.remind_button(texts)],
        files,
        [_back(ticks, texts), menu_button(texts)],
    )


async def _own_status(state: FSMContext, law: Law, today: date) -> Status | None:
    own = await OwnMonths.marked(state, law, today)
    if own is None or own.lacks_state_today:
        return None
    return declared_status(law, own.declaration(), today)


async def _persons_status(
    state: FSMContext, law: Law, ledger: Ledger, settings: Settings, today: date
) -> Status | None:
    person = await Person.spoken_of(state)
    if person is None or not person.may_see_months(settings):
        return None
    return await status_of(person, law, ledger, today)


def _row(line: PlanLine, ticks: Ticks, voice: Voice) -> list[InlineKeyboardButton]:
    """A month to tick, with what a bank form asks for; a paid one has nothing left to copy."""
    texts, period = voice.texts, voice.format.period(line.period)
    tick = PlanTick(way=ticks.way, of=ticks.of, period=str(line.period))
    if line.period in ticks.paid:
        return [button(texts("button.plan.paid", period=period), tick)]
    return [
        button(texts("button.plan.unpaid", period=period), tick),
        copy_button(texts("button.pay.copy.period"), period),
        copy_button(voice.format.money(line.amount), str(line.amount)),
    ]


def _back(ticks: Ticks, texts: Texts) -> InlineKeyboardButton:
    if ticks.of == "own":
        return button(texts("button.own.answer"), OwnScreen(to="answer"))
    return button(texts("button.view.status"), View(screen="status"))

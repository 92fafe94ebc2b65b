"""The questions that the command line answers: fields in, a message and JSON out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from bot.answers.amounts import amount_json, amount_message, incomes_listed
from bot.answers.faq import Library
from bot.answers.leave import leave_json, leave_message
from bot.answers.parameters import parameters_json, parameters_message
from bot.answers.penalty import penalty_json, penalty_message
from bot.answers.plan import Plan, plan_json, plan_message
from bot.answers.plan_files import plan_calendar, plan_csv
from bot.answers.status import status_json, status_message
from bot.answers.voice import Voice, paragraphs
from bot.commands.fields import Fields
from bot.rules.amounts import monthly_amount
from bot.rules.due import due_date
from bot.rules.history import History
from bot.rules.identity import iin_fault
from bot.rules.law import Law
from bot.rules.leave import paid_leave
from bot.rules.months import Month
from bot.rules.penalty import penalty
from bot.rules.refusals import BadInput
from bot.rules.situation import Disclosure
from bot.rules.status import Status, status
from bot.staffroom.reply import Reply
from bot.texts import Markup
from bot.understanding import MOST_OFFERED, Understanding

_MOST_ARTICLES = 20


class Register(Protocol):
    """Where histories are asked for by IIN."""

    async def history_of(self, iin: str) -> History: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What a question is answered from."""

    law: Law
    today: Callable[[], date]
    """Asked only where a question leaves the day open."""
    register: Register | None = None
    library: Library | None = None
    understanding: Understanding | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A message for people, an object for programs."""

    message: Markup
    data: Mapping[str, object]
    refused: bool = field(default=False)
    """Answered, but the input itself is found wanting: the command exits 1."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The same to keep, by the name of the option that writes it."""


Ask = Callable[[Fields, Desk, Voice], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Question:
    """A command: the fields it takes and what answers it."""

    fields: frozenset[str]
    ask: Ask
    needs_register: bool = False
    needs_library: bool = False
    """And somebody who understands what is asked of it."""

    async def answer(self, given: Mapping[str, object], desk: Desk, voice: Voice) -> Answer:
        return await self.ask(Fields.of(given, self.fields), desk, voice)


async def ask_calc(fields: Fields, desk: Desk, voice: Voice) -> Answer:
    kind, incomes = fields.kind("kind"), fields.sums("income")
    period, exempt = fields.month("period"), fields.flag("exempt")
    amount = monthly_amount(desk.law, kind, period, incomes, exempt=exempt)
    message = amount_message(amount, voice, jobs=len(incomes))
    listed = incomes_listed(incomes, voice)
    return Answer(paragraphs([listed, message]), amount_json(amount, voice))


async def ask_leave(fields: Fields, desk: Desk, voice: Voice) -> Answer:
    leave = paid_leave(desk.law, fields.day("from"), fields.day("to"), fields.sum("pay"))
    return Answer(leave_message(leave, voice), leave_json(leave, voice))


async def ask_penalty(fields: Fields, desk: Desk, voice: Voice) -> Answer:
    accrued = penalty(desk.law, fields.sum("amount"), fields.day("due"), fields.day("paid"))
    return Answer(penalty_message(accrued, voice), penalty_json(accrued, voice))


async def ask_due(fields: Fields, desk: Desk, voice: Voice) -> Answer:
    period = fields.month("period")
    if period < Month.containing(desk.law.first_day("due_day")):
        raise BadInput("period", "before_system")
    due = due_date(desk.law, period)
    month, day = voice.format.month(period), voice.format.day_by(due, year=True)
    message = voice.texts("due.answer", period=month, due=day)
    return Answer(message, {"period": str(period), "due": due.isoformat()})


async def ask_iin(fields: Fields, desk: Desk, voice: Voice) -> Answer:  # noqa: ARG001 - as all
    fault = iin_fault(fields.text("iin"))
    if fault is None:
        return Answer(voice.texts("iin.valid"), {"valid": True, "reason": None})
    message = voice.texts(f"iin.invalid.{fault}")
    return Answer(message, {"valid": False, "reason": str(fault)}, refused=True)


async def ask_rules(fields: Fields, desk: Desk, voice: Voice) -> Answer:
    day = fields.day("on", desk.today)
    return Answer(parameters_message(voice, day), parameters_json(voice, day))


async def ask_status(fields: Fields, desk: Desk, voice: Voice) -> Answer:
    answer = await _status(fields, desk)
    return Answer(status_message(answer, voice, Disclosure.FULL), status_json(answer, voice))


async def ask_plan(fields: Fields, desk: Desk, voice: Voice) -> Answer:
    way = fields.way("way")
    plan = Plan.of(await _status(fields, desk), way)
    files = {"csv": plan_csv(plan, voice), "ics": plan_calendar(plan, voice)}
    return Answer(plan_message(plan, voice), plan_json(plan, voice), files=files)


async def ask_ask(fields: Fields, desk: Desk, voice: Voice) -> Answer:
    assert desk.understanding is not None
    assert desk.library is not None
    text, most = fields.text("text"), fields.count("top", MOST_OFFERED, _MOST_ARTICLES)
    day = desk.today()
    understood = desk.understanding.understood(text, day, most)
    reply = Reply(understood, desk.library, voice, day)
    return Answer(reply.message(), reply.data())


async def _status(fields: Fields, desk: Desk) -> Status:
    iin = fields.text("iin")
    if fault := iin_fault(iin):
        raise BadInput("iin", fault)
    day = fields.day("on", desk.today)
    assert desk.register is not None
    return status(desk.law, await desk.register.history_of(iin), day)


def questions() -> dict[str, Question]:
    """Every question by the name of its command."""
    return {
        "calc": Question(frozenset({"kind", "income", "period", "exempt"}), ask_calc),
        "leave": Question(frozenset({"from", "to", "pay"}), ask_leave),
        "penalty": Question(frozenset({"amount", "due", "paid"}), ask_penalty),
        "due": Question(frozenset({"period"}), ask_due),
        "iin": Question(frozenset({"iin"}), ask_iin),
        "rules": Question(frozenset({"on"}), ask_rules),
        "status": Question(frozenset({"iin", "on"}), ask_status, needs_register=True),
        "ask": Question(frozenset({"text", "top"}), ask_ask, needs_library=True),
        "plan": Question(frozenset({"iin", "way", "on"}), ask_plan, needs_register=True),
    }

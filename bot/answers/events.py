"""What a change in life does to a status, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from bot.answers.leave import leave_rows
from bot.answers.status import another_readings
from bot.answers.sums import sum_examples
from bot.answers.voice import Voice, footer, joined, paragraphs
from bot.answers.ways import way_text
from bot.rules.due import arrival_day
from bot.rules.months import Month
from bot.rules.planning.leave_check import LeaveCheck
from bot.rules.planning.outlook import EmptyMonth, Outlook
from bot.rules.planning.questions import (
    ASKED,
    UNKNOWN,
    Answers,
    Change,
    Question,
    Sort,
    sum_in,
)
from bot.rules.refusals import BadInput
from bot.rules.runs import InsuredDays
from bot.rules.status import Status
from bot.texts import Markup

MOST_LINES = 2
"""Months to pay listed one by one, where they go on without an end."""

_DAY = timedelta(days=1)
_A_BIRTHDAY = date(2008, 9, 9)


class Ground(StrEnum):
    """What is taken as known about the months before the change."""

    ASSUMED = "assumed"
    """That every month was paid."""
    OWN = "own"
    """The months that the person has marked."""
    LEDGER = "ledger"


def question_message(
    change: Change, question: Question, answers: Answers, voice: Voice, today: date
) -> Markup:
    """What was answered so far, and what is asked now."""
    texts = voice.texts
    return paragraphs(
        [
            texts("events.title", name=texts(f"events.name.{change}")),
            _understood(change, answers, voice),
            texts.tell(f"events.ask.{change}.{question.name}", sum_examples(voice)),
            _how_to_answer(question, voice, today),
        ]
    )


def _how_to_answer(question: Question, voice: Voice, today: date) -> Markup | None:
    if question.sort is not Sort.DAY:
        return None
    if question.past:
        return voice.texts("events.how-to-birthday", example=_typed(_A_BIRTHDAY))
    return voice.texts("events.how-to-day", example=_typed(today))


def _typed(day: date) -> str:
    """The shortest way to write it: `25.08.2026`."""
    return f"{day:%d.%m.%Y}"


def misread_answer(refusal: BadInput, voice: Voice) -> Markup:
    """What is wrong with an answer, and what to type instead."""
    return voice.texts(f"events.misread.{refusal.reason}")


def outlook_message(outlook: Outlook, answers: Answers, ground: Ground, voice: Voice) -> Markup:
    """Which months stay empty, until when the status holds, what to pay by when, whom to ask."""
    texts, change = voice.texts, outlook.event.change
    return paragraphs(
        [
            texts("events.title", name=texts(f"events.name.{change}")),
            joined([_empty(outlook, voice), *_holding(outlook, voice)]),
            _to_pay(outlook, voice),
            texts(f"events.advice.{change}"),
            another_readings(outlook.disputed, voice),
            _taken_as_given(change, answers, voice, texts(f"events.ground.{ground}")),
            footer(voice, outlook.day),
        ]
    )


def leave_check_message(check: LeaveCheck, answers: Answers, voice: Voice, day: date) -> Markup:
    """The right rows, the wrong entry and what it costs, and what to ask."""
    texts = voice.texts
    required = "required" if check.leave.split_required else "voluntary"
    several = len(check.leave.rows) > 1
    return paragraphs(
        [
            texts("events.title", name=texts(f"events.name.{Change.LEAVE}")),
            joined([texts("events.leave.right"), leave_rows(check.leave, voice)]),
            texts(f"leave.split-{required}"),
            _wrong_entry(check, voice) if several else texts("events.leave.one-month"),
            texts(f"events.advice.{Change.LEAVE}"),
            _taken_as_given(Change.LEAVE, answers, voice),
            texts("answer.folded-reasons", reasons=voice.reasons(check.trail)),
            footer(voice, day),
        ]
    )


def return_message(outlook: Outlook, answers: Answers, status: Status, voice: Voice) -> Markup:
    """Coming home: nothing was paid, so what brings the status, and when it comes by itself.

    `status` is that of the day of return.
    """
    texts = voice.texts
    paid_on = voice.format.day_on(status.on, year=True)
    return paragraphs(
        [
            texts("events.title", name=texts(f"events.name.{Change.RETURN}")),
            texts("events.return.no-status"),
            _by_itself(outlook, voice),
            texts("events.return.ways", day=paid_on) if status.ways.ways else None,
            *(way_text(way, status, voice) for way in status.ways.ways),
            texts("ways.one-month-one-payment") if status.ways.ways else None,
            texts(f"events.advice.{Change.RETURN}"),
            _taken_as_given(Change.RETURN, answers, voice),
            footer(voice, outlook.day),
        ]
    )


def _taken_as_given(
    change: Change, answers: Answers, voice: Voice, ground: Markup | None = None
) -> Markup:
    """What was answered and assumed, folded: the answer itself goes first."""
    given = joined([_understood(change, answers, voice), ground])
    return voice.texts("events.given", given=given)


def _understood(change: Change, answers: Answers, voice: Voice) -> Markup:
    """Each answer on a line of its own."""
    given = [(one, answers[one.name]) for one in ASKED[change] if one.name in answers]
    return joined(
        voice.texts(f"events.label.{question.name}", value=_answer(question, value, voice))
        for question, value in given
    )


def _answer(question: Question, value: str, voice: Voice) -> str:
    if value == UNKNOWN:
        return voice.texts("events.unknown")
    match question.sort:
        case Sort.DAY:
            return voice.format.day(date.fromisoformat(value), year=True)
        case Sort.MONTH:
            return voice.format.month(Month.parse(value))
        case Sort.SUM:
            return voice.format.money(sum_in(value, question.name))
        case Sort.CHOICE:
            return voice.texts(f"events.choice.{question.name}.{value}")


def _empty(outlook: Outlook, voice: Voice) -> Markup:
    texts, empty = voice.texts, outlook.empty
    if not empty:
        return texts("events.empty.none")
    if outlook.event.open_ended:
        first = empty[0].period.first_day
        return texts("events.empty.from", day=voice.format.day_from(first, year=True))
    months = voice.format.months(one.period for one in empty)
    return texts.counted("events.empty.some", len(empty), months=months)


def _holding(outlook: Outlook, voice: Voice) -> Iterator[Markup]:
    """Until when the status holds without paying, and when it comes back by itself."""
    texts, form, gap = voice.texts, voice.format, outlook.gap
    if not outlook.insured_before:
        yield texts("events.holds.not-insured")
        return
    if gap is None:
        yield texts("events.holds.anyway")
        return
    assert outlook.holds_through is not None
    key = "events.holds.until" if outlook.empty else "events.holds.known"
    yield texts(key, day=form.day_by(outlook.holds_through, year=True))
    if gap.last is not None:
        yield texts("events.holds.back", day=form.day_on(gap.last + _DAY, year=True))


def _to_pay(outlook: Outlook, voice: Voice) -> Markup | None:
    texts, empty = voice.texts, outlook.empty
    if not empty or (outlook.gap is None and not outlook.event.open_ended):
        return None
    endless = outlook.event.open_ended
    shown = empty[:MOST_LINES] if endless else empty
    return joined(
        [
            texts("events.pay.title"),
            *(_pay_line(one, outlook, voice) for one in shown),
            texts("events.pay.and-on") if endless else None,
            _total(outlook, voice),
            _effect(outlook, voice),
            _latest(outlook, voice),
        ]
    )


def _pay_line(one: EmptyMonth, outlook: Outlook, voice: Voice) -> Markup:
    texts, form = voice.texts, voice.format
    amount = form.money(one.amount) if one.amount is not None else texts("debt.unpriced")
    month, due = form.month(one.period), form.day_by(one.due, year=True)
    if one.due < outlook.day:
        return texts("events.pay.overdue", month=month, amount=amount)
    return texts("events.pay.line", month=month, amount=amount, due=due)


def _total(outlook: Outlook, voice: Voice) -> Markup | None:
    if outlook.event.open_ended or outlook.total is None or len(outlook.empty) < 2:  # noqa: PLR2004
        return None
    return voice.texts("events.pay.total", total=voice.format.money(outlook.total))


def _effect(outlook: Outlook, voice: Voice) -> Markup | None:
    """What paying brings: no gap at all, or the status back."""
    texts, left = voice.texts, outlook.gap_paying
    if outlook.event.open_ended:
        return texts("events.pay.goes-on") if outlook.insured_before else None
    if left is None:
        return texts("events.pay.keeps")
    if left.last is not None and left.last < outlook.day:
        back = arrival_day(outlook.law, outlook.day)
        return texts("events.pay.brings-back", day=voice.format.day_by(back, year=True))
    return None


def _latest(outlook: Outlook, voice: Voice) -> Markup | None:
    if outlook.latest is None:
        return None
    return voice.texts("events.pay.latest", day=voice.format.day(outlook.latest, year=True))


def _wrong_entry(check: LeaveCheck, voice: Voice) -> Markup:
    texts, form = voice.texts, voice.format
    deductions, contributions = (form.money(line.amount) for line in check.wrong.lines)
    return joined(
        [
            texts(
                "events.leave.wrong",
                month=form.month(check.wrong.period),
                deductions=deductions,
                contributions=contributions,
            ),
            texts.counted("events.leave.lost", len(check.lost), months=form.months(check.lost)),
            _lost_days(check.gap, voice) if check.gap else None,
        ]
    )


def _lost_days(gap: InsuredDays, voice: Voice) -> Markup:
    texts, form = voice.texts, voice.format
    first = form.day_from(gap.first, year=True)
    if gap.last is None:
        return texts("events.leave.lost-from", first=first)
    back = form.day_by(gap.last + _DAY, year=True)
    return texts("events.leave.lost-days", first=first, back=back)


def _by_itself(outlook: Outlook, voice: Voice) -> Markup | None:
    gap = outlook.gap_paying
    if gap is None or gap.last is None:
        return None
    day = voice.format.day_by(gap.last + _DAY, year=True)
    starts = outlook.event.back_on
    key = "events.return.self" if starts is None else "events.return.works"
    return voice.texts(key, day=day)

"""A penalty, in words and as JSON; and what is asked before it can be computed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.answers.sums import sum_examples
from bot.answers.voice import Voice, joined, paragraphs
from bot.reading.days import DayMisread
from bot.reading.sums import SumMisread
from bot.rules.penalty import Penalty, penalty
from bot.rules.refusals import BadInput, PenaltyUnknown
from bot.texts import Markup


class Part(StrEnum):
    """What a penalty is computed from, in the order in which it is asked for."""

    AMOUNT = "amount"
    DUE = "due"
    PAID = "paid"


def penalty_message(penalty: Penalty, voice: Voice) -> Markup:
    texts = voice.texts
    amount, days = voice.format.money(penalty.amount), voice.format.number(penalty.days)
    return paragraphs([texts("penalty.amount", amount=amount, days=days), _end(penalty, voice)])


def penalty_json(penalty: Penalty, voice: Voice) -> dict[str, object]:
    because = voice.because(penalty.trail)
    return {"penalty": penalty.amount, "days": penalty.days, "because": because}


def penalty_answer(debt: Decimal, due: date, paid: date, voice: Voice) -> Markup:
    """What was asked, and the penalty, or the part of it whose days have a known rate.

    Raises `BadInput`.
    """
    asked = understood({Part.AMOUNT: debt, Part.DUE: due, Part.PAID: paid}, voice)
    try:
        answer = penalty_message(penalty(voice.law, debt, due, paid), voice)
    except PenaltyUnknown as unknown:
        answer = _partly_known(unknown, debt, due, paid, voice)
    return paragraphs([asked, answer])


def penalty_question(
    part: Part, known: dict[Part, Decimal | date], today: date, voice: Voice
) -> Markup:
    """What is wanted next; before the first answer also for whom there is a penalty."""
    texts = voice.texts
    examples = sum_examples(voice) if part is Part.AMOUNT else {"example": _example(today)}
    question = texts.tell(f"penalty.ask.{part}", examples)
    begun = understood(known, voice) if known else None
    return paragraphs([begun or joined([texts("penalty.title"), texts("penalty.who")]), question])


def understood(known: dict[Part, Decimal | date], voice: Voice) -> Markup:
    """What has been told so far, a line each."""
    return joined(
        voice.texts(f"penalty.told.{part}", value=voice.fact(known[part]))
        for part in Part
        if part in known
    )


def misread_amount(misread: SumMisread | BadInput, voice: Voice) -> Markup:
    """What was understood, what is wrong with it, what to type instead, in one sentence."""
    read = misread.understood if isinstance(misread, SumMisread) else Decimal(0)
    values = {"understood": voice.format.money(read), **sum_examples(voice)}
    return voice.texts.tell(f"penalty.misread-amount.{misread.reason}", values)


def misread_day(
    misread: DayMisread | BadInput, day: date | None, today: date, voice: Voice
) -> Markup:
    """The same of a day; `day` is what was read, None where nothing was."""
    reason = misread.fault if isinstance(misread, DayMisread) else misread.reason
    read = "" if day is None else voice.format.day(day, year=True)
    values = {"understood": read, "example": _example(today)}
    return voice.texts.tell(f"penalty.misread-day.{reason}", values)


def _partly_known(
    unknown: PenaltyUnknown, debt: Decimal, due: date, paid: date, voice: Voice
) -> Markup:
    """The part that is known, and the days for which the base rate is not, in full words."""
    texts, form, known_until = voice.texts, voice.format, unknown.known_until
    if known_until is None:
        return _without_trail(_known_later(unknown, voice), voice)
    since = form.day_from(unknown.on, year=True)
    if due >= known_until:
        return _without_trail(texts("penalty.all-unknown", since=since), voice)
    part = penalty(voice.law, debt, due, known_until)
    known = texts(
        "penalty.known-part",
        amount=form.money(part.amount),
        days=form.number(part.days),
        known_until=form.day_by(known_until, year=True),
    )
    rest = texts("penalty.unknown-rest", since=since, last=form.day_by(paid, year=True))
    return paragraphs([known, rest, _end(part, voice)])


def _known_later(unknown: PenaltyUnknown, voice: Voice) -> Markup:
    """The delay begins before the first known rate."""
    form, rate = voice.format, voice.law.parameters[unknown.parameter]
    return voice.texts(
        "penalty.unknown-at-first",
        since=form.day_from(rate.values[0].since, year=True),
        until=form.day_by(rate.verified_until, year=True),
        amount=form.money(unknown.penalty),
    )


def _without_trail(told: Markup, voice: Voice) -> Markup:
    return paragraphs([told, voice.texts("penalty.who"), voice.texts("answer.not-a-certificate")])


def _end(penalty: Penalty, voice: Voice) -> Markup:
    texts = voice.texts
    return paragraphs(
        [
            texts("penalty.who"),
            texts("answer.folded-reasons", reasons=voice.reasons(penalty.trail)),
            texts("answer.not-a-certificate"),
        ]
    )


def _example(today: date) -> str:
    """A day as people type it."""
    return f"{today:%d.%m.%Y}"

"""A person's own months: the table to mark them in, and what follows from the marks."""

from __future__ import annotations

from datetime import date

from bot.answers.status import status_message
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.declared import Declaration, DeclaredMonth, earlier_months_that_insure
from bot.rules.due import due_date
from bot.rules.months import Month
from bot.rules.situation import Disclosure
from bot.rules.status import Status
from bot.texts import Markup


def marking_message(voice: Voice, day: date) -> Markup:
    """What the marks under the table mean; whether the last month is still in time."""
    texts = voice.texts
    meanings = [
        texts("own.legend", sign=texts(f"own.sign.{mark}"), meaning=texts(f"own.meaning.{mark}"))
        for mark in DeclaredMonth
    ]
    return paragraphs(
        [texts("own.title"), joined(meanings), _still_due(voice, day), texts("own.limits")]
    )


def declared_message(declaration: Declaration, answer: Status, voice: Voice) -> Markup:
    """The status as from a ledger, called an estimate, and what more would have to be known."""
    earlier = earlier_months_that_insure(voice.law, declaration, answer.on)
    return paragraphs(
        [
            status_message(answer, voice, Disclosure.FULL, own_words=True),
            voice.texts(f"own.matters.{earlier}") if earlier else None,
        ]
    )


def _still_due(voice: Voice, day: date) -> Markup | None:
    last = Month.containing(day) - 1
    due = due_date(voice.law, last)
    if day > due:
        return None
    month = voice.format.month(last)
    return voice.texts("own.due", month=month, due=voice.format.day_by(due, year=True))

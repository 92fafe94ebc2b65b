"""Reminders in words: what can be chosen and what is on, and the messages themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.answers.status import another_reading, least, missing
from bot.answers.voice import Voice, footer, joined, paragraphs
from bot.rules.months import Month
from bot.rules.reminders import About, Bill, BillLine, Matter, Wish, total
from bot.rules.situation import Disclosure
from bot.rules.status import Status
from bot.texts import Markup


@dataclass(frozen=True, slots=True)
class Coming:
    """A reminder that is on, and what can be said about the next time."""

    wish: Wish
    next_on: date | None
    """None where no day is known, or none may be told."""
    month: Month | None = None
    """The month that will be due."""
    end: date | None = None
    """The last day of the status, as far as the asker may learn it."""


def reminders_page(
    coming: Sequence[Coming], voice: Voice, awake: tuple[int, int], *, lacks: str | None
) -> Markup:
    """What is on and what can be chosen.

    `awake`: the hours between which reminders are sent. `lacks`: what a reminder about somebody
    still waits for, `person` or `proof`.
    """
    texts = voice.texts
    first, last = (f"{hour:02d}:00" for hour in awake)
    return paragraphs(
        [
            texts("remind.title"),
            reminders_listed(coming, voice) or texts("remind.nothing-on"),
            texts("remind.offer"),
            texts(f"remind.lacks.{lacks}") if lacks else texts("remind.offer.end"),
            texts("remind.kept", first=first, last=last),
        ]
    )


def reminders_listed(coming: Sequence[Coming], voice: Voice) -> Markup | None:
    """A line for each reminder that is on; None for none."""
    return joined(_listed(one, voice) for one in coming) or None


def _listed(coming: Coming, voice: Voice) -> Markup:
    texts, form, wish = voice.texts, voice.format, coming.wish
    about = texts(f"remind.about.{wish.about}")
    if wish.matter is Matter.END:
        return joined([texts("remind.on.end", about=about), _end_next(coming, voice)], " ")
    lead = texts(f"remind.lead.{wish.lead}")
    on = texts("remind.on.due", lead=lead, about=about)
    if coming.next_on is None or coming.month is None:
        return on
    day, month = form.day_on(coming.next_on), form.month(coming.month)
    return joined([on, texts("remind.next.due", day=day, month=month)], " ")


def _end_next(coming: Coming, voice: Voice) -> Markup:
    texts, form = voice.texts, voice.format
    if coming.end is None:
        return texts("remind.next.no-end")
    end = form.day(coming.end, year=True)
    if coming.next_on is None:
        return texts("remind.next.end-told", end=end)
    return texts("remind.next.end", end=end, day=form.day_on(coming.next_on))


def due_message(bill: Bill, voice: Voice) -> Markup:
    """Which months are to be paid by when, and how much that is today."""
    said = _own_month(bill, voice) if bill.about is not About.PERSON else _persons(bill, voice)
    return paragraphs([_due_title(bill, voice), *said, footer(voice, bill.on)])


def end_message(status: Status, end: date, voice: Voice, audience: Disclosure) -> Markup:
    """When the status ends, and the least that keeps it; as much as the first screen says."""
    texts = voice.texts
    return paragraphs(
        [
            texts("remind.end.title", day=voice.format.day(end, year=True)),
            missing(status, voice) if status.unpaid else None,
            least(status, voice) or texts("remind.end.what-next"),
            another_reading(status, voice, audience),
            footer(voice, status.on),
        ]
    )


def _due_title(bill: Bill, voice: Voice) -> Markup:
    texts, form = voice.texts, voice.format
    month = form.month(bill.month)
    if bill.month not in {line.period for line in bill.asked}:
        return texts("remind.due.old-only", month=month)
    if bill.on == bill.due:
        return texts("remind.due.today", month=month)
    return texts("remind.due.title", month=month, due=form.day_by(bill.due))


def _own_month(bill: Bill, voice: Voice) -> list[Markup | None]:
    texts, form = voice.texts, voice.format
    (line,) = bill.asked
    period = form.period(line.period)
    if line.amount is None:
        price = texts("remind.due.unpriced", year=line.period.year, period=period)
    else:
        amount = form.money(line.amount)
        price = texts(f"remind.due.{bill.about}", amount=amount, period=period)
    return [price, texts("remind.due.already")]


def _persons(bill: Bill, voice: Voice) -> list[Markup | None]:
    texts, several = voice.texts, len(bill.asked) > 1
    old = any(line.period != bill.month for line in bill.asked)
    return [
        None if bill.known else texts("remind.due.nothing-known"),
        joined([*(_line(line, voice) for line in bill.asked), _total(bill, voice)]),
        _unpriced(bill, voice),
        texts("debt.required") if old else None,
        texts("plan.separately") if several else None,
        _mentioned(bill, voice),
        texts("remind.due.employer"),
    ]


def _line(line: BillLine, voice: Voice) -> Markup:
    amount = _price(line.amount, voice)
    return voice.texts("debt.line", month=voice.format.month(line.period), amount=amount)


def _total(bill: Bill, voice: Voice) -> Markup | None:
    whole = total(bill.asked)
    if len(bill.asked) == 1 or whole is None:
        return None
    return voice.texts("debt.total", total=voice.format.money(whole))


def _mentioned(bill: Bill, voice: Voice) -> Markup | None:
    if not bill.mentioned:
        return None
    months = voice.format.months(line.period for line in bill.mentioned)
    amount = _price(total(bill.mentioned), voice)
    return voice.texts("remind.due.old-not-required", months=months, amount=amount)


def _unpriced(bill: Bill, voice: Voice) -> Markup | None:
    unpriced = [line.period for line in bill.asked if line.amount is None]
    return voice.texts("remind.due.year-unpriced", year=unpriced[0].year) if unpriced else None


def _price(amount: int | None, voice: Voice) -> str:
    return voice.texts("debt.unpriced") if amount is None else voice.format.money(amount)

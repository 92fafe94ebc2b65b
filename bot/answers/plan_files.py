"""A plan as files: a table to print and tick, and a calendar with reminders."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Final

from icalendar import Event

from bot.answers.calendar_events import THREE_DAYS_BEFORE, calendar_file, whole_day
from bot.answers.plan import Plan, line_text
from bot.answers.voice import Voice, joined
from bot.rules.amounts import independent_price
from bot.rules.due import due_date
from bot.rules.months import Month, months_between
from bot.texts import Markup, plain

_PRODUCT: Final = "pay plan"
_MORNING: Final = timedelta(hours=9)
_TWO_WEEKS_BEFORE: Final = timedelta(days=-14)


def plan_csv(plan: Plan, voice: Voice) -> bytes:
    """UTF-8 with BOM and `;`, as spreadsheets of the country open it; our own words and numbers."""
    texts, form = voice.texts, voice.format
    file = StringIO(newline="")
    rows = csv.writer(file, delimiter=";")
    columns = ("month", "period", "amount", "knp", "year", "paid")
    rows.writerow(plain(texts(f"plan.column.{column}")) for column in columns)
    for line in plan.lines:
        period, month = form.period(line.period), form.month(line.period)
        rows.writerow([month, period, line.amount, line.knp, line.price_year, ""])
    rows.writerow([plain(texts("plan.column.total")), "", plan.total, "", "", ""])
    return file.getvalue().encode("utf-8-sig")


def plan_calendar(plan: Plan, voice: Voice) -> bytes:
    """When to pay, now and month by month, and when the status comes and ends; nobody is named."""
    return calendar_file(_PRODUCT, _events(plan, voice))


def _events(plan: Plan, voice: Voice) -> Iterator[Event]:
    yield _paying(plan, voice)
    if plan.insured_from is not None:
        yield _told(plan, "check", plan.insured_from, _MORNING, voice)
    if plan.insured_through is not None:
        yield _told(plan, "end", plan.insured_through, _TWO_WEEKS_BEFORE, voice)
    for month in _months_to_go_on(plan, voice):
        yield _due(plan, month, voice)


def _paying(plan: Plan, voice: Voice) -> Event:
    months = joined(line_text(line, voice) for line in plan.lines)
    day = voice.law.calendar.from_day(plan.on)
    about = joined([voice.texts("plan.event.pay.about"), months])
    return _event(plan, "pay", day, _MORNING, plain(voice.texts("plan.event.pay")), about)


def _months_to_go_on(plan: Plan, voice: Voice) -> Iterator[Month]:
    """The year that follows months paid back: the status lasts only if they are paid too."""
    if plan.ahead:
        return iter(())
    first = Month.containing(plan.on)
    return months_between(first, first + (voice.law.count("status_months", plan.on) - 1))


def _due(plan: Plan, month: Month, voice: Voice) -> Event:
    name = f"due-{voice.format.period(month)}"
    summary = voice.texts("plan.event.due", month=voice.format.month(month))
    about = joined([voice.texts("plan.event.due.about"), _price(month, voice)])
    day = due_date(voice.law, month)
    return _event(plan, name, day, THREE_DAYS_BEFORE, plain(summary), about)


def _price(month: Month, voice: Voice) -> Markup:
    """An independent month's price, or that it is not known yet."""
    price = independent_price(voice.law, month, month.year)
    if price.unknown is not None:
        return voice.texts("plan.event.due.unpriced")
    amount = voice.format.money(price.tenge)
    return voice.texts("plan.event.due.price", amount=amount, period=voice.format.period(month))


def _told(plan: Plan, name: str, day: date, trigger: timedelta, voice: Voice) -> Event:
    summary = plain(voice.texts(f"plan.event.{name}"))
    return _event(plan, name, day, trigger, summary, voice.texts(f"plan.event.{name}.about"))


def _event(
    plan: Plan, name: str, day: date, trigger: timedelta, summary: str, about: Markup
) -> Event:
    uid = f"{name}-{plan.way}-{plan.periods[0]}-{len(plan.lines)}-{plan.on:%Y%m%d}"
    return whole_day(uid, plan.on, day, trigger, summary, about)

"""A plan as files: a table to print and tick, and a calendar with reminders."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Final

from icalendar import Alarm, Calendar, Event

from bot.answers.plan import Plan, line_text
from bot.answers.voice import Voice, joined
from bot.texts import Markup, plain

_PRODUCT: Final = "-//mams-bot//pay plan//KK"
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
    """When to pay, when the status should be there, when it ends; nothing about the person."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(_paying(plan, voice))
    if plan.insured_from is not None:
        calendar.add_component(_told(plan, "check", plan.insured_from, _MORNING, voice))
    if plan.insured_through is not None:
        calendar.add_component(_told(plan, "end", plan.insured_through, _TWO_WEEKS_BEFORE, voice))
    written: bytes = calendar.to_ical()
    return written


def _paying(plan: Plan, voice: Voice) -> Event:
    months = joined(line_text(line, voice) for line in plan.lines)
    day = voice.law.calendar.from_day(plan.on)
    about = joined([voice.texts("plan.event.pay.about"), months])
    return _event(plan, "pay", day, _MORNING, voice, about)


def _told(plan: Plan, name: str, day: date, trigger: timedelta, voice: Voice) -> Event:
    return _event(plan, name, day, trigger, voice, voice.texts(f"plan.event.{name}.about"))


def _event(
    plan: Plan, name: str, day: date, trigger: timedelta, voice: Voice, about: Markup
) -> Event:
    """A whole day; `trigger` of its alarm counts from the midnight in which it begins."""
    summary = plain(voice.texts(f"plan.event.{name}"))
    event = Event()
    first = voice.format.period(plan.periods[0])
    event.add("uid", f"{name}-{plan.way}-{first}-{len(plan.lines)}-{plan.on:%Y%m%d}@mams-bot")
    event.add("dtstamp", datetime.combine(plan.on, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", plain(about))
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(summary, trigger))
    return event


def _alarm(summary: str, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", trigger)
    return alarm

"""Whole days for a calendar file, each with a reminder of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event

from bot.texts import Markup, plain

THREE_DAYS_BEFORE: Final = timedelta(days=-3)


def calendar_file(product: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//mams-bot//{product}//KK")
    calendar.add("version", "2.0")
    for event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def whole_day(
    uid: str, stamp: date, day: date, trigger: timedelta, summary: str, about: Markup
) -> Event:
    """`uid` without its domain; `trigger` of the alarm counts from the midnight `day` begins in."""
    event = Event()
    event.add("uid", f"{uid}@mams-bot")
    event.add("dtstamp", datetime.combine(stamp, time(), UTC))
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

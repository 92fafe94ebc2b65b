"""By when contributions are to be paid in, for whoever pays them for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.answers.calendar_events import THREE_DAYS_BEFORE, calendar_file, whole_day
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.due import DueDate, estimated, next_due_date
from bot.texts import Markup, plain


def accountant_message(today: date, voice: Voice) -> Markup:
    return paragraphs(
        [
            joined([voice.texts("accountant.title"), _next(today, voice)]),
            voice.texts("accountant.page"),
            voice.texts("accountant.no-names"),
        ]
    )


def due_dates_message(dates: Sequence[DueDate], today: date, voice: Voice) -> Markup:
    """Every month of a year with its due date, and why it is not the usual day."""
    texts, year = voice.texts, dates[0].month.year
    return paragraphs(
        [
            joined([texts("dates.title", year=str(year)), texts("dates.for-all")]),
            joined(_line(one, voice) for one in dates),
            _next(today, voice) if today.year == year else None,
            texts("dates.estimated") if estimated(voice.law, dates) else None,
        ]
    )


def due_dates_calendar(dates: Sequence[DueDate], today: date, voice: Voice) -> bytes:
    """The same as a file, a whole day each; a day taken in again replaces the one there is."""
    texts = voice.texts
    unsure = texts("dates.estimated") if estimated(voice.law, dates) else None
    events = [
        whole_day(
            f"due-{voice.format.period(one.month)}",
            today,
            one.day,
            THREE_DAYS_BEFORE,
            plain(texts("plan.event.due", month=voice.format.month(one.month))),
            joined([texts("dates.event.about"), _moved(one, voice), unsure]),
        )
        for one in dates
    ]
    return calendar_file("due dates", events)


def _line(one: DueDate, voice: Voice) -> Markup:
    form = voice.format
    month = form.month_name(one.month)
    day = form.day_by(one.day, year=one.day.year != one.month.year)
    return joined([voice.texts("dates.line", month=month, day=day), _moved(one, voice)], " ")


def _moved(one: DueDate, voice: Voice) -> Markup | None:
    if one.moved is None:
        return None
    named = voice.law.count("due_day", one.month.last_day)
    return voice.texts(f"dates.moved.{one.moved}", named=str(named))


def _next(today: date, voice: Voice) -> Markup:
    following, form = next_due_date(voice.law, today), voice.format
    day = form.day_by(following.day, year=True)
    return voice.texts("dates.next", month=form.month_name(following.month), day=day)

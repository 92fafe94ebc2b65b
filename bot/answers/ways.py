"""The ways back to being insured, in words."""

from __future__ import annotations

from bot.answers.voice import Voice, footer, joined, paragraphs
from bot.rules.status import Status
from bot.rules.ways import WayBack
from bot.texts import Markup


def ways_message(status: Status, voice: Voice) -> Markup:
    """Every way back with its months, total, dates and marks."""
    texts = voice.texts
    if not status.ways.ways and not status.ways.left_out:
        return paragraphs([texts("ways.none"), footer(voice, status.on)])
    return paragraphs(
        [
            texts("ways.title"),
            *(way_text(way, status, voice) for way in status.ways.ways),
            *_left_out(status, voice),
            texts("ways.one-month-one-payment"),
            texts("ways.employee"),
            footer(voice, status.on),
        ]
    )


def way_text(way: WayBack, status: Status, voice: Voice) -> Markup:
    """One way: what to pay, how much, from when and until when it insures, what a year costs."""
    texts, form = voice.texts, voice.format
    through = form.day_by(way.insured_through, year=True) if way.insured_through else None
    year = form.money(way.year_total) if way.year_total is not None else None
    return joined(
        [
            texts(f"way.{way.way}.name"),
            *_marks(way, status, voice),
            *_payments(way, voice),
            _arrival(way, status, voice),
            texts("way.insured-through", day=through) if through else None,
            texts("way.year-total", total=year) if year else texts("way.year-unknown"),
        ]
    )


def _arrival(way: WayBack, status: Status, voice: Voice) -> Markup:
    day = voice.format.day_by(way.insured_from, year=True)
    if status.insured:
        return voice.texts("way.money-seen", day=day)
    if not way.costs:
        return voice.texts("way.insured-by-itself", day=day)
    return voice.texts("way.insured-from", day=day)


def _payments(way: WayBack, voice: Voice) -> list[Markup]:
    if not way.costs:
        return [voice.texts("way.nothing-to-pay")]
    periods, total = voice.format.months(way.periods), voice.format.money(way.total)
    return [
        voice.texts.counted("way.periods", len(way.costs), periods=periods),
        voice.texts("way.total", total=total),
    ]


def _marks(way: WayBack, status: Status, voice: Voice) -> list[Markup]:
    marks = []
    if way is status.ways.least_now:
        marks.append(voice.texts("way.least-now"))
    if way is status.ways.least_over_a_year:
        marks.append(voice.texts("way.least-over-a-year"))
    return marks


def _left_out(status: Status, voice: Voice) -> list[Markup]:
    return [
        voice.texts(
            "ways.left-out",
            way=voice.texts(f"way.{left.way}.name"),
            parameter=voice.texts(f"parameter.{left.unknown.parameter}"),
            day=voice.format.day_from(left.unknown.on, year=True),
        )
        for left in status.ways.left_out
    ]

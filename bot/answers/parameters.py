"""The numbers of the law in force on a day, in words and as JSON."""

from __future__ import annotations

from datetime import date

from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.law import Parameter, Value
from bot.texts import Markup


def parameters_message(voice: Voice, day: date) -> Markup:
    rows = [_row(parameter, value, voice) for parameter, value in voice.law.in_force(day)]
    title = voice.texts("parameters.title", day=voice.format.day_on(day, year=True))
    return paragraphs([title, joined(rows)])


def parameters_json(voice: Voice, day: date) -> dict[str, object]:
    rows = [_json(parameter, value, voice) for parameter, value in voice.law.in_force(day)]
    return {"on": day.isoformat(), "parameters": rows}


def _row(parameter: Parameter, value: Value, voice: Voice) -> Markup:
    assert value.amount is not None
    return voice.texts(
        "parameters.row" if value.verified else "parameters.row-unverified",
        name=voice.texts(f"parameter.{parameter.name}"),
        id=parameter.name,
        value=voice.amount(value.amount, parameter.unit),
        unit=voice.texts(f"unit.{parameter.unit}"),
        since=voice.format.day_from(value.since, year=True),
        law=voice.article(parameter.article),
        act=value.act,
        source=value.source,
        verified_until=voice.format.day(parameter.verified_until, year=True),
    )


def _json(parameter: Parameter, value: Value, voice: Voice) -> dict[str, object]:
    return {
        "parameter": parameter.name,
        "value": f"{value.amount:f}",
        "unit": parameter.unit,
        "since": value.since.isoformat(),
        "law": voice.article(parameter.article),
        "act": value.act,
        "source": value.source,
        "verified": value.verified,
        "last_verified": parameter.verified_until.isoformat(),
    }

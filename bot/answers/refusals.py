"""A refused question as one plain sentence, and as the commands give it."""

from __future__ import annotations

from decimal import Decimal

from bot.answers.voice import Voice
from bot.rules.refusals import (
    BadInput,
    KindNotInForce,
    NotFound,
    OverRegimeLimit,
    ParameterUnknown,
    PenaltyUnknown,
    Refusal,
)
from bot.texts import Markup, plain


def refusal_sentence(refusal: Refusal, voice: Voice) -> Markup:
    """What is wrong or not known, and what can be done instead."""
    match refusal:
        case BadInput():
            return _bad_input(refusal, voice)
        case KindNotInForce():
            return _kind_not_in_force(refusal, voice)
        case PenaltyUnknown():
            return _penalty_unknown(refusal, voice)
        case ParameterUnknown():
            return _parameter_unknown(refusal, voice)
        case OverRegimeLimit():
            limit = voice.format.money(refusal.limit)
            return voice.texts("refusal.over_regime_limit", limit=limit)
        case NotFound():
            return voice.texts("refusal.not_found")
    raise refusal


def refusal_json(refusal: Refusal, voice: Voice) -> dict[str, object]:
    """`{"error": {"code", "message", ...}}` of the commands."""
    error: dict[str, object] = {
        "code": refusal.code,
        "message": plain(refusal_sentence(refusal, voice)),
    }
    match refusal:
        case BadInput() | NotFound():
            error["field"] = refusal.field
        case ParameterUnknown():
            error |= {"parameter": refusal.parameter, "on": refusal.on.isoformat()}
        case OverRegimeLimit():
            error["limit"] = number(refusal.limit)
        case KindNotInForce():
            error |= {"kind": str(refusal.kind), "since": str(refusal.since)}
    if isinstance(refusal, PenaltyUnknown):
        known = refusal.known_until
        error |= {"known_until": known.isoformat() if known else None, "penalty": refusal.penalty}
    return {"error": error}


def number(amount: Decimal) -> int | float:
    """A sum in JSON: whole tenge as an integer."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _bad_input(refusal: BadInput, voice: Voice) -> Markup:
    texts = voice.texts
    # A field that no question has is named as it was written.
    known = texts.has(f"field.{refusal.field}")
    name = texts(f"field.{refusal.field}") if known else refusal.field
    return texts(
        "refusal.bad_input", field=name, reason=texts(f"refusal.bad_input.{refusal.reason}")
    )


def _kind_not_in_force(refusal: KindNotInForce, voice: Voice) -> Markup:
    kind = voice.texts(f"kind.{refusal.kind}")
    if refusal.until is not None and refusal.period > refusal.until:
        return voice.texts("refusal.kind_ended", kind=kind)
    since = voice.format.month(refusal.since)
    return voice.texts("refusal.kind_not_in_force", kind=kind, since=since)


def _parameter_unknown(refusal: ParameterUnknown, voice: Voice) -> Markup:
    name = voice.texts(f"parameter.{refusal.parameter}")
    day = voice.format.day_from(refusal.on, year=True)
    return voice.texts("refusal.parameter_unknown", parameter=name, day=day)


def _penalty_unknown(refusal: PenaltyUnknown, voice: Voice) -> Markup:
    texts, form = voice.texts, voice.format
    if refusal.known_until is None:
        day = form.day(refusal.on, year=True)
        return texts("refusal.penalty_unknown_before", day=day)
    known_until = form.day_by(refusal.known_until, year=True)
    amount = form.money(refusal.penalty)
    return texts("refusal.penalty_unknown_after", known_until=known_until, amount=amount)

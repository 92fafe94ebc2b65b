"""What is supposed, beside what is so today, in words."""

from __future__ import annotations

from bot.answers.status import another_readings, missing, until
from bot.answers.voice import Voice, footer, joined, paragraphs
from bot.rules.planning.what_if import WhatIf
from bot.rules.situation import Disclosure
from bot.rules.status import Basis, Standing, Status
from bot.texts import Markup


def what_if_message(answer: WhatIf, voice: Voice, audience: Disclosure) -> Markup:
    """Today and the supposed day below each other, what it costs, and what was taken as given."""
    texts = voice.texts
    if answer.supposed.empty:
        return paragraphs(
            [
                texts("whatif.title"),
                _now(answer.now, voice, audience),
                texts("whatif.choose"),
                footer(voice, answer.now.on),
            ]
        )
    return paragraphs(
        [
            texts("whatif.title"),
            _now(answer.now, voice, audience),
            joined([_supposed(answer, voice), _standing(answer.then, voice, audience)]),
            _otherwise(answer, voice, audience),
            _cost(answer, voice),
            texts("whatif.goes-on") if answer.goes_on else None,
            _readings(answer, voice, audience),
            footer(voice, answer.now.on),
        ]
    )


def _now(status: Status, voice: Voice, audience: Disclosure) -> Markup:
    return joined([voice.texts("whatif.now"), _standing(status, voice, audience)])


def _standing(status: Status, voice: Voice, audience: Disclosure) -> Markup:
    """Insured or not, until when, what is missing."""
    texts = voice.texts
    rest = None if status.standing is Standing.UNKNOWN else until(status, voice, audience)
    # Of an insured person only a status that runs out names what is missing.
    also = status.insured and status.basis is not Basis.RETENTION and status.unpaid
    return joined(
        [
            texts(f"whatif.standing.{status.standing}"),
            rest or None,
            missing(status, voice) if also else None,
        ]
    )


def _supposed(answer: WhatIf, voice: Voice) -> Markup:
    """The heading of the supposed day: what is supposed, in the order in which it was asked."""
    texts, form, supposed = voice.texts, voice.format, answer.supposed
    parts = []
    if answer.costs:
        months = form.months(cost.period for cost in answer.costs)
        parts.append(texts("whatif.if.pay", months=months))
    if supposed.stops is not None:
        day = form.day_from(supposed.stops.first_day, year=True)
        parts.append(texts("whatif.if.stops", day=day))
    on = form.day_on(answer.then.on, year=True)
    return joined([*parts, texts("whatif.then", day=on)])


def _otherwise(answer: WhatIf, voice: Voice, audience: Disclosure) -> Markup | None:
    if answer.otherwise is None or _same(answer.otherwise, answer.then):
        return None
    standing = _standing(answer.otherwise, voice, audience)
    return joined([voice.texts("whatif.otherwise"), standing])


def _same(one: Status, other: Status) -> bool:
    return (one.standing, one.insured_through, one.basis) == (
        other.standing,
        other.insured_through,
        other.basis,
    )


def _cost(answer: WhatIf, voice: Voice) -> Markup | None:
    if not answer.costs:
        return None
    if answer.total is None:
        unknown = [cost.period for cost in answer.costs if cost.amount is None]
        return voice.texts("whatif.cost-unknown", months=voice.format.months(unknown))
    return voice.texts("whatif.cost", total=voice.format.money(answer.total))


def _readings(answer: WhatIf, voice: Voice, audience: Disclosure) -> Markup | None:
    if audience is Disclosure.PUBLIC:
        return voice.texts("disputed.public")
    return another_readings(answer.then.disputed, voice)

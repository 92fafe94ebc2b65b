"""A penalty, in words and as JSON."""

from __future__ import annotations

from bot.answers.voice import Voice, paragraphs
from bot.rules.penalty import Penalty
from bot.texts import Markup


def penalty_message(penalty: Penalty, voice: Voice) -> Markup:
    texts = voice.texts
    amount, days = voice.format.money(penalty.amount), voice.format.number(penalty.days)
    return paragraphs(
        [
            texts("penalty.amount", amount=amount, days=days),
            texts("penalty.who"),
            texts("answer.folded-reasons", reasons=voice.reasons(penalty.trail)),
            texts("answer.not-a-certificate"),
        ]
    )


def penalty_json(penalty: Penalty, voice: Voice) -> dict[str, object]:
    because = voice.because(penalty.trail)
    return {"penalty": penalty.amount, "days": penalty.days, "because": because}

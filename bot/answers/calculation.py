"""What the calculator asks, and how it words what one month costs or why it cannot say."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bot.answers.amounts import amount_message
from bot.answers.refusals import refusal_sentence
from bot.answers.sums import sum_examples
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.amounts import MonthlyAmount
from bot.rules.history import PayerKind
from bot.rules.months import Month
from bot.rules.refusals import Refusal
from bot.texts import Markup

_LIKELY: Final = Decimal(1_000)
"""Of a monthly income below this many tenge, thousands are likely to be meant."""


def income_question(kind: PayerKind, period: Month, voice: Voice) -> Markup:
    """Which income is wanted for this kind of payer, and how to write it."""
    question = joined([_about(kind, period, voice), voice.texts(f"calc.income.{kind}")])
    return paragraphs([question, voice.texts("calc.how-to-write", **sum_examples(voice))])


def calculation_message(amount: MonthlyAmount, voice: Voice) -> Markup:
    """The income as it was understood, and the answer."""
    return paragraphs([_understood(amount, voice), amount_message(amount, voice)])


def calculation_refused(
    refusal: Refusal, kind: PayerKind, period: Month, voice: Voice, *, retyping: bool
) -> Markup:
    """Why there is no answer; `retyping`: whether another income may simply be typed."""
    go_on = voice.texts("calc.go-on.income" if retyping else "calc.go-on.month")
    return paragraphs([_about(kind, period, voice), refusal_sentence(refusal, voice), go_on])


def likely_slip(income: Decimal | None) -> bool:
    """Whether somebody wrote «300» for three hundred thousand."""
    return income is not None and 0 < income < _LIKELY


def _about(kind: PayerKind, period: Month, voice: Voice) -> Markup:
    month = voice.format.month(period)
    return voice.texts("calc.about", kind=voice.texts(f"kind.{kind}"), period=month)


def _understood(amount: MonthlyAmount, voice: Voice) -> Markup | None:
    if amount.income is None:
        return None
    income = voice.texts("calc.understood", income=voice.format.money(amount.income))
    number = voice.format.number(amount.income)
    slip = voice.texts("calc.slip", number=number) if likely_slip(amount.income) else None
    return joined([income, slip])

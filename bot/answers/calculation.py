"""What the calculator asks, and how it words what one month costs or why it cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.answers.amounts import amount_message, incomes_listed
from bot.answers.employer import cost_message, staff_message
from bot.answers.refusals import refusal_sentence
from bot.answers.sums import sum_examples
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.amounts import MonthlyAmount
from bot.rules.history import PayerKind
from bot.rules.months import Month
from bot.rules.refusals import Refusal
from bot.rules.staff import StaffAmount
from bot.texts import Markup

_LIKELY: Final = Decimal(1_000)
"""Of a monthly income below this many tenge, thousands are likely to be meant."""

MOST_INCOMES: Final = 5
"""Jobs of one person, or employees of one entrepreneur: the answer stays one screen."""


def income_question(
    kind: PayerKind, period: Month, voice: Voice, incomes: Sequence[Decimal] = ()
) -> Markup:
    """Which income is wanted for this kind of payer, after which others, and how to write it."""
    wanted = voice.texts(f"calc.another.{kind}" if incomes else f"calc.income.{kind}")
    question = joined([_about(kind, period, voice), wanted])
    how = voice.texts("calc.how-to-write", **sum_examples(voice))
    return paragraphs([_understood(incomes, voice), question, how])


def calculation_message(amount: MonthlyAmount, incomes: Sequence[Decimal], voice: Voice) -> Markup:
    """The incomes as they were understood, and the answer."""
    answer = amount_message(amount, voice, jobs=len(incomes))
    return paragraphs([_understood(incomes, voice), answer])


def cost_calculation(amount: MonthlyAmount, incomes: Sequence[Decimal], voice: Voice) -> Markup:
    """The salaries as they were understood, and what they cost who pays them."""
    return paragraphs([_understood(incomes, voice), cost_message(amount, voice)])


def staff_calculation(amount: StaffAmount, salaries: Sequence[Decimal], voice: Voice) -> Markup:
    """What an entrepreneur and the employees cost; the salaries stand in the answer itself."""
    return paragraphs([_doubts(salaries, voice), staff_message(amount, voice)])


def calculation_refused(
    refusal: Refusal, kind: PayerKind, period: Month, voice: Voice, *, retyping: bool
) -> Markup:
    """Why there is no answer; `retyping`: whether another income may simply be typed."""
    go_on = voice.texts("calc.go-on.income" if retyping else "calc.go-on.month")
    return paragraphs([_about(kind, period, voice), refusal_sentence(refusal, voice), go_on])


def likely_slip(income: Decimal) -> bool:
    """Whether somebody wrote «300» for three hundred thousand."""
    return 0 < income < _LIKELY


def _understood(incomes: Sequence[Decimal], voice: Voice) -> Markup | None:
    if not incomes:
        return None
    one = voice.texts("calc.understood", income=voice.format.money(incomes[-1]))
    return joined([incomes_listed(incomes, voice) or one, _doubts(incomes, voice)])


def _doubts(incomes: Sequence[Decimal], voice: Voice) -> Markup | None:
    """That the last income may be a slip, and that no more of them are taken."""
    number = voice.format.number(incomes[-1])
    slip = voice.texts("calc.slip", number=number) if likely_slip(incomes[-1]) else None
    full = len(incomes) >= MOST_INCOMES
    most = voice.texts("calc.most", most=str(MOST_INCOMES)) if full else None
    return joined([slip, most]) or None


def _about(kind: PayerKind, period: Month, voice: Voice) -> Markup:
    month = voice.format.month(period)
    return voice.texts("calc.about", kind=voice.texts(f"kind.{kind}"), period=month)

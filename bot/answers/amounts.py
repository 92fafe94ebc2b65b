"""What a month costs, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from bot.answers.refusals import number
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.amounts import FIXED_KINDS, Line, MonthlyAmount, regime_limit
from bot.rules.history import Knp, PayerKind
from bot.rules.trail import Step
from bot.texts import Markup

_WITHHELD = frozenset(PayerKind) - FIXED_KINDS
"""Kinds whose contributions somebody else takes off the income and pays in."""

_NEAR_LIMIT: Final = Decimal("0.1")
"""How near to its limit, as a share of it, an income is told so: a good month may go over it."""


def amount_message(amount: MonthlyAmount, voice: Voice, *, jobs: int = 1) -> Markup:
    """The total, what the person pays and what the employer does, the due date, and why.

    `jobs`: how many the income comes from.
    """
    texts, form = voice.texts, voice.format
    kind, period = texts(f"kind.{amount.kind}"), form.month(amount.period)
    total = texts("amount.total", total=form.money(amount.total))
    whole = amount.single_payment
    return paragraphs(
        [
            joined([texts("amount.title", kind=kind, period=period), total]),
            _lines(amount, voice),
            texts("amount.single-payment", whole=form.money(whole)) if whole is not None else None,
            _certificate(amount, jobs, voice),
            _limit(amount, voice),
            amount_end(None if amount.exempt else amount.due, amount.trail, voice),
        ]
    )


def incomes_listed(incomes: Sequence[Decimal], voice: Voice) -> Markup | None:
    """Several incomes and their sum; nothing for one."""
    if len(incomes) < 2:  # noqa: PLR2004 - one income is no list
        return None
    money = voice.format.money
    listed = voice.format.listing([money(income) for income in incomes])
    return voice.texts("amount.incomes", incomes=listed, total=money(sum(incomes, Decimal(0))))


def amount_end(due: date | None, trail: Iterable[Step], voice: Voice) -> Markup:
    """How every answer about an amount ends: by when, why, and that it is no certificate."""
    day = None if due is None else voice.format.day_by(due, year=True)
    return paragraphs(
        [
            None if day is None else voice.texts("amount.due", due=day),
            voice.texts("answer.folded-reasons", reasons=voice.reasons(trail)),
            voice.texts("answer.not-a-certificate"),
        ]
    )


def amount_json(amount: MonthlyAmount, voice: Voice) -> dict[str, object]:
    answer: dict[str, object] = {
        "kind": str(amount.kind),
        "period": str(amount.period),
        "income": None if amount.income is None else number(amount.income),
        "lines": lines_json(amount.lines),
        "total": amount.total,
        "due": amount.due.isoformat(),
    }
    if amount.kind is PayerKind.SINGLE_PAYMENT:
        answer["single_payment"] = amount.single_payment
    return {**answer, "because": voice.because(amount.trail)}


def lines_json(lines: tuple[Line, ...]) -> list[dict[str, object]]:
    return [
        {
            "knp": str(line.knp),
            "amount": line.amount,
            "rate": f"{line.rate:f}",
            "base": f"{line.base:.2f}",
            "capped": line.capped,
        }
        for line in lines
    ]


def _lines(amount: MonthlyAmount, voice: Voice) -> Markup:
    if amount.exempt:
        return voice.texts("amount.exempt")
    return joined(_line(line, amount.kind, voice) for line in reversed(amount.lines))


def _certificate(amount: MonthlyAmount, jobs: int, voice: Voice) -> Markup | None:
    """Each employer knows one salary only, and would withhold as if it were the only one."""
    needed = jobs > 1 and amount.capped(Knp.CONTRIBUTIONS)
    return voice.texts("amount.certificate") if needed else None


def _limit(amount: MonthlyAmount, voice: Voice) -> Markup | None:
    """The limit of the self-employed regime, and what is left to it where that is little."""
    if amount.kind is not PayerKind.SELF_EMPLOYED or amount.income is None:
        return None
    limit = regime_limit(voice.law, amount.period)
    if limit is None:
        return None
    said = voice.texts("amount.limit", limit=voice.format.money(limit))
    left = limit - amount.income
    return joined([said, _left(left, voice) if left <= limit * _NEAR_LIMIT else None])


def _left(left: Decimal, voice: Voice) -> Markup:
    if not left:
        return voice.texts("amount.limit.reached")
    return voice.texts("amount.limit.near", left=voice.format.money(left))


def _line(line: Line, kind: PayerKind, voice: Voice) -> Markup:
    amount = voice.format.money(line.amount)
    if line.knp is Knp.DEDUCTIONS:
        return voice.texts("amount.line.employer", amount=amount)
    if kind in _WITHHELD:
        return voice.texts("amount.line.withheld", amount=amount)
    return voice.texts("amount.line.own", amount=amount)

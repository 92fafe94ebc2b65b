"""What a month costs, in words and as JSON."""

from __future__ import annotations

from bot.answers.refusals import number
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.amounts import FIXED_KINDS, Line, MonthlyAmount
from bot.rules.history import Knp, PayerKind
from bot.texts import Markup

_WITHHELD = frozenset(PayerKind) - FIXED_KINDS
"""Kinds whose contributions somebody else takes off the income and pays in."""


def amount_message(amount: MonthlyAmount, voice: Voice) -> Markup:
    """The total, what the person pays and what the employer does, the due date, and why."""
    texts, form = voice.texts, voice.format
    kind, period = texts(f"kind.{amount.kind}"), form.month(amount.period)
    total = texts("amount.total", total=form.money(amount.total))
    whole = amount.single_payment
    return paragraphs(
        [
            joined([texts("amount.title", kind=kind, period=period), total]),
            joined(_line(line, amount.kind, voice) for line in reversed(amount.lines)),
            texts("amount.single-payment", whole=form.money(whole)) if whole is not None else None,
            texts("amount.due", due=form.day_by(amount.due, year=True)),
            texts("answer.folded-reasons", reasons=voice.reasons(amount.trail)),
            texts("answer.not-a-certificate"),
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


def _line(line: Line, kind: PayerKind, voice: Voice) -> Markup:
    amount = voice.format.money(line.amount)
    if line.knp is Knp.DEDUCTIONS:
        return voice.texts("amount.line.employer", amount=amount)
    if kind in _WITHHELD:
        return voice.texts("amount.line.withheld", amount=amount)
    return voice.texts("amount.line.own", amount=amount)

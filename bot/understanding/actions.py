"""What the data in a question calls for, beside the article that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.rules.amounts import FIXED_KINDS
from bot.rules.declared import DeclaredMonth
from bot.rules.history import PayerKind
from bot.rules.months import Month


class Flow(StrEnum):
    """Where an action leads."""

    STATUS = "status"
    CALCULATOR = "calculator"
    MONTHS = "months"
    MENU = "menu"
    CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Action:
    """A flow of the bot with the data found in the question; an IIN is never among it."""

    flow: Flow
    kind: PayerKind | None = None
    incomes: tuple[Decimal, ...] = ()
    """Tenge a month."""
    marks: Mapping[Month, DeclaredMonth] = field(default_factory=dict)


_KINDS: Final = MappingProxyType(
    {
        "single_payment": PayerKind.SINGLE_PAYMENT,
        "platform": PayerKind.SELF_EMPLOYED,
        "civil_contract": PayerKind.CIVIL_CONTRACT,
        "salary": PayerKind.EMPLOYEE,
        "two_jobs": PayerKind.EMPLOYEE,
        "entrepreneur": PayerKind.ENTREPRENEUR,
        "employee": PayerKind.EMPLOYEE,
        "cap": PayerKind.EMPLOYEE,
    }
)
"""Meanings that say how somebody earns, the most telling first."""
_NO_INCOMES: Final = frozenset({"refund", "overpaid", "penalty", "debt", "wrong_month", "returned"})
"""Meanings beside which a sum is no income."""
_NO_REPORTS: Final = frozenset({"refund", "overpaid", "wrong_month", "returned"})
"""Meanings beside which months are not told to know the status."""


def calculation(meanings: frozenset[str], sums: tuple[Decimal, ...]) -> Action | None:
    """What one month costs with the incomes named."""
    if not sums or meanings & _NO_INCOMES:
        return None
    kind = next((kind for meaning, kind in _KINDS.items() if meaning in meanings), None)
    if kind is None and "how_much" in meanings:
        kind = PayerKind.EMPLOYEE
    if kind is None:
        return None
    if kind in FIXED_KINDS:
        return Action(Flow.CALCULATOR, kind)
    return Action(Flow.CALCULATOR, kind, sums if kind is PayerKind.EMPLOYEE else sums[:1])


def own_months(meanings: frozenset[str], marks: Mapping[Month, DeclaredMonth]) -> Action | None:
    """One's own months, marked as they were told."""
    return Action(Flow.MONTHS, marks=marks) if marks and not meanings & _NO_REPORTS else None

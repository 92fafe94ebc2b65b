"""Why a question is not answered, as values that the wording turns into a sentence.

Refusal
├── BadInput          the question itself is wrong
├── KindNotInForce    the payer kind did not exist in that month
├── ParameterUnknown  a number of the law is not known for that day
├── OverRegimeLimit   the income ends the special regime
└── NotFound          there is nothing of the kind asked for
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from bot.rules.history import PayerKind
from bot.rules.months import Month

LAST_YEAR = 2100
"""Later years are a slip of the finger, and the calendar ends not far behind."""


class Refusal(Exception):
    """The question is understood but not answered."""

    code: ClassVar[str]


@dataclass(eq=False)
class BadInput(Refusal):
    """`field` names the option; `reason` what is wrong with it."""

    code = "bad_input"
    field: str
    reason: str


def refuse_too_far(field: str, year: int) -> None:
    """Raise `BadInput` for a year that nobody can mean."""
    if year > LAST_YEAR:
        raise BadInput(field, "too_far")


@dataclass(eq=False)
class KindNotInForce(Refusal):
    """`kind` is settled only in the months from `since` (to `until`, where it has ended)."""

    code = "kind_not_in_force"
    kind: PayerKind
    period: Month
    since: Month
    until: Month | None = None


@dataclass(eq=False)
class ParameterUnknown(Refusal):
    """`on` is the first day needed for which `parameter` holds no value."""

    code = "parameter_unknown"
    parameter: str
    on: date


@dataclass(eq=False)
class PenaltyUnknown(ParameterUnknown):
    """The base rate is unknown for a part of the delay.

    `known_until` is the last day with a known rate (None where the delay begins before the first),
    `penalty` the part in whole tenge that the known days make up.
    """

    known_until: date | None
    penalty: int


@dataclass(eq=False)
class OverRegimeLimit(Refusal):
    """`limit` is the income in tenge at which the regime for the self-employed ends."""

    code = "over_regime_limit"
    limit: Decimal
    income: Decimal


@dataclass(eq=False)
class NotFound(Refusal):
    """`field` names the option that asks for what is not there."""

    code = "not_found"
    field: str

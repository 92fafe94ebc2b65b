"""Penalty (өсімпұл / пеня) of those who withhold for others (art. 31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.rules.amounts import check_sum
from bot.rules.due import due_date, first_month_due
from bot.rules.law import Figure, Law
from bot.rules.refusals import BadInput, ParameterUnknown, PenaltyUnknown, refuse_too_far
from bot.rules.trail import Step, whole_tenge

_PER_CENT = Decimal(100)
_LONGEST_DELAY = 100
"""Years; a longer delay is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Penalty:
    """`amount` in whole tenge for `days` of delay, the day of payment included."""

    amount: int
    days: int
    trail: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Stretch:
    first: date
    last: date
    rate: Figure | None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def penalty(law: Law, debt: Decimal, due: date, paid: date) -> Penalty:
    """Debt x base rate of each day x 1.25 / 365, from the day after `due` to `paid` inclusive.

    Zero when paid on or before the due date. Raises `BadInput` (`amount`) and `PenaltyUnknown`
    where the base rate of a part of the delay is not known.
    """
    check_sum("amount", debt, positive=True)
    if paid.year - due.year > _LONGEST_DELAY:
        raise BadInput("paid", "too_long")
    if paid <= due:
        return Penalty(0, 0, (Step("penalty_none", {"due": due, "paid": paid}),))
    stretches = _stretches(law, due + timedelta(days=1), paid)
    known = [stretch for stretch in stretches if stretch.rate is not None]
    amount = whole_tenge(sum((_accrued(law, debt, stretch) for stretch in known), Decimal(0)))
    if len(known) < len(stretches):
        raise _unknown(law, stretches, amount)
    return Penalty(amount, (paid - due).days, _trail(law, debt, known))


def check_due(law: Law, due: date) -> None:
    """Refuse days on which nothing can have been due: before the system, or absurdly late."""
    refuse_too_far("due", due.year)
    if due < due_date(law, first_month_due(law)):
        raise BadInput("due", "before_system")


def _stretches(law: Law, first: date, last: date) -> list[_Stretch]:
    """The delay cut where the base rate changes or stops being known."""
    rate = law.parameters["base_rate"]
    changes = [value.since for value in rate.values]
    changes.append(rate.verified_until + timedelta(days=1))
    starts = [first, *(day for day in changes if first < day <= last)]
    ends = [*(day - timedelta(days=1) for day in starts[1:]), last]
    return [
        _Stretch(start, end, _rate(law, start)) for start, end in zip(starts, ends, strict=True)
    ]


def _rate(law: Law, day: date) -> Figure | None:
    try:
        return law.figure("base_rate", day)
    except ParameterUnknown:
        return None


def _accrued(law: Law, debt: Decimal, stretch: _Stretch) -> Decimal:
    assert stretch.rate is not None
    multiple = law.amount("penalty_multiple", stretch.first)
    year = law.amount("penalty_year", stretch.first)
    return debt * stretch.rate.amount / _PER_CENT * multiple * stretch.days / year


def _unknown(law: Law, stretches: list[_Stretch], amount: int) -> PenaltyUnknown:
    rate = law.parameters["base_rate"]
    first = next(stretch.first for stretch in stretches if stretch.rate is None)
    if rate.entered(first) is None:
        return PenaltyUnknown(rate.name, first, None, amount)
    known_until = rate.verified_until
    return PenaltyUnknown(rate.name, known_until + timedelta(days=1), known_until, amount)


def _trail(law: Law, debt: Decimal, stretches: list[_Stretch]) -> tuple[Step, ...]:
    return tuple(
        Step(
            "penalty_stretch",
            {
                "debt": debt,
                "first": stretch.first,
                "last": stretch.last,
                "days": stretch.days,
                "accrued": _accrued(law, debt, stretch),
            },
            (
                *((stretch.rate,) if stretch.rate else ()),
                law.figure("penalty_multiple", stretch.first),
                law.figure("penalty_year", stretch.first),
            ),
        )
        for stretch in stretches
    )

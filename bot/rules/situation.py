"""What stands about a person on one day: the window of twelve months and what each costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import ceil

from bot.rules.amounts import Price, entrepreneur_price, independent_price
from bot.rules.coverage import NO_ROWS, TIYN_IN_TENGE, Coverage, KindRows
from bot.rules.due import due_date
from bot.rules.history import History, Knp, PayerKind, Payment
from bot.rules.law import Law
from bot.rules.months import Month, months_between
from bot.rules.refusals import BadInput, ParameterUnknown, refuse_too_far
from bot.rules.runs import Timeline


class MonthState(StrEnum):
    """How a month of the window stands."""

    COVERED = "covered"
    PARTIAL = "partial"
    """Money is there, but not enough; such a month is also unpaid or due."""
    DUE = "due"
    """Not covered, and its due date has not passed."""
    UNPAID = "unpaid"


class Disclosure(StrEnum):
    """Whom an answer is for."""

    FULL = "full"
    """The person: what was paid is taken off what a month costs."""
    PUBLIC = "public"
    """Anybody who typed an IIN: public prices only, so that no sum paid can be worked out."""


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What completes a month; `amount` in whole tenge, None where the price is not known."""

    period: Month
    amount: int | None
    kind: PayerKind
    """The kind of the payment that completes it."""
    completed: KindRows
    """How the rows of this kind stand with that payment (at the last known price if need be)."""
    price_day: date
    """A day of the year whose wage prices the month."""
    unknown: ParameterUnknown | None = None


@dataclass(frozen=True)
class Situation:
    """A person's months as known on `day`."""

    law: Law
    day: date
    coverage: Coverage
    disclosure: Disclosure = Disclosure.FULL

    @classmethod
    def of(
        cls, law: Law, history: History, day: date, disclosure: Disclosure = Disclosure.FULL
    ) -> Situation:
        """`BadInput("on")` before the rule of twelve months came into force (art. 40)."""
        refuse_too_far("on", day.year)
        if day < law.first_day("status_months"):
            raise BadInput("on", "before_status_rule")
        return cls(law, day, Coverage.of(law, history.known_on(day)), disclosure)

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(self.law, self.coverage)

    @cached_property
    def month(self) -> Month:
        return Month.containing(self.day)

    @cached_property
    def window(self) -> tuple[Month, ...]:
        """The twelve months before the current one, oldest first."""
        length = self.law.count("status_months", self.day)
        return tuple(months_between(self.month - length, self.month - 1))

    @cached_property
    def last_due_date(self) -> date:
        """When the month before the current one is due."""
        return due_date(self.law, self.month - 1)

    @cached_property
    def unpaid(self) -> tuple[Month, ...]:
        return tuple(month for month in self.window if self.overdue(month))

    @cached_property
    def due(self) -> tuple[Month, ...]:
        return tuple(month for month in self.window if self._still_due(month))

    @cached_property
    def partial(self) -> tuple[Month, ...]:
        return tuple(month for month in self.window if self.coverage.partial(month))

    @cached_property
    def ahead(self) -> tuple[Month, ...]:
        """Covered months from the current one on, a year and a month of them at most.

        For anybody's eyes those that are paid for: others would tell when a category ends.
        """
        coming = months_between(self.month, self.month + len(self.window))
        return tuple(month for month in coming if self.covered_ahead(month))

    @cached_property
    def costs(self) -> Mapping[Month, MonthCost]:
        """What completes each unpaid or due month, oldest first."""
        return {month: self._cost(month) for month in (*self.unpaid, *self.due)}

    @cached_property
    def costs_ahead(self) -> Mapping[Month, MonthCost]:
        """What each month from the current one to a year later costs as a prepayment."""
        coming = months_between(self.month, self.month + len(self.window))
        return {month: self._cost_ahead(month) for month in coming}

    def overdue(self, month: Month) -> bool:
        """Not covered, before the current month, and its due date has passed."""
        return (
            month < self.month and not self.coverage.covered(month) and not self._still_due(month)
        )

    def covered_ahead(self, month: Month) -> bool:
        """Whether a coming month needs no payment, as far as the asker may learn it."""
        if self.disclosure is Disclosure.PUBLIC:
            return month in self.coverage.paid_months
        return self.coverage.covered(month)

    def counts_as_paid(self, month: Month) -> bool:
        """Covered by money; for anybody's eyes by whatever, lest they learn that the state pays."""
        if self.disclosure is Disclosure.PUBLIC:
            return self.coverage.covered(month)
        return month in self.coverage.paid_months

    def state(self, month: Month) -> MonthState:
        if self.coverage.covered(month):
            return MonthState.COVERED
        if self.coverage.partial(month):
            return MonthState.PARTIAL
        return MonthState.DUE if self._still_due(month) else MonthState.UNPAID

    def _cost(self, month: Month) -> MonthCost:
        """What completes a month, at the wage of its own year (art. 28).

        An independent month less what independent rows paid for it; a month partial through an
        entrepreneur's rows costs what completes it as such.
        """
        paid = self._counted(PayerKind.ENTREPRENEUR, month)
        if paid.tiyn > 0:
            return self._entrepreneur_cost(month, paid)
        return self._independent_cost(month, month.year)

    def _cost_ahead(self, month: Month) -> MonthCost:
        """What a month costs as a prepayment made on `day`: at the wage of that year."""
        return self._independent_cost(month, self.day.year)

    def paying(self, costs: tuple[MonthCost, ...]) -> Timeline:
        """When the person is insured with these months paid on `day` and nothing after."""
        completed = ((cost.kind, cost.period, cost.completed) for cost in costs)
        return Timeline(self.law, self.coverage.completing(completed))

    def _still_due(self, month: Month) -> bool:
        return (
            month == self.month - 1
            and not self.coverage.covered(month)
            and self.day <= self.last_due_date
        )

    def _counted(self, kind: PayerKind, month: Month) -> KindRows:
        """What the rows came to, or nothing where the answer must not betray it."""
        if self.disclosure is Disclosure.PUBLIC:
            return NO_ROWS
        return self.coverage.of_kind(kind, month)

    def _independent_cost(self, month: Month, year: int) -> MonthCost:
        price = independent_price(self.law, month, year)
        paid = self._counted(PayerKind.INDEPENDENT, month)
        amount = _missing(price, paid)
        if paid.rows:
            # After a refund of a month paid ahead the share may miss more than the tenge do.
            amount = max(amount, ceil(price.tenge * (1 - max(paid.share, Fraction(0)))))
        return self._month_cost(month, PayerKind.INDEPENDENT, amount, date(year, 1, 1), price)

    def _entrepreneur_cost(self, month: Month, paid: KindRows) -> MonthCost:
        price = entrepreneur_price(self.law, month)
        amount = _missing(price, paid)
        return self._month_cost(month, PayerKind.ENTREPRENEUR, amount, month.first_day, price)

    def _month_cost(
        self, month: Month, kind: PayerKind, amount: int, price_day: date, price: Price
    ) -> MonthCost:
        row = Payment(month, Knp.CONTRIBUTIONS, amount * TIYN_IN_TENGE, self.day, kind)
        completed = self.coverage.with_row(row)
        if price.unknown is None:
            return MonthCost(month, amount, kind, completed, price_day)
        unknown = ParameterUnknown("minimum_wage", price.unknown)
        return MonthCost(month, None, kind, completed, price_day, unknown)


def _missing(price: Price, paid: KindRows) -> int:
    """The price less what was paid, in whole tenge, rounded up, never below zero."""
    return max(price.tenge - max(paid.tiyn, 0) // TIYN_IN_TENGE, 0)

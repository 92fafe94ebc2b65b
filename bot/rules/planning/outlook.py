"""What a change in life does to a status: empty months, until when it holds, what to pay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from bot.rules.amounts import Price, independent_price
from bot.rules.coverage import Coverage
from bot.rules.due import arrival_day, due_date
from bot.rules.history import History
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.planning.course import uninsured_days
from bot.rules.planning.events import Event
from bot.rules.planning.spells import history_of, self_paid
from bot.rules.runs import InsuredDays
from bot.rules.situation import Situation
from bot.rules.status import Disputed, Status, insured_on, status

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EmptyMonth:
    """A month for which nobody pays, and what it costs an independent payer."""

    period: Month
    due: date
    price: Price

    @property
    def amount(self) -> int | None:
        """Whole tenge; None where the wage of its year is not known yet."""
        return None if self.price.unknown else self.price.tenge


@dataclass(frozen=True)
class Outlook:
    """What follows from `event`, seen on `day`, where `history` are the rows that would exist.

    `history` holds the payments of coming days too, each from the day on which it is made, and
    nothing that the person would have to pay beyond what goes on by itself.
    """

    law: Law
    event: Event
    day: date
    history: History
    first: date
    """The first day looked at."""
    last: date
    empty: tuple[EmptyMonth, ...]
    """Of an event without an end, the months of a year."""

    @classmethod
    def of(cls, law: Law, event: Event, day: date, facts: History | None = None) -> Outlook:
        """What follows from `event` for the person of whom `facts` are known on `day`.

        Without facts every month until the event is taken as paid in time by whoever paid then.
        """
        year = law.count("status_months", law.first_day("status_months"))
        back = event.starts_on if event.back_on is None else event.back_on
        last = max(Month.containing(back), Month.containing(day)) + year + year
        if facts is None:
            since = max(event.first - year - 1, Month.containing(law.first_day("deduction_rate")))
            history = history_of(law, event.spells, since, last)
            first = event.starts_on
        else:
            history = _continued(law, facts.known_on(day), event, day, last)
            first = max(day, law.first_day("status_months"))
        seen = event.first + (year - 1) if event.open_ended else Month.containing(back)
        empty = _empty_months(law, event, history, seen)
        return cls(law, event, day, history, first, last.first_day - _DAY, empty)

    @cached_property
    def insured_before(self) -> bool:
        """Whether the person is insured where the look begins."""
        return insured_on(self.law, self.history, self.first)

    @cached_property
    def gap(self) -> InsuredDays | None:
        """The first days without insurance where nothing more is paid; None = there are none."""
        return uninsured_days(self.law, self.history, self.first, self.last)

    @cached_property
    def holds_through(self) -> date | None:
        """The last insured day before that; None where it does not end, or never began."""
        if self.gap is None or not self.insured_before:
            return None
        return self.gap.first - _DAY

    @cached_property
    def at_the_end(self) -> Status | None:
        """The status on its last day: which readings of the law it rests on."""
        day = self.holds_through
        return None if day is None else status(self.law, self.history, day)

    @property
    def disputed(self) -> tuple[Disputed, ...]:
        return self.at_the_end.disputed if self.at_the_end else ()

    @cached_property
    def paying(self) -> History:
        """The same with each empty month paid by the person, in time or today where it is late."""
        return self.paid(self.empty)

    def paid(self, months: Iterable[EmptyMonth]) -> History:
        rows = (self_paid(self.law, one.period, max(one.due, self.day)) for one in months)
        return self.history.with_payments(tuple(rows))

    @cached_property
    def gap_paying(self) -> InsuredDays | None:
        """Days without insurance although every empty month is paid."""
        return uninsured_days(self.law, self.paying, self.first, self.last)

    @cached_property
    def latest(self) -> date | None:
        """The last day to pay what is empty by then, so that no day is without insurance.

        None where nothing is lost, nothing can be paid, or it is too late.
        """
        if self.gap is None or not self.empty or self.holds_through is None:
            return None
        day = self.gap.first
        while arrival_day(self.law, day) > self.gap.first:
            day -= _DAY
        return day if day >= self.day else None

    @property
    def total(self) -> int | None:
        """Whole tenge for all empty months; None where a price is not known."""
        amounts = [one.amount for one in self.empty]
        if any(amount is None for amount in amounts):
            return None
        return sum(amount or 0 for amount in amounts)

    @property
    def prices_unknown(self) -> tuple[Month, ...]:
        return tuple(one.period for one in self.empty if one.amount is None)


def _continued(law: Law, facts: History, event: Event, day: date, last: Month) -> History:
    """The facts until now, and from then on what the event says.

    The last month, where it is still in time to be paid, is paid by whoever paid then.
    """
    situation = Situation.of(law, facts, day)
    first = situation.month - 1 if situation.due else situation.month
    coming = history_of(law, event.spells, first, last)
    return _without_end(facts, event) + coming


def _without_end(facts: History, event: Event) -> History:
    """The facts, where a category that the event ends does not go on beyond it."""
    ending = {spell.category: spell.last for spell in event.spells if spell.last is not None}
    categories = tuple(
        replace(stretch, ends_on=ending[stretch.category])
        if stretch.category in ending and stretch.active_on(event.starts_on)
        else stretch
        for stretch in facts.categories
    )
    return History(facts.payments, categories)


def _empty_months(law: Law, event: Event, history: History, last: Month) -> tuple[EmptyMonth, ...]:
    coverage = Coverage.of(law, history)
    empty = [one for one in event.empty_months(last) if not coverage.covered(one)]
    return tuple(_empty_month(law, month) for month in empty)


def _empty_month(law: Law, month: Month) -> EmptyMonth:
    return EmptyMonth(month, due_date(law, month), independent_price(law, month, month.year))

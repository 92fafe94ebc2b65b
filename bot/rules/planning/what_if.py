"""What if: months paid today, payments that stop, another day; beside what is so today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.rules.due import arrival_day, due_date
from bot.rules.history import EMPLOYER_KINDS, CategoryPeriod, History, PayerKind, Payment
from bot.rules.law import Law
from bot.rules.months import Month, months_between
from bot.rules.planning.spells import Payer, rows_of
from bot.rules.refusals import BadInput, refuse_too_far
from bot.rules.situation import Disclosure, MonthCost, Situation
from bot.rules.status import Status, status


@dataclass(frozen=True, slots=True)
class Supposition:
    """What a person supposes; everything may be supposed at once."""

    pay: frozenset[Month] = frozenset()
    """Months paid today."""
    stops: Month | None = None
    """The first month for which nothing comes any more."""
    on: date | None = None
    """The day to look at."""

    @property
    def empty(self) -> bool:
        return not self.pay and self.stops is None and self.on is None


@dataclass(frozen=True)
class WhatIf:
    """Today's status and the one supposed, both asked of `status`."""

    supposed: Supposition
    now: Status
    then: Status
    otherwise: Status | None
    """On the same day, where nothing more is paid although somebody pays now."""
    costs: tuple[MonthCost, ...]
    """What the months paid today cost."""
    history: History
    """The rows that would exist."""
    goes_on: bool
    """Whether coming months are taken as paid like those before."""

    @property
    def total(self) -> int | None:
        """Whole tenge to pay today; None where a price is not known."""
        if any(cost.amount is None for cost in self.costs):
            return None
        return sum(cost.amount or 0 for cost in self.costs)


def what_if(
    law: Law,
    history: History,
    day: date,
    supposed: Supposition,
    disclosure: Disclosure = Disclosure.FULL,
) -> WhatIf:
    """Suppose something of the person with `history`, as known on `day`.

    Where payments stop or another day is looked at, the months until then go on being paid as
    the last ones were, each on its due date. For anybody's eyes a category is taken as one more
    way of being paid for: it goes on, and ends, like payments, so that its own end is not told.
    Raises `BadInput` ("on": a day that has passed, or is too far).
    """
    check(supposed, day)
    situation = Situation.of(law, history, day, disclosure)
    known = history.known_on(day)
    costs = payable(situation)
    paid = tuple(costs[month] for month in sorted(supposed.pay & costs.keys()))
    # With nothing supposed of coming months only what is known counts.
    looks_ahead = supposed.stops is not None or supposed.on is not None
    payer = _payer(situation) if looks_ahead else None
    target = _target(law, supposed, day)
    base = known.with_payments(tuple(_row(cost, day) for cost in paid))
    coming = _Coming(situation, payer, target)
    supposed_history = coming.added_to(base, supposed.stops)
    otherwise = None
    if supposed.on is not None and supposed.stops is None and coming.adds:
        nothing_more = coming.added_to(base, situation.month)
        otherwise = status(law, nothing_more, target, disclosure)
    return WhatIf(
        supposed=supposed,
        now=status(law, known, day, disclosure),
        then=status(law, supposed_history, target, disclosure),
        otherwise=otherwise,
        costs=paid,
        history=supposed_history,
        goes_on=coming.adds and looks_ahead,
    )


def payable(situation: Situation) -> dict[Month, MonthCost]:
    """What can be paid today: months missing, and those of the coming year, oldest first."""
    ahead = {
        month: cost
        for month, cost in situation.costs_ahead.items()
        if not situation.covered_ahead(month)
    }
    return dict(sorted({**situation.costs, **ahead}.items()))


def check(supposed: Supposition, day: date) -> None:
    """Raise `BadInput("on")` for a day that has passed, or is too far."""
    if supposed.on is None:
        return
    refuse_too_far("on", supposed.on.year)
    if supposed.on < day:
        raise BadInput("on", "in_past")


def _target(law: Law, supposed: Supposition, day: date) -> date:
    """The day asked for; else when what is supposed has come in."""
    soon = arrival_day(law, day)
    if supposed.on is not None:
        return supposed.on
    if supposed.stops is None:
        return soon
    return max(soon, due_date(law, supposed.stops - 1))


def _payer(situation: Situation) -> Payer | None:
    """Who paid for the last month, or for the one before while the last is due."""
    last = situation.month - 1
    months = (last, last - 1) if situation.due else (last,)
    for month in months:
        kinds = situation.coverage.kinds_covering(month)
        if kinds:
            return _payer_of(kinds)
    return None


def _payer_of(kinds: set[PayerKind]) -> Payer:
    if kinds & EMPLOYER_KINDS:
        return Payer.EMPLOYER
    if PayerKind.ENTREPRENEUR in kinds:
        return Payer.BUSINESS
    return Payer.SELF if PayerKind.INDEPENDENT in kinds else Payer.EMPLOYER


def _row(cost: MonthCost, day: date) -> Payment:
    """The payment that completes a month, made on `day`."""
    row = cost.completed.rows[-1]
    return row._replace(paid_on=day)


@dataclass(frozen=True)
class _Coming:
    """What comes after today by itself."""

    situation: Situation
    payer: Payer | None
    target: date

    @property
    def adds(self) -> bool:
        return self.payer is not None or bool(self._hidden_categories)

    @property
    def _hidden_categories(self) -> tuple[CategoryPeriod, ...]:
        """Those that go on like payments for anybody's eyes."""
        if self.situation.disclosure is Disclosure.FULL:
            return ()
        month = self.situation.month
        return tuple(
            stretch
            for stretch in self.situation.coverage.categories
            if stretch.ends_on is None or stretch.ends_on >= (month - 1).first_day
        )

    def added_to(self, base: History, stops: Month | None) -> History:
        """`base` with the months until `stops`, or until the day looked at, paid in time."""
        end = Month.containing(self.target) if stops is None else stops - 1
        hidden = self._hidden_categories
        kept = tuple(one for one in base.categories if one not in hidden)
        gone_on = tuple(_ending(one, None if stops is None else stops - 1) for one in hidden)
        return History(base.payments, kept + gone_on).with_payments(tuple(self._rows(base, end)))

    def _rows(self, base: History, end: Month) -> Iterator[Payment]:
        if self.payer is None:
            return
        situation = self.situation
        paid = {row.period for row in base.payments if row.period >= situation.month - 1}
        first = situation.month - 1 if situation.due else situation.month
        for month in months_between(first, end):
            if month not in paid:
                yield from rows_of(situation.law, self.payer, month)


def _ending(stretch: CategoryPeriod, last: Month | None) -> CategoryPeriod:
    """The category going on to the end of `last`, however it stands in the ledger."""
    if last is None:
        return replace(stretch, ends_on=None)
    return replace(stretch, ends_on=max(last.last_day, stretch.starts_on))

"""Ways back to being insured: what each costs, from when and until when it insures (art. 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from bot.rules.due import arrival_day, due_date
from bot.rules.history import PayerKind
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.refusals import ParameterUnknown
from bot.rules.situation import MonthCost, Situation


class Way(StrEnum):
    REPAY = "repay"
    """Pay missing months of the last twelve."""
    PREPAY = "prepay"
    """Pay twelve months ahead, from the next one (art. 5 p. 3-2)."""
    PREPAY_NOW = "prepay_now"
    """The same with the current month first."""
    WAIT = "wait"
    """Pay nothing extra; twelve months come together by themselves."""


@dataclass(frozen=True, slots=True)
class WayBack:
    """One way: `total` and `year_total` in whole tenge, `year_total` None for an unknown price."""

    way: Way
    costs: tuple[MonthCost, ...]
    total: int
    insured_from: date
    insured_through: date | None
    year_total: int | None

    @property
    def periods(self) -> tuple[Month, ...]:
        return tuple([cost.period for cost in self.costs])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A way that exists but whose price is not known yet."""

    way: Way
    unknown: ParameterUnknown


@dataclass(frozen=True)
class WaysBack:
    """The ways, in the order repay, prepay, prepay_now, wait."""

    month: Month
    """The month asked about."""
    ways: tuple[WayBack, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @cached_property
    def least_now(self) -> WayBack | None:
        """The smallest total among the ways that insure within the month asked about."""
        soon = [way for way in self.ways if self._within_month(way)]
        return min(soon, key=lambda way: (way.total, _later_first(way)), default=None)

    @cached_property
    def least_over_a_year(self) -> WayBack | None:
        """The smallest year total; on a tie the later end."""
        priced = [way for way in self.ways if way.year_total is not None]
        return min(priced, key=lambda way: (way.year_total, _later_first(way)), default=None)

    def _within_month(self, way: WayBack) -> bool:
        return Month.containing(way.insured_from) <= self.month


def ways_back(
    situation: Situation,
    *,
    insured_through: date | None,
    disputed: bool,
    starts_on: date | None,
    insured: bool,
) -> WaysBack:
    """The ways open to a person who is not insured, or whose retention runs out.

    A way whose price is not known goes to `left_out`. A way is not offered where there is nothing
    to pay, where it insures no earlier than `starts_on`, or where it would not insure at all.
    """
    ways: list[WayBack] = []
    left_out: list[LeftOut] = []
    sure_to_month_end = insured and _reaches(insured_through, situation.month) and not disputed
    for offer in _offers(situation, insured=insured, sure=sure_to_month_end):
        if starts_on is not None and offer.insured_from >= starts_on:
            continue
        built = _built(situation, offer)
        if isinstance(built, LeftOut):
            left_out.append(built)
        elif built is not None:
            ways.append(built)
    return WaysBack(situation.month, tuple(ways), tuple(left_out))


@dataclass(frozen=True, slots=True)
class _Offer:
    """A way before it is known whether its months can be priced."""

    way: Way
    costs: tuple[MonthCost, ...]
    insured_from: date
    insured_through: date | None
    """None where the way would not insure on `insured_from`; and for `wait`."""


def _offers(situation: Situation, *, insured: bool, sure: bool) -> Iterator[_Offer]:
    soon = arrival_day(situation.law, situation.day)
    next_month = max((situation.month + 1).first_day, soon)
    yield _repay(situation, soon)
    if situation.law.known("prepayment_months", situation.day):
        yield _prepay(situation, Way.PREPAY, situation.month + 1, next_month)
        if soon < next_month and not sure:
            yield _prepay(situation, Way.PREPAY_NOW, situation.month, soon)
    if not insured and _paying_now(situation):
        yield _Offer(Way.WAIT, (), _comes_by_itself(situation), None)


def _built(situation: Situation, offer: _Offer) -> WayBack | LeftOut | None:
    """The way with its sums; None where there is nothing to pay, or where it would not insure."""
    way, costs = offer.way, offer.costs
    unknown = next((cost.unknown for cost in costs if cost.unknown), None)
    if unknown is not None:
        return LeftOut(way, unknown)
    if way is not Way.WAIT and not (costs and offer.insured_through):
        return None
    total = sum(cost.amount or 0 for cost in costs)
    prepaid = way in {Way.PREPAY, Way.PREPAY_NOW}
    year_total = total if prepaid else _year_total(situation, total, costs)
    return WayBack(way, costs, total, offer.insured_from, offer.insured_through, year_total)


def _repay(situation: Situation, day: date) -> _Offer:
    """The unpaid months, with the due one where it is needed, less the oldest that are not."""
    costs = tuple(situation.costs[month] for month in situation.unpaid)
    through = _insured_through(situation, costs, day) if costs else None
    if through is None:
        costs = tuple(situation.costs.values())
        through = _insured_through(situation, costs, day)
    while through and costs and _insured_through(situation, costs[1:], day) == through:
        costs = costs[1:]
    return _Offer(Way.REPAY, costs, day, through)


def _prepay(situation: Situation, way: Way, first: Month, day: date) -> _Offer:
    """The months from `first` to a year after the current one that are not paid ahead in full."""
    paid = situation.coverage.of_kind
    costs = tuple(
        cost
        for month, cost in situation.costs_ahead.items()
        if month >= first and not paid(PayerKind.INDEPENDENT, month).covered
    )
    return _Offer(way, costs, day, _insured_through(situation, costs, day))


def _insured_through(situation: Situation, costs: tuple[MonthCost, ...], day: date) -> date | None:
    """Until when a person who pays `costs` is insured on `day`; None where they are not.

    Ways are for people whom no category insures any more, so None never means an open category.
    """
    return situation.paying(costs).insured_through(day)


def _paying_now(situation: Situation) -> bool:
    """Whether money came for the last month, or for the one before while the last is due."""
    last = situation.month - 1
    return situation.counts_as_paid(last) or (
        bool(situation.due) and situation.counts_as_paid(last - 1)
    )


def _comes_by_itself(situation: Situation) -> date:
    """When twelve months since the last gap are in the register, at the latest."""
    length = len(situation.window)
    candidates = (situation.month - 1 - back for back in range(length + 1))
    gap = next(month for month in candidates if _is_gap(situation, month))
    return _arrived_by_due_date(situation.law, gap + length)


def _is_gap(situation: Situation, month: Month) -> bool:
    return not situation.coverage.covered(month) and month not in situation.due


def _arrived_by_due_date(law: Law, month: Month) -> date:
    return arrival_day(law, due_date(law, month))


def _year_total(situation: Situation, total: int, paid: tuple[MonthCost, ...]) -> int | None:
    """What a self-payer pays to stay insured for a year; None where a price is not known."""
    periods = {cost.period for cost in paid}
    costs = [situation.costs[month] for month in situation.due if month not in periods]
    last = situation.month + (len(situation.window) - 1)
    costs += [
        cost
        for month, cost in situation.costs_ahead.items()
        if month <= last and not situation.coverage.covered(month)
    ]
    if any(cost.amount is None for cost in costs):
        return None
    return total + sum(cost.amount or 0 for cost in costs)


def _reaches(through: date | None, month: Month) -> bool:
    return through is None or through >= month.last_day


def _later_first(way: WayBack) -> int:
    return -(way.insured_through or date.min).toordinal()

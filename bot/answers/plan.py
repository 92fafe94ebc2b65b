"""What to pay, month by month, for a way back or for the whole debt: in words and as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Final, Self

from bot.answers.voice import Voice, footer, joined, paragraphs
from bot.rules.history import Knp, PayerKind
from bot.rules.months import Month
from bot.rules.refusals import NotFound
from bot.rules.situation import MonthCost
from bot.rules.status import Status
from bot.rules.trail import Step
from bot.rules.ways import Way, WayBack
from bot.texts import Markup

_PRICE_RULES: Final = frozenset({"months_unpaid", "months_partial", "months_completed"})
_YEAR_END: Final = 11
"""From this month on, a new price may come before a prepayment is through."""


class PlanWay(StrEnum):
    """What a plan is for: a way back, or everything unpaid."""

    REPAY = "repay"
    PREPAY = "prepay"
    PREPAY_NOW = "prepay_now"
    DEBT = "debt"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One payment: one month, whole tenge."""

    period: Month
    amount: int
    price_year: int
    """The year whose minimum wage prices the month."""
    kind: PayerKind
    """Independent, or entrepreneur for what completes an entrepreneur's own month."""
    knp: Knp = Knp.CONTRIBUTIONS

    @classmethod
    def of(cls, cost: MonthCost) -> Self:
        if cost.unknown is not None:
            raise cost.unknown
        assert cost.amount is not None
        return cls(cost.period, cost.amount, cost.price_day.year, cost.kind)


@dataclass(frozen=True, slots=True)
class Plan:
    """Payments to make on the day `on`, oldest month first, and what they bring."""

    way: PlanWay
    on: date
    lines: tuple[PlanLine, ...]
    insured_from: date | None
    """None for a debt on which no status hangs, or which alone does not bring it."""
    insured_through: date | None
    trail: tuple[Step, ...]
    """Why the back months cost what they do."""

    @classmethod
    def of(cls, status: Status, way: PlanWay) -> Self:
        """Raise `NotFound("way")` where the way is not open, `ParameterUnknown` for no price."""
        return cls._debt(status) if way is PlanWay.DEBT else cls._way_back(status, way)

    @classmethod
    def _way_back(cls, status: Status, way: PlanWay) -> Self:
        for left in status.ways.left_out:
            if str(left.way) == str(way):
                raise left.unknown
        found = next((one for one in status.ways.ways if str(one.way) == str(way)), None)
        if found is None:
            raise NotFound("way")
        return cls._built(status, way, found.costs, found)

    @classmethod
    def _debt(cls, status: Status) -> Self:
        if not status.costs:
            raise NotFound("way")
        repay = next((one for one in status.ways.ways if one.way is Way.REPAY), None)
        enough = repay is not None and set(repay.periods) <= set(status.unpaid)
        return cls._built(status, PlanWay.DEBT, status.costs, repay if enough else None)

    @classmethod
    def _built(
        cls, status: Status, way: PlanWay, costs: tuple[MonthCost, ...], brings: WayBack | None
    ) -> Self:
        return cls(
            way=way,
            on=status.on,
            lines=tuple(PlanLine.of(cost) for cost in costs),
            insured_from=brings.insured_from if brings else None,
            insured_through=brings.insured_through if brings else None,
            trail=tuple(_price_steps(status, {cost.period for cost in costs})),
        )

    @property
    def periods(self) -> tuple[Month, ...]:
        return tuple(line.period for line in self.lines)

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def ahead(self) -> bool:
        """Whether it pays months ahead, at the price of the year of payment."""
        return self.way in {PlanWay.PREPAY, PlanWay.PREPAY_NOW}

    def left(self, paid: Collection[Month]) -> tuple[PlanLine, ...]:
        """What remains when the months `paid` are."""
        return tuple(line for line in self.lines if line.period not in paid)


def plan_message(plan: Plan, voice: Voice, paid: Collection[Month] = ()) -> Markup:
    """Every payment with what a bank form asks for; what is left; what it brings, and when."""
    texts = voice.texts
    several = len(plan.lines) > 1
    return paragraphs(
        [
            texts(f"plan.title.{plan.way}"),
            joined(line_text(line, voice) for line in plan.lines),
            joined([_total(plan, voice), _left(plan, voice, paid)]),
            texts("plan.separately") if several else None,
            _completed(plan, voice),
            _brings(plan, voice),
            _new_year(plan, voice),
            footer(voice, plan.on),
        ]
    )


def line_text(line: PlanLine, voice: Voice) -> Markup:
    """`082026 (август 2026): 4 250 ₸, КНП 122, цена 2026 года`."""
    return voice.texts(
        "plan.line",
        period=voice.format.period(line.period),
        month=voice.format.month(line.period),
        amount=voice.format.money(line.amount),
        knp=line.knp,
        year=line.price_year,
    )


def plan_json(plan: Plan, voice: Voice) -> dict[str, object]:
    """The answer of the `plan` command; nothing about the person."""
    return {
        "way": str(plan.way),
        "lines": [_line_json(line, voice) for line in plan.lines],
        "total": plan.total,
        "insured_from": plan.insured_from.isoformat() if plan.insured_from else None,
        "insured_through": plan.insured_through.isoformat() if plan.insured_through else None,
        "because": voice.because([*plan.trail, *_ahead_steps(plan, voice)]),
    }


def _line_json(line: PlanLine, voice: Voice) -> dict[str, object]:
    return {
        "period": str(line.period),
        "mmyyyy": voice.format.period(line.period),
        "amount": line.amount,
        "knp": str(line.knp),
        "price_year": line.price_year,
        "kind": str(line.kind),
    }


def _total(plan: Plan, voice: Voice) -> Markup:
    return voice.texts("plan.total", total=voice.format.money(plan.total))


def _left(plan: Plan, voice: Voice, paid: Collection[Month]) -> Markup | None:
    left = plan.left(paid)
    if len(left) == len(plan.lines):
        return None
    if not left:
        return voice.texts("plan.all-paid")
    total = voice.format.money(sum(line.amount for line in left))
    return voice.texts.counted("plan.left", len(left), total=total)


def _completed(plan: Plan, voice: Voice) -> Markup | None:
    own = [line.period for line in plan.lines if line.kind is PayerKind.ENTREPRENEUR]
    return voice.texts("plan.completed", months=voice.format.months(own)) if own else None


def _brings(plan: Plan, voice: Voice) -> Markup | None:
    if plan.insured_from is None:
        return voice.texts("plan.debt-alone")
    texts, form = voice.texts, voice.format
    through = plan.insured_through
    return joined(
        [
            texts("plan.insured-from", day=form.day_by(plan.insured_from, year=True)),
            texts("plan.insured-through", day=form.day_by(through, year=True)) if through else None,
        ]
    )


def _new_year(plan: Plan, voice: Voice) -> Markup | None:
    """Near the year's end: what waiting might change, without promising a new wage."""
    if not (plan.ahead and plan.on.month >= _YEAR_END):
        return None
    if all(month.year == plan.on.year for month in plan.periods):
        return None
    return voice.texts("plan.new-year", year=plan.on.year)


def _price_steps(status: Status, periods: Collection[Month]) -> Iterator[Step]:
    for step in status.trail:
        months = step.facts.get("months")
        if step.rule in _PRICE_RULES and isinstance(months, tuple) and set(months) & set(periods):
            yield step


def _ahead_steps(plan: Plan, voice: Voice) -> Iterator[Step]:
    """The price of months paid ahead; those that cost the same share a step."""
    law, day = voice.law, plan.on
    names = ("prepayment_months", "independent_rate", "minimum_wage")
    for amount, lines in groupby(plan.lines if plan.ahead else (), lambda line: line.amount):
        months = tuple(line.period for line in lines)
        figures = tuple(law.figure(name, day) for name in names)
        yield Step("months_prepaid", {"months": months, "amount": Decimal(amount)}, figures)

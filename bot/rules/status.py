"""Is a person insured on a day, why, until when, and what can be done (art. 5, 26, 26-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from bot.rules.history import History, PayerKind, PrivilegedCategory
from bot.rules.law import Law
from bot.rules.months import Month, months_between
from bot.rules.runs import Run
from bot.rules.situation import Disclosure, MonthCost, MonthState, Situation
from bot.rules.trail import Fact, Step
from bot.rules.ways import WaysBack, ways_back


class Standing(StrEnum):
    INSURED = "insured"
    NOT_INSURED = "not_insured"
    UNKNOWN = "unknown"
    """The ledger holds nothing about the person: neither yes nor no."""


class Basis(StrEnum):
    """What an insured person's status rests on."""

    CATEGORY = "category"
    CONTRIBUTIONS = "contributions"
    PREPAID = "prepaid"
    RETENTION = "retention"


class Disputed(StrEnum):
    """Decisions on which some read the law differently, in the order they are listed."""

    LATER_PAYMENTS_AFTER_GAP = "later_payments_after_gap"
    PREPAID_FROM_CURRENT_MONTH = "prepaid_from_current_month"
    LONG_RETENTION = "long_retention"
    RETENTION_AFTER_CATEGORY = "retention_after_category"
    SERVICE = "service"


class Advice(StrEnum):
    CHECK_REGISTER = "check_register"
    ASK_EMPLOYER = "ask_employer"
    TEMPORARY_STATUS = "temporary_status"


@dataclass(frozen=True, slots=True)
class Status:
    """The whole answer about one person on one day. Sums in whole tenge; None = price unknown."""

    on: date
    standing: Standing
    basis: Basis | None
    insured_through: date | None
    months: tuple[tuple[Month, MonthState], ...]
    unpaid: tuple[Month, ...]
    due: tuple[Month, ...]
    partial: tuple[Month, ...]
    ahead: tuple[Month, ...]
    provisional: tuple[Month, ...]
    starts_on: date | None
    costs: tuple[MonthCost, ...]
    """What each unpaid month costs."""
    due_costs: tuple[MonthCost, ...]
    """What each month costs whose due date has not passed."""
    debt: int | None
    debt_required: bool
    """Whether the status waits for the debt."""
    disputed: tuple[Disputed, ...]
    ways: WaysBack
    advice: tuple[Advice, ...]
    trail: tuple[Step, ...]

    @property
    def insured(self) -> bool:
        return self.standing is Standing.INSURED


def status(
    law: Law, history: History, day: date, disclosure: Disclosure = Disclosure.FULL
) -> Status:
    """The status of the person with `history` on `day`.

    1. A category active on the day insures. 2. So does a run of twelve covered months with its
    retention, or a block of twelve months prepaid. 3. Otherwise the person is not insured, or
    unknown where the ledger holds nothing at all. Raises `BadInput("on")` before 2021-07-01.
    """
    situation = Situation.of(law, history, day, disclosure)
    verdict = _verdict(situation)
    if verdict is None and history.empty:
        return _unknown(situation)
    return _known(situation, verdict)


def insured_on(law: Law, history: History, day: date) -> bool:
    """Whether `status` on `day` is "insured", without all the rest of the answer."""
    return _verdict(Situation.of(law, history, day)) is not None


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Why a person is insured; `run` is the one that decides, None for a category."""

    basis: Basis
    run: Run | None


def _verdict(situation: Situation) -> _Verdict | None:
    if situation.coverage.active_on(situation.day):
        return _Verdict(Basis.CATEGORY, None)
    run = situation.timeline.deciding_run(situation.month)
    return None if run is None else _Verdict(_basis(situation, run), run)


def _basis(situation: Situation, run: Run) -> Basis:
    after = run.last + 1
    if situation.overdue(after) or situation.coverage.by_category_alone(run.last):
        return Basis.RETENTION
    return Basis.CONTRIBUTIONS if run.full_from <= situation.month else Basis.PREPAID


def _unknown(situation: Situation) -> Status:
    ways = _ways(situation, None, None, (), None)
    return Status(
        on=situation.day,
        standing=Standing.UNKNOWN,
        basis=None,
        insured_through=None,
        months=(),
        unpaid=(),
        due=(),
        partial=(),
        ahead=(),
        provisional=(),
        starts_on=None,
        costs=(),
        due_costs=(),
        debt=0,
        debt_required=False,
        disputed=(),
        ways=ways,
        advice=(Advice.CHECK_REGISTER, Advice.TEMPORARY_STATUS),
        trail=(Step("nothing_known"),),
    )


def _known(situation: Situation, verdict: _Verdict | None) -> Status:
    through = situation.timeline.insured_through(situation.day) if verdict else None
    starts_on = None if verdict else situation.timeline.starts_on(situation.month)
    disputed = tuple(_disputed(situation, verdict))
    costs = tuple(situation.costs[month] for month in situation.unpaid)
    debt = _sum(costs)
    required = debt != 0 and _waiting(verdict, through, starts_on)
    ways = WaysBack(situation.month)
    if verdict is None or _running_out(verdict, through):
        ways = _ways(situation, verdict, through, disputed, starts_on)
    return Status(
        on=situation.day,
        standing=Standing.INSURED if verdict else Standing.NOT_INSURED,
        basis=verdict.basis if verdict else None,
        insured_through=through,
        months=tuple((month, situation.state(month)) for month in situation.window),
        unpaid=situation.unpaid,
        due=situation.due,
        partial=situation.partial,
        ahead=situation.ahead,
        provisional=situation.coverage.provisional,
        starts_on=starts_on,
        costs=costs,
        due_costs=tuple(situation.costs[month] for month in situation.due),
        debt=debt,
        debt_required=required,
        disputed=disputed,
        ways=ways,
        advice=tuple(_advice(situation, verdict, through)),
        trail=_trail(situation, verdict, through, starts_on, costs, required=required),
    )


def _sum(costs: tuple[MonthCost, ...]) -> int | None:
    if any(cost.amount is None for cost in costs):
        return None
    return sum(cost.amount or 0 for cost in costs)


def _running_out(verdict: _Verdict, through: date | None) -> bool:
    """Whether only the retention of a run still insures, with nothing to take over."""
    return (
        verdict.basis is Basis.RETENTION
        and verdict.run is not None
        and through == verdict.run.reach.last_day
    )


def _waiting(verdict: _Verdict | None, through: date | None, starts_on: date | None) -> bool:
    if verdict is None:
        return starts_on is None
    return _running_out(verdict, through)


def _ways(
    situation: Situation,
    verdict: _Verdict | None,
    through: date | None,
    disputed: tuple[Disputed, ...],
    starts_on: date | None,
) -> WaysBack:
    return ways_back(
        situation,
        insured_through=through,
        disputed=bool(disputed),
        starts_on=starts_on,
        insured=verdict is not None,
    )


def _disputed(situation: Situation, verdict: _Verdict | None) -> list[Disputed]:
    found = []
    run = verdict.run if verdict else None
    if verdict and run and verdict.basis is Basis.RETENTION:
        if _paid_again(situation, run):
            found.append(Disputed.LATER_PAYMENTS_AFTER_GAP)
        if run.retention > _ordinary_retention(situation, run):
            found.append(Disputed.LONG_RETENTION)
        if situation.coverage.by_category_alone(run.last):
            found.append(Disputed.RETENTION_AFTER_CATEGORY)
    if verdict and run and verdict.basis is Basis.PREPAID and _counted_from_current(situation, run):
        found.append(Disputed.PREPAID_FROM_CURRENT_MONTH)
    if _rests_on_service(situation):
        found.append(Disputed.SERVICE)
    return found


def _ordinary_retention(situation: Situation, run: Run) -> int:
    return situation.law.count("retention_months", run.last.last_day)


def _paid_again(situation: Situation, run: Run) -> bool:
    """A month after the gap that follows the run, and before the current one, is covered."""
    later = months_between(run.last + 2, situation.month - 1)
    return any(situation.coverage.covered(month) for month in later)


def _counted_from_current(situation: Situation, run: Run) -> bool:
    """No block has twelve months of the run after the month in which its last row was paid."""
    length = len(situation.window)
    qualifying = (block for block in run.blocks if block.first <= situation.month)
    return not any(
        _months_after(run, Month.containing(block.last_paid_on)) >= length for block in qualifying
    )


def _months_after(run: Run, month: Month) -> int:
    return run.last.index - max(run.first, month + 1).index + 1


def _rests_on_service(situation: Situation) -> bool:
    service = {PrivilegedCategory.UNIFORMED_SERVICE}
    coverage = situation.coverage
    return coverage.active_on(situation.day) == service or any(
        coverage.by_category_alone(month) and coverage.active_in(month) == service
        for month in situation.window
    )


def _advice(situation: Situation, verdict: _Verdict | None, through: date | None) -> list[Advice]:
    advice = []
    paying_helps = verdict is None or _running_out(verdict, through)
    if paying_helps and any(_employer_missed(situation, month) for month in situation.window):
        advice.append(Advice.ASK_EMPLOYER)
    if verdict is None:
        advice.append(Advice.TEMPORARY_STATUS)
    return advice


def _employer_missed(situation: Situation, month: Month) -> bool:
    """An employer's month is partial, or stands empty between two months he paid."""
    coverage = situation.coverage
    if coverage.covered(month):
        return False
    if coverage.employer_paid(month):
        return True
    between = coverage.employer_paid(month - 1) and coverage.employer_paid(month + 1)
    return between and not coverage.partial(month)


def _trail(
    situation: Situation,
    verdict: _Verdict | None,
    through: date | None,
    starts_on: date | None,
    costs: tuple[MonthCost, ...],
    *,
    required: bool,
) -> tuple[Step, ...]:
    steps = [_opening(situation, verdict, through)]
    if starts_on is not None:
        steps.append(Step("starts_on", {"day": starts_on}))
    steps += _cost_steps(situation, costs)
    if situation.due:
        facts: dict[str, Fact] = {"period": situation.month - 1, "due": situation.last_due_date}
        day = (situation.month - 1).last_day
        steps.append(Step("month_due", facts, (situation.law.figure("due_day", day),)))
    if situation.unpaid and not required:
        steps.append(Step("debt_not_required"))
    if situation.coverage.provisional:
        steps.append(Step("provisional", {"months": situation.coverage.provisional}))
    return tuple(steps)


def _opening(situation: Situation, verdict: _Verdict | None, through: date | None) -> Step:
    law, day = situation.law, situation.day
    if verdict is None:
        covered = len(situation.window) - len(situation.unpaid) - len(situation.due)
        facts: dict[str, Fact] = {"covered": covered, "needed": len(situation.window)}
        return Step("months_missing", facts, (law.figure("status_months", day),))
    run = verdict.run
    if run is None:
        return Step("category_active", {} if through is None else {"through": through})
    facts = {"first": run.first, "last": run.last}
    if verdict.basis is Basis.PREPAID:
        return Step("prepaid_block", facts, (law.figure("prepayment_months", day),))
    if verdict.basis is Basis.CONTRIBUTIONS:
        return Step("run_of_twelve", facts, (law.figure("status_months", day),))
    return _retention_step(situation, run)


def _retention_step(situation: Situation, run: Run) -> Step:
    law = situation.law
    facts: dict[str, Fact] = {
        "last": run.last,
        "months": run.retention,
        "through": run.reach.last_day,
    }
    if run.retention > _ordinary_retention(situation, run):
        day = run.reach.last_day
        figures = (law.figure("long_retention_months", day), law.figure("long_retention_run", day))
        return Step("long_retention", facts, figures)
    figure = law.figure("retention_months", run.last.last_day)
    return Step("retention", facts, (figure,))


def _cost_steps(situation: Situation, costs: tuple[MonthCost, ...]) -> list[Step]:
    """The price of each month; months that cost the same for the same reason share a step."""
    same = groupby(
        costs, key=lambda cost: (_cost_rule(situation, cost), cost.amount, cost.price_day)
    )
    return [_cost_step(situation.law, rule, tuple(group)) for (rule, _, _), group in same]


def _cost_rule(situation: Situation, cost: MonthCost) -> str:
    if cost.amount is None:
        return "months_unpriced"
    if cost.kind is PayerKind.ENTREPRENEUR:
        return "months_completed"
    return "months_partial" if cost.period in situation.partial else "months_unpaid"


def _cost_step(law: Law, rule: str, costs: tuple[MonthCost, ...]) -> Step:
    first = costs[0]
    facts: dict[str, Fact] = {"months": tuple(cost.period for cost in costs)}
    if first.amount is None:
        return Step(rule, facts)
    rate = "entrepreneur_rate" if rule == "months_completed" else "independent_rate"
    figures = (
        law.figure(rate, first.period.first_day),
        law.figure("minimum_wage", first.price_day),
    )
    return Step(rule, {**facts, "amount": Decimal(first.amount)}, figures)

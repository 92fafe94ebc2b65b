"""What one month costs, for every kind of payer (art. 27, 28, 29; the single payment)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.rules.due import due_date
from bot.rules.history import Knp, PayerKind
from bot.rules.law import Figure, Law
from bot.rules.months import Month
from bot.rules.refusals import (
    BadInput,
    KindNotInForce,
    OverRegimeLimit,
    ParameterUnknown,
    refuse_too_far,
)
from bot.rules.trail import Step, whole_tenge

RATES = {
    PayerKind.EMPLOYEE: "deduction_rate",
    PayerKind.CIVIL_CONTRACT: "civil_contract_rate",
    PayerKind.ENTREPRENEUR: "entrepreneur_rate",
    PayerKind.INDEPENDENT: "independent_rate",
    PayerKind.SINGLE_PAYMENT: "single_payment_rate",
    PayerKind.SELF_EMPLOYED: "self_employed_rate",
    PayerKind.AGGREGATE_PAYMENT: "aggregate_payment_amount",
}
"""The parameter whose first day is the first day of the kind."""

FIXED_KINDS = frozenset({PayerKind.ENTREPRENEUR, PayerKind.INDEPENDENT})
"""Kinds that cost the same whatever the income."""

CALCULATED_KINDS = tuple(kind for kind in PayerKind if kind is not PayerKind.AGGREGATE_PAYMENT)

LARGEST_SUM = Decimal(10) ** 12
"""No income above this is taken for meant (tenge); it keeps slips of the finger out."""

_NOTHING = Decimal(0)
_TIYN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """One payment: `base` in tenge is what `rate` applies to."""

    knp: Knp
    amount: int
    rate: Decimal
    base: Decimal
    capped: bool = False


@dataclass(frozen=True, slots=True)
class MonthlyAmount:
    """What one month costs, in whole tenge per KNP."""

    kind: PayerKind
    period: Month
    income: Decimal | None
    lines: tuple[Line, ...]
    due: date
    trail: tuple[Step, ...]
    single_payment: int | None = None

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def exempt(self) -> bool:
        """Nothing is due, because the employee is of a privileged category."""
        return any(step.rule == "exempt_employee" for step in self.trail)

    def paid_as(self, knp: Knp) -> int:
        """What is paid under that KNP, 0 where nothing is."""
        return sum(line.amount for line in self.lines if line.knp is knp)

    def capped(self, knp: Knp) -> bool:
        return any(line.capped for line in self.lines if line.knp is knp)


def monthly_amount(
    law: Law,
    kind: PayerKind,
    period: Month,
    incomes: Sequence[Decimal] = (),
    *,
    exempt: bool = False,
) -> MonthlyAmount:
    """What `period` costs for a payer of `kind`.

    `incomes` in tenge: one, or for an employee one per job; none for the fixed kinds. `exempt` is
    an employee of a privileged category, for whom nothing is due (art. 26, 28 p. 7).
    Raises `BadInput`, `KindNotInForce`, `ParameterUnknown`, `OverRegimeLimit`, looked for in this
    order.
    """
    refuse_too_far("period", period.year)
    _check_question(kind, incomes, exempt=exempt)
    check_in_force(law, kind, period)
    income = sum(incomes, _NOTHING) if incomes else None
    lines, steps, whole = _lines(law, kind, period, incomes, exempt=exempt)
    due = due_date(law, period)
    steps += (Step("due_date", {"period": period, "due": due}, (_at(law, "due_day", period),)),)
    return MonthlyAmount(kind, period, income, lines, due, steps, whole)


def regime_limit(law: Law, period: Month) -> Decimal | None:
    """The income in tenge up to which the self-employed regime goes on in that month.

    None where the month has no such regime or the monthly index is not known.
    """
    day = period.first_day
    if not all(
        law.known(name, day) for name in ("self_employed_limit", "monthly_calculation_index")
    ):
        return None
    return law.amount("self_employed_limit", day) * law.amount("monthly_calculation_index", day)


def in_force(law: Law, kind: PayerKind, period: Month) -> bool:
    """Whether payers of `kind` were settled in that month."""
    try:
        check_in_force(law, kind, period)
    except KindNotInForce:
        return False
    return True


def check_in_force(law: Law, kind: PayerKind, period: Month) -> None:
    """Raise `KindNotInForce` for a month before the kind existed or after it ended."""
    values = law.parameters[RATES[kind]].values
    since = Month.containing(values[0].since)
    ended = values[-1].amount is None
    until = Month.containing(values[-1].since) - 1 if ended else None
    if period < since or (until is not None and period > until):
        raise KindNotInForce(kind, period, since, until)


@dataclass(frozen=True, slots=True)
class Price:
    """A fixed month in whole tenge, at the last known wage where its own is not known yet."""

    tenge: int
    unknown: date | None = None
    """The first day without a known wage, where the wage is not its own."""


def independent_price(law: Law, period: Month, wage_year: int) -> Price:
    """An independent month (art. 28) at the wage of `wage_year`, or at the last known one.

    Money that came before the first known wage is counted at that wage.
    """
    return law.recall(_independent_price, period, wage_year)


def entrepreneur_price(law: Law, period: Month) -> Price:
    """An entrepreneur's own month (art. 28): rate x 1.4 minimum wages, or at the last known one."""
    return law.recall(_entrepreneur_price, period)


def _independent_price(law: Law, period: Month, wage_year: int) -> Price:
    rate = law.amount("independent_rate", period.first_day)
    return _price(law, rate, max(date(wage_year, 1, 1), law.first_day("minimum_wage")))


def _entrepreneur_price(law: Law, period: Month) -> Price:
    day = period.first_day
    rate = law.amount("entrepreneur_rate", day)
    return _price(law, rate * law.amount("entrepreneur_base", day), day) if rate else Price(0)


def _price(law: Law, multiple: Decimal, wage_day: date) -> Price:
    try:
        return Price(whole_tenge(multiple * law.amount("minimum_wage", wage_day)))
    except ParameterUnknown as unknown:
        tenge = whole_tenge(multiple * law.last_known("minimum_wage", wage_day))
        return Price(tenge, unknown.on)


def _check_question(kind: PayerKind, incomes: Sequence[Decimal], *, exempt: bool) -> None:
    if kind is PayerKind.AGGREGATE_PAYMENT:
        raise BadInput("kind", "not_calculated")
    if kind in FIXED_KINDS and incomes:
        raise BadInput("income", "not_needed")
    if kind not in FIXED_KINDS and not incomes:
        raise BadInput("income", "missing")
    if kind is not PayerKind.EMPLOYEE and len(incomes) > 1:
        raise BadInput("income", "several")
    if kind is not PayerKind.EMPLOYEE and exempt:
        raise BadInput("exempt", "not_an_employee")
    for income in incomes:
        check_sum("income", income)


def check_sum(field: str, amount: Decimal, *, positive: bool = False) -> None:
    """Refuse sums that nobody can mean: not a number, negative, absurdly large, below a tiyn."""
    if not amount.is_finite():
        raise BadInput(field, "not_a_number")
    if amount < 0 or (positive and amount == 0):
        raise BadInput(field, "negative" if amount < 0 else "zero")
    if amount > LARGEST_SUM:
        raise BadInput(field, "too_large")
    if amount != amount.quantize(_TIYN):
        raise BadInput(field, "too_precise")


_Lines = tuple[tuple[Line, ...], tuple[Step, ...], int | None]


def _lines(
    law: Law, kind: PayerKind, period: Month, incomes: Sequence[Decimal], *, exempt: bool
) -> _Lines:
    match kind:
        case PayerKind.EMPLOYEE if exempt:
            lines = tuple(Line(knp, 0, _NOTHING, _NOTHING) for knp in Knp)
            return lines, (Step("exempt_employee", {"period": period}),), None
        case PayerKind.EMPLOYEE:
            return _employee(law, period, incomes)
        case PayerKind.SINGLE_PAYMENT:
            return _single_payment(law, period, incomes[0])
        case PayerKind.ENTREPRENEUR:
            line, step = _entrepreneur(law, period)
        case PayerKind.INDEPENDENT:
            line, step = _independent(law, period)
        case PayerKind.CIVIL_CONTRACT:
            line, step = _civil_contract(law, period, incomes[0])
        case _:
            line, step = _self_employed(law, period, incomes[0])
    return (line,), (step,), None


def _at(law: Law, parameter: str, period: Month) -> Figure:
    return law.figure(parameter, period.first_day)


def _employee(law: Law, period: Month, incomes: Sequence[Decimal]) -> _Lines:
    deductions = _employer_line(law, period, incomes)
    contributions = _withheld_line(
        law, period, sum(incomes, _NOTHING), "contribution_rate", "contributions"
    )
    return (deductions[0], contributions[0]), (deductions[1], contributions[1]), None


def _employer_line(law: Law, period: Month, incomes: Sequence[Decimal]) -> tuple[Line, Step]:
    rate = _at(law, "deduction_rate", period)
    capped = [_capped(law, period, income, "deduction_cap") for income in incomes]
    base = sum((part for part, _ in capped), _NOTHING)
    line = _line(Knp.DEDUCTIONS, rate, base, capped=any(figures for _, figures in capped))
    figures = next((figures for _, figures in capped if figures), ())
    return line, _line_step("deductions", line, (rate, *figures))


def _withheld_line(
    law: Law, period: Month, income: Decimal, rate_name: str, rule: str
) -> tuple[Line, Step]:
    rate = _at(law, rate_name, period)
    base, cap = _capped(law, period, income, "contribution_cap")
    line = _line(Knp.CONTRIBUTIONS, rate, base, capped=bool(cap))
    return line, _line_step(rule, line, (rate, *cap))


def _civil_contract(law: Law, period: Month, income: Decimal) -> tuple[Line, Step]:
    return _withheld_line(law, period, income, "civil_contract_rate", "civil_contract")


def _independent(law: Law, period: Month) -> tuple[Line, Step]:
    rate, wage = _at(law, "independent_rate", period), _at(law, "minimum_wage", period)
    line = _line(Knp.CONTRIBUTIONS, rate, wage.amount)
    return line, _line_step("independent_month", line, (rate, wage))


def _entrepreneur(law: Law, period: Month) -> tuple[Line, Step]:
    rate = _at(law, "entrepreneur_rate", period)
    if not rate.amount:
        line = _line(Knp.CONTRIBUTIONS, rate, _NOTHING)
        return line, _line_step("entrepreneur_exempt", line, (rate,))
    base, wage = _at(law, "entrepreneur_base", period), _at(law, "minimum_wage", period)
    line = _line(Knp.CONTRIBUTIONS, rate, base.amount * wage.amount)
    return line, _line_step("entrepreneur_month", line, (rate, base, wage))


def _self_employed(law: Law, period: Month, income: Decimal) -> tuple[Line, Step]:
    rate = _at(law, "self_employed_rate", period)
    limit = _at(law, "self_employed_limit", period)
    index = _needed_above(law, "monthly_calculation_index", limit.amount, period, income)
    if index is not None and income > limit.amount * index.amount:
        raise OverRegimeLimit(limit.amount * index.amount, income)
    line = _line(Knp.CONTRIBUTIONS, rate, income)
    figures = (rate, limit) if index is None else (rate, limit, index)
    return line, _line_step("self_employed_month", line, figures)


def _single_payment(law: Law, period: Month, income: Decimal) -> _Lines:
    total_rate = _at(law, "single_payment_rate", period)
    whole = total_rate.amount * income
    parts = tuple(
        _share_of_single_payment(law, period, whole, knp, names) for knp, names in _SHARES.items()
    )
    opening = Step("single_payment", {"income": income, "whole": whole}, (total_rate,))
    lines = tuple(line for line, _ in parts)
    steps = (opening, *(step for _, step in parts))
    return lines, steps, _whole_single_payment(law, period, income, whole)


_SHARES = {
    Knp.DEDUCTIONS: ("single_payment_deduction_share", "deduction_rate", "deduction_cap"),
    Knp.CONTRIBUTIONS: (
        "single_payment_contribution_share",
        "contribution_rate",
        "contribution_cap",
    ),
}


def _share_of_single_payment(
    law: Law, period: Month, whole: Decimal, knp: Knp, names: tuple[str, str, str]
) -> tuple[Line, Step]:
    share, rate, cap = (_at(law, name, period) for name in names)
    part, per_wage = share.amount * whole, rate.amount * cap.amount
    wage = _needed_above(law, "minimum_wage", per_wage, period, part)
    figures: tuple[Figure, ...] = (share,)
    if wage is not None and part > per_wage * wage.amount:
        part, figures = per_wage * wage.amount, (share, rate, cap, wage)
    line = Line(knp, whole_tenge(part), share.amount, whole, capped=len(figures) > 1)
    rule = "single_payment_deductions" if knp is Knp.DEDUCTIONS else "single_payment_contributions"
    return line, _line_step(rule, line, figures)


def _whole_single_payment(law: Law, period: Month, income: Decimal, whole: Decimal) -> int | None:
    limit = law.amount("single_payment_whole_limit", period.first_day)
    wage = law.last_known("minimum_wage", period.first_day)
    return whole_tenge(whole) if income <= limit * wage else None


def _capped(
    law: Law, period: Month, income: Decimal, cap_name: str
) -> tuple[Decimal, tuple[Figure, ...]]:
    """The income under its cap, and the numbers of the cap where it bites."""
    if not law.known(cap_name, period.first_day):
        return income, ()
    cap = _at(law, cap_name, period)
    wage = _needed_above(law, "minimum_wage", cap.amount, period, income)
    if wage is None or income <= cap.amount * wage.amount:
        return income, ()
    return cap.amount * wage.amount, (cap, wage)


def _needed_above(
    law: Law, parameter: str, multiple: Decimal, period: Month, amount: Decimal
) -> Figure | None:
    """The yearly value behind a limit; None where it is not known and `amount` needs none.

    The wage and the index have never fallen, so what is below the limit at the last known value
    is below it at the unknown one too.
    """
    try:
        return _at(law, parameter, period)
    except ParameterUnknown:
        if amount <= multiple * law.last_known(parameter, period.first_day):
            return None
        raise


def _line(knp: Knp, rate: Figure, base: Decimal, *, capped: bool = False) -> Line:
    return Line(knp, whole_tenge(rate.amount * base), rate.amount, base, capped)


def _line_step(rule: str, line: Line, figures: tuple[Figure, ...]) -> Step:
    name = f"{rule}_capped" if line.capped else rule
    return Step(name, {"amount": Decimal(line.amount), "base": line.base}, figures)

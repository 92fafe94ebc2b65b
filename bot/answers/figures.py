"""Numbers and days of the law as the placeholders of articles ask for them, on any day.

A placeholder is the name of a parameter of `data/law` (`retention_months`), of a sum that the rules
make of several (`independent_month`), of a day in one of four forms (`day_reform`, `from_reform`,
`to_reform`, `on_reform`), of a fact about paying, or `operator`.

Nothing is missing on any day: where a value is not known yet, the last known one stands in; where a
rule is not in force yet, its first value. `Figures.remarks` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Final

from bot.answers.format import Format
from bot.answers.operator import introduction
from bot.answers.payment_facts import PaymentFacts
from bot.answers.sums import EXAMPLE_INCOME
from bot.answers.voice import Voice
from bot.rules.amounts import MonthlyAmount, monthly_amount
from bot.rules.history import Knp, PayerKind
from bot.rules.law import Figure, Law, Sort
from bot.rules.months import Month
from bot.settings import Settings
from bot.texts import Markup

_Count = Callable[[Law, date], Decimal | int]


@dataclass(frozen=True, slots=True)
class _Sum:
    """Tenge that the rules make of `parameters`, on a day on which all of them are known."""

    parameters: tuple[str, ...]
    count: _Count


def _independent(law: Law, day: date) -> int:
    return monthly_amount(law, PayerKind.INDEPENDENT, Month.containing(day)).total


def _entrepreneur(law: Law, day: date) -> int:
    return monthly_amount(law, PayerKind.ENTREPRENEUR, Month.containing(day)).total


def _employee(law: Law, day: date, income: Decimal) -> MonthlyAmount:
    return monthly_amount(law, PayerKind.EMPLOYEE, Month.containing(day), (income,))


def _ahead(law: Law, day: date, *, and_now: bool) -> int:
    """Twelve months ahead, or these and the current one."""
    return _independent(law, day) * (law.count("prepayment_months", day) + and_now)


def _times(multiple: str, unit: str) -> _Count:
    """So many minimum wages, or monthly indexes."""
    return lambda law, day: law.amount(multiple, day) * law.amount(unit, day)


def _most(cap: str, knp: Knp) -> _Count:
    """The largest payment of a month: that of an income as high as its cap."""
    income = _times(cap, "minimum_wage")
    return lambda law, day: _employee(law, day, Decimal(income(law, day))).paid_as(knp)


def _example(knp: Knp) -> _Count:
    return lambda law, day: _employee(law, day, EXAMPLE_INCOME).paid_as(knp)


def _multiple(multiple: str, unit: str) -> _Sum:
    return _Sum((multiple, unit), _times(multiple, unit))


_INDEPENDENT = ("independent_rate", "minimum_wage")
_PREPAYMENT = (*_INDEPENDENT, "prepayment_months")

SUMS: Final[Mapping[str, _Sum]] = MappingProxyType(
    {
        "independent_month": _Sum(_INDEPENDENT, _independent),
        "independent_year": _Sum(_PREPAYMENT, lambda law, day: _ahead(law, day, and_now=False)),
        "independent_thirteen": _Sum(_PREPAYMENT, lambda law, day: _ahead(law, day, and_now=True)),
        "entrepreneur_month": _Sum(
            ("entrepreneur_rate", "entrepreneur_base", "minimum_wage"), _entrepreneur
        ),
        "deduction_cap_sum": _multiple("deduction_cap", "minimum_wage"),
        "contribution_cap_sum": _multiple("contribution_cap", "minimum_wage"),
        "deduction_most": _Sum(
            ("deduction_rate", "deduction_cap", "minimum_wage"),
            _most("deduction_cap", Knp.DEDUCTIONS),
        ),
        "contribution_most": _Sum(
            ("contribution_rate", "contribution_cap", "minimum_wage"),
            _most("contribution_cap", Knp.CONTRIBUTIONS),
        ),
        "self_employed_limit_sum": _multiple("self_employed_limit", "monthly_calculation_index"),
        "imputed_primary_sum": _multiple("imputed_primary", "monthly_calculation_index"),
        "imputed_hospital_sum": _multiple("imputed_hospital", "monthly_calculation_index"),
        "example_income": _Sum((), lambda _law, _day: EXAMPLE_INCOME),
        "example_deduction": _Sum(("deduction_rate",), _example(Knp.DEDUCTIONS)),
        "example_contribution": _Sum(("contribution_rate",), _example(Knp.CONTRIBUTIONS)),
    }
)

_TOGETHER: Final = (
    "single_payment_rate",
    "single_payment_deduction_share",
    "single_payment_contribution_share",
)
"""Parts of one payment: of one year, or they would not add up."""

BEFORE: Final = MappingProxyType(
    {
        "before_deduction_cap": "deduction_cap",
        "before_contribution_cap": "contribution_cap",
    }
)
"""What a parameter was before the reform."""

FACTS: Final = frozenset({"refund_working_days", "terminals", "apps"})
"""What stands in `data/payment`, not in the law."""

OPERATOR: Final = "operator"
"""Who runs this bot, in a sentence or two; a setting."""

DAYS: Final[Mapping[str, Callable[[Law], date]]] = MappingProxyType(
    {
        "first_deductions": lambda law: law.first_day("deduction_rate"),
        "care_start": lambda law: law.first_day("insured_care"),
        "status_rule": lambda law: law.first_day("status_months"),
        "prepayment": lambda law: law.first_day("prepayment_months"),
        "single_payment": lambda law: law.first_day("single_payment_rate"),
        "reform": lambda law: law.first_day("local_categories"),
        "second_stage": lambda law: law.parameters["basic_care_for_all"].values[-1].since,
        "base_rate_known": lambda law: law.parameters["base_rate"].verified_until,
        "minister_of_finance": lambda law: law.first_day("fund_under_finance_ministry"),
    }
)
"""Days of the law that texts speak of."""

FORMS: Final[Mapping[str, Callable[[Format, date], str]]] = MappingProxyType(
    {
        "day": lambda form, day: form.day(day, year=True),
        "from": lambda form, day: form.day_from(day, year=True),
        "to": lambda form, day: form.day_by(day, year=True),
        "on": lambda form, day: form.day_on(day, year=True),
    }
)


def figure_names(law: Law) -> frozenset[str]:
    """Every placeholder that an article may hold."""
    numbers = {name for name, parameter in law.parameters.items() if parameter.unit != "yes"}
    days = {f"{form}_{name}" for form in FORMS for name in DAYS}
    return frozenset({*numbers, *SUMS, *BEFORE, *FACTS, OPERATOR, *days})


@dataclass(frozen=True)
class Figures:
    """What fills the placeholders of articles in one language on `day`."""

    voice: Voice
    facts: PaymentFacts
    settings: Settings
    day: date

    @cached_property
    def law(self) -> Law:
        return self.voice.law

    def values(self, names: Iterable[str]) -> dict[str, str]:
        """Each of the names in words; a name that `figure_names` does not hold is a `KeyError`."""
        return {name: self._value(name) for name in names}

    def used(self, names: Iterable[str]) -> list[Figure]:
        """The numbers of the law behind the names, each once, as they were on the day used."""
        found = [
            self.law.figure(parameter, self._known_on(name))
            for name in sorted(names)
            for parameter in self._behind(name)
            if self.law.parameters[parameter].unit != "yes"
        ]
        found += [
            self.law.figure(BEFORE[name], DAYS["reform"](self.law) - timedelta(days=1))
            for name in sorted(names)
            if name in BEFORE
        ]
        return list(dict.fromkeys(found))

    def remarks(self, names: Iterable[str]) -> list[Markup]:
        """A line where sums are of an earlier year, a line where a rule is not in force yet."""
        days = {name: self._known_on(name) for name in names}
        years = [day.year for name, day in days.items() if day < self.day and self._yearly(name)]
        later = sorted({day for day in days.values() if day > self.day})
        lines = []
        if years:
            lines.append(
                self.voice.texts(
                    "article.sums-of-year", year=str(min(years)), asked=str(self.day.year)
                )
            )
        if later:
            form = self.voice.format
            listed = form.listing([form.day_from(day, year=True) for day in later])
            lines.append(self.voice.texts("article.not-in-force-yet", days=listed))
        return lines

    def _value(self, name: str) -> str:
        form, known_on = self.voice.format, self._known_on(name)
        if name in SUMS:
            return form.money(SUMS[name].count(self.law, known_on))
        if name in BEFORE:
            return self._parameter(BEFORE[name], DAYS["reform"](self.law) - timedelta(days=1))
        if name in FACTS:
            return form.listing(self.facts[name].values[self.voice.texts.language])
        if name == OPERATOR:
            return introduction(self.settings, self.voice.texts)
        how, _, which = name.partition("_")
        if how in FORMS and which in DAYS:
            return FORMS[how](form, DAYS[which](self.law))
        return self._parameter(name, known_on)

    def _parameter(self, name: str, day: date) -> str:
        return self.voice.figure(self.law.figure(name, day))

    def _known_on(self, name: str) -> date:
        """The day nearest to the one asked on which everything behind the name is known."""
        return self.law.nearest(self._behind(name), self.day)

    def _yearly(self, name: str) -> bool:
        return any(self.law.parameters[one].sort is Sort.YEARLY for one in self._behind(name))

    def _behind(self, name: str) -> tuple[str, ...]:
        if name in SUMS:
            return SUMS[name].parameters
        if name in _TOGETHER:
            return _TOGETHER
        return (name,) if name in self.law.parameters else ()

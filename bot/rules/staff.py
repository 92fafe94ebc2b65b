"""What one month costs an entrepreneur who pays in for employees too (art. 27, 28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.rules.amounts import MonthlyAmount, monthly_amount
from bot.rules.history import Knp, PayerKind
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.trail import Step


@dataclass(frozen=True, slots=True)
class StaffAmount:
    """The entrepreneur's own month, and the same month of each employee; whole tenge."""

    own: MonthlyAmount
    employees: tuple[MonthlyAmount, ...]

    @property
    def withheld(self) -> int:
        """What is taken off the salaries (KNP 122)."""
        return sum(employee.paid_as(Knp.CONTRIBUTIONS) for employee in self.employees)

    @property
    def deductions(self) -> int:
        """What the entrepreneur pays for the employees of their own money (KNP 121)."""
        return sum(employee.paid_as(Knp.DEDUCTIONS) for employee in self.employees)

    @property
    def total(self) -> int:
        return self.own.total + self.deductions + self.withheld

    @property
    def due(self) -> date:
        return self.own.due

    @property
    def trail(self) -> tuple[Step, ...]:
        """Every step once: the due date is that of all, and equal salaries cost the same."""
        steps: list[Step] = []
        for amount in (self.own, *self.employees):
            steps += [step for step in amount.trail if step not in steps]
        return tuple(steps)


def staff_amount(law: Law, period: Month, salaries: Sequence[Decimal]) -> StaffAmount:
    """`salaries` in tenge, one an employee. Raises what `monthly_amount` raises."""
    own = monthly_amount(law, PayerKind.ENTREPRENEUR, period)
    employees = [monthly_amount(law, PayerKind.EMPLOYEE, period, [salary]) for salary in salaries]
    return StaffAmount(own, tuple(employees))

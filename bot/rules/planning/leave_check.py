"""A paid leave entered month by month, and the same entered as one sum (order 478)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.rules.amounts import Line, MonthlyAmount, monthly_amount
from bot.rules.coverage import TIYN_IN_TENGE
from bot.rules.due import due_date
from bot.rules.history import History, PayerKind, Payment
from bot.rules.law import Law
from bot.rules.leave import Leave, paid_leave
from bot.rules.months import Month
from bot.rules.planning.course import uninsured_days
from bot.rules.planning.spells import Payer, Spell, history_of
from bot.rules.runs import InsuredDays
from bot.rules.trail import Step


@dataclass(frozen=True)
class LeaveCheck:
    """A leave of an employee paid for in every other month, who has no other pay in its months."""

    law: Law
    leave: Leave
    wrong: MonthlyAmount
    """The whole pay entered for the first month."""
    right_history: History
    wrong_history: History
    gap: InsuredDays | None
    """Days without insurance that follow from the wrong entry; None = there are none."""

    @classmethod
    def of(cls, law: Law, first: date, last: date, pay: Decimal) -> LeaveCheck:
        """Raises what `paid_leave` raises."""
        leave = paid_leave(law, first, last, pay)
        months = [row.period for row in leave.rows]
        wrong = monthly_amount(law, PayerKind.EMPLOYEE, months[0], (pay,))
        year = law.count("status_months", law.first_day("status_months"))
        since = max(months[0] - year - 1, Month.containing(law.first_day("deduction_rate")))
        until = months[-1] + year + year
        employed = (Spell(Payer.EMPLOYER),)
        around = history_of(law, employed, since, months[0] - 1) + history_of(
            law, employed, months[-1] + 1, until
        )
        right = [row for one in leave.rows for row in _rows(law, one.period, one.lines)]
        in_one = _rows(law, months[0], wrong.lines)
        wrong_history = around.with_payments(tuple(in_one))
        gap = _gap(law, wrong_history, first, until)
        return cls(law, leave, wrong, around.with_payments(tuple(right)), wrong_history, gap)

    @property
    def lost(self) -> tuple[Month, ...]:
        """The months that stay empty when everything is entered for the first."""
        return tuple(row.period for row in self.leave.rows[1:])

    @property
    def trail(self) -> tuple[Step, ...]:
        return self.leave.trail


def _rows(law: Law, month: Month, lines: Iterable[Line]) -> list[Payment]:
    due = due_date(law, month)
    return [
        Payment(month, line.knp, line.amount * TIYN_IN_TENGE, due, PayerKind.EMPLOYEE)
        for line in lines
        if line.amount
    ]


def _gap(law: Law, history: History, first: date, until: Month) -> InsuredDays | None:
    if first < law.first_day("status_months"):
        return None
    return uninsured_days(law, history, first, (until - 1).last_day)

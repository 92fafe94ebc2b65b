"""What a month costs who employs: one salary in whole, or an entrepreneur with employees."""

from __future__ import annotations

from decimal import Decimal

from bot.answers.amounts import amount_end
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.amounts import MonthlyAmount
from bot.rules.history import Knp
from bot.rules.staff import StaffAmount
from bot.texts import Markup


def cost_message(amount: MonthlyAmount, voice: Voice) -> Markup:
    """What an employee's month costs the employer, and what OSMS leaves of the salary."""
    texts, money = voice.texts, voice.format.money
    salary = amount.income or Decimal(0)
    deductions, withheld = amount.paid_as(Knp.DEDUCTIONS), amount.paid_as(Knp.CONTRIBUTIONS)
    title = texts("calc.cost.title", period=voice.format.month(amount.period))
    cost = texts(
        "calc.cost.employer",
        salary=money(salary),
        deductions=money(deductions),
        cost=money(salary + deductions),
    )
    left = texts(
        "calc.cost.employee",
        salary=money(salary),
        withheld=money(withheld),
        left=money(salary - withheld),
    )
    return paragraphs(
        [
            joined([title, cost, left]),
            texts("calc.cost.only"),
            amount_end(amount.due, amount.trail, voice),
        ]
    )


def staff_message(amount: StaffAmount, voice: Voice) -> Markup:
    """The own month, each employee's two payments, and who bears how much of the total."""
    texts, money = voice.texts, voice.format.money
    title = texts("calc.staff.title", period=voice.format.month(amount.own.period))
    total = texts("amount.total", total=money(amount.total))
    own = texts("amount.line.own", amount=money(amount.own.total))
    of_own_money = money(amount.own.total + amount.deductions)
    return paragraphs(
        [
            joined([title, total]),
            joined([own, *_employees(amount, voice)]),
            texts("calc.staff.whose", yours=of_own_money, withheld=money(amount.withheld)),
            amount_end(amount.due, amount.trail, voice),
        ]
    )


def _employees(amount: StaffAmount, voice: Voice) -> list[Markup]:
    money = voice.format.money
    return [
        voice.texts(
            "calc.staff.employee",
            number=str(number),
            salary=money(employee.income or Decimal(0)),
            deductions=money(employee.paid_as(Knp.DEDUCTIONS)),
            withheld=money(employee.paid_as(Knp.CONTRIBUTIONS)),
        )
        for number, employee in enumerate(amount.employees, start=1)
    ]

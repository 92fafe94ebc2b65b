"""What must hold for everybody, tried on generated people and questions."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules.amounts import CALCULATED_KINDS, monthly_amount
from bot.rules.due import arrival_day, due_date
from bot.rules.history import History, Knp, PayerKind, Payment
from bot.rules.law import Law
from bot.rules.leave import paid_leave
from bot.rules.months import Month, months_between
from bot.rules.penalty import penalty
from bot.rules.refusals import ParameterUnknown, Refusal
from bot.rules.situation import Disclosure, MonthState
from bot.rules.status import Basis, Standing, Status, status
from bot.rules.trail import Step
from bot.rules.ways import Way
from tests.rules.answers import answer
from tests.rules.histories import EXISTED, Person, paying, people, thorough

ORDER = {Standing.UNKNOWN: 0, Standing.NOT_INSURED: 1, Standing.INSURED: 2}
ANY_DAY = st.dates()
ANY_MONTH = st.builds(Month.of, st.integers(1, 9999), st.integers(1, 12))
ANY_SUM = st.decimals() | st.decimals(0, 5_000_000, places=2)
LIKELY_SUM = st.decimals(0, 5_000_000, places=2)
LIKELY_MONTH = st.builds(Month.of, st.integers(2017, 2028), st.integers(1, 12))


def test_a_number_of_the_law_changes_on_its_day_and_not_the_day_before(law: Law) -> None:
    for name, parameter in law.parameters.items():
        before = None
        for value in parameter.values:
            eve = value.since - timedelta(days=1)
            assert _amount(law, name, value.since) == value.amount, name
            assert _amount(law, name, eve) in {before, None}, name
            before = value.amount


def _amount(law: Law, name: str, day: date) -> Decimal | None:
    try:
        return law.amount(name, day)
    except ParameterUnknown:
        return None


@thorough
@given(person=people(refunded=False), stretch=paying, day_of_month=st.integers(1, 28))
def test_paying_more_never_makes_anything_worse(
    law: Law, person: Person, stretch: Any, day_of_month: int
) -> None:
    # An entrepreneur's part payment turns a month into his own, dearer one; and a refund is priced
    # like the earliest payment of its month, so one more early payment may lower the rest.
    assume(stretch.kind is not PayerKind.ENTREPRENEUR)
    more = stretch.rows(Month.containing(person.day), day_of_month)
    before = status(law, person.history, person.day)
    after = status(law, person.history.with_payments(tuple(more)), person.day)

    assert ORDER[after.standing] >= ORDER[before.standing]
    if before.insured:
        assert _end(after) >= _end(before)
    if before.debt is not None and before.standing is not Standing.UNKNOWN:
        assert after.debt is not None
        assert after.debt <= before.debt


def _end(found: Status) -> date:
    return found.insured_through or date.max


@thorough
@given(person=people())
def test_a_way_back_keeps_its_promise(law: Law, person: Person) -> None:
    known = person.history.known_on(person.day)
    for way in status(law, person.history, person.day).ways.ways:
        if way.way is Way.WAIT:
            continue
        rows = tuple(
            Payment(cost.period, Knp.CONTRIBUTIONS, (cost.amount or 0) * 100, person.day, cost.kind)
            for cost in way.costs
        )
        paid = known.with_payments(rows)
        promised = status(law, paid, way.insured_from)

        assert sum(row.tiyn for row in rows) == way.total * 100
        assert promised.insured
        assert promised.insured_through == way.insured_through
        assert way.insured_through is not None
        assert status(law, paid, way.insured_through).insured
        assert not status(law, paid, way.insured_through + timedelta(days=1)).insured


@thorough
@given(person=people())
def test_who_waits_and_goes_on_paying_is_insured_by_the_day_promised(
    law: Law, person: Person
) -> None:
    found = status(law, person.history, person.day)
    waiting = [way for way in found.ways.ways if way.way is Way.WAIT]
    assume(waiting)
    rows = tuple(
        Payment(month, knp, 100, max(due_date(law, month), person.day), PayerKind.EMPLOYEE)
        for month in months_between(Month.containing(person.day) - 1, Month.of(2031, 1))
        for knp in Knp
    )
    paid = person.history.known_on(person.day).with_payments(rows)

    assert status(law, paid, waiting[0].insured_from).insured


@thorough
@given(person=people(), seed=st.integers(0, 1000))
def test_order_and_splitting_of_payments_change_nothing(
    law: Law, person: Person, seed: int
) -> None:
    draw = random.Random(seed)
    rows = [part for row in person.history.payments for part in _split(row, draw)]
    draw.shuffle(rows)
    categories = tuple(reversed(person.history.categories))

    mixed = History(tuple(rows), categories)
    assert answer(law, mixed, person.day) == answer(law, person.history, person.day)


def _split(row: Payment, draw: random.Random) -> list[Payment]:
    if abs(row.tiyn) < 2 or draw.random() < 0.5:
        return [row]
    part = row.tiyn // 3 or row.tiyn // abs(row.tiyn)
    return [row._replace(tiyn=part), row._replace(tiyn=row.tiyn - part)]


@thorough
@given(person=people())
def test_every_number_in_a_trail_is_in_force_that_day(law: Law, person: Person) -> None:
    check_trail(law, status(law, person.history, person.day).trail)


@thorough
@given(kind=st.sampled_from(CALCULATED_KINDS), period=LIKELY_MONTH, income=LIKELY_SUM)
def test_every_number_behind_an_amount_is_in_force_in_its_month(
    law: Law, kind: PayerKind, period: Month, income: Decimal
) -> None:
    fixed = {PayerKind.ENTREPRENEUR, PayerKind.INDEPENDENT}
    try:
        amount = monthly_amount(law, kind, period, () if kind in fixed else (income,))
    except Refusal:
        return

    assert period >= EXISTED[kind][0]
    assert all(line.amount <= line.base for line in amount.lines)
    check_trail(law, amount.trail)


def check_trail(law: Law, trail: tuple[Step, ...]) -> None:
    for step in trail:
        assert step.rule in law.references
        for figure in step.figures:
            assert law.amount(figure.parameter, figure.on) == figure.amount


@thorough
@given(
    first=st.dates(date(2018, 1, 1), date(2026, 12, 31)), days=st.integers(0, 300), pay=LIKELY_SUM
)
def test_the_rows_of_a_leave_add_up_to_the_pay(
    law: Law, first: date, days: int, pay: Decimal
) -> None:
    try:
        leave = paid_leave(law, first, first + timedelta(days=days), pay)
    except Refusal:
        return

    assert sum(row.income for row in leave.rows) == pay
    assert sum(row.days for row in leave.rows) == days + 1
    check_trail(law, leave.trail)


@thorough
@given(person=people(refunded=False))
def test_what_anybody_may_see_does_not_depend_on_the_sums(law: Law, person: Person) -> None:
    other = _with_other_sums(law, person)
    assume(_months_stand_alike(law, person.history, other, person.day))

    assert seen_by_anybody(law, other, person.day) == seen_by_anybody(
        law, person.history, person.day
    )


def _with_other_sums(law: Law, person: Person) -> History:
    """In the months shown, three times as much for a full one, half as much for a part of one."""
    states = dict(status(law, person.history, person.day).months)

    def changed(row: Payment) -> Payment:
        if row.period not in states:
            return row
        full = states[row.period] is MonthState.COVERED
        return row._replace(tiyn=row.tiyn * 3 if full else max(row.tiyn // 2, 1))

    return replace(person.history, payments=tuple(map(changed, person.history.payments)))


def _months_stand_alike(law: Law, one: History, other: History, day: date) -> bool:
    """The months shown, and what a larger sum may have changed: a block paid in full in time."""
    fields = ("status", "basis", "months", "insured_through", "starts_on", "disputed")
    found, others = answer(law, one, day), answer(law, other, day)
    return all(found[field] == others[field] for field in fields)


def seen_by_anybody(law: Law, history: History, day: date) -> object:
    found = status(law, history, day, Disclosure.PUBLIC)
    costs = [(cost.period, cost.amount) for cost in found.costs]
    return answer(law, history, day, Disclosure.PUBLIC), costs, found.trail


@thorough
@given(
    kind=st.sampled_from(PayerKind),
    period=ANY_MONTH,
    incomes=st.lists(ANY_SUM, max_size=3),
    exempt=st.booleans(),
)
def test_amounts_refuse_in_one_way_only(
    law: Law, kind: PayerKind, period: Month, incomes: list[Decimal], *, exempt: bool
) -> None:
    try:
        amount = monthly_amount(law, kind, period, incomes, exempt=exempt)
    except Refusal:
        return
    assert amount.total >= 0


@thorough
@given(first=ANY_DAY, last=ANY_DAY, amount=ANY_SUM, person=people())
def test_everything_else_refuses_in_one_way_only(
    law: Law, first: date, last: date, amount: Decimal, person: Person
) -> None:
    for question in (
        lambda: paid_leave(law, first, last, amount),
        lambda: penalty(law, amount, first, last),
        lambda: due_date(law, Month.containing(first)),
        lambda: status(law, person.history, first),
    ):
        with suppress(Refusal):
            question()


@thorough
@given(person=people())
def test_an_answer_hangs_together(law: Law, person: Person) -> None:
    found = status(law, person.history, person.day)

    assert found.insured == (found.basis is not None)
    assert found.starts_on is None or not found.insured
    if found.insured_through is not None:
        assert found.insured_through >= person.day
    if found.basis is Basis.CATEGORY:
        assert not found.ways.ways
    for way in found.ways.ways:
        assert way.insured_from >= arrival_day(law, person.day) or way.way is not Way.REPAY
        assert way.total > 0 or way.way is Way.WAIT

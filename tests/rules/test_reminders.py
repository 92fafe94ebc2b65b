"""When somebody is reminded and of what: by tables, and for everybody on every day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.due import due_date
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.reminders import (
    END_LEADS,
    LEAD_DAYS,
    LOOK_AGAIN,
    About,
    Bill,
    Lead,
    Matter,
    Occasion,
    due_occasion,
    due_prospect,
    end_prospect,
    may_write,
    next_end,
    own_bill,
    persons_bill,
    told_end,
    total,
    writing_day,
)
from bot.rules.situation import Disclosure, MonthState
from bot.rules.status import Basis, Standing, Status, status
from tests.rules.histories import Person, people, thorough
from tests.rules.rows import category, employed, independent, known

SOME_DAY = st.dates(date(2021, 7, 1), date(2030, 12, 31))
LEADS = st.sampled_from(Lead)
ASKERS = st.sampled_from(Disclosure)


def day(written: str) -> date:
    return date.fromisoformat(written)


@pytest.mark.parametrize(
    ("on", "lead", "month", "due", "opens"),
    [
        ("2026-11-20", Lead.THREE_DAYS, "2026-10", "2026-11-25", "2026-11-22"),
        ("2026-11-25", Lead.DAY, "2026-10", "2026-11-25", "2026-11-24"),
        ("2026-11-26", Lead.WEEK, "2026-11", "2026-12-25", "2026-12-18"),
        ("2025-10-26", Lead.DAY, "2025-09", "2025-10-28", "2025-10-27"),
        ("2026-01-26", Lead.THREE_DAYS, "2025-12", "2026-01-26", "2026-01-23"),
    ],
)
def test_the_due_date_that_is_not_over(
    law: Law, on: str, lead: Lead, month: str, due: str, opens: str
) -> None:
    occasion = due_occasion(law, day(on), lead)
    assert (occasion.month, occasion.last_day) == (Month.parse(month), day(due))
    assert occasion.opens == day(opens)


@thorough
@given(start=SOME_DAY, lead=LEADS)
def test_whoever_looks_when_told_to_meets_every_due_date_once(
    law: Law, start: date, lead: Lead
) -> None:
    met, on = [], start
    while on < start + timedelta(days=200):
        prospect = due_prospect(law, on, lead)
        assert prospect.then > on
        if prospect.now:
            assert prospect.now.opens <= on <= prospect.now.last_day
            met.append(prospect.now.month)
        on = prospect.then
    assert met == [met[0] + place for place in range(len(met))]
    assert met[0] == due_occasion(law, start, lead).month


@thorough
@given(on=SOME_DAY, late=st.integers(0, 7), lead=LEADS)
def test_a_day_missed_is_made_up_for_until_the_due_date(
    law: Law, on: date, late: int, lead: Lead
) -> None:
    occasion = due_occasion(law, on, lead)
    looked_on = occasion.opens + timedelta(days=late)
    open_then = due_prospect(law, looked_on, lead).now
    assert (open_then == occasion) is (late <= LEAD_DAYS[lead])


def test_the_same_month_at_another_time_is_the_same_occasion(law: Law) -> None:
    on = day("2026-12-20")
    names = {due_occasion(law, on, lead).name for lead in Lead}
    assert len(names) == 1
    ends = {Occasion(Matter.END, on, lead).name for lead in END_LEADS}
    assert len(ends) == len(END_LEADS)


@pytest.mark.parametrize(
    ("moment", "may", "from_day"),
    [
        ("2026-11-20 08:59", False, "2026-11-20"),
        ("2026-11-20 09:00", True, "2026-11-20"),
        ("2026-11-20 20:59", True, "2026-11-20"),
        ("2026-11-20 21:00", False, "2026-11-21"),
        ("2026-12-31 23:59", False, "2027-01-01"),
    ],
)
def test_nobody_is_woken(moment: str, may: bool, from_day: str) -> None:  # noqa: FBT001
    now = datetime.fromisoformat(moment)
    assert may_write(now) is may
    assert writing_day(now) == day(from_day)


@pytest.mark.parametrize(
    ("about", "on", "period", "amount"),
    [
        (About.INDEPENDENT, "2026-12-22", "2026-11", 4250),
        (About.ENTREPRENEUR, "2026-12-22", "2026-11", 5950),
        (About.INDEPENDENT, "2027-01-22", "2026-12", 4250),
        (About.INDEPENDENT, "2027-02-22", "2027-01", None),
        (About.ENTREPRENEUR, "2027-02-22", "2027-01", None),
        (About.INDEPENDENT, "2024-01-22", "2023-12", 3500),
    ],
)
def test_an_own_month_at_its_price(
    law: Law, about: About, on: str, period: str, amount: int | None
) -> None:
    occasion = due_occasion(law, day(on), Lead.THREE_DAYS)
    bill = own_bill(law, about, day(on), occasion)
    assert [(str(line.period), line.amount) for line in bill.lines] == [(period, amount)]
    assert total(bill.asked) == amount
    assert not bill.mentioned


def bill_of(law: Law, answer: Status) -> Bill | None:
    return persons_bill(law, answer, due_occasion(law, answer.on, Lead.WEEK))


def asked(law: Law, person: Person, disclosure: Disclosure = Disclosure.PUBLIC) -> Status:
    return status(law, person.history, person.day, disclosure)


def lines(bill: Bill | None) -> list[tuple[str, int | None]] | None:
    return None if bill is None else [(str(line.period), line.amount) for line in bill.lines]


def test_the_due_month_and_the_unpaid_ones(law: Law) -> None:
    person = Person(known(employed("2025-09", "2026-08")), day("2026-11-22"))
    bill = bill_of(law, asked(law, person))
    assert lines(bill) == [("2026-09", 4250), ("2026-10", 4250)]
    assert bill is not None
    assert (total(bill.asked), bill.debt_required, str(bill.month)) == (8500, True, "2026-10")
    assert not bill.mentioned


def test_who_has_paid_is_left_in_peace(law: Law) -> None:
    person = Person(known(employed("2025-09", "2026-10")), day("2026-11-22"))
    assert bill_of(law, asked(law, person)) is None


def test_old_months_that_nothing_waits_for_are_no_reason_to_write(law: Law) -> None:
    gap = known(
        independent("2025-12", "2026-01"), categories=[category("kandas", "2026-10-01", None)]
    )
    person = Person(gap, day("2026-11-22"))
    answer = asked(law, person)
    assert answer.unpaid
    assert not answer.debt_required
    assert bill_of(law, answer) is None


def test_months_that_nothing_waits_for_are_only_mentioned(law: Law) -> None:
    ahead = known(independent("2026-12", "2027-11", on="2026-11-18"))
    answer = asked(law, Person(ahead, day("2026-11-20")))
    bill = bill_of(law, answer)
    assert bill is not None
    assert [str(line.period) for line in bill.asked] == ["2026-10"]
    assert [line.period for line in bill.mentioned] == list(answer.unpaid)
    assert total(bill.mentioned) == answer.debt == 11 * 4250


def test_a_price_not_known_yet_leaves_no_total(law: Law) -> None:
    person = Person(known(employed("2025-10", "2026-11")), day("2027-02-20"))
    bill = bill_of(law, asked(law, person))
    assert lines(bill) == [("2026-12", 4250), ("2027-01", None)]
    assert bill is not None
    assert total(bill.lines) is None


def test_of_somebody_unknown_only_the_due_month_is_named(law: Law) -> None:
    bill = bill_of(law, asked(law, Person(known(), day("2026-11-22"))))
    assert lines(bill) == [("2026-10", 4250)]
    assert bill is not None
    assert not bill.known


@thorough
@given(person=people(), disclosure=ASKERS)
def test_a_bill_says_what_the_screens_say(law: Law, person: Person, disclosure: Disclosure) -> None:
    answer = asked(law, person, disclosure)
    month = Month.containing(person.day) - 1
    if person.day > due_date(law, month):
        return
    bill = bill_of(law, answer)
    if answer.standing is Standing.UNKNOWN:
        assert bill is not None
        assert [line.period for line in bill.lines] == [month]
        return
    states = dict(answer.months)
    to_pay = (*answer.unpaid, *answer.due)
    assert (bill is None) is not (bool(answer.due) or answer.debt_required)
    if bill:
        assert tuple(line.period for line in bill.lines) == to_pay
        assert all(states[line.period] is not MonthState.COVERED for line in bill.lines)
        debt = [line.amount for line in bill.lines if line.period in answer.unpaid]
        assert answer.debt == (None if None in debt else sum(one or 0 for one in debt))


@thorough
@given(person=people())
def test_nobody_learns_from_a_reminder_what_was_paid(law: Law, person: Person) -> None:
    """For anybody's eyes each month has the public price of its year."""
    bill = bill_of(law, asked(law, person))
    if person.day > due_date(law, Month.containing(person.day) - 1) or bill is None:
        return
    for line in bill.lines:
        due_then = Occasion(Matter.DUE, due_date(law, line.period), LEAD_DAYS[Lead.DAY])
        public = own_bill(law, About.INDEPENDENT, person.day, due_then)
        assert line.amount == total(public.lines)


LEAVES = known(employed("2025-09", "2026-08"))


@pytest.mark.parametrize(
    ("on", "told", "then", "shown"),
    [
        ("2026-10-10", None, "2026-10-17", "2026-11-16"),
        ("2026-11-12", None, "2026-11-16", "2026-11-16"),
        ("2026-11-16", 14, "2026-11-23", "2026-11-16"),
        ("2026-11-26", 14, "2026-11-27", "2026-11-26"),
        ("2026-11-27", 3, "2026-12-04", "2026-11-27"),
        ("2026-11-30", 3, "2026-12-07", "2026-11-30"),
        ("2026-12-01", None, "2026-12-08", None),
    ],
)
def test_a_status_that_ends_on_30_november(
    law: Law, on: str, told: int | None, then: str, shown: str | None
) -> None:
    answer = asked(law, Person(LEAVES, day(on)))
    prospect = end_prospect(answer, Disclosure.PUBLIC)
    assert (prospect.now.lead if prospect.now else None) == told
    assert prospect.then == day(then)
    assert next_end(answer, Disclosure.PUBLIC, day(on)) == (day(shown) if shown else None)


def test_what_has_been_told_today_is_not_announced_for_today(law: Law) -> None:
    first, last = (asked(law, Person(LEAVES, day(on))) for on in ("2026-11-16", "2026-11-27"))
    assert next_end(first, Disclosure.PUBLIC, day("2026-11-23")) == day("2026-11-27")
    assert next_end(last, Disclosure.PUBLIC, day("2026-12-04")) is None


def test_the_end_of_a_category_is_for_the_persons_eyes_only(law: Law) -> None:
    student = known(categories=[category("full_time_student", "2022-09-01", "2026-11-25")])
    person = Person(student, day("2026-11-20"))
    assert asked(law, person).basis is Basis.CATEGORY
    everybodys = end_prospect(asked(law, person), Disclosure.PUBLIC)
    assert (everybodys.now, everybodys.then) == (None, person.day + LOOK_AGAIN)
    own = asked(law, person, Disclosure.FULL)
    end = told_end(own, Disclosure.FULL)
    assert end == own.insured_through
    assert end is not None


@thorough
@given(person=people(), disclosure=ASKERS)
def test_an_end_that_is_told_is_the_one_on_the_screen(
    law: Law, person: Person, disclosure: Disclosure
) -> None:
    answer = asked(law, person, disclosure)
    prospect, end = end_prospect(answer, disclosure), told_end(answer, disclosure)
    assert person.day < prospect.then <= person.day + LOOK_AGAIN
    if answer.basis is Basis.CATEGORY and disclosure is Disclosure.PUBLIC:
        assert end is None
    else:
        assert end == answer.insured_through
    if prospect.now:
        assert prospect.now.last_day == end
        assert prospect.now.opens <= person.day <= prospect.now.last_day
    elif end is not None:
        assert end - person.day > timedelta(days=END_LEADS[0])

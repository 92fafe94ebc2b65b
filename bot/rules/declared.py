"""A history from a person's own words: which months were paid, as they remember it.

The rows are those that a ledger would hold, so that one rule, `status`, answers both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

from bot.rules.coverage import TIYN_IN_TENGE
from bot.rules.due import due_date
from bot.rules.history import (
    CategoryPeriod,
    History,
    Knp,
    PayerKind,
    Payment,
    PrivilegedCategory,
)
from bot.rules.law import Law
from bot.rules.months import Month, months_between
from bot.rules.status import Status, status


class DeclaredMonth(StrEnum):
    """What a person says of a month, in the order in which taps go round."""

    UNPAID = "unpaid"
    PAID = "paid"
    EMPLOYER_PART = "employer_part"
    """Deductions (121) alone came, contributions (122) did not."""
    STATE = "state"
    """The state paid: the person was in a privileged category."""


class EarlierMonths(StrEnum):
    """What a person says of the months before the twelve."""

    UNKNOWN = "unknown"
    YEAR = "year"
    FIVE_YEARS = "five_years"


_MONTHS_PAID = {EarlierMonths.UNKNOWN: 0, EarlierMonths.YEAR: 12, EarlierMonths.FIVE_YEARS: 60}

_ONE_TENGE = TIYN_IN_TENGE
"""Of an employee's payment only its presence counts, not its sum."""

_CATEGORY = PrivilegedCategory.SOCIAL_ASSISTANCE
"""Stands for every category that the state pays for: the rules tell none of them apart."""


@dataclass(frozen=True)
class Declaration:
    """A person's own words about the twelve months before the current one, and about earlier."""

    marks: Mapping[Month, DeclaredMonth]
    """A month of the window without a mark counts as unpaid."""
    earlier: EarlierMonths = EarlierMonths.UNKNOWN
    state_pays_today: bool = False


def declared_status(law: Law, declaration: Declaration, day: date) -> Status:
    """`status` on `day` by the person's own words; never `unknown`."""
    return status(law, declared_history(law, declaration, day), day)


def declared_history(law: Law, declaration: Declaration, day: date) -> History:
    """The rows that would exist on `day` if everything is as the person says.

    A paid month is an employee's 121 and 122, received on its due date, or on `day` where that is
    earlier; an employer's part is its 121 alone. Months paid by the state are category periods,
    adjacent months joined, the last one open where the state pays today too.
    """
    window = declaration_window(law, day)
    marks = {month: declaration.marks.get(month, DeclaredMonth.UNPAID) for month in window}
    rows = [
        *_earlier_rows(law, window[0], declaration.earlier, day),
        *(row for month, mark in marks.items() for row in _rows(law, month, mark, day)),
    ]
    paid_by_state = [month for month, mark in marks.items() if mark is DeclaredMonth.STATE]
    if declaration.state_pays_today:
        paid_by_state.append(Month.containing(day))
    categories = tuple(_category_periods(paid_by_state, Month.containing(day)))
    if not rows and not categories:
        rows = _paid_and_returned(law, window[0] - 1, day)
    return History(tuple(rows), categories)


def declaration_window(law: Law, day: date) -> tuple[Month, ...]:
    """The months that a person is asked about: the twelve before the current one."""
    month = Month.containing(day)
    return tuple(months_between(month - law.count("status_months", day), month - 1))


def earlier_months_that_insure(
    law: Law, declaration: Declaration, day: date
) -> EarlierMonths | None:
    """The least that, paid before the twelve months, would make the person insured.

    None where the person has said what was before, is insured anyway, or would not be even so.
    """
    if declaration.earlier is not EarlierMonths.UNKNOWN:
        return None
    for earlier in EarlierMonths:
        if declared_status(law, replace(declaration, earlier=earlier), day).insured:
            return None if earlier is EarlierMonths.UNKNOWN else earlier
    return None


def _earlier_rows(law: Law, first: Month, earlier: EarlierMonths, day: date) -> Iterator[Payment]:
    """Paid months up to the window; none before there was anything to pay."""
    since = Month.containing(law.first_day("deduction_rate"))
    for month in months_between(max(since, first - _MONTHS_PAID[earlier]), first - 1):
        yield from _rows(law, month, DeclaredMonth.PAID, day)


def _rows(law: Law, month: Month, mark: DeclaredMonth, day: date) -> Iterator[Payment]:
    paid_on = min(due_date(law, month), day)
    if mark in {DeclaredMonth.PAID, DeclaredMonth.EMPLOYER_PART}:
        yield Payment(month, Knp.DEDUCTIONS, _ONE_TENGE, paid_on, PayerKind.EMPLOYEE)
    if mark is DeclaredMonth.PAID:
        yield Payment(month, Knp.CONTRIBUTIONS, _ONE_TENGE, paid_on, PayerKind.EMPLOYEE)


def _paid_and_returned(law: Law, month: Month, day: date) -> list[Payment]:
    """A payment that came to nothing.

    Who says that nothing was paid is known not to be insured, where an empty history would be
    `unknown`.
    """
    payment = next(_rows(law, month, DeclaredMonth.PAID, day))
    return [payment, payment._replace(tiyn=-payment.tiyn)]


def _category_periods(months: list[Month], current: Month) -> Iterator[CategoryPeriod]:
    runs = groupby(enumerate(months), lambda placed: placed[1].index - placed[0])
    for _, placed in runs:
        run = [month for _, month in placed]
        ends_on = None if run[-1] == current else run[-1].last_day
        yield CategoryPeriod(_CATEGORY, run[0].first_day, ends_on)

"""When a person who asked for it is reminded, and of what: due dates, and the end of a status.

Nothing here knows how a reminder is sent. An occasion opens some days before the day that it is
about and is over after that day; in between it may be told late, but only once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.rules.amounts import monthly_amount
from bot.rules.due import due_date
from bot.rules.history import PayerKind
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.refusals import ParameterUnknown
from bot.rules.situation import Disclosure
from bot.rules.status import Basis, Standing, Status


class Matter(StrEnum):
    """What a reminder is of."""

    DUE = "due"
    """The due date of a month."""
    END = "end"
    """The last day of a status."""


class About(StrEnum):
    """Whose month it is; the kinds are named like those of payers."""

    PERSON = "person"
    """The one whom the account remembers, by the ledger."""
    INDEPENDENT = "independent"
    ENTREPRENEUR = "entrepreneur"


class Lead(StrEnum):
    """How long before a due date."""

    WEEK = "week"
    THREE_DAYS = "three-days"
    DAY = "day"


LEAD_DAYS: Final[Mapping[Lead, int]] = MappingProxyType(
    {Lead.WEEK: 7, Lead.THREE_DAYS: 3, Lead.DAY: 1}
)
END_LEADS: Final = (14, 3)
"""Days before the end of a status, the earlier occasion first."""

AWAKE: Final = (9, 21)
"""Nobody is woken: reminders are sent from the first hour on, and from the second one no more."""

LOOK_AGAIN: Final = timedelta(days=7)
"""A status is looked at that often, because payments and refunds move its end."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One reminder as a person has chosen it."""

    matter: Matter
    about: About
    lead: Lead = Lead.THREE_DAYS
    """Before a due date only; the end of a status has days of its own."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to be told once, from `opens` to `last_day`."""

    matter: Matter
    last_day: date
    """The due date, or the last day of the status."""
    lead: int
    """Days before it."""

    @property
    def opens(self) -> date:
        return self.last_day - timedelta(days=self.lead)

    @property
    def month(self) -> Month:
        """The month that is due on `last_day`: contributions are due in the month after."""
        return Month.containing(self.last_day) - 1

    @property
    def name(self) -> str:
        """Tells occasions apart; who moves a due date's reminder does not make it another one."""
        lead = f" {self.lead}" if self.matter is Matter.END else ""
        return f"{self.matter} {self.last_day.isoformat()}{lead}"


@dataclass(frozen=True, slots=True)
class Prospect:
    """What to tell on a day, and the first day after it on which to look again."""

    now: Occasion | None
    then: date


def may_write(now: datetime) -> bool:
    """`now`: in the time zone of those who read."""
    first, last = AWAKE
    return first <= now.hour < last


def writing_day(now: datetime) -> date:
    """The first day on which something may still be sent."""
    _, last = AWAKE
    return now.date() if now.hour < last else _after(now.date())


def due_occasion(law: Law, day: date, lead: Lead) -> Occasion:
    """The first one that is not over on `day` (art. 30: the 25th of the next month)."""
    month = Month.containing(day) - 1
    if day > due_date(law, month):
        month += 1
    return Occasion(Matter.DUE, due_date(law, month), LEAD_DAYS[lead])


def due_prospect(law: Law, day: date, lead: Lead) -> Prospect:
    occasion = due_occasion(law, day, lead)
    if day < occasion.opens:
        return Prospect(None, occasion.opens)
    return Prospect(occasion, due_occasion(law, _after(occasion.last_day), lead).opens)


def told_end(status: Status, disclosure: Disclosure) -> date | None:
    """The last day of the status as far as the asker may learn it; None where there is none.

    The end of a category is for the person's own eyes: it would tell that the state pays.
    """
    hidden = status.basis is Basis.CATEGORY and disclosure is Disclosure.PUBLIC
    return status.insured_through if status.insured and not hidden else None


def end_prospect(status: Status, disclosure: Disclosure) -> Prospect:
    """Of the occasions that are open only the latest is told: three days leave no two weeks."""
    day, end = status.on, told_end(status, disclosure)
    again = day + LOOK_AGAIN
    if end is None:
        return Prospect(None, again)
    occasions = [Occasion(Matter.END, end, lead) for lead in END_LEADS]
    begun = [one for one in occasions if one.opens <= day]
    coming = [one.opens for one in occasions if one.opens > day]
    return Prospect(begun[-1] if begun else None, min([again, *coming]))


def next_end(status: Status, disclosure: Disclosure, looked_at_next: date) -> date | None:
    """The day of the next reminder as far as known: not before `looked_at_next`, or today."""
    prospect, end = end_prospect(status, disclosure), told_end(status, disclosure)
    if end is None:
        return None
    if prospect.now and looked_at_next <= status.on:
        return status.on
    opening = (Occasion(Matter.END, end, lead).opens for lead in END_LEADS)
    return next((day for day in opening if day >= max(looked_at_next, status.on)), None)


@dataclass(frozen=True, slots=True)
class BillLine:
    """A month to pay in whole tenge; None where its price is not known."""

    period: Month
    amount: int | None


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be paid by a due date, as of one day."""

    about: About
    on: date
    month: Month
    """The month that is due on `due`."""
    due: date
    lines: tuple[BillLine, ...]
    """Oldest first; `month` is the last one, unless it is paid."""
    debt_required: bool = False
    """Whether the status waits for the months before."""
    known: bool = True
    """False where the ledger holds nothing about the person."""

    @property
    def asked(self) -> tuple[BillLine, ...]:
        """What should be paid by then: old months only where the status waits for them."""
        return tuple(line for line in self.lines if self.debt_required or line.period == self.month)

    @property
    def mentioned(self) -> tuple[BillLine, ...]:
        """The rest: unpaid, and nothing hangs on it."""
        return tuple(line for line in self.lines if line not in self.asked)


def total(lines: tuple[BillLine, ...]) -> int | None:
    """Whole tenge; None where one of the months has no known price."""
    amounts = [line.amount for line in lines if line.amount is not None]
    return sum(amounts) if len(amounts) == len(lines) else None


def own_bill(law: Law, about: About, day: date, occasion: Occasion) -> Bill:
    """A month of the payer's own: an independent payer's, or an entrepreneur's (art. 28)."""
    month = occasion.month
    line = BillLine(month, _price(law, PayerKind(about), month))
    return Bill(about, day, month, occasion.last_day, (line,))


def persons_bill(law: Law, status: Status, occasion: Occasion) -> Bill | None:
    """The due month and the unpaid ones as the status has them; None for nothing to pay.

    Where the month is paid already, old months count only if the status waits for them.
    """
    month, due = occasion.month, occasion.last_day
    if status.standing is Standing.UNKNOWN:
        line = BillLine(month, _price(law, PayerKind.INDEPENDENT, month))
        return Bill(About.PERSON, status.on, month, due, (line,), known=False)
    if not status.due and not status.debt_required:
        return None
    costs = (*status.costs, *status.due_costs)
    lines = tuple(BillLine(cost.period, cost.amount) for cost in costs)
    return Bill(About.PERSON, status.on, month, due, lines, status.debt_required)


def _price(law: Law, kind: PayerKind, month: Month) -> int | None:
    try:
        return monthly_amount(law, kind, month).total
    except ParameterUnknown:
        return None


def _after(day: date) -> date:
    return day + timedelta(days=1)

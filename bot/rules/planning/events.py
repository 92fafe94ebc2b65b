"""Changes in life as stretches of who pays: before, meanwhile and after (art. 14, 26, 28)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.history import PrivilegedCategory
from bot.rules.law import Law
from bot.rules.months import Month, months_between
from bot.rules.planning.questions import (
    ASKED,
    UNKNOWN,
    Answers,
    Change,
    day_in,
    month_in,
)
from bot.rules.planning.spells import Payer, Spell
from bot.rules.refusals import BadInput

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """A change, and who pays around it. `starts_on` is the first day that is different."""

    change: Change
    starts_on: date
    spells: tuple[Spell, ...]
    """What was before has no beginning: it lasted long enough for the status to be there."""
    back_on: date | None
    """The first day on which somebody pays again; None where that is not known."""
    turning: date | None = None
    """The day of an age that ends a category."""

    @property
    def first(self) -> Month:
        """The first month that may stay empty."""
        return Month.containing(self.starts_on)

    @property
    def open_ended(self) -> bool:
        """Nobody is known to pay again."""
        return self.back_on is None

    def paid_for(self, month: Month) -> bool:
        return any(spell.touches(month) for spell in self.spells)

    def empty_months(self, last: Month) -> Iterator[Month]:
        """The months up to `last` for which nobody pays."""
        end = last if self.back_on is None else min(last, Month.containing(self.back_on))
        return (month for month in months_between(self.first, end) if not self.paid_for(month))


def event_of(law: Law, change: Change, answers: Answers, today: date) -> Event:
    """The event that the answers tell of. Raises `BadInput` naming a question.

    A paid leave has no empty months where it is entered rightly: see `leave_check`.
    """
    for question in ASKED[change]:
        asked = question.only_if is None or answers.get(question.only_if[0]) == question.only_if[1]
        if asked:
            question.check(answers.get(question.name, UNKNOWN), answers, today)
    build = _BUILDERS[change]
    event = build(law, answers)
    _refuse_long_past(law, event, today)
    return event


def _refuse_long_past(law: Law, event: Event, today: date) -> None:
    """What ended before the twelve months that count changes nothing any more."""
    window = Month.containing(today) - law.count("status_months", today)
    over = event.back_on is not None and Month.containing(event.back_on) <= window
    if over or event.starts_on < law.first_day("status_months"):
        raise BadInput(ASKED[event.change][0].name, "long_past")


def _leave(_: Law, answers: Answers) -> Event:
    first, last = day_in(answers["from"], "from"), day_in(answers["to"], "to")
    return Event(Change.LEAVE, first, (Spell(Payer.EMPLOYER),), last + _DAY)


def _unpaid(_: Law, answers: Answers) -> Event:
    first, last = day_in(answers["from"], "from"), day_in(answers["to"], "to")
    return Event(Change.UNPAID, first, _employed_but(first, last), last + _DAY)


def _sick(_: Law, answers: Answers) -> Event:
    """One sheet is one payment, recorded for the month in which it is paid."""
    first, last = day_in(answers["from"], "from"), day_in(answers["to"], "to")
    paid_in = month_in(answers["paid_in"], "paid_in")
    if not Month.containing(first) <= paid_in <= Month.containing(last) + 1:
        raise BadInput("paid_in", "outside_leave")
    sheet = Spell(Payer.EMPLOYER, paid_in.first_day, paid_in.last_day)
    before, after = _employed_but(first, last)
    return Event(Change.SICK, first, (before, sheet, after), last + _DAY)


def _job(_: Law, answers: Answers) -> Event:
    left, starts = day_in(answers["left"], "left"), _optional(answers, "starts")
    before = Spell(Payer.EMPLOYER, last=left)
    return Event(Change.JOB, left + _DAY, (before, *_works_from(starts)), starts)


def _business(_: Law, answers: Answers) -> Event:
    stops = day_in(answers["stops"], "stops")
    resumes, starts = _optional(answers, "resumes"), _optional(answers, "starts")
    before = Spell(Payer.BUSINESS, last=stops)
    again = (Spell(Payer.BUSINESS, resumes),) if resumes else _works_from(starts)
    return Event(Change.BUSINESS, stops + _DAY, (before, *again), resumes or starts)


def _adult(law: Law, answers: Answers) -> Event:
    turning = _turning(law, answers, "adult_age")
    before = Spell(Payer.STATE, last=turning - _DAY, category=PrivilegedCategory.CHILD)
    starts = None
    after: tuple[Spell, ...] = ()
    match answers["next"]:
        case "studies":
            after = (_state(turning, PrivilegedCategory.FULL_TIME_STUDENT),)
        case "disability":
            after = (_state(turning, PrivilegedCategory.DISABILITY),)
        case "works":
            starts = _optional(answers, "starts")
            after = _works_from(starts)
    back_on = turning if answers["next"] in {"studies", "disability"} else starts
    return Event(Change.ADULT, turning, (before, *after), back_on, turning)


def _study(_: Law, answers: Answers) -> Event:
    ends, starts = day_in(answers["ends"], "ends"), _optional(answers, "starts")
    before = Spell(Payer.STATE, last=ends, category=PrivilegedCategory.FULL_TIME_STUDENT)
    return Event(Change.STUDY, ends + _DAY, (before, *_works_from(starts)), starts)


def _child(law: Law, answers: Answers) -> Event:
    turning = _turning(law, answers, "child_care_age")
    returns = answers["next"] == "returns"
    category = PrivilegedCategory.PARENTAL_LEAVE if returns else PrivilegedCategory.CHILD_UNDER_3
    before = Spell(Payer.STATE, last=turning - _DAY, category=category)
    after: tuple[Spell, ...] = ()
    if returns:
        after = _works_from(turning)
    elif answers["next"] == "another":
        after = (_state(turning, PrivilegedCategory.CHILD_UNDER_3),)
    return Event(Change.CHILD, turning, (before, *after), turning if after else None, turning)


def _return(_: Law, answers: Answers) -> Event:
    """Nobody paid before."""
    returns, starts = day_in(answers["returns"], "returns"), _optional(answers, "starts")
    return Event(Change.RETURN, returns, _works_from(starts), starts)


_BUILDERS = {
    Change.LEAVE: _leave,
    Change.UNPAID: _unpaid,
    Change.SICK: _sick,
    Change.JOB: _job,
    Change.BUSINESS: _business,
    Change.ADULT: _adult,
    Change.STUDY: _study,
    Change.CHILD: _child,
    Change.RETURN: _return,
}


def _employed_but(first: date, last: date) -> tuple[Spell, Spell]:
    return Spell(Payer.EMPLOYER, last=first - _DAY), Spell(Payer.EMPLOYER, last + _DAY)


def _works_from(day: date | None) -> tuple[Spell, ...]:
    return (Spell(Payer.EMPLOYER, day),) if day else ()


def _state(first: date, category: PrivilegedCategory) -> Spell:
    return Spell(Payer.STATE, first, None, category)


def _optional(answers: Answers, name: str) -> date | None:
    value = answers.get(name, UNKNOWN)
    return day_in(value, name) if value else None


def _turning(law: Law, answers: Answers, age: str) -> date:
    """The day on which that age is reached; born on 29 February, the day after the 28th."""
    birthday = day_in(answers["birthday"], "birthday")
    year = birthday.year + law.count(age, law.parameters[age].values[-1].since)
    try:
        return birthday.replace(year=year)
    except ValueError:
        return Month.of(year, birthday.month).last_day + _DAY

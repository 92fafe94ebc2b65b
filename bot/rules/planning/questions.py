"""What has to be asked about a change in life, and what each answer may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType

from bot.rules.amounts import check_sum
from bot.rules.months import Month
from bot.rules.refusals import BadInput, refuse_too_far


class Change(StrEnum):
    """What happens in a life."""

    LEAVE = "leave"
    """Paid leave over several months."""
    UNPAID = "unpaid"
    """Unpaid leave."""
    SICK = "sick"
    """Long sick leave."""
    JOB = "job"
    """Another job, perhaps after a gap."""
    BUSINESS = "business"
    """An entrepreneur closes or suspends the business."""
    ADULT = "adult"
    """Turning eighteen."""
    STUDY = "study"
    """The end of full-time study."""
    CHILD = "child"
    """A child turns three."""
    RETURN = "return"
    """Coming home after years abroad."""


class Sort(StrEnum):
    """What kind of answer a question wants."""

    DAY = "day"
    SUM = "sum"
    MONTH = "month"
    CHOICE = "choice"


UNKNOWN = ""
"""The answer to an optional question: not known yet."""

Answers = Mapping[str, str]
"""Answers so far, as they are written in JSON: days and months in ISO form, sums in tenge."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask; `name` is also the field that a refusal names."""

    name: str
    sort: Sort
    choices: tuple[str, ...] = ()
    optional: bool = False
    """A day that may not be known yet."""
    after: str = ""
    """An earlier question whose day this one must not come before."""
    past: bool = False
    """A day that must not lie ahead."""
    ends: bool = False
    """A day on which something ends: likely the last of a month."""
    only_if: tuple[str, str] | None = None
    """Asked only where that question has that answer."""

    def check(self, value: str, answers: Answers, today: date) -> None:
        """Raise `BadInput` naming this question where `value` cannot be its answer."""
        if value == UNKNOWN:
            if not self.optional:
                raise BadInput(self.name, "missing")
            return
        match self.sort:
            case Sort.DAY:
                self._check_day(day_in(value, self.name), answers, today)
            case Sort.SUM:
                check_sum(self.name, sum_in(value, self.name), positive=True)
            case Sort.MONTH:
                month_in(value, self.name)
            case Sort.CHOICE:
                if value not in self.choices:
                    raise BadInput(self.name, "unknown_choice")

    def _check_day(self, day: date, answers: Answers, today: date) -> None:
        refuse_too_far(self.name, day.year)
        if self.past and day > today:
            raise BadInput(self.name, "in_future")
        earlier = answers.get(self.after, UNKNOWN)
        if earlier and day < date.fromisoformat(earlier):
            raise BadInput(self.name, "before_start")


ASKED: Mapping[Change, tuple[Question, ...]] = MappingProxyType(
    {
        Change.LEAVE: (
            Question("from", Sort.DAY),
            Question("to", Sort.DAY, after="from", ends=True),
            Question("pay", Sort.SUM),
        ),
        Change.UNPAID: (
            Question("from", Sort.DAY),
            Question("to", Sort.DAY, after="from", ends=True),
        ),
        Change.SICK: (
            Question("from", Sort.DAY),
            Question("to", Sort.DAY, after="from", ends=True),
            Question("paid_in", Sort.MONTH),
        ),
        Change.JOB: (
            Question("left", Sort.DAY, ends=True),
            Question("starts", Sort.DAY, optional=True, after="left"),
        ),
        Change.BUSINESS: (
            Question("how", Sort.CHOICE, choices=("closed", "suspended")),
            Question("stops", Sort.DAY, ends=True),
            Question(
                "resumes", Sort.DAY, optional=True, after="stops", only_if=("how", "suspended")
            ),
            Question("starts", Sort.DAY, optional=True, after="stops", only_if=("how", "closed")),
        ),
        Change.ADULT: (
            Question("birthday", Sort.DAY, past=True),
            Question("next", Sort.CHOICE, choices=("studies", "works", "disability", "nothing")),
            Question("starts", Sort.DAY, optional=True, only_if=("next", "works")),
        ),
        Change.STUDY: (
            Question("ends", Sort.DAY, ends=True),
            Question("starts", Sort.DAY, optional=True, after="ends"),
        ),
        Change.CHILD: (
            Question("birthday", Sort.DAY, past=True),
            Question("next", Sort.CHOICE, choices=("returns", "another", "nothing")),
        ),
        Change.RETURN: (
            Question("returns", Sort.DAY),
            Question("starts", Sort.DAY, optional=True, after="returns"),
        ),
    }
)
"""The questions about each change, in the order in which they are asked."""


def next_question(change: Change, answers: Answers) -> Question | None:
    """The first question that is still open; None where everything is answered."""
    for question in ASKED[change]:
        if question.name in answers:
            continue
        if question.only_if and answers.get(question.only_if[0]) != question.only_if[1]:
            continue
        return question
    return None


def question_named(change: Change, name: str) -> Question | None:
    return next((one for one in ASKED[change] if one.name == name), None)


def likely_days(question: Question, answers: Answers, today: date) -> tuple[date, date]:
    """Two days worth offering: ends or beginnings of months, after what it must come after."""
    earlier = answers.get(question.after, UNKNOWN)
    month = Month.containing(date.fromisoformat(earlier) if earlier else today)
    if question.ends:
        return month.last_day, (month + 1).last_day
    return (month + 1).first_day, (month + 2).first_day


def day_in(value: str, field: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadInput(field, "not_a_date") from None


def month_in(value: str, field: str) -> Month:
    try:
        return Month.parse(value)
    except ValueError:
        raise BadInput(field, "not_a_month") from None


def sum_in(value: str, field: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        raise BadInput(field, "not_a_number") from None

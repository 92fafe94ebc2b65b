"""What is known about a person: payments and periods in a privileged category."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from bot.rules.months import Month


class Knp(StrEnum):
    """Payment purpose code (КНП / ТТК): whose money it is."""

    DEDUCTIONS = "121"
    """Отчисления / аударымдар: the employer's own money (art. 27)."""
    CONTRIBUTIONS = "122"
    """Взносы / жарналар: the person's money (art. 28)."""


class PayerKind(StrEnum):
    """Who pays, and by which rule (art. 14)."""

    EMPLOYEE = "employee"
    CIVIL_CONTRACT = "civil_contract"
    ENTREPRENEUR = "entrepreneur"
    INDEPENDENT = "independent"
    SINGLE_PAYMENT = "single_payment"
    SELF_EMPLOYED = "self_employed"
    AGGREGATE_PAYMENT = "aggregate_payment"
    """ЕСП / БЖТ of 2019-2023: stands in ledgers only, nothing is computed for it."""


EMPLOYER_KINDS = frozenset({PayerKind.EMPLOYEE, PayerKind.SINGLE_PAYMENT})
"""The kinds for which an employer pays in both 121 and 122."""


class PrivilegedCategory(StrEnum):
    """People whom the state pays for (art. 26), the local budget (art. 26-1), or who are exempt."""

    CHILD = "child"
    PREGNANT = "pregnant"
    CHILD_UNDER_3 = "child_under_3"
    PARENTAL_LEAVE = "parental_leave"
    DISABLED_CHILD_BENEFIT = "disabled_child_benefit"
    GROUP_1_CARE_BENEFIT = "group_1_care_benefit"
    PENSIONER = "pensioner"
    CONVICT = "convict"
    DETAINED = "detained"
    KANDAS = "kandas"
    DECORATED_MOTHER = "decorated_mother"
    DISABILITY = "disability"
    FULL_TIME_STUDENT = "full_time_student"
    SOCIAL_ASSISTANCE = "social_assistance"
    REGISTERED_UNEMPLOYED = "registered_unemployed"
    CRISIS_LEVEL = "crisis_level"
    UNIFORMED_SERVICE = "uniformed_service"
    """Not paid by the state but exempt, with medical care of their own (art. 14)."""


class Payment(NamedTuple):
    """One row of money received for one month; a negative amount is a refund.

    A tuple, because a person may have hundreds and each answer reads them all.
    """

    period: Month
    knp: Knp
    tiyn: int
    """Amount in tiyn (1/100 tenge), never zero."""
    paid_on: date
    kind: PayerKind


@dataclass(frozen=True, slots=True)
class CategoryPeriod:
    """A stretch of days in a privileged category, both ends included; no end = still open."""

    category: PrivilegedCategory
    starts_on: date
    ends_on: date | None

    def active_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class History:
    """Everything the ledger holds about one person, in any order."""

    payments: tuple[Payment, ...] = ()
    categories: tuple[CategoryPeriod, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.payments and not self.categories

    def known_on(self, day: date) -> History:
        """What was known on `day`: payments received and categories begun by then."""
        return History(
            tuple([row for row in self.payments if row.paid_on <= day]),
            tuple([stretch for stretch in self.categories if stretch.starts_on <= day]),
        )

    def with_payments(self, rows: tuple[Payment, ...]) -> History:
        return History(self.payments + rows, self.categories)

    def __add__(self, more: History) -> History:
        return History(self.payments + more.payments, self.categories + more.categories)

"""How to pay: the ways, the requisites, usual mistakes, and what to do when money goes astray."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from bot.answers.payment_facts import PaymentFacts
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.amounts import MonthlyAmount, monthly_amount
from bot.rules.history import PayerKind
from bot.rules.months import Month
from bot.rules.refusals import KindNotInForce, ParameterUnknown
from bot.texts import Markup

REQUISITES: Final = ("beneficiary", "bin", "bic", "iik", "knp")
"""What a bank form asks for, in its order; the period of the month paid for comes last."""


class Part(StrEnum):
    """One screen; the value is what a link says after `pay_`."""

    WAYS = ""
    TERMINAL = "terminal"
    APP = "app"
    REQUISITES = "requisites"
    MISTAKES = "mistakes"
    CHECK = "check"
    REFUND = "refund"
    ANOTHER = "another"


class Cost(Protocol):
    """A month and its price in whole tenge, None where that is not known yet."""

    @property
    def period(self) -> Month: ...
    @property
    def amount(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class MonthToPay:
    """One payment of one month, as a bank form takes it and as a message says it."""

    month: Month
    period: str
    """MMYYYY"""
    amount: int | None
    """Whole tenge; None where the price is not known."""
    line: Markup
    """`082026 – 4 250 ₸`, for a message."""


def months_to_pay(costs: Iterable[Cost], voice: Voice) -> tuple[MonthToPay, ...]:
    """Every month as a payment of its own: what to read and what to copy."""
    return tuple(_month_to_pay(cost, voice) for cost in costs)


def _month_to_pay(cost: Cost, voice: Voice) -> MonthToPay:
    texts, form = voice.texts, voice.format
    period = form.period(cost.period)
    price = texts("pay.month-unpriced") if cost.amount is None else form.money(cost.amount)
    line = texts("pay.month", period=period, amount=price)
    return MonthToPay(cost.period, period, cost.amount, line)


@dataclass(frozen=True)
class HowToPay:
    """Every screen in one language on one day."""

    voice: Voice
    facts: PaymentFacts
    today: date

    @property
    def month(self) -> Month:
        return Month.containing(self.today)

    def message(self, part: Part) -> Markup:
        screens = {
            Part.WAYS: self._ways,
            Part.TERMINAL: self._terminal,
            Part.APP: self._app,
            Part.REQUISITES: self._requisites,
            Part.MISTAKES: self._mistakes,
            Part.CHECK: self._check,
            Part.REFUND: self._refund,
            Part.ANOTHER: self._another,
        }
        return screens[part]()

    def copies(self) -> Iterator[tuple[str, str]]:
        """Each requisite that a person copies, by name; the current month's period as `period`."""
        yield from ((name, self._value(name)) for name in REQUISITES)
        yield "period", self.voice.format.period(self.month)

    def _ways(self) -> Markup:
        texts = self.voice.texts
        return paragraphs(
            [
                texts("pay.ways"),
                joined([self._price(), self._price_of_last_year()]),
                texts("pay.one-month-one-payment", knp=self._value("knp")),
                texts("pay.not-for-employees"),
            ]
        )

    def _terminal(self) -> Markup:
        return self.voice.texts("pay.terminal", terminals=self._listed("terminals"))

    def _app(self) -> Markup:
        card = self.voice.texts("pay.app", apps=self._listed("apps"), **self._example())
        return paragraphs([card, self._price()])

    def _requisites(self) -> Markup:
        texts, kbe = self.voice.texts, self.facts["kbe"]
        checked = min(self.facts[name].checked_on for name in REQUISITES)
        unsure = None if kbe.verified else texts("pay.requisite.unsure")
        return paragraphs(
            [
                texts("pay.requisites"),
                joined(self._requisite(name) for name in REQUISITES),
                texts("pay.requisites.period", **self._example()),
                joined([self._requisite("kbe"), unsure], " "),
                texts("pay.requisites.fee"),
                texts("pay.checked", day=self.voice.format.day_on(checked, year=True)),
            ]
        )

    def _mistakes(self) -> Markup:
        return self.voice.texts("pay.mistakes", **self._example())

    def _check(self) -> Markup:
        texts = self.voice.texts
        arrival = self.voice.law.count("arrival_working_days", self.today)
        return paragraphs(
            [
                texts.counted("pay.check", arrival),
                texts("pay.check.returned"),
                texts("pay.check.where"),
            ]
        )

    def _refund(self) -> Markup:
        """What helps first; what is not given back, and what nobody confirms, after it."""
        texts = self.voice.texts
        checked = min(fact.checked_on for name, fact in self.facts.items() if "refund" in name)
        return paragraphs(
            [
                texts("pay.refund.title"),
                self._refund_grounds(),
                self._refund_asked_by(),
                joined(self._refund_way()),
                self._refund_term(),
                texts("pay.refund.not-moved", instead=self._value("refund_instead_of_moving")),
                texts("pay.refund.late-employer", twice=self._value("refund_late_employer")),
                texts("pay.refund.not-grounds", not_grounds=self._listed("refund_not_grounds")),
                texts("pay.refund.not-known", unknown=self._listed("refund_not_known")),
                texts("pay.refund.checked", day=self.voice.format.day_on(checked, year=True)),
            ]
        )

    def _refund_grounds(self) -> Markup:
        texts = self.voice.texts
        grounds = self.facts["refund_grounds"].values[texts.language]
        lines = [texts("pay.refund.ground", ground=ground) for ground in grounds]
        return joined([texts("pay.refund.grounds"), *lines])

    def _refund_asked_by(self) -> Markup:
        texts = self.voice.texts
        askers = ("refund_asked_by_employer", "refund_asked_by_payer")
        employer, payer = map(self._value, askers)
        verified = all(self.facts[name].verified for name in askers)
        unsure = None if verified else texts("pay.refund.who-unsure")
        return joined([texts("pay.refund.who", employer=employer, payer=payer), unsure], " ")

    def _refund_way(self) -> tuple[Markup, Markup]:
        texts, branch = self.voice.texts, self._value("refund_branch")
        return (
            texts("pay.refund.where", branch=branch, online=self._value("refund_online")),
            texts("pay.refund.papers", papers=self._listed("refund_papers")),
        )

    def _refund_term(self) -> Markup:
        texts = self.voice.texts
        term = texts.counted("pay.refund.term", int(self._value("refund_working_days")))
        elsewhere = texts("pay.refund.other-term", term=self._value("refund_term_elsewhere"))
        return joined([term, elsewhere], " ")

    def _another(self) -> Markup:
        return self.voice.texts("pay.another", knp=self._value("knp"))

    def _requisite(self, name: str) -> Markup:
        return self.voice.texts(f"pay.requisite.{name}", value=self._value(name))

    def _example(self) -> dict[str, str]:
        form = self.voice.format
        return {"period": form.period(self.month), "month": form.month(self.month)}

    def _price(self) -> Markup:
        texts, form = self.voice.texts, self.voice.format
        month, price = form.month(self.month), self._price_of(self.month)
        if price is None:
            return texts("pay.price-unknown", month=month)
        due = form.day_by(price.due, year=True)
        return texts("pay.price", month=month, amount=form.money(price.total), due=due)

    def _price_of_last_year(self) -> Markup | None:
        """Only where it differs: a debt of last year is paid at last year's price."""
        last_year = self.month.year - 1
        then, now = self._price_of(Month.of(last_year, 12)), self._price_of(self.month)
        if then is None or (now is not None and now.total == then.total):
            return None
        amount = self.voice.format.money(then.total)
        return self.voice.texts("pay.price-of-last-year", year=last_year, amount=amount)

    def _price_of(self, month: Month) -> MonthlyAmount | None:
        try:
            return monthly_amount(self.voice.law, PayerKind.INDEPENDENT, month)
        except (ParameterUnknown, KindNotInForce):
            return None

    def _value(self, name: str) -> str:
        return self.facts[name].value(self.voice.texts.language)

    def _listed(self, name: str) -> str:
        return self.voice.format.listing(self.facts[name].values[self.voice.texts.language])

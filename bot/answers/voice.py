"""One language, its formats and the law's references: everything that words an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from bot.answers.format import Format
from bot.rules.law import Figure, Law
from bot.rules.months import Month
from bot.rules.trail import Fact, Step
from bot.texts import Markup, Texts, plain

_FRACTIONS = frozenset({"share"})


@dataclass(frozen=True)
class Voice:
    """Turns results and their trails into Kazakh or Russian."""

    texts: Texts
    law: Law

    @cached_property
    def format(self) -> Format:
        return Format(self.texts.language)

    def sentence(self, step: Step) -> Markup:
        """What a step found, with its numbers in it."""
        values: dict[str, object] = {name: self.fact(fact) for name, fact in step.facts.items()}
        values |= {figure.parameter: self.figure(figure) for figure in step.figures}
        return self.texts.tell(f"because.{step.rule}", values)

    def reference(self, step: Step) -> str:
        """Where in the law the rule of a step stands."""
        return self.article(self.law.references[step.rule])

    def article(self, reference: str) -> str:
        """`405-V/5/3-2` in words."""
        act, *place = reference.split("/")
        if not place:
            return self.texts(f"reference.{act}")
        name = self.texts(f"act.{act}")
        if len(place) == 1:
            return self.texts("reference.article", act=name, article=place[0])
        return self.texts("reference.paragraph", act=name, article=place[0], paragraph=place[1])

    def because(self, trail: Iterable[Step]) -> list[dict[str, str]]:
        """The trail as the commands give it: rule id, reference, one plain sentence."""
        return [
            {
                "rule": step.rule,
                "law": plain(self.reference(step)),
                "text": plain(self.sentence(step)),
            }
            for step in trail
        ]

    def reasons(self, trail: Iterable[Step]) -> Markup:
        """The trail as a person reads it in a message, a sentence a line."""
        return joined(
            self.texts("because.line", text=self.sentence(step), law=self.reference(step))
            for step in trail
        )

    def fact(self, fact: Fact) -> str:
        match fact:
            case Month():
                return self.format.month(fact)
            case tuple():
                return self.format.months(fact)
            case date():
                return self.format.day(fact, year=True)
            case Decimal():
                return self.format.money(fact)
            case _:
                return self.format.number(fact)

    def figure(self, figure: Figure) -> str:
        return self.amount(figure.amount, self.law.parameters[figure.parameter].unit)

    def amount(self, amount: Decimal, unit: str) -> str:
        """A number of the law as its unit is written."""
        if unit in _FRACTIONS:
            return self.format.rate(amount)
        if unit == "percent":
            return self.format.percent(amount)
        return self.format.money(amount) if unit == "tenge" else self.format.number(amount)


def joined(lines: Iterable[str | None], separator: str = "\n") -> Markup:
    """Lines of Telegram HTML put below each other; None is no line."""
    return Markup(separator.join(line for line in lines if line is not None))


def paragraphs(parts: Sequence[str | None]) -> Markup:
    """Parts of a message with an empty line between them."""
    return joined((part for part in parts if part), "\n\n")


def clipped(text: str, longest: int) -> str:
    """The beginning of what is longer than so many letters."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def footer(voice: Voice, day: date) -> Markup:
    """That this is an explanation and no certificate; and when the law was last checked."""
    certificate = voice.texts("answer.not-a-certificate")
    stale = voice.law.stale(day)
    if not stale:
        return certificate
    checked = min(parameter.verified_until for parameter in stale)
    day_text = voice.format.day_on(checked, year=True)
    return joined([certificate, voice.texts("answer.last-checked", day=day_text)])

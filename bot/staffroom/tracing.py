"""How an answer came about: what was read, what it was chosen by, texts, rules, acts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.amounts import monthly_amount
from bot.rules.law import Figure, Law
from bot.rules.months import Month
from bot.rules.refusals import Refusal
from bot.rules.trail import Step
from bot.staffroom.reply import Reply
from bot.texts import Markup, plain
from bot.understanding import Action, Flow, Outcome, Reading

CANDIDATES: Final = 5
_LONGEST_PAGE: Final = 3500
"""UTF-16 units of a page, tags not counted; Telegram takes 4096."""
_PERCENT: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Trace:
    """The trail of one answer; a question and what was understood of it only where one was asked.

    Made of invented people and of questions only, never of anybody's real months.
    """

    day: date
    keys: Sequence[str]
    steps: Sequence[Step] = ()
    figures: Sequence[Figure] = ()
    reading: Reading | None = None
    reply: Reply | None = None

    @classmethod
    def of_question(cls, reply: Reply, reading: Reading, keys: Sequence[str]) -> Trace:
        articles = reply.articles()
        understood = reply.understood
        alone = understood.outcome is Outcome.ANSWERED and not understood.parts
        figures = [one for article in articles[:1] if alone for one in article.used()]
        steps = _computed(reply.understood.action, reply.voice.law, reply.day)
        return cls(reply.day, keys, steps, tuple(dict.fromkeys(figures)), reading, reply)


def trace_pages(trace: Trace, voice: Voice) -> list[Markup]:
    """The whole trail, in as many messages as it takes."""
    return _pages([one for one in _sections(trace, voice) if one])


def _computed(action: Action | None, law: Law, day: date) -> tuple[Step, ...]:
    """The rules behind the sum that the data in a question calls for."""
    if action is None or action.flow is not Flow.CALCULATOR or action.kind is None:
        return ()
    try:
        return monthly_amount(law, action.kind, Month.containing(day), action.incomes).trail
    except Refusal:
        return ()


def _sections(trace: Trace, voice: Voice) -> Iterator[list[Markup]]:
    texts = voice.texts
    yield [texts("staff.trace.title", day=voice.format.day(trace.day, year=True))]
    if trace.reading is not None and trace.reply is not None:
        yield [*_read(trace.reading, voice), *_chosen(trace.reply, voice)]
        yield [
            texts("staff.trace.candidates"),
            *(
                texts(
                    "staff.trace.candidate",
                    topic=match.topic,
                    score=_share(match.score, voice),
                    title=_title(match.topic, voice),
                )
                for match in trace.reading.candidates
            ),
        ]
    if trace.steps:
        steps = [line for step in trace.steps for line in _step(step, voice)]
        yield [texts("staff.trace.steps"), *steps]
    if trace.figures:
        figures = [_figure(figure, voice) for figure in trace.figures]
        yield [texts("staff.trace.figures"), *figures]
    keys = dict.fromkeys(trace.keys)
    yield [
        texts("staff.trace.keys"),
        *(texts("staff.trace.key", key=key) for key in keys),
    ]


def _read(reading: Reading, voice: Voice) -> Iterator[Markup]:
    texts = voice.texts
    yield texts("staff.trace.words", words=" ".join(reading.words) or "–")
    yield texts("staff.trace.meanings", meanings=", ".join(reading.meanings) or "–")


def _chosen(reply: Reply, voice: Voice) -> Iterator[Markup]:
    understood, texts = reply.understood, voice.texts
    topics = ", ".join(article.topic.id for article in reply.articles())
    yield texts.tell(f"staff.trace.outcome.{understood.outcome}", {"topics": topics or "–"})
    for number, part in enumerate(understood.parts, start=1):
        topic = part.match.topic if part.match else "–"
        score = _share(part.match.score, voice) if part.match else "–"
        yield texts("staff.trace.part", number=number, topic=topic, score=score)
    if understood.action is not None:
        yield texts("staff.trace.action", flow=str(understood.action.flow))


def _title(topic: str, voice: Voice) -> str:
    key = f"faq.{topic}.short"
    return plain(voice.texts(f"faq.{topic}.short")) if voice.texts.has(key) else "–"


def _share(score: float, voice: Voice) -> str:
    return voice.format.percent((Decimal(score) * 100).quantize(_PERCENT))


def _step(step: Step, voice: Voice) -> Iterator[Markup]:
    yield voice.texts(
        "staff.trace.step",
        rule=step.rule,
        text=voice.sentence(step),
        law=voice.reference(step),
    )
    for figure in dict.fromkeys(step.figures):
        yield _figure(figure, voice)


def _figure(figure: Figure, voice: Voice) -> Markup:
    parameter = voice.law.parameters[figure.parameter]
    value = parameter.in_force(figure.on)
    return voice.texts(
        "staff.trace.figure",
        id=figure.parameter,
        name=voice.texts(f"parameter.{figure.parameter}"),
        value=voice.figure(figure),
        since=voice.format.day_from(value.since, year=True),
        law=voice.article(parameter.article),
        act=value.act,
    )


def _pages(sections: Iterable[Sequence[Markup]]) -> list[Markup]:
    pages: list[list[Markup]] = [[]]
    length = 0
    for section in sections:
        for place, line in enumerate(section):
            units = len(plain(line).encode("utf-16-le")) // 2 + 2
            if length + units > _LONGEST_PAGE and pages[-1]:
                pages.append([])
                length = 0
            begins = place == 0 and pages[-1]
            pages[-1].append(Markup(f"\n{line}") if begins else line)
            length += units
    return [paragraphs([joined(page)]) for page in pages]

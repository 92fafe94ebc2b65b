"""Counts of some days as plain lines: sums by language, then day by day, then by article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from bot.answers.format import Format
from bot.answers.voice import joined, paragraphs
from bot.texts import Markup, Texts
from bot.texts.languages import LANGUAGES

MOST_TOPICS: Final = 16

Row: TypeAlias = tuple[date, str, str, int]
"""Day, name, language, times."""


@dataclass(frozen=True)
class Period:
    """Days counted, both ends included."""

    first: date
    last: date

    @classmethod
    def until(cls, last: date, days: int) -> Period:
        return cls(last - timedelta(days=days - 1), last)

    @property
    def days(self) -> list[date]:
        """The latest first."""
        return [self.last - timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Sending:
    """Reminders: turned on, still to look at today, and how many leave in a minute at most."""

    on: int
    left: int
    per_minute: int


def stats_message(
    period: Period,
    rows: Sequence[Row],
    names: Iterable[str],
    topics: Mapping[str, int],
    sending: Sending,
    texts: Texts,
) -> Markup:
    """`names`: what is counted, in the order in which it is told; `topics`: readings of each."""
    form = Format(texts.language)
    sums, by_day = Counter[tuple[str, str]](), Counter[tuple[date, str]]()
    for day, name, language, times in rows:
        sums[name, language] += times
        by_day[day, name] += times
    first, last = form.day(period.first), form.day(period.last)
    return paragraphs(
        [
            texts("admin.stats.title", first=first, last=last),
            joined(
                [
                    *(_sum(name, sums, texts) for name in names),
                    _share(sums, form, texts),
                    texts("admin.stats.reminders-on", times=sending.on),
                    _left(sending, texts),
                ]
            ),
            joined([texts("admin.stats.days"), *_days(period, by_day, form, texts)]),
            joined([texts("admin.stats.topics"), *_topics(topics, texts)]) if topics else None,
        ]
    )


def _sum(name: str, sums: Counter[tuple[str, str]], texts: Texts) -> Markup:
    each = {language: sums[name, language] for language in LANGUAGES}
    told = texts("admin.stats.sum", times=sum(each.values()), kk=each["kk"], ru=each["ru"])
    return texts(f"admin.stats.of.{name}", sum=told)


def _left(sending: Sending, texts: Texts) -> Markup | None:
    if not sending.left:
        return None
    minutes = -(-sending.left // sending.per_minute)
    return texts("admin.stats.reminders-waiting", waiting=sending.left, minutes=minutes)


def _share(sums: Counter[tuple[str, str]], form: Format, texts: Texts) -> Markup | None:
    """How many of the questions in people's own words got no answer."""
    answered, not_answered = (
        sum(sums[name, language] for language in LANGUAGES) for name in ("answered", "unanswered")
    )
    asked = answered + not_answered
    if not asked:
        return None
    share = form.percent((Decimal(100) * not_answered / asked).quantize(Decimal(1)))
    return texts("admin.stats.share", share=share, asked=asked)


def _days(
    period: Period, by_day: Counter[tuple[date, str]], form: Format, texts: Texts
) -> list[Markup]:
    return [
        texts(
            "admin.stats.day",
            day=form.day(day),
            updates=by_day[day, "updates"],
            lookups=by_day[day, "lookups"],
            questions=by_day[day, "answered"] + by_day[day, "unanswered"],
        )
        for day in period.days
    ]


def _topics(topics: Mapping[str, int], texts: Texts) -> list[Markup]:
    most = sorted(topics.items(), key=lambda one: (-one[1], one[0]))[:MOST_TOPICS]
    return [texts("admin.stats.topic", topic=topic, times=times) for topic, times in most]

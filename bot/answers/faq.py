"""An article of the library as a message: the answer first, the rest folded below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.answers.figures import Figures
from bot.answers.payment_facts import PaymentFacts
from bot.answers.topics import Certainty, Topic, Topics
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.law import Figure
from bot.settings import Settings
from bot.texts import Markup

_LATER = "2027"
"""Names the edition of a text that holds once basic care is not free for everybody any more."""
_SHOWN = ("title", "answer", "details")


@dataclass(frozen=True)
class Article:
    """One topic in one language on one day."""

    topic: Topic
    figures: Figures

    @property
    def title(self) -> Markup:
        return self._part("title")

    @property
    def answer(self) -> Markup:
        return self._part("answer")

    @property
    def details(self) -> Markup:
        return self._part("details")

    def message(self) -> Markup:
        """Title, answer, what is folded, and how far to trust it."""
        texts = self._voice.texts
        return paragraphs(
            [
                texts("article.title", title=self.title),
                self.answer,
                texts("article.folded", details=self.details),
                joined([*self._remarks(), *self._doubt()]),
                joined([self._origin(), texts("article.not-a-certificate")]),
            ]
        )

    def used(self) -> list[Figure]:
        """The numbers of the law that its texts speak of."""
        return self.figures.used(frozenset().union(*map(self._names, _SHOWN)))

    def _part(self, part: str) -> Markup:
        edition = self._edition(part)
        values = self.figures.values(self._names(part))
        return self._voice.texts.tell(f"faq.{self.topic.id}.{edition}", values)

    def _names(self, part: str) -> frozenset[str]:
        return self._voice.texts.names(f"faq.{self.topic.id}.{self._edition(part)}")

    def _edition(self, part: str) -> str:
        """The part, or what has replaced it by the day."""
        later = f"{part}-{_LATER}"
        if self._voice.law.known("basic_care_for_all", self.figures.day):
            return part
        return later if self._voice.texts.has(f"faq.{self.topic.id}.{later}") else part

    @property
    def _voice(self) -> Voice:
        return self.figures.voice

    def _remarks(self) -> list[Markup]:
        return self.figures.remarks(frozenset().union(*map(self._names, _SHOWN)))

    def _doubt(self) -> list[Markup]:
        if self.topic.certainty is Certainty.VERIFIED:
            return []
        return [self._voice.texts(f"article.certainty.{self.topic.certainty}")]

    def _origin(self) -> Markup:
        """Where in the law it stands, and when it was last compared with it."""
        texts = self._voice.texts
        day = self._voice.format.day(self.topic.checked, year=True)
        if not self.topic.law:
            return texts("article.checked", day=day)
        return texts("article.law", law="; ".join(self._acts()), day=day)

    def _acts(self) -> Iterator[str]:
        """Each act once, with its places."""
        acts: dict[str, list[str]] = {}
        for reference in self.topic.law:
            act, *place = reference.split("/")
            acts.setdefault(act, []).append("/".join(place))
        for act, places in acts.items():
            first, *others = (f"{act}/{place}".rstrip("/") for place in places)
            yield ", ".join([self._voice.article(first), *map(self._place, others)])

    def _place(self, reference: str) -> str:
        """The place in an act that was named just before."""
        _, article, *paragraph = reference.split("/")
        texts = self._voice.texts
        if not paragraph:
            return texts("article.place", article=article)
        return texts("article.place-paragraph", article=article, paragraph=paragraph[0])


@dataclass(frozen=True)
class Library:
    """Every article, whoever reads it and when."""

    topics: Topics
    facts: PaymentFacts
    settings: Settings

    def article(self, topic: Topic, voice: Voice, day: date) -> Article:
        return Article(topic, Figures(voice, self.facts, self.settings, day))

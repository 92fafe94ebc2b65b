"""Privileged categories, page by page: who pays, on which terms, with which papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.answers.payment_facts import Fact, PaymentFacts
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.categories import Categories, Category, Payer
from bot.texts import Markup

_ROUTE: Final = ("app", "stores", "clinic")
_SECTIONS: Final = (Payer.STATE, Payer.LOCAL, Payer.EXEMPT)


@dataclass(frozen=True)
class CategoryPages:
    """The pages in one language on one day."""

    voice: Voice
    categories: Categories
    papers: PaymentFacts
    """Papers for a temporary status by category, and by which way they are sent."""
    today: date

    def payer(self, category: Category) -> Payer:
        """Who pays today; for what does not exist yet, who will."""
        return category.payer(self.today) or category.latest_payer

    def knows_papers(self, category: Category) -> bool:
        """Whether a source says with which papers a temporary status is given."""
        papers = self.papers.get(category.id)
        return papers is not None and papers.verified

    def page(self, category: Category) -> Markup:
        texts = self.voice.texts
        title = texts("category.title", name=texts(f"category.{category.id}.name"))
        return paragraphs([title, self.who_pays(category), self.conditions(category)])

    def who_pays(self, category: Category) -> Markup:
        return self.voice.texts(f"category.pays.{self.payer(category)}")

    def conditions(self, category: Category) -> Markup:
        """The terms as in the law, what changed last, and where the law says so."""
        texts = self.voice.texts
        return paragraphs(
            [
                joined(
                    [
                        texts(f"category.{category.id}.terms"),
                        texts("category.non-working") if category.non_working else None,
                    ]
                ),
                self._changed(category),
                texts("category.law", law=self.voice.article(category.article)),
            ]
        )

    def line(self, category: Category) -> Markup:
        name = self.voice.texts(f"category.{category.id}.name")
        return self.voice.texts("categories.line", name=name)

    def line_with_payer(self, category: Category) -> Markup:
        return self.voice.texts(
            "categories.line-with-payer",
            name=self.voice.texts(f"category.{category.id}.name"),
            payer=self.voice.texts(f"categories.payer.{self.payer(category)}"),
        )

    def listed(self) -> Markup:
        """Every category by who pays, with their numbers."""
        sections = [self._section(payer) for payer in _SECTIONS]
        return paragraphs([self.voice.texts("categories.title"), *sections])

    def changes(self) -> Markup:
        """What law 206-VIII changed, for whom and for whom not."""
        texts, form, reform = self.voice.texts, self.voice.format, self._reform
        eve = reform - timedelta(days=1)
        changed = [one for one in self.categories.values() if one.changed(reform)]
        return paragraphs(
            [
                texts("categories.changes", day=form.day_from(reform, year=True)),
                texts(
                    "categories.changes.counts",
                    before=self._count("state_categories", eve),
                    state=self._count("state_categories", reform),
                    local=self._count("local_categories", reform),
                ),
                *map(self._change, changed),
                texts("categories.changes.others"),
                texts("category.law", law=texts("categories.changes.law")),
            ]
        )

    def temporary_status(self, category: Category) -> Markup:
        """Papers and how to send them; where no source names any, that."""
        texts = self.voice.texts
        title = texts("papers.title", name=texts(f"category.{category.id}.name"))
        papers = self.papers.get(category.id)
        if papers is None:
            return paragraphs([title, texts("papers.not-listed"), texts("papers.meanwhile")])
        return paragraphs(
            [
                joined([title, texts("papers.what-for") if papers.verified else None]),
                self._unsure(category, papers),
                joined([texts("papers.list"), *self._listed(papers)]),
                self._route(),
                texts("papers.not-to-me"),
                texts("papers.checked", day=self._checked(papers)),
            ]
        )

    @property
    def _reform(self) -> date:
        return self.voice.law.first_day("local_categories")

    def _count(self, parameter: str, day: date) -> str:
        return str(self.voice.law.count(parameter, day))

    def _changed(self, category: Category) -> Markup | None:
        return self._change(category) if category.changed(self._reform) else None

    def _change(self, category: Category) -> Markup:
        form, reform = self.voice.format, self._reform
        values = {
            "until": form.day_by(reform, year=True),
            "since": form.day_from(reform, year=True),
        }
        return self.voice.texts.tell(f"category.{category.id}.changed", values)

    def _section(self, payer: Payer) -> Markup:
        texts = self.voice.texts
        names = [
            self.line(category)
            for category in self.categories.values()
            if self.payer(category) is payer
        ]
        title = texts.tell(f"categories.section.{payer}", {"count": len(names)})
        return joined([title, *names])

    def _listed(self, papers: Fact) -> Iterator[Markup]:
        texts = self.voice.texts
        for paper in papers.values[texts.language]:
            yield texts("papers.line", paper=paper)

    def _unsure(self, category: Category, papers: Fact) -> Markup | None:
        if not papers.verified:
            return self.voice.texts("papers.unsure-route")
        return self.voice.texts("papers.older") if category.changed(self._reform) else None

    def _route(self) -> Markup:
        language, form = self.voice.texts.language, self.voice.format
        app, stores, clinic = (self.papers[name].values[language] for name in _ROUTE)
        return self.voice.texts(
            "papers.route",
            app=form.listing(app),
            stores=form.listing(stores),
            clinic=form.listing(clinic),
        )

    def _checked(self, papers: Fact) -> str:
        """The day on which the least fresh of what the page says was checked."""
        facts = (papers, *(self.papers[name] for name in _ROUTE))
        return self.voice.format.day_on(min(fact.checked_on for fact in facts), year=True)

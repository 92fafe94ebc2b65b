"""What the finder of categories asks, and how it words what it has found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.answers.categories import CategoryPages
from bot.answers.voice import joined, paragraphs
from bot.rules.amounts import monthly_amount
from bot.rules.categories import Category
from bot.rules.finder import Asking, Outcome
from bot.rules.history import PayerKind
from bot.rules.months import Month
from bot.rules.refusals import ParameterUnknown
from bot.texts import Markup, Texts


def question_message(asking: Asking, texts: Texts) -> Markup:
    return texts(f"finder.ask.{asking.question}")


def outcome_message(outcome: Outcome, pages: CategoryPages) -> Markup:
    """What fits, who pays and what to do; or that nothing does, and what that means."""
    found = [pages.categories[one] for one in outcome.found]
    if not found:
        return _nothing(outcome, pages)
    return _one(found[0], outcome, pages) if len(found) == 1 else _several(found, outcome, pages)


def _one(category: Category, outcome: Outcome, pages: CategoryPages) -> Markup:
    texts = pages.voice.texts
    name = texts("finder.category", name=texts(f"category.{category.id}.name"))
    return paragraphs(
        [
            joined([_headline(category, outcome, pages), name]),
            pages.who_pays(category),
            _check([category], pages),
            pages.conditions(category),
        ]
    )


def _several(found: Sequence[Category], outcome: Outcome, pages: CategoryPages) -> Markup:
    texts = pages.voice.texts
    payers = {pages.payer(category) for category in found}
    if len(payers) == 1:
        lines = [pages.line(category) for category in found]
        paid = pages.who_pays(found[0])
    else:
        lines = [pages.line_with_payer(category) for category in found]
        paid = texts("finder.nothing-to-pay")
    return paragraphs(
        [
            joined([_headline(found[0], outcome, pages), *lines]),
            paid,
            texts("finder.any-is-enough"),
            _check(found, pages),
        ]
    )


def _headline(category: Category, outcome: Outcome, pages: CategoryPages) -> Markup:
    if outcome.earlier:
        return pages.voice.texts("finder.headline.also")
    return pages.voice.texts(f"finder.headline.{pages.payer(category)}")


def _check(found: Sequence[Category], pages: CategoryPages) -> Markup:
    """That the database may not know yet, and what helps then."""
    papers = any(map(pages.knows_papers, found))
    return pages.voice.texts("finder.check.papers" if papers else "finder.check.call")


def _nothing(outcome: Outcome, pages: CategoryPages) -> Markup:
    texts = pages.voice.texts
    if outcome.earlier:
        return texts("finder.nothing.more")
    if outcome.works:
        return paragraphs([texts("finder.nothing"), texts("finder.nothing.works")])
    return paragraphs(
        [
            texts("finder.nothing"),
            _price(pages, pages.today),
            texts("finder.nothing.other-ways"),
            texts("finder.nothing.mistaken"),
        ]
    )


def _price(pages: CategoryPages, today: date) -> Markup:
    """That one pays oneself, and how much; without the sum where it is not known yet."""
    voice, month = pages.voice, Month.containing(today)
    try:
        price = monthly_amount(voice.law, PayerKind.INDEPENDENT, month)
    except ParameterUnknown:
        return voice.texts("finder.nothing.pay-unpriced")
    return voice.texts("finder.nothing.pay", amount=voice.format.money(price.total))

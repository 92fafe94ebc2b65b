"""Pages of categories: nothing missing in either language, nothing claimed without a source."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from bot.answers.categories import CategoryPages
from bot.answers.finder import outcome_message
from bot.answers.payment_facts import load as load_facts
from bot.answers.voice import Voice
from bot.files import CATEGORIES, LAW, LOCALES, PAPERS
from bot.rules.categories import load as load_categories
from bot.rules.finder import Outcome
from bot.rules.history import PrivilegedCategory as P
from bot.rules.law import load as load_law
from bot.texts import load as load_texts
from bot.texts import plain

TODAY = date(2026, 11, 20)
LAW_NOW = load_law(LAW)
TEXTS = load_texts(LOCALES)
EVERY = load_categories(CATEGORIES)
FACTS = load_facts(PAPERS)
ROUTE = {"app", "stores", "clinic"}
NOT_LISTED = {P.PARENTAL_LEAVE, P.CONVICT, P.DETAINED, P.CRISIS_LEVEL, P.UNIFORMED_SERVICE}


@pytest.fixture(params=["kk", "ru"])
def pages(request: pytest.FixtureRequest) -> CategoryPages:
    return CategoryPages(Voice(TEXTS[request.param], LAW_NOW), EVERY, FACTS, TODAY)


def told(pages: CategoryPages, key: str, **values: object) -> str:
    return pages.voice.texts(key, **values)


def test_every_paper_has_a_source_and_a_day() -> None:
    entries = {
        name: entry
        for path in sorted(PAPERS.glob("*.toml"))
        for name, entry in tomllib.loads(path.read_text("utf-8")).items()
    }
    assert set(entries) == ROUTE | {str(one) for one in set(P) - NOT_LISTED}
    for name, entry in entries.items():
        assert len(entry["source"]) > 5, name
        assert entry["checked_on"] >= date(2026, 11, 20), name


@pytest.mark.parametrize("category", P)
def test_a_page_says_who_pays_on_which_terms_by_which_article(
    pages: CategoryPages, category: P
) -> None:
    page = pages.page(EVERY[category])
    payer = EVERY[category].payer(TODAY)
    assert told(pages, f"category.{category}.name") in page
    assert told(pages, f"category.{category}.terms") in page
    assert told(pages, f"category.pays.{payer}") in page
    assert (told(pages, "category.non-working") in page) is EVERY[category].non_working
    assert pages.voice.article(EVERY[category].article) in page
    assert len(plain(page)) < 1200


@pytest.mark.parametrize("category", sorted(set(P) - NOT_LISTED))
def test_papers_are_named_with_the_way_they_are_sent(pages: CategoryPages, category: P) -> None:
    page = pages.temporary_status(EVERY[category])
    for paper in FACTS[category].values[pages.voice.texts.language]:
        assert told(pages, "papers.line", paper=paper) in page
    assert "Qoldau 24/7" in page
    assert told(pages, "papers.not-to-me") in page
    assert told(pages, "papers.checked", day=pages.voice.format.day_on(TODAY, year=True)) in page
    unsure = category is P.REGISTERED_UNEMPLOYED
    assert (told(pages, "papers.unsure-route") in page) is unsure
    assert (told(pages, "papers.what-for") in page) is not unsure
    older = category in {P.DISABLED_CHILD_BENEFIT, P.GROUP_1_CARE_BENEFIT}
    assert (told(pages, "papers.older") in page) is older
    assert len(plain(page)) < 1500


@pytest.mark.parametrize("category", sorted(NOT_LISTED))
def test_papers_that_no_source_names_are_not_invented(pages: CategoryPages, category: P) -> None:
    page = pages.temporary_status(EVERY[category])
    assert told(pages, "papers.not-listed") in page
    assert "1414" in page
    assert "Qoldau" not in page


def test_the_oldest_check_is_the_one_that_is_told(pages: CategoryPages) -> None:
    older = {**FACTS, "app": replace(FACTS["app"], checked_on=date(2025, 2, 3))}
    page = replace(pages, papers=older).temporary_status(EVERY[P.PENSIONER])
    assert pages.voice.format.day_on(date(2025, 2, 3), year=True) in page


def test_the_list_has_fourteen_and_two_and_service_apart(pages: CategoryPages) -> None:
    listed = pages.listed()
    names = [told(pages, f"category.{one}.name") for one in P]
    places = [listed.index(told(pages, "categories.line", name=name)) for name in names]
    assert places == sorted(places)
    state = listed.index(told(pages, "categories.section.state", count=14))
    local = listed.index(told(pages, "categories.section.local", count=2))
    exempt = listed.index(told(pages, "categories.section.exempt"))
    order = list(P)
    assert state < places[0]
    assert places[order.index(P.SOCIAL_ASSISTANCE)] < local
    assert local < places[order.index(P.REGISTERED_UNEMPLOYED)]
    assert places[order.index(P.CRISIS_LEVEL)] < exempt < places[-1]


def test_what_changed_in_2026(pages: CategoryPages) -> None:
    changes, form = pages.changes(), pages.voice.format
    counts = told(pages, "categories.changes.counts", before="15", state="14", local="2")
    assert counts in changes
    assert form.day_from(date(2026, 1, 1), year=True) in changes
    for category in P:
        one = pages._change(EVERY[category]) if EVERY[category].changed(date(2026, 1, 1)) else None
        assert one is None or one in changes
        assert one is None or one in pages.page(EVERY[category])


def test_before_2026_the_state_paid_for_the_unemployed(pages: CategoryPages) -> None:
    earlier = replace(pages, today=date(2025, 11, 20))
    assert told(pages, "categories.section.state", count=15) in earlier.listed()


# What the finder says


def test_nothing_found_names_the_price_of_the_month(pages: CategoryPages) -> None:
    nothing = Outcome((), earlier=False, onward=None)
    amount = pages.voice.format.money(4250)
    assert told(pages, "finder.nothing.pay", amount=amount) in outcome_message(nothing, pages)
    later = replace(pages, today=date(2027, 1, 4))
    unpriced = outcome_message(nothing, later)
    assert told(pages, "finder.nothing.pay-unpriced") in unpriced
    assert "₸" not in unpriced


def test_several_payers_are_told_apart(pages: CategoryPages) -> None:
    both = Outcome((P.KANDAS, P.REGISTERED_UNEMPLOYED), earlier=False, onward=None)
    message = outcome_message(both, pages)
    for payer in ("state", "local"):
        assert told(pages, f"categories.payer.{payer}") in message
    assert told(pages, "finder.any-is-enough") in message
    assert told(pages, "finder.check.papers") in message


@pytest.mark.parametrize("category", [P.REGISTERED_UNEMPLOYED, P.CONVICT])
def test_no_temporary_status_is_promised_where_nobody_confirms_it(
    pages: CategoryPages, category: P
) -> None:
    message = outcome_message(Outcome((category,), earlier=False, onward=None), pages)
    assert told(pages, "finder.check.call") in message
    assert told(pages, "finder.check.papers") not in message

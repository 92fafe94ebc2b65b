"""What a changed text looks like before anybody reads it."""

from functools import cache
from pathlib import Path

import pytest

from bot.answers.faq import Library
from bot.answers.payment_facts import load as load_facts
from bot.answers.topics import load as load_topics
from bot.files import LAW, LOCALES, PAYMENT, TOPICS
from bot.newsroom.preview import Preview, Step, steps, without_links
from bot.publishing import Change
from bot.rules.law import load as load_law
from bot.screen import LONGEST_TEXT, visible_length
from bot.texts import load
from bot.texts.telegram_html import read
from tests.running import TODAY, settings_of


@cache
def preview() -> Preview:
    library = Library(load_topics(TOPICS), load_facts(PAYMENT), settings_of(Path("l.sqlite3")))
    return Preview(load(LOCALES), library, load_law(LAW), TODAY)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_text_of_the_project_can_be_looked_at(language: str) -> None:
    """In a message that Telegram takes, with every placeholder filled."""
    texts = preview().catalogs[language]
    keys = list(texts.keys())
    looked_at = steps([Change(language, "", key, "", "-") for key in keys])
    for step in looked_at:
        words, _ = preview().message(step, (1, 1), language, texts)
        assert not read(words).faults, step
        assert visible_length(words) <= LONGEST_TEXT
        assert "{" not in words, step
        assert "<a " not in words


def test_an_article_is_one_step_and_what_stands_elsewhere_another() -> None:
    changed = ("faq.refund.title", "faq.refund.short", "faq.refund.answer", "menu.title")
    found = steps([Change("kk", "", key, "a", "b") for key in changed])
    assert found == [
        Step("refund", whole=True),
        Step("faq.refund.short"),
        Step("menu.title"),
    ]


def test_what_is_gone_is_no_step() -> None:
    assert steps([Change("kk", "", "a.b", "x", None)]) == []


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<a href="https://egov.kz">eGov</a>', "<u>eGov</u> <code>https://egov.kz</code>"),
        ("смотрите egov.kz сегодня", "смотрите <code>egov.kz</code> сегодня"),
        ("<code>egov.kz</code>", "<code>egov.kz</code>"),
        ("t.me/SaqtandyryBot", "<code>t.me/SaqtandyryBot</code>"),
        ("1414, 2026", "1414, 2026"),
    ],
)
def test_nothing_can_be_tapped(html: str, shown: str) -> None:
    assert without_links(html) == shown

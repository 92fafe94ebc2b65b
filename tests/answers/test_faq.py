"""Articles as messages: every one of them, in both languages, in every month of the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.answers.faq import Article, Library
from bot.answers.operator import introduction
from bot.answers.payment_facts import load as load_facts
from bot.answers.topics import Certainty, Topic
from bot.answers.topics import load as load_topics
from bot.answers.voice import Voice
from bot.files import LAW, LOCALES, PAYMENT, TOPICS
from bot.rules.law import load as load_law
from bot.rules.months import Month, months_between
from bot.screen import LONGEST_TEXT, visible_length
from bot.settings import Settings
from bot.texts import load as load_texts
from bot.texts import plain
from bot.texts.telegram_html import read

LANGUAGES = ["kk", "ru"]
TODAY = date(2026, 11, 20)
THE_LAW = load_law(LAW)
ALL = load_topics(TOPICS)
TEXTS = load_texts(LOCALES, ALL.articles(THE_LAW))
LIBRARY = Library(ALL, load_facts(PAYMENT), Settings(_env_file=None))
MONTHS = [*months_between(Month.of(2021, 7), Month.of(2026, 11)), Month.of(2027, 1)]
ASIDE = 500
"""Characters left for what a conversation puts below an article."""


def article(topic: str, language: str, day: date = TODAY) -> Article:
    return LIBRARY.article(ALL.by_id[topic], Voice(TEXTS[language], THE_LAW), day)


def with_topic(shown: Article, **changed: object) -> Article:
    return replace(shown, topic=replace(shown.topic, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", ALL.by_id.values(), ids=lambda topic: topic.id)
def test_an_article_can_be_read_in_every_month(topic: Topic, language: str) -> None:
    voice = Voice(TEXTS[language], THE_LAW)
    for month in MONTHS:
        message = LIBRARY.article(topic, voice, month.first_day).message()
        assert read(message).faults == (), month
        assert "{" not in message, month
        assert visible_length(message) <= LONGEST_TEXT - ASIDE, month


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_stands_before_what_is_folded(language: str) -> None:
    shown = article("self-payer-amount", language)
    message = shown.message()
    assert message.startswith(f"<b>{shown.title}</b>\n\n{shown.answer}\n\n<blockquote expandable>")
    assert f"<blockquote expandable>{shown.details}</blockquote>" in message
    assert "4\u202f250\u202f₸" in shown.answer
    assert message.endswith(TEXTS[language]("article.not-a-certificate"))


@pytest.mark.parametrize(
    ("language", "origin"),
    [
        ("kk", "Негізі: 405-V заңы, 28-бап, 5-бап 2-тармақ; 478-бұйрық."),
        ("ru", "Основание: закон 405-V, ст. 28, ст. 5 п. 2; приказ 478."),
    ],
)
def test_an_act_is_named_once_with_its_places(language: str, origin: str) -> None:
    law = ("405-V/28", "405-V/5/2", "order-478")
    message = with_topic(article("who-pays-what", language), law=law).message()
    assert origin in plain(message)
    assert Voice(TEXTS[language], THE_LAW).format.day(date(2026, 11, 20), year=True) in message
    without = with_topic(article("who-pays-what", language), law=()).message()
    assert "405-V" not in plain(without).splitlines()[-2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_doubt_is_said(language: str) -> None:
    lines = {
        certainty: TEXTS[language](f"article.certainty.{certainty}")
        for certainty in (Certainty.PRESS, Certainty.UNVERIFIED)
    }
    for certainty in Certainty:
        message = with_topic(article("opt-out", language), certainty=certainty).message()
        said = [one for one, line in lines.items() if line in message]
        assert said == [one for one in lines if one is certainty]
    assert all("1414" in line for line in lines.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_edition_of_2027_comes_by_itself(language: str) -> None:
    before = article("uninsured-remaining-care", language, date(2026, 12, 31))
    after = article("uninsured-remaining-care", language, date(2027, 1, 1))
    texts = TEXTS[language]
    assert texts.has("faq.uninsured-remaining-care.answer-2027")
    assert before.answer != after.answer
    assert before.title == after.title
    unchanged = [topic for topic in ALL.by_id if not texts.has(f"faq.{topic}.answer-2027")]
    same = article(unchanged[0], language, date(2026, 12, 31)).answer
    assert article(unchanged[0], language, date(2027, 1, 1)).answer == same


@pytest.mark.parametrize("language", LANGUAGES)
def test_sums_of_an_earlier_year_are_called_so(language: str) -> None:
    remark = TEXTS[language]("article.sums-of-year", year="2026", asked="2027")
    assert remark not in article("self-payer-amount", language).message()
    later = article("self-payer-amount", language, date(2027, 1, 5)).message()
    assert later.count(remark) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_genuine_bot_says_who_runs_it(language: str) -> None:
    settings = Settings(_env_file=None)
    said = introduction(settings, TEXTS[language])
    assert said in article("genuine-bot", language).message()


def test_every_related_topic_leads_somewhere() -> None:
    for topic in ALL.by_id.values():
        assert set(topic.related) <= set(ALL.by_id), topic.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_of_topics_differ(language: str) -> None:
    shorts = [TEXTS[language](f"faq.{topic}.short") for topic in ALL.by_id]
    assert len(set(shorts)) == len(shorts)

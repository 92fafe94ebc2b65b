"""What the checker and the start ask of articles, beyond what they ask of every text."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.texts import TextsFaulty, load
from bot.texts.articles import Articles
from bot.texts.checker import check
from tests.texts.shelves import message, write_both

QUESTIONS = "\n".join(f"қалай төлеймін осмс {word}" for word in "абвгдежз")
GOOD = {
    "title": "Қалай төлеймін?",
    "short": "Төлеу",
    "answer": "Бір ай – {month_price}. Қоңырау: 1414.",
    "details": "<b>2026 жылы</b>\n• 24/7, 027/у, ТТК 122, № 421 қаулы, ҚР ДСМ-108/2020, 405-V заңы",
    "questions": QUESTIONS,
}
ARTICLES = Articles(frozenset({"pay"}), frozenset({"month_price"}), frozenset({"button.step.pay"}))


def texts(folder: Path, **changed: str | None) -> Path:
    """One article, and the text of its step; with None a part is left out."""
    parts = {**GOOD, **changed}
    body = "".join(message(f"faq.pay.{part}", text) for part, text in parts.items() if text)
    body += message("button.step.pay", "Төлеу")
    return write_both(folder, body, body)


def codes(folder: Path, **changed: str | None) -> set[str]:
    return {fault.code for fault in check(texts(folder, **changed), articles=ARTICLES)}


def test_a_good_article_passes(tmp_path: Path) -> None:
    assert check(texts(tmp_path), articles=ARTICLES) == []
    assert load(tmp_path, ARTICLES)["kk"].names("faq.pay.answer") == {"month_price"}


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        ("answer", "Қоңырау 8 рет шалыңыз", "article-digit"),
        ("answer", "14 санат", "article-digit"),
        ("answer", "бап 196", "article-digit"),
        ("answer", "1034 деген нөмір", "article-digit"),
        ("details", '<a href="https://fms.kz/">сайт</a>', "link"),
        ("details", "fms.kz сайты", "link"),
        ("answer", "{price_of_nobody}", "article-figure"),
        ("answer", "<u>төлем</u>", "article-tag"),
        ("title", "<b>Төлем</b>", "article-tag"),
        ("short", "{month_price}", "article-plain"),
        ("short", "Т" + "ө" * 32, "long"),
        ("title", "Т" + "ө" * 70, "long"),
        ("answer", "ө " * 251, "long"),
        ("details", "ө " * 751, "long"),
        ("answer-2027", "ө " * 251, "long"),
        ("questions", "қалай төлеймін", "article-questions"),
        ("questions", QUESTIONS + "\nменің жсн 801315300123", "article-iin"),
        ("questions", QUESTIONS + "\n{month_price} қайдан", "article-plain"),
        ("summary", "Қысқасы", "article-part"),
    ],
)
def test_what_an_article_may_not_be(tmp_path: Path, part: str, text: str, code: str) -> None:
    assert code in codes(tmp_path, **{part: text})


def test_people_ask_in_their_own_way(tmp_path: Path) -> None:
    asked = QUESTIONS + "\nНЕГЕ 4250 тг!! төлеймін 12 ай"
    assert codes(tmp_path, questions=asked) == set()


def test_a_part_that_is_not_there_is_missed(tmp_path: Path) -> None:
    assert codes(tmp_path, details=None) == {"article-missing"}
    with pytest.raises(TextsFaulty, match=r"faq\.pay\.details"):
        load(tmp_path, ARTICLES)


def test_what_the_topics_name_is_missed_too(tmp_path: Path) -> None:
    wider = Articles(ARTICLES.topics, ARTICLES.figures, frozenset({"act.405-V"}))
    (first, *_) = check(texts(tmp_path), articles=wider)
    assert (first.key, first.code) == ("act.405-V", "article-missing")
    with pytest.raises(TextsFaulty, match=r"act\.405-V"):
        load(tmp_path, wider)


def test_texts_without_a_topic_are_found(tmp_path: Path) -> None:
    other = Articles(frozenset(), ARTICLES.figures, frozenset())
    faults = check(texts(tmp_path), articles=other)
    assert {fault.code for fault in faults} == {"article-topic"}
    with pytest.raises(TextsFaulty, match="no topic pay"):
        load(tmp_path, other)


def test_a_placeholder_that_nobody_fills_keeps_the_bot_from_starting(tmp_path: Path) -> None:
    texts(tmp_path, answer="{price_of_nobody}")
    with pytest.raises(TextsFaulty, match="price_of_nobody"):
        load(tmp_path, ARTICLES)

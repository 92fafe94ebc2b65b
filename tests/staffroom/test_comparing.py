"""What sets two answers apart, in words."""

import pytest

from bot.files import LOCALES
from bot.staffroom import Difference, differences, differences_message
from bot.texts import load as load_texts
from bot.texts import plain

TEXTS = load_texts(LOCALES)["ru"]
SAME = {"outcome": "answered", "topics": "dental", "title": "a", "answer": "b", "details": "c"}


def test_nothing() -> None:
    assert not list(differences(SAME, SAME))
    assert differences_message([], TEXTS) == TEXTS("staff.differs.nothing")


def test_each_part_that_differs() -> None:
    found = list(differences(SAME, {**SAME, "topics": "refund", "answer": "d"}))
    assert [one.part for one in found] == ["topics", "answer"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "пять дней и всё",
            "пять рабочих дней и всё",
            TEXTS("staff.differs.added", after="рабочих"),
        ),
        ("пять рабочих дней", "пять дней", TEXTS("staff.differs.gone", before="рабочих")),
        ("до 5 дней", "до 7 дней", TEXTS("staff.differs.changed", before="5", after="7")),
        ("", "новое <b>", TEXTS("staff.differs.added", after="новое <b>")),
    ],
)
def test_words_that_go_and_come(before: str, after: str, told: str) -> None:
    page = differences_message([Difference("answer", before, after)], TEXTS)
    assert told in page
    assert TEXTS("staff.differs.part.answer") in page


def test_a_text_written_anew_stays_short() -> None:
    before = " ".join(f"a{number} b" for number in range(300))
    after = " ".join(f"c{number} b" for number in range(300))
    page = plain(differences_message([Difference("details", before, after)], TEXTS))
    assert len(page) < 1500
    assert plain(TEXTS("staff.differs.more", count=288)) in page

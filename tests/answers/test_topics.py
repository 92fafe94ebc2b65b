"""The file of topics: what a broken one says, what its texts are held against."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.topics import Certainty, TopicsFault, load
from bot.files import LAW
from bot.rules.law import load as load_law

GOOD = """
[late]
section = "payment"
law = ["405-V/31", "order-478"]
checked = 2026-11-20
certainty = "press"
steps = ["pay_refund", "calc"]
related = ["early"]

[early]
section = "status"
law = []
checked = 2026-11-20
certainty = "verified"
steps = ["status"]
related = ["late"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "topics.toml"
    path.write_text(text, "utf-8")
    return path


def test_topics_stand_in_sections_in_the_order_of_the_file(tmp_path: Path) -> None:
    topics = load(written(tmp_path, GOOD))
    assert list(topics.sections) == ["payment", "status"]
    assert [topic.id for topic in topics.sections["payment"]] == ["late"]
    late = topics.get("late")
    assert late is not None
    assert late.certainty is Certainty.PRESS
    assert late.steps == ("pay_refund", "calc")
    assert topics.get("nowhere") is None


def test_a_topic_asks_for_its_texts(tmp_path: Path) -> None:
    articles = load(written(tmp_path, GOOD)).articles(load_law(LAW))
    assert {
        *("faq.late.title", "faq.early.questions", "button.section.payment"),
        *("button.step.pay_refund", "act.405-V", "reference.order-478"),
    } <= articles.keys
    assert "faq.late.answer-2027" not in articles.keys


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("[late]", "[late", "topics.toml"),
        ("[late]", "[Late]", "Late: not an id"),
        ("[late]", f"[{'a' * 49}]", "not an id"),
        ('section = "payment"\n', "", "late: 'section' is missing"),
        ('section = "payment"', 'section = "Pay ment"', "late: 'Pay ment' is not a name"),
        ("checked = 2026-11-20", 'checked = "2026-11-20"', "late: checked"),
        ('certainty = "press"', 'certainty = "sure"', "late: 'sure'"),
        ('steps = ["pay_refund", "calc"]', "steps = []", "late: []"),
        ('steps = ["pay_refund", "calc"]', 'steps = ["calc", "calc"]', "one of them twice"),
        ('steps = ["pay_refund", "calc"]', 'steps = ["pay_refund_now"]', "'pay_refund_now'"),
        ('related = ["early"]', 'related = ["earlier"]', "late: no such related topics"),
        ('related = ["early"]', 'related = ["late"]', "late: is related to itself"),
        ('related = ["early"]', 'related = "early"', "late: 'early' is not a list"),
        ("law = []", "law = []\nlaws = []", "early: unknown keys ['laws']"),
        ("[late]", "late = 1\n[other]", "late: not a table"),
    ],
)
def test_a_broken_file_is_named_with_its_topic(
    tmp_path: Path, good: str, bad: str, said: str
) -> None:
    assert good in GOOD
    path = written(tmp_path, GOOD.replace(good, bad, 1))
    with pytest.raises(TopicsFault) as fault:
        load(path)
    assert str(path) in str(fault.value)
    assert said in str(fault.value)


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(TopicsFault, match=r"topics\.toml"):
        load(tmp_path / "topics.toml")

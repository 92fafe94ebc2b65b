"""The answer to a free question on the command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.terminal import Terminal

IIN = "851301300015"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_an_answer_names_its_topic_title_and_text(terminal: Terminal, language: str) -> None:
    answer = terminal.ask("ask", "какая пеня за просрочку", "--lang", language)
    assert answer["answered"] is True
    assert answer["action"] is None
    first = answer["results"][0]
    assert first["topic"] == "penalty-late"
    assert 0 < first["score"] <= 1
    assert first["question"]
    assert "<" not in first["answer"]
    assert "{" not in first["answer"]


@pytest.mark.parametrize("top", [1, 2])
def test_no_more_than_asked_for_best_first(terminal: Terminal, top: int) -> None:
    found = terminal.ask("ask", "осмс төлемедім, сақтандырылмаған деп тұр", "--top", str(top))
    scores = [one["score"] for one in found["results"]]
    assert 1 <= len(scores) <= top
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("text", "answered", "action"),
    [
        ("как прикрепиться к поликлинике", False, None),
        ("салем", True, {"flow": "menu", "fields": {}}),
        ("", True, {"flow": "menu", "fields": {}}),
        (
            "май мен маусымды төлемедім",
            None,
            {"flow": "months", "fields": {"unpaid": ["2026-05", "2026-06"]}},
        ),
        (
            "оклад 420 тыс сколько вычтут на осмс",
            True,
            {"flow": "calculator", "fields": {"kind": "employee", "income": 420000}},
        ),
        (
            "две работы, зарплата 200 000 и 150 000",
            None,
            {"flow": "calculator", "fields": {"kind": "employee", "income": [200000, 150000]}},
        ),
        ("позовите оператора", True, {"flow": "contacts", "fields": {}}),
        (f"жсн {IIN} статус қандай", True, {"flow": "status", "fields": {}}),
    ],
)
def test_data_becomes_an_action(
    terminal: Terminal, text: str, *, answered: bool | None, action: Any
) -> None:
    found = terminal.ask("ask", text)
    assert answered is None or found["answered"] is answered
    assert found["action"] == action
    assert IIN not in str(found)


def test_parts_are_told_apart(terminal: Terminal) -> None:
    found = terminal.ask("ask", "МӘМС деген не? Емханаға қалай тіркелемін?")
    assert [part["topic"] for part in found["parts"]] == ["what-is-mams", None]
    assert "parts" not in terminal.ask("ask", "МӘМС деген не?")


@pytest.mark.parametrize(
    "text",
    [
        "какая пеня за просрочку",
        "кто аплачивает личение в стацонаре",
        "как прикрепиться к поликлинике",
        "привет",
        "с мая по июль не платил, статус есть?",
        "МӘМС деген не? Емханаға қалай тіркелемін?",
    ],
)
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_people_read_text_without_markup(terminal: Terminal, text: str, language: str) -> None:
    code, out, err = terminal.run("ask", text, "--lang", language)
    assert (code, err) == (0, "")
    assert out.strip()
    assert "<b>" not in out


def test_a_file_of_questions_is_answered_in_order(terminal: Terminal) -> None:
    rows: list[Any] = [
        {"text": "кнп какой"},
        {"text": "қарыз кезеңдері", "top": 1},
        {"top": 2},
        {"text": "x", "top": "0"},
        {"text": "x", "wrong": 1},
        "not json",
        {"text": 4250},
    ]
    answers = terminal.lines("ask", rows, "--lang", "ru")
    assert answers[0]["results"][0]["topic"] == "payment-requisites-knp"
    assert answers[1]["results"][0]["topic"] == "debt-periods"
    faults = [answer["error"]["field"] for answer in answers[2:6]]
    assert faults == ["text", "top", "wrong", "line"]
    assert answers[6]["answered"] in {True, False}


def test_what_is_missing_is_named(terminal: Terminal) -> None:
    code, _, err = terminal.run("ask")
    assert code == 2
    assert "TEXT" in err

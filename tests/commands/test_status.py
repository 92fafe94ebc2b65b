"""`status` on a real ledger: the worked examples, imported as files and asked as lines."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.commands.people import people
from tests.commands.terminal import Terminal

UNKNOWN_IIN = "991501300010"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_worked_examples_from_a_real_ledger(filled: Terminal, language: str) -> None:
    rows = [{"iin": person["iin"], "on": person["on"]} for person in people()]
    answers = filled.lines("status", rows, "--lang", language)
    for person, answer in zip(people(), answers, strict=True):
        expected = person["expect"]
        assert {name: answer[name] for name in expected} == expected, person["id"]
        assert len(answer["months"]) == 12
        assert all(step["text"] and step["law"] for step in answer["because"])


def test_somebody_without_a_row_is_unknown_and_not_uninsured(filled: Terminal) -> None:
    answer = filled.ask("status", UNKNOWN_IIN, "--on", "2026-11-20")
    assert answer["status"] == "unknown"
    assert answer["months"] == answer["unpaid"] == answer["due"] == []
    assert (answer["debt"], answer["debt_required"]) == (0, False)
    assert len(answer["ways_back"][0]["periods"]) == 12
    assert answer["advice"] == ["check_register", "temporary_status"]


def test_an_answer_holds_neither_iin_nor_category_nor_sums_paid(filled: Terminal) -> None:
    person = next(one for one in people() if one["id"] == "P18")
    _, out, err = filled.run("status", person["iin"], "--on", person["on"], "--json")
    assert person["iin"] not in out + err
    assert "pensioner" not in out


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_text_for_people_names_the_month_and_the_price(filled: Terminal, language: str) -> None:
    person = next(one for one in people() if one["id"] == "P04")
    arguments = ("-", "--on", person["on"], "--lang", language)
    code, out, _ = filled.run("status", *arguments, stdin=person["iin"])
    lines = out.replace("\u202f", " ").splitlines()
    assert code == 0
    assert {"kk": "сақтандырылмағансыз", "ru": "не застрахованы"}[language] in lines[0]
    assert {"kk": "2026 жылғы тамыз", "ru": "август 2026"}[language] in lines[1]
    assert "4 250 ₸" in out.replace("\u202f", " ")
    assert "<" not in out


def test_a_day_before_the_rule_of_twelve_months_is_refused(filled: Terminal) -> None:
    code, out, err = filled.run("status", people()[0]["iin"], "--on", "2021-06-30", "--json")
    assert (code, json.loads(out)["error"]["field"]) == (1, "on")
    assert err


def test_a_file_that_is_not_a_ledger_is_named(terminal: Terminal, tmp_path: Path) -> None:
    strange = tmp_path / "notes.sqlite3"
    strange.write_text("just notes, quite long ones, and no database at all" * 40)
    terminal.set(LEDGER_URL=f"sqlite:///{strange}")
    code, out, err = terminal.run("status", people()[0]["iin"])
    assert (code, out) == (2, "")
    assert str(strange) in err
    assert strange.read_text().startswith("just notes")


def test_somebody_elses_database_is_left_alone(terminal: Terminal, tmp_path: Path) -> None:
    strange = tmp_path / "other.sqlite3"
    with sqlite3.connect(strange) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    other.close()
    terminal.set(LEDGER_URL=f"sqlite:///{strange}")
    code, _, err = terminal.run("status", people()[0]["iin"])
    assert code == 2
    assert str(strange) in err

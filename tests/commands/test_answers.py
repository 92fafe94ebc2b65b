"""The answer commands as somebody types them or feeds them files of questions."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands.terminal import Terminal

TABLES = Path(__file__).parent.parent / "rules" / "tables"


def golden() -> list[dict[str, Any]]:
    lines = (TABLES / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def shortened(command: str, answer: dict[str, Any]) -> Any:
    """An answer as the table of worked examples writes it."""
    if "error" in answer:
        return {"error": answer["error"]["code"]}
    match command:
        case "calc":
            return {line["knp"]: line["amount"] for line in answer["lines"]}
        case "leave":
            return [
                [row["period"], row["income"], *(line["amount"] for line in row["lines"])]
                for row in answer["rows"]
            ]
        case "iin":
            return [answer["valid"], answer["reason"]]
        case _:
            return answer[command]


@pytest.mark.parametrize("command", ["calc", "leave", "penalty", "due", "iin"])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_worked_examples_as_a_file_of_questions(
    terminal: Terminal, command: str, language: str
) -> None:
    rows = [row for row in golden() if row["command"] == command]
    answers = terminal.lines(command, [row["args"] for row in rows], "--lang", language)
    assert [shortened(command, answer) for answer in answers] == [row["expect"] for row in rows]


def test_every_sentence_of_a_trail_has_its_law(terminal: Terminal) -> None:
    answer = terminal.ask("calc", "employee", "--income", "5000000", "--period", "2026-10")
    assert [step["rule"] for step in answer["because"]] == [
        "deductions_capped",
        "contributions_capped",
        "due_date",
    ]
    for step in answer["because"]:
        assert step["law"]
        assert step["text"].endswith(".")
    assert "3 400 000" in answer["because"][0]["text"].replace("\u202f", " ")


def test_the_shape_of_a_calculation(terminal: Terminal) -> None:
    answer = terminal.ask("calc", "employee", "--income", "93000", "--period", "2026-07")
    del answer["because"]
    assert answer == {
        "kind": "employee",
        "period": "2026-07",
        "income": 93000,
        "lines": [
            {"knp": "121", "amount": 2790, "rate": "0.03", "base": "93000.00", "capped": False},
            {"knp": "122", "amount": 1860, "rate": "0.02", "base": "93000.00", "capped": False},
        ],
        "total": 4650,
        "due": "2026-08-25",
    }


def test_several_jobs_share_the_cap_on_contributions(terminal: Terminal) -> None:
    answer = terminal.ask(
        *("calc", "employee", "--income", "4000000", "--income", "1000000"),
        *("--period", "2026-10"),
    )
    deductions, contributions = answer["lines"]
    assert answer["income"] == 5_000_000
    assert deductions["base"] == "4400000.00"
    assert deductions["capped"]
    assert contributions["base"] == "1700000.00"
    assert contributions["amount"] == 34_000


def test_a_privileged_employee_costs_nothing(terminal: Terminal) -> None:
    answer = terminal.ask(
        "calc", "employee", "--income", "300000", "--period", "2026-10", "--exempt"
    )
    assert answer["total"] == 0
    assert [line["rate"] for line in answer["lines"]] == ["0", "0"]
    assert answer["income"] == 300_000


def test_the_whole_single_payment_is_given_up_to_its_limit(terminal: Terminal) -> None:
    rows = [
        {"kind": "single_payment", "income": income, "period": "2026-06"}
        for income in (595_000, 595_001)
    ]
    answers = terminal.lines("calc", rows)
    assert [answer["single_payment"] for answer in answers] == [147_560, None]


REFUSED: list[tuple[Any, str, str]] = [
    ({"kind": "employee", "period": "2026-03"}, "bad_input", "income"),
    ({"kind": "employee", "income": -1, "period": "2026-03"}, "bad_input", "income"),
    ({"kind": "employee", "income": "abc", "period": "2026-03"}, "bad_input", "income"),
    ({"kind": "employee", "income": True, "period": "2026-03"}, "bad_input", "income"),
    ({"kind": "employee", "income": 1e40, "period": "2026-03"}, "bad_input", "income"),
    ({"kind": "employee", "income": "100.005", "period": "2026-03"}, "bad_input", "income"),
    ({"kind": "independent", "income": 1, "period": "2026-03"}, "bad_input", "income"),
    ({"kind": "civil_contract", "income": [1, 2], "period": "2026-03"}, "bad_input", "income"),
    (
        {"kind": "civil_contract", "income": 1, "exempt": True, "period": "2026-03"},
        "bad_input",
        "exempt",
    ),
    ({"kind": "pirate", "period": "2026-03"}, "bad_input", "kind"),
    ({"kind": "aggregate_payment", "income": 1, "period": "2022-03"}, "bad_input", "kind"),
    ({"kind": "independent", "period": "2026-13"}, "bad_input", "period"),
    ({"kind": "independent", "period": "9999-12"}, "bad_input", "period"),
    ({"kind": "independent"}, "bad_input", "period"),
    ({"kind": "independent", "period": "2026-03", "colour": "red"}, "bad_input", "colour"),
    ("[1, 2]", "bad_input", "line"),
    ("{not json", "bad_input", "line"),
    ('{"kind": "employee", "income": NaN, "period": "2026-03"}', "bad_input", "line"),
]


def test_each_bad_line_gets_an_error_object_and_the_rest_is_answered(terminal: Terminal) -> None:
    good = {"kind": "independent", "period": "2026-03"}
    rows = [row for bad, _, _ in REFUSED for row in (bad, good)]
    answers = terminal.lines("calc", rows)
    assert [(one["error"]["code"], one["error"]["field"]) for one in answers[::2]] == [
        (code, field) for _, code, field in REFUSED
    ]
    assert {answer["total"] for answer in answers[1::2]} == {4250}


def test_blank_lines_are_skipped_and_numbers_may_be_strings(terminal: Terminal) -> None:
    rows = ["", '{"kind": "employee", "income": "300000", "period": "2026-10"}', "  "]
    assert [answer["total"] for answer in terminal.lines("calc", rows)] == [15_000]


@pytest.mark.parametrize(("language", "word"), [("kk", "ең төменгі жалақы"), ("ru", "минимальная")])
def test_what_is_not_known_is_named_in_the_asked_language(
    terminal: Terminal, language: str, word: str
) -> None:
    arguments = ("calc", "independent", "--period", "2027-01", "--lang", language)
    code, out, err = terminal.run(*arguments, "--json")
    error = json.loads(out)["error"]
    assert code == 1
    assert (error["code"], error["parameter"], error["on"]) == (
        "parameter_unknown",
        "minimum_wage",
        "2027-01-01",
    )
    assert word in error["message"]
    assert err.strip() == error["message"]
    assert terminal.run(*arguments)[1] == ""


def test_an_employee_of_2027_is_answered_while_no_cap_is_needed(terminal: Terminal) -> None:
    rows = [
        {"kind": "employee", "income": income, "period": "2027-01"}
        for income in (1_700_000, 1_700_001)
    ]
    below, above = terminal.lines("calc", rows)
    assert below["total"] == 51_000 + 34_000
    assert above["error"]["parameter"] == "minimum_wage"


def test_the_part_of_a_penalty_that_is_known(terminal: Terminal) -> None:
    row = {"amount": 100_000, "due": "2026-10-20", "paid": "2026-11-20"}
    early = {"amount": 100_000, "due": "2020-01-27", "paid": "2020-02-27"}
    late, before = terminal.lines("penalty", [row, early])
    error = late["error"]
    assert error["code"] == "parameter_unknown"
    assert (error["parameter"], error["on"]) == ("base_rate", "2026-10-26")
    assert (error["known_until"], error["penalty"]) == ("2026-10-25", 278)
    assert before["error"]["known_until"] is None
    assert before["error"]["penalty"] == 0


def test_a_wrong_iin_is_answered_and_the_command_fails(terminal: Terminal) -> None:
    code, out, _ = terminal.run("iin", "901301300018", "--json")
    assert (code, json.loads(out)) == (1, {"valid": False, "reason": "control"})
    code, out, _ = terminal.run("iin", "-", "--json", stdin="901301300017\n")
    assert (code, json.loads(out)) == (0, {"valid": True, "reason": None})


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_parameter_is_listed_with_its_source(terminal: Terminal, language: str) -> None:
    rows = terminal.ask("rules", "--on", "2026-11-20", "--lang", language)["parameters"]
    found = {row["parameter"]: row["value"] for row in rows}
    assert found["minimum_wage"] == "85000"
    assert found["contribution_cap"] == "20"
    assert "aggregate_payment_amount" not in found
    assert all(row["source"] and row["law"] and row["since"] and row["unit"] for row in rows)
    code, out, _ = terminal.run("rules", "--lang", language)
    assert code == 0
    assert all(row["parameter"] in out for row in rows)


@pytest.mark.parametrize(
    "arguments",
    [
        ("calc",),
        ("calc", "independent"),
        ("leave", "--from", "2026-07-01"),
        ("due",),
        ("iin",),
        ("calc", "independent", "--period", "2026-07", "--lang", "en"),
        ("no-such-command",),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_2(
    terminal: Terminal, arguments: tuple[str, ...]
) -> None:
    code, out, err = terminal.run(*arguments)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


def test_a_malformed_setting_is_named(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEZONE", "Asia/Nowhere")
    code, _, err = terminal.run("rules")
    assert code == 2
    assert err.startswith("TIMEZONE:")


def test_the_module_runs_as_a_command() -> None:
    command = [sys.executable, "-m", "bot", "due", "2025-12", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"period": "2025-12", "due": "2026-01-26"}

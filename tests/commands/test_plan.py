"""`plan`: the months to pay, as text, JSON and files."""

import json
from pathlib import Path

import pytest

from tests.commands.terminal import Terminal
from tests.commands.test_status import people, write_files


@pytest.fixture
def filled(terminal: Terminal, tmp_path: Path) -> Terminal:
    terminal.set(TODAY="2027-01-01", LEDGER_URL=f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    assert terminal.run("ledger", "import", *write_files(tmp_path))[0] == 0
    return terminal


def test_a_plan_as_json_and_files(filled: Terminal, tmp_path: Path) -> None:
    person = next(one for one in people() if one["id"] == "P04")
    table, calendar = tmp_path / "plan.csv", tmp_path / "plan.ics"
    files = ("--csv", str(table), "--ics", str(calendar))
    asked = ("-", "--way", "repay", "--on", person["on"], *files)
    plan = filled.ask("plan", *asked, stdin=person["iin"])
    (line,) = plan["lines"]
    assert (line["mmyyyy"], line["amount"], line["knp"]) == ("082026", 4250, "122")
    assert (plan["total"], plan["way"]) == (4250, "repay")
    assert plan["because"]
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"BEGIN:VCALENDAR" in calendar.read_bytes()


def test_a_way_that_is_not_open_is_refused(filled: Terminal) -> None:
    person = next(one for one in people() if one["id"] == "P01")
    row = {"iin": person["iin"], "way": "repay", "on": person["on"]}
    closed, wrong = filled.lines("plan", [row, {**row, "way": "wait"}])
    assert closed["error"]["code"] == "not_found"
    assert wrong["error"]["field"] == "way"
    code, out, err = filled.run(
        "plan", *(row["iin"], "--way", "repay", "--on", row["on"]), "--json"
    )
    assert (code, json.loads(out)["error"]["code"]) == (1, "not_found")
    assert err

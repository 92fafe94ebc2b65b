"""`plan`: the months to pay, as text, JSON and files."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from tests.commands.people import COLUMNS, people
from tests.commands.terminal import Terminal


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


@pytest.mark.parametrize("way", ["repay", "prepay", "prepay_now"])
def test_a_plan_paid_into_a_ledger_brings_the_promised_status(
    filled: Terminal, tmp_path: Path, way: str
) -> None:
    asked = [{"iin": one["iin"], "on": one["on"], "way": way} for one in people()]
    answers = zip(asked, filled.lines("plan", asked), strict=True)
    plans = [(row, plan) for row, plan in answers if "error" not in plan]
    assert len(plans) >= 10
    paid_into = tmp_path / "paid.sqlite3"
    for suffix in (".sqlite3", ".key"):
        shutil.copy(tmp_path / f"ledger{suffix}", paid_into.with_suffix(suffix))
    filled.set(LEDGER_URL=f"sqlite:///{paid_into}")
    payments = tmp_path / "paid.csv"
    with payments.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number, (row, plan) in enumerate(plans):
            for line in plan["lines"]:
                what = (line["period"], line["knp"], line["amount"], row["on"], line["kind"])
                rows.writerow([row["iin"], *what, "", f"paid-{number}-{line['period']}"])
    code, _, err = filled.run("ledger", "import", str(payments))
    assert code == 0, err
    later = [{"iin": row["iin"], "on": plan["insured_from"]} for row, plan in plans]
    for (row, plan), answer in zip(plans, filled.lines("status", later), strict=True):
        assert answer["status"] == "insured", row["on"]
        assert answer["insured_through"] >= plan["insured_through"]


def test_a_folder_that_is_not_there_is_named(filled: Terminal, tmp_path: Path) -> None:
    person = next(one for one in people() if one["id"] == "P04")
    table = tmp_path / "nowhere" / "plan.csv"
    asked = (person["iin"], "--way", "repay", "--on", person["on"], "--csv", str(table))
    code, out, err = filled.run("plan", *asked)
    assert (code, out) == (2, "")
    assert str(table) in err
    assert len(err.splitlines()) == 1

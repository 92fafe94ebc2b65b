"""The `ledger` commands on real files and a real SQLite ledger."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.files import LOCALES
from bot.texts import Texts, load, plain
from tests.commands.terminal import Terminal

PAYMENTS = "iin,period,knp,amount,paid_on,payer_kind,payer_bin,document"
CATEGORIES = "iin,category,starts_on,ends_on,document"
PERSONS = "iin,phone"

AIGUL, BOLAT = "911301300009", "921402300033"
GOOD_PAYMENTS = (
    f"{AIGUL},2026-08,122,4250,2026-09-14,independent,,p1",
    f"{AIGUL},2026-09,122,4250.50,2026-10-12,independent,,p2",
    f"{BOLAT},2026-09,121,9600,2026-10-09,employee,201940000185,p3",
)
GOOD_CATEGORIES = (f"{BOLAT},child_under_3,2023-09-18,2026-09-17,c1",)
GOOD_PERSONS = (f"{AIGUL},+7 701 000 00 00",)
Rows = tuple[tuple[str, list[str]], ...]
"""Lines of a file, each with the codes of its problems."""

# fmt: off
BAD_PAYMENTS: Rows = (
    ("91130130000,2026-08,122,4250,2026-09-14,independent,,b1", ["iin.length"]),
    (f"{AIGUL},2017-05,122,4250,2026-09-14,employee,,b2", ["period.early"]),
    (f"{AIGUL},08.2026,122,4250,2026-09-14,independent,,b3", ["period.form"]),
    (f"{AIGUL},2025-12,122,4250,2026-09-14,self_employed,,b4", ["period.kind"]),
    (f"{AIGUL},2026-08,123,4250,2026-09-14,independent,,b5", ["knp.unknown"]),
    (f"{AIGUL},2026-08,121,4250,2026-09-14,independent,,b6", ["knp.kind"]),
    (f"{AIGUL},2026-08,122,0,2026-11-21,tenant,,b7",
     ["amount.zero", "paid_on.future", "payer_kind.unknown"]),
    (f"{AIGUL},2026-08,122,4250,2026-09-14,independent,,", ["document.empty"]),
    (f"{AIGUL},2026-08,122,4250", ["row.width"]),
    (f"{AIGUL},2026-08,122,4250,2026-09-14,independent,,p1", []),
    (f"{AIGUL},2026-08,122,4251,2026-09-14,independent,,p1", ["document.conflict_between_lines"]),
)
BAD_CATEGORIES: Rows = (
    (f"{BOLAT},crisis_level,2025-12-31,,b1", ["category.early"]),
    (f"{BOLAT},wizard,2025-12-31,,b2", ["category.unknown"]),
    (f"{BOLAT},pensioner,2025-12-31,2025-12-30,b3", ["ends_on.before_start"]),
    (f"{BOLAT},crisis_level,2026-01-01,,b4", []),
)
# fmt: on

TWELVE_DIGITS = re.compile(r"\d{12}")


class Desk:
    """Somebody at a terminal with a folder of files; no IIN is ever printed to them."""

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self.terminal = terminal
        self.folder = folder

    def run(self, *arguments: str | Path, stdin: str = "") -> tuple[int, str, str]:
        code, out, err = self.terminal.run("ledger", *map(str, arguments), stdin=stdin)
        assert not TWELVE_DIGITS.search(out + err)
        return code, out, err

    def ask(self, *arguments: str | Path) -> Any:
        code, out, err = self.run(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    def file(self, name: str, header: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_text("\n".join([header, *lines]) + "\n", encoding=encoding)
        return path

    def good_files(self) -> list[Path]:
        return [
            self.file("payments.csv", PAYMENTS, *GOOD_PAYMENTS),
            self.file("categories.csv", CATEGORIES, *GOOD_CATEGORIES),
            self.file("persons.csv", PERSONS, *GOOD_PERSONS),
        ]

    def bad_files(self) -> list[Path]:
        return [
            self.file("payments.csv", PAYMENTS, *(line for line, _ in BAD_PAYMENTS)),
            self.file("categories.csv", CATEGORIES, *(line for line, _ in BAD_CATEGORIES)),
        ]


@pytest.fixture
def ledger(terminal: Terminal, tmp_path: Path) -> Desk:
    terminal.set(LEDGER_URL=f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    return Desk(terminal, tmp_path)


def texts(language: str) -> Texts:
    return load(LOCALES)[language]


def expected_problems(rows: Rows) -> list[tuple[int, str]]:
    return [(number, code) for number, (_, codes) in enumerate(rows, 2) for code in codes]


def test_files_are_taken_in_whatever_their_order(ledger: Desk) -> None:
    report = ledger.ask("import", *reversed(ledger.good_files()))

    assert report.pop("seconds") >= 0
    assert report == {
        "new": 5,
        "repeated": 0,
        "replaced": 0,
        "people": 2,
        "files": {
            "payments": {"new": 3, "repeated": 0, "replaced": 0},
            "categories": {"new": 1, "repeated": 0, "replaced": 0},
            "persons": {"new": 1, "repeated": 0, "replaced": 0},
        },
    }
    assert ledger.ask("stats") == {
        "people": 2,
        "payments": 3,
        "categories": 1,
        "phones": 1,
        "first_period": "2026-08",
        "last_period": "2026-09",
        "demo": False,
    }


def test_the_same_files_twice_change_nothing(ledger: Desk) -> None:
    ledger.ask("import", *ledger.good_files())
    before = ledger.ask("stats")

    code, out, _ = ledger.run("import", *ledger.good_files(), "--lang", "ru")

    assert code == 0
    assert out.splitlines()[0] == texts("ru")("ledger.unchanged")
    assert ledger.ask("stats") == before
    assert ledger.ask("import", *ledger.good_files())["repeated"] == 5


def test_a_new_phone_replaces_the_old_one(ledger: Desk) -> None:
    ledger.ask("import", *ledger.good_files())
    phones = ledger.file("persons.csv", PERSONS, f"{AIGUL},87010000001")

    assert ledger.ask("import", phones)["replaced"] == 1
    assert ledger.run("check", phones)[0] == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_bom_and_semicolons_are_fine(ledger: Desk, encoding: str, delimiter: str) -> None:
    header, *lines = (line.replace(",", delimiter) for line in (PAYMENTS, *GOOD_PAYMENTS))

    assert ledger.ask("import", ledger.file("p.csv", header, *lines, encoding=encoding))["new"] == 3


@pytest.mark.parametrize("command", ["import", "check"])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_bad_line_is_named_and_nothing_is_taken_in(
    ledger: Desk, command: str, language: str
) -> None:
    good = ledger.file("good.csv", PAYMENTS, *GOOD_PAYMENTS[1:])
    payments, categories = ledger.bad_files()

    arguments = (command, good, payments, categories, "--lang", language, "--json")
    code, out, err = ledger.run(*arguments)

    error = json.loads(out)["error"]
    found: dict[Path, list[tuple[int, str]]] = {payments: [], categories: []}
    for problem in error["problems"]:
        found[Path(problem["file"])].append((problem["line"], problem["code"]))
    assert code == 1
    assert found[payments] == expected_problems(BAD_PAYMENTS)
    assert found[categories] == expected_problems(BAD_CATEGORIES)
    assert error["count"] == len(error["problems"])
    *lines, last = err.splitlines()
    assert lines == [_line(problem) for problem in error["problems"]]
    assert last == plain(texts(language).counted("ledger.refused", error["count"]))
    assert error["message"] == last
    assert ledger.ask("stats")["people"] == 0


def _line(problem: dict[str, Any]) -> str:
    place = f"{problem['file']}:{problem['line']}"
    column = [problem["column"]] if problem["column"] else []
    return ": ".join([place, *column, problem["message"]])


def test_the_sentences_speak_the_asked_language(ledger: Desk) -> None:
    file = ledger.file("p.csv", PAYMENTS, BAD_PAYMENTS[0][0])

    for language in ("kk", "ru"):
        _, _, err = ledger.run("import", file, "--lang", language)
        sentence = plain(texts(language)("import.problem.iin.length"))
        assert err.splitlines()[0] == f"{file}:2: iin: {sentence}"


def test_a_document_that_came_with_other_content_is_refused(ledger: Desk) -> None:
    ledger.ask("import", *ledger.good_files())
    changed = ledger.file("p.csv", PAYMENTS, GOOD_PAYMENTS[0].replace("4250", "4251"))

    code, _, err = ledger.run("import", changed)

    assert code == 1
    assert err.startswith(f"{changed}:2: document: ")


def test_an_extra_column_is_refused_by_name(ledger: Desk) -> None:
    code, _, err = ledger.run("import", ledger.file("p.csv", f"{PERSONS},surname"))

    assert code == 1
    assert "p.csv:1: surname: " in err


def test_a_file_that_is_missing_or_no_file_is_named(ledger: Desk) -> None:
    missing = ledger.folder / "missing.csv"

    code, out, err = ledger.run("import", missing, ledger.folder, *ledger.good_files())

    assert (code, out) == (1, "")
    assert f"{missing}: {texts('kk')('import.problem.file.missing')}" in err
    assert f"{ledger.folder}: {texts('kk')('import.problem.file.directory')}" in err
    assert ledger.ask("stats")["people"] == 0


def test_a_check_says_what_an_import_does_and_changes_nothing(ledger: Desk) -> None:
    said = ledger.ask("check", *ledger.good_files())
    assert ledger.ask("stats")["people"] == 0
    done = ledger.ask("import", *ledger.good_files())

    assert {**said, "seconds": 0} == {**done, "seconds": 0}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_reports_for_people(ledger: Desk, language: str) -> None:
    said = texts(language)
    files, spoken = ledger.good_files(), ("--lang", language)

    checked = ledger.run("check", *files, *spoken)[1].splitlines()
    imported = ledger.run("import", *files, *spoken)[1].splitlines()
    stats = ledger.run("stats", *spoken)[1]

    assert (checked[0], imported[0]) == (said("ledger.checked"), said("ledger.imported"))
    rows = plain(said.tell("ledger.rows.payments", {"new": "3", "repeated": "0"}))
    assert rows in checked
    assert rows in imported
    assert len(imported) == 5
    counts = {"people": 2, "payments": 3, "categories": 1, "phones": 1}
    assert stats.startswith(plain(said("ledger.stats", **counts)))
    assert said("ledger.invented") not in stats


def test_a_sound_ledger_adds_up(ledger: Desk) -> None:
    ledger.ask("import", *ledger.good_files())

    code, out, err = ledger.run("verify")

    assert (code, err) == (0, "")
    assert "18\u202f100,50\u202f₸" in out
    totals = {"payments": 3, "tiyn": 1810050, "categories": 1, "phones": 1}
    assert ledger.ask("verify") == {"sound": True, "damages": [], "totals": totals}


def test_a_row_lost_behind_the_ledgers_back_is_found(ledger: Desk) -> None:
    ledger.ask("import", *ledger.good_files())
    database = sqlite3.connect(ledger.folder / "ledger.sqlite3")
    with database:
        database.execute("DELETE FROM payments WHERE knp = 121")
    database.close()

    code, out, err = ledger.run("verify", "--json", "--lang", "ru")

    assert code == 1
    assert [damage["code"] for damage in json.loads(out)["damages"]] == ["total", "total"]
    assert err.splitlines()[-1] == texts("ru")("ledger.damaged")
    assert "3 -> 2" in err


@pytest.mark.parametrize("damaged_from", [4096, 65536])
def test_a_damaged_file_is_no_traceback(ledger: Desk, damaged_from: int) -> None:
    ledger.ask("demo")
    demo = ledger.folder / "demo.sqlite3"
    pages = demo.read_bytes()
    demo.write_bytes(pages[:damaged_from] + b"\xff" * (len(pages) - damaged_from))
    ledger.terminal.set(LEDGER_URL=f"sqlite:///{demo}")

    commands: list[list[str | Path]] = [["verify"], ["import", *ledger.good_files()]]
    for command in commands:
        code, out, err = ledger.run(*command)
        assert code > 0
        assert out == ""
        assert err


def test_a_copy_is_a_ledger_with_the_same_people(ledger: Desk) -> None:
    ledger.ask("import", *ledger.good_files())
    copy = ledger.folder / "copy.sqlite3"

    assert ledger.ask("backup", copy) == {"file": str(copy)}

    (ledger.folder / "ledger.key").rename(ledger.folder / "copy.key")
    ledger.terminal.set(LEDGER_URL=f"sqlite:///{copy}")
    assert ledger.ask("stats")["people"] == 2
    assert ledger.ask("import", *ledger.good_files())["repeated"] == 5


def test_a_copy_overwrites_nothing(ledger: Desk) -> None:
    precious = ledger.file("precious.txt", "precious")

    code, out, err = ledger.run("backup", precious)

    assert (code, out) == (2, "")
    assert str(precious) in err
    assert precious.read_text() == "precious\n"


def test_a_person_is_forgotten(ledger: Desk) -> None:
    ledger.ask("import", *ledger.good_files())

    assert ledger.ask("forget", AIGUL) == {
        "payments": 2,
        "categories": 0,
        "phones": 1,
        "accounts": 0,
        "lookups": 0,
        "reminders": 0,
        "total": 3,
    }
    assert ledger.ask("stats")["people"] == 1
    assert ledger.ask("verify")["sound"]


def test_an_iin_may_come_from_standard_input(ledger: Desk) -> None:
    ledger.ask("import", *ledger.good_files())

    code, out, _ = ledger.run("forget", "-", stdin=f" {BOLAT}\n")
    again = ledger.run("forget", "-", stdin=f"{BOLAT}\n")[1]

    assert code == 0
    assert again == f"{texts('kk')('ledger.nothing-to-forget')}\n"
    assert out != again
    assert ledger.ask("stats")["people"] == 1


@pytest.mark.parametrize("iin", ["911301300008", "123", "-"])
def test_a_wrong_iin_is_refused_and_not_repeated(ledger: Desk, iin: str) -> None:
    code, out, err = ledger.run("forget", iin, "--lang", "ru")

    assert (code, out) == (1, "")
    assert err.startswith("ИИН: ")
    assert iin == "-" or iin not in err


def test_the_demo_ledger_stands_beside_the_ledger(ledger: Desk) -> None:
    demo = ledger.folder / "demo.sqlite3"

    filled = ledger.ask("demo")

    assert (filled["file"], filled["day"]) == (str(demo), "2026-11-20")
    assert filled["new"] > 0
    assert not (ledger.folder / "ledger.sqlite3").exists()
    again = ledger.ask("demo")
    assert (again["new"], again["repeated"]) == (0, filled["new"])
    ledger.terminal.set(LEDGER_URL=f"sqlite:///{demo}")
    stats = ledger.ask("stats")
    assert (stats["people"], stats["demo"]) == (filled["people"], True)
    assert texts("ru")("ledger.invented") in ledger.run("stats", "--lang", "ru")[1]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_demo_says_its_day(ledger: Desk, language: str) -> None:
    first = ledger.run("demo", "--lang", language)[1]
    second = ledger.run("demo", "--lang", language)[1]

    place = {"file": str(ledger.folder / "demo.sqlite3")}
    assert first.splitlines()[0] == texts(language)("ledger.demo-filled", **place)
    assert second.splitlines()[0] == texts(language)("ledger.demo-ready", **place)
    assert "TODAY=2026-11-20" in first
    assert "docs/demo.md" in first


def test_the_demo_does_not_mix_with_other_people(ledger: Desk) -> None:
    demo = ledger.folder / "demo.sqlite3"
    ledger.terminal.set(LEDGER_URL=f"sqlite:///{demo}")
    ledger.ask("import", *ledger.good_files())

    code, out, err = ledger.run("demo")

    assert (code, out) == (2, "")
    assert err.startswith(f"{demo}: ")
    assert ledger.ask("stats")["people"] == 2


def test_a_demo_of_another_version_is_named(ledger: Desk) -> None:
    ledger.ask("demo")
    demo = sqlite3.connect(ledger.folder / "demo.sqlite3")
    with demo:
        demo.execute("UPDATE payments SET tiyn = tiyn + 100")
    demo.close()

    code, _, err = ledger.run("demo")

    assert code == 2
    assert err.startswith(f"{ledger.folder / 'demo.sqlite3'}: ")


def test_a_file_that_is_no_ledger_is_named(ledger: Desk) -> None:
    other = ledger.file("notes.txt", "Not a database at all. " * 50)
    ledger.terminal.set(LEDGER_URL=f"sqlite:///{other}")

    code, out, err = ledger.run("stats")

    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert str(other) in err


def test_a_ledger_under_another_key_is_refused(ledger: Desk) -> None:
    ledger.ask("import", *ledger.good_files())
    ledger.terminal.set(IIN_KEY="another key for the same file")

    code, _, err = ledger.run("forget", AIGUL)

    assert code == 2
    assert "ledger.sqlite3" in err


def test_a_wrong_setting_is_named(ledger: Desk) -> None:
    ledger.terminal.set(LEDGER_URL="ledger.csv")

    code, _, err = ledger.run("stats")

    assert code == 2
    assert err.startswith("LEDGER_URL: ")


def test_a_command_without_its_file_is_wrong_usage(ledger: Desk) -> None:
    assert ledger.run("import")[0] == 2


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else(
    ledger: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as screen, os.fdopen(ours, "rb", buffering=0) as watched:
        with monkeypatch.context() as patch:
            patch.setenv("TERM", "xterm")
            patch.setattr(sys, "stderr", screen)
            code, _, _ = ledger.run("import", *ledger.good_files(), "--lang", "ru")
        screen.flush()
        drawn = watched.read(4096).decode(errors="ignore")

    assert code == 0
    assert plain(texts("ru")("ledger.importing")) in drawn
    assert "\x1b[" in drawn
    assert ledger.run("import", *ledger.good_files())[2] == ""

"""`ledger move`, and the other ledger commands on a server, as they are typed."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands.people import people, write_files
from tests.commands.terminal import Terminal
from tests.servers import postgres_schema

KEY = "a key of the tests, long enough"


@pytest.fixture
def server() -> Iterator[str]:
    with postgres_schema() as address:
        yield address


@pytest.fixture
def file(terminal: Terminal, tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    terminal.set(LEDGER_URL=url, IIN_KEY=KEY, TODAY="2027-01-01")
    assert terminal.run("ledger", "import", *write_files(tmp_path))[0] == 0
    return url


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_there_and_back(
    terminal: Terminal, file: str, server: str, tmp_path: Path, language: str
) -> None:
    before = {name: terminal.ask("ledger", name) for name in ("stats", "verify")}
    code, out, err = terminal.run("ledger", "move", file, server, "--lang", language)
    assert (code, err) == (0, "")
    assert {"kk": "баптауда", "ru": "настройках"}[language] in out
    terminal.set(LEDGER_URL=server)
    assert {name: terminal.ask("ledger", name) for name in ("stats", "verify")} == before
    again = terminal.ask("ledger", "import", *write_files(tmp_path))
    assert (again["new"], again["repeated"] > 0) == (0, True)
    back = f"sqlite:///{tmp_path / 'back.sqlite3'}"
    moved = terminal.ask("ledger", "move", server, back)
    assert moved["tables"]["payments"] == before["stats"]["payments"]
    assert moved["rows"] == sum(moved["tables"].values())
    terminal.set(LEDGER_URL=back)
    assert {name: terminal.ask("ledger", name) for name in ("stats", "verify")} == before


def test_somebody_is_forgotten_on_the_server(terminal: Terminal, file: str, server: str) -> None:
    assert terminal.run("ledger", "move", file, server)[0] == 0
    terminal.set(LEDGER_URL=server)
    count = terminal.ask("ledger", "stats")["people"]
    somebody = next(one["iin"] for one in people() if one["payments"])
    gone = terminal.ask("ledger", "forget", "-", stdin=f"{somebody}\n")
    assert gone["total"] > 0
    assert terminal.ask("ledger", "stats")["people"] == count - 1
    assert terminal.ask("ledger", "verify")["sound"]


def test_rows_in_the_way_are_named(terminal: Terminal, file: str, server: str) -> None:
    assert terminal.run("ledger", "move", file, server)[0] == 0
    code, out, err = terminal.run("ledger", "move", file, server)
    assert (code, out) == (2, "")
    assert "is not empty" in err
    assert "postgres@" not in err


def test_a_backup_of_a_server_names_its_own_tool(
    terminal: Terminal, file: str, server: str, tmp_path: Path
) -> None:
    terminal.set(LEDGER_URL=server)
    code, out, err = terminal.run("ledger", "backup", str(tmp_path / "copy"))
    assert (code, out) == (2, "")
    assert "pg_dump" in err
    assert not (tmp_path / "copy").exists()


def test_an_address_of_something_else_is_wrong_usage(terminal: Terminal, file: str) -> None:
    code, out, err = terminal.run("ledger", "move", file, "mysql://:hunter2@host/db")
    assert (code, out) == (2, "")
    assert "TO_URL" in err
    assert "hunter2" not in err


def test_without_the_driver_one_sentence_says_what_to_install(
    terminal: Terminal, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "bot.database.postgres":
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    terminal.set(LEDGER_URL="postgresql://u:hunter2@127.0.0.1/x")
    code, out, err = terminal.run("ledger", "stats")
    assert (code, out) == (2, "")
    assert "mams-bot[postgres]" in err
    assert "hunter2" not in err

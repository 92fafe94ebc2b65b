"""`texts check FILE`, `diff`, `publish`, `history`, `rollback`, `export`, and who speaks them."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from bot.files import LOCALES, ROOT
from bot.publishing import opening
from tests.commands.terminal import Terminal
from tests.publishing.desk import KEY, shipped, with_text

NEW = "Новый заголовок меню"


@pytest.fixture(scope="module", autouse=True)
def _code_is_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "used", cache(opening.used))
        yield


@pytest.fixture
def ledger(terminal: Terminal, tmp_path: Path) -> Path:
    path = tmp_path / "ledger.sqlite3"
    terminal.set(LEDGER_URL=f"sqlite:///{path}", ADMIN_IDS="301,302")
    return path


@pytest.fixture
def changed(tmp_path: Path) -> str:
    path = tmp_path / "menu.po"
    path.write_bytes(with_text(shipped(), KEY, NEW))
    return str(path)


def begin(terminal: Terminal) -> None:
    """A ledger, as the bot makes one at its first start."""
    assert terminal.run("ledger", "stats")[0] == 0


def test_from_a_file_to_a_release_and_back(
    terminal: Terminal, ledger: Path, changed: str, tmp_path: Path
) -> None:
    begin(terminal)
    compared = terminal.ask("texts", "diff", changed)
    (change,) = compared["changes"]
    assert (change["key"], change["after"], compared["base"]) == (KEY, NEW, 0)
    code, out, _ = terminal.run("texts", "diff", changed, "--lang", "ru")
    assert (code, out.splitlines()[0]) == (0, f"ru/messages.po: {KEY}")
    assert f"+ {NEW}" in out.splitlines()
    release = terminal.ask("texts", "publish", changed, "--note", "меню", "--author", "301")
    assert (release["number"], release["changed"], release["note"]) == (1, 1, "меню")
    assert release["trial"]["right_now"] == release["trial"]["right_before"] > 100
    assert terminal.ask("texts", "publish", changed)["changes"] == []
    exported = terminal.ask("texts", "export", "--into", str(tmp_path / "out"))
    assert (exported["release"], len(exported["files"])) == (1, 4)
    live = tmp_path / "out" / "ru" / "LC_MESSAGES" / "messages.po"
    assert live.read_bytes() == with_text(shipped(), KEY, NEW)
    assert terminal.ask("texts", "check", str(live))["changed"] == 0
    assert terminal.ask("texts", "rollback", "0")["of"] == 0
    code, out, _ = terminal.run("texts", "history", "--lang", "ru")
    assert code == 0
    newest, oldest = out.splitlines()
    assert newest.startswith("2  ")
    assert "командная строка" in newest
    assert "…301" in oldest
    assert "меню" in oldest
    assert len(terminal.ask("texts", "history", "--limit", "1")["releases"]) == 1
    assert terminal.ask("ledger", "verify")["sound"]
    copy = tmp_path / "copy.sqlite3"
    terminal.ask("ledger", "backup", str(copy))
    key = ledger.with_suffix(".key")
    copy.with_suffix(".key").write_bytes(key.read_bytes())
    terminal.set(LEDGER_URL=f"sqlite:///{copy}")
    assert [one["number"] for one in terminal.ask("texts", "history")["releases"]] == [2, 1]
    assert terminal.ask("texts", "rollback", "1")["number"] == 3


def test_questions_at_the_terminal_are_answered_in_the_words_that_citizens_read(
    terminal: Terminal, ledger: Path, tmp_path: Path
) -> None:
    begin(terminal)
    key, title = "faq.opt-out.title", "Отказ от страховки: можно ли"
    file = tmp_path / "faq.po"
    file.write_bytes(with_text(shipped("ru", "faq"), key, title))
    terminal.ask("texts", "publish", str(file))
    found = terminal.ask("ask", "можно ли отказаться от осмс", "--lang", "ru")
    assert found["results"][0]["question"] == title


@pytest.mark.parametrize(
    "command", [("check",), ("diff",), ("history",), ("export", "--into"), ("ask",)]
)
def test_reading_makes_no_ledger(
    terminal: Terminal, ledger: Path, changed: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    arguments = {
        "check": ("texts", "check", changed),
        "diff": ("texts", "diff", changed),
        "history": ("texts", "history"),
        "export": ("texts", "export", "--into", str(tmp_path / "out")),
        "ask": ("ask", "что такое осмс", "--lang", "ru"),
    }[command[0]]
    assert terminal.run(*arguments)[0] == 0
    assert not ledger.exists()


@pytest.mark.parametrize("arguments", [("publish",), ("rollback", "0")])
def test_nothing_is_published_where_nobody_would_speak_it(
    terminal: Terminal, ledger: Path, changed: str, arguments: tuple[str, ...]
) -> None:
    files = [changed] if arguments == ("publish",) else []
    code, out, err = terminal.run("texts", *arguments, *files)
    assert (code, out) == (2, "")
    assert err.startswith(f"LEDGER_URL: there is no {ledger} yet")
    assert not ledger.exists()


def test_refusals_name_file_line_and_key_and_exit_with_one(
    terminal: Terminal, ledger: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "a.po"
    content = with_text(shipped(), KEY, "Меню & ИИН")
    broken.write_bytes(content)
    line = content[: content.index(f'msgid "{KEY}"'.encode())].count(b"\n") + 1
    for command in ("check", "diff"):
        code, out, err = terminal.run("texts", command, str(broken), "--json")
        assert code == 1
        (problem,) = json.loads(out)["error"]["problems"]
        assert (problem["line"], problem["key"], problem["code"]) == (line, KEY, "html")
        assert f":{line}: {KEY}: Telegram HTML" in err
    begin(terminal)
    assert terminal.run("texts", "publish", str(broken))[0] == 1
    assert terminal.run("texts", "rollback", "7")[0] == 1
    assert terminal.ask("texts", "history")["releases"] == []
    assert terminal.run("texts", "publish", str(tmp_path / "nowhere.po"))[0] == 2
    code, _, err = terminal.run("texts", "publish", str(LOCALES), "--author", "303")
    assert (code, err) == (2, "--author: expected an id that stands in ADMIN_IDS\n")


def test_where_two_have_to_agree_the_terminal_leaves_a_draft(
    terminal: Terminal, ledger: Path, changed: str
) -> None:
    begin(terminal)
    terminal.set(TEXTS_NEED_SECOND_ADMIN="true")
    kept = terminal.ask("texts", "publish", changed)
    assert (kept["draft"], kept["changed"]) == (1, 1)
    assert terminal.ask("texts", "history")["releases"] == []
    terminal.set(ADMIN_IDS="301")
    code, _, err = terminal.run("texts", "history")
    assert (code, err.partition(":")[0]) == (2, "TEXTS_NEED_SECOND_ADMIN")


def test_the_page_for_admins_shows_commands_that_work(
    terminal: Terminal, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "publishing.md").read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    lines = [shlex.split(line) for block in blocks for line in block.splitlines()]
    assert [line[:4] for line in lines] == [[".venv/bin/python", "-m", "bot", "texts"]] * 6
    begin(terminal)
    monkeypatch.chdir(tmp_path)
    for line in lines:
        code, out, err = terminal.run(*line[3:])
        assert (code, err) == (0, ""), line
        assert out
        if line[4] == "export":
            file = tmp_path / "live" / "ru" / "LC_MESSAGES" / "messages.po"
            file.write_bytes(with_text(file.read_bytes(), KEY, NEW))
    assert len(terminal.ask("texts", "history")["releases"]) == 2


def test_damaged_texts_are_found_by_verify(terminal: Terminal, ledger: Path, changed: str) -> None:
    begin(terminal)
    terminal.ask("texts", "publish", changed)
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute("UPDATE text_files SET content = x'00'")
    code, out, _ = terminal.run("ledger", "verify", "--json")
    assert code == 1
    assert [one["code"] for one in json.loads(out)["damages"]] == ["texts"]
    (problem,) = terminal.ask("texts", "history")["problems"]
    assert problem["code"] == "release"

"""Broken texts, data or settings: one plain line each on standard error, exit 2, nothing begun."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import app, files
from bot.commands import demo
from bot.publishing import opening
from bot.staffroom import people
from tests.commands.terminal import Terminal

TOKEN = "4200000001:another-token"
NOWHERE = "http://127.0.0.1:1"
TEXTS = Path("kk") / "LC_MESSAGES" / "messages.po"

Damage = Callable[[bytes], bytes]


def cut_off(_content: bytes) -> bytes:
    return b""


def not_toml(content: bytes) -> bytes:
    return content + b"\nbroken = = 1\n"


def not_text(content: bytes) -> bytes:
    return content + b"\xff"


def without_a_quote(content: bytes) -> bytes:
    lines = content.split(b"\n")
    lines[299] = b'"a line that does not end'
    return b"\n".join(lines)


DATA = ("LAW", "PAYMENT", "TOPICS", "CATEGORIES", "QUESTIONS", "PAPERS")


@pytest.fixture
def ready(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Everything that `run` asks for; Telegram is not there, and is not to be asked."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TODAY")
    terminal.set(BOT_TOKEN=TOKEN, BOT_API_URL=NOWHERE, LEDGER_URL=f"sqlite:///{tmp_path}/l.sqlite3")
    terminal.set(OPERATOR_NAME="Шипагер", OPERATOR_CONTACT="1414", BOT_IS_OFFICIAL="false")
    terminal.set(LOOKUP_POLICY="open")
    return terminal


def damaged(place: Path, tmp_path: Path, damage: Damage, inside: Path | None = None) -> Path:
    """A copy of data with one file damaged, and that file's path."""
    copy = tmp_path / place.name
    if place.is_dir():
        shutil.copytree(place, copy)
        file = copy / (inside or min(path.name for path in copy.glob("*.toml")))
    else:
        shutil.copy(place, copy)
        file = copy
    file.write_bytes(damage(file.read_bytes()))
    return file


def check_refusal(answer: tuple[int, str, str], *named: str) -> None:
    code, out, err = answer
    assert code == 2, err
    assert out == ""
    assert len(err.splitlines()) == 1, err
    for name in named:
        assert name in err


@pytest.mark.parametrize("damage", [cut_off, not_toml, not_text])
@pytest.mark.parametrize("name", DATA)
def test_broken_data_is_named(
    ready: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, damage: Damage
) -> None:
    place: Path = getattr(files, name)
    file = damaged(place, tmp_path, damage)
    monkeypatch.setattr(app, name, tmp_path / place.name)
    line = str(file.read_bytes().count(b"\n")) if damage is not_toml else ""
    check_refusal(ready.run("run"), str(file), line)


def test_broken_texts_are_named(
    ready: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = damaged(files.LOCALES, tmp_path, without_a_quote, TEXTS)
    monkeypatch.setattr(opening, "LOCALES", tmp_path / "locales")
    check_refusal(ready.run("run"), str(file), "300")


def test_broken_demo_people_are_not_called_outdated(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were, with the advice to delete the ledger."""
    terminal.set(LEDGER_URL=f"sqlite:///{tmp_path}/l.sqlite3")
    monkeypatch.chdir(tmp_path)
    rows = demo.DEMO_FILES[0].read_bytes().split(b"\n")
    rows[4] = rows[4].replace(b",", b",x", 1)
    broken = tmp_path / "payments.csv"
    broken.write_bytes(b"\n".join(rows))
    monkeypatch.setattr(demo, "DEMO_FILES", (broken, *demo.DEMO_FILES[1:]))
    code, _, err = terminal.run("ledger", "demo")
    assert (code, len(err.splitlines())) == (2, 1)
    assert str(broken) in err
    assert "5" in err.removeprefix(str(broken))
    assert "delete" not in err


@pytest.mark.parametrize("damage", [cut_off, not_toml, not_text])
def test_a_broken_story_is_named(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Damage
) -> None:
    file = damaged(files.DEMO / "demo.toml", tmp_path, damage)
    monkeypatch.setattr(people, "DEMO", tmp_path)
    terminal.set(LEDGER_URL=f"sqlite:///{tmp_path}/l.sqlite3")
    check_refusal(terminal.run("ledger", "demo"), str(file))


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b'OPERATOR_NAME=me\nBOT_TOKEN="123456:a-token\n', "line 2"),
        (b"BOT_TOKEN=123456:\xff\n", "UTF-8"),
        ("TODAY=2026-11-20\n".encode("utf-16"), "UTF-8"),
        (b"a sentence\n", "line 1"),
    ],
    ids=["a quote that does not end", "not UTF-8", "UTF-16", "no setting"],
)
def test_a_file_of_settings_is_not_passed_over(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, named: str
) -> None:
    """A token with a missing quote was no token at all: the playground started."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(content)
    check_refusal(terminal.run("run"), ".env", named)
    assert [path.name for path in tmp_path.iterdir()] == [".env"]

"""`texts check`: the project's own texts, and copies of them with something amiss."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.answers import topics
from bot.commands import texts
from bot.files import LOCALES, TOPICS
from tests.commands.terminal import Terminal


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LOCALES, tmp_path / "locales"))


def test_the_texts_of_the_project_are_fine(terminal: Terminal) -> None:
    assert terminal.run("texts", "check") == (0, "locales: fine\n", "")


def test_an_article_that_lost_a_part_is_named(terminal: Terminal, copy: Path) -> None:
    file = copy / "ru" / "LC_MESSAGES" / "faq.po"
    text = file.read_text("utf-8")
    file.write_text(text.replace('msgid "faq.opt-out.title"', 'msgid "faq.opt-in.title"'), "utf-8")
    code, out, err = terminal.run("texts", "check", str(copy))
    assert (code, out) == (1, "")
    assert "faq.opt-out.title: data/faq/topics.toml needs this text" in err
    assert "faq.opt-in.title: no topic opt-in in data/faq/topics.toml" in err


def test_a_broken_file_of_topics_is_named(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "topics.toml"
    broken.write_text(TOPICS.read_text("utf-8").replace("[opt-out]", "[Opt-Out]"), "utf-8")
    monkeypatch.setattr(texts, "TOPICS", broken)
    code, out, err = terminal.run("texts", "check")
    assert (code, out) == (1, "")
    assert f"{broken}: Opt-Out: not an id" in err
    assert topics.load(TOPICS).get("opt-out")

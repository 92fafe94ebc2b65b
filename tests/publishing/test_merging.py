"""A new version of the program meets published edits: new keys come, edits stay, both is said."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from bot.files import LOCALES
from bot.publishing import opening
from bot.texts.comparison import Meeting, met
from tests.publishing.desk import ANNA, KEY, Desk, open_desk, shipped, with_text

NEW = "Новый заголовок меню"
ONE, TWO, THREE = ("one",), ("two",), ("three",)


@pytest.mark.parametrize(
    ("base", "published", "now", "meeting"),
    [
        (ONE, ONE, ONE, Meeting(ONE)),
        (ONE, ONE, TWO, Meeting(TWO)),
        (ONE, TWO, ONE, Meeting(TWO)),
        (ONE, TWO, TWO, Meeting(TWO)),
        (ONE, TWO, THREE, Meeting(TWO, "published")),
        (None, None, TWO, Meeting(TWO)),
        (ONE, ONE, None, Meeting(None)),
        (ONE, TWO, None, Meeting(None)),
        (None, TWO, None, Meeting(TWO)),
        (None, TWO, THREE, Meeting(TWO, "published")),
        (ONE, ("{day} two",), ("{date}",), Meeting(("{date}",), "shipped")),
        (ONE, TWO, ("a", "b"), Meeting(("a", "b"), "shipped")),
    ],
)
def test_what_becomes_of_a_key(
    base: tuple[str, ...] | None,
    published: tuple[str, ...] | None,
    now: tuple[str, ...] | None,
    meeting: Meeting,
) -> None:
    assert met(base, published, now) == meeting


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Locale files of a program that can be made newer."""
    folder = Path(copytree(LOCALES, tmp_path / "locales"))
    monkeypatch.setattr(opening, "LOCALES", folder)
    return folder


def newer(folder: Path, key: str, text: str, language: str = "ru") -> None:
    path = folder / language / "LC_MESSAGES" / "messages.po"
    path.write_bytes(with_text(path.read_bytes(), key, text))


async def published(path: Path) -> None:
    async with open_desk(path) as desk:
        await desk.published(with_text(shipped(), KEY, NEW))


def conflicts(desk: Desk) -> list[tuple[str, str]]:
    return [(one.key, one.spoken) for one in desk.publishing.standing.conflicts]


async def test_an_edit_outlives_a_new_version_that_changed_something_else(
    folder: Path, tmp_path: Path
) -> None:
    await published(tmp_path / "l.sqlite3")
    newer(folder, "button.menu", "Другое меню")
    for language in ("kk", "ru"):
        path = folder / language / "LC_MESSAGES" / "messages.po"
        lines = path.read_text("utf-8") + '\nmsgid "ask.decline.new.questions"\nmsgstr "а"\n'
        path.write_text(lines, "utf-8")
    async with open_desk(tmp_path / "l.sqlite3") as desk:
        assert desk.says() == NEW
        assert desk.says("button.menu") == "Другое меню"
        assert desk.shelf.current["kk"].has("ask.decline.new.questions")
        assert conflicts(desk) == []
        kept = await desk.publishing.exported("ru", "messages")
        path = folder / "ru" / "LC_MESSAGES" / "messages.po"
        assert kept == with_text(path.read_bytes(), KEY, NEW)
        assert await desk.changes(kept) == ()


async def test_what_both_changed_is_said_until_somebody_settles_it(
    folder: Path, tmp_path: Path
) -> None:
    await published(tmp_path / "l.sqlite3")
    newer(folder, KEY, "Заголовок из поставки")
    async with open_desk(tmp_path / "l.sqlite3") as desk:
        assert desk.says() == NEW
        assert conflicts(desk) == [(KEY, "published")]
        (conflict,) = desk.publishing.standing.conflicts
        assert (conflict.published, conflict.shipped) == (NEW, "Заголовок из поставки")
        live = await desk.publishing.exported("ru", "messages")
        await desk.published(with_text(live, KEY, "Заголовок из поставки"))
        assert conflicts(desk) == []
        assert desk.says() == "Заголовок из поставки"


async def test_a_release_damaged_on_the_disk_leaves_the_bot_its_own_texts(
    folder: Path, tmp_path: Path
) -> None:
    await published(tmp_path / "l.sqlite3")
    async with open_desk(tmp_path / "l.sqlite3") as desk, desk.database.write() as connection:
        await connection.execute("UPDATE text_files SET content = x'00'")
    async with open_desk(tmp_path / "l.sqlite3") as desk:
        standing = desk.publishing.standing
        assert standing.release == 1
        assert [one.code for one in standing.problems] == ["release"]
        assert desk.says() != NEW
        # and the way out is open
        await desk.publishing.roll_back(0, ANNA, live=1)
        assert desk.publishing.standing.problems == ()
        await desk.published(with_text(shipped(), KEY, NEW))
        assert desk.says() == NEW


async def test_a_release_that_the_program_cannot_speak_is_named_and_not_spoken(
    folder: Path, tmp_path: Path
) -> None:
    """An edit that a stricter checker of a new version would not let through any more."""
    await published(tmp_path / "l.sqlite3")
    async with open_desk(tmp_path / "l.sqlite3") as desk:
        old = desk.says("help.page")
    for language in ("kk", "ru"):
        newer(folder, KEY, "<b>", language)
    async with open_desk(tmp_path / "l.sqlite3") as desk:
        standing = desk.publishing.standing
        assert ("html", KEY) in [(one.code, one.key) for one in standing.problems]
        assert desk.says("help.page") == old
        assert desk.says() == "<b>"

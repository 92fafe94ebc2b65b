"""Files as they come from mail, phones and editors: refused with a reason, or taken as meant."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.publishing import MAX_BYTES, Upload, UploadRefused
from tests.publishing.desk import KEY, Desk, shipped, with_text, without

NEW = "Новый заголовок меню"


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("messages.po", content)
    return packed.getvalue()


def compiled(content: bytes) -> bytes:
    packed = io.BytesIO()
    write_mo(packed, read_po(io.BytesIO(content)))
    return packed.getvalue()


def cut_in_a_text(content: bytes) -> bytes:
    """The first half, ending in the middle of a letter's string."""
    end = content.index(b'msgstr "', len(content) // 2) + len(b'msgstr "') + 4
    return content[:end]


def cut_between_entries(content: bytes) -> bytes:
    return content[: content.index(b"\n\nmsgid", len(content) // 2) + 1]


def after_its_key(content: bytes) -> bytes:
    start = content.index(b"\n\nmsgid", len(content) // 2) + 2
    return content[: content.index(b"\n", start)]


HTML = b"<!DOCTYPE html><html><body>msgid: <b>Sign in to see the file</b></body></html>\n"
OTHER_PROGRAM = shipped()[: shipped().index(b"# ---")] + b'msgid "login.title"\nmsgstr "x"\n'

FOREIGN = '<a href="https://example.org">x</a>'
NOBODYS = b'\nmsgid "menu.tilte"\nmsgstr "x"\n'
TWICE = f'\nmsgid "{KEY}"\nmsgstr "x"\n'.encode()
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "not-po"),
    "zip": (lambda: zipped(shipped()), "not-text"),
    "gzip": (lambda: gzip.compress(shipped()), "not-text"),
    "mo": (lambda: compiled(shipped()), "not-text"),
    "utf-16": (lambda: shipped().decode().encode("utf-16"), "encoding"),
    "utf-16 without its mark": (lambda: shipped().decode().encode("utf-16-le"), "encoding"),
    "windows-1251": (lambda: '# Тексты\nmsgid ""\nmsgstr ""\n'.encode("cp1251"), "encoding"),
    "a zero byte": (lambda: shipped() + b"\0", "not-text"),
    "a web page": (lambda: HTML, "not-po"),
    "a table": (lambda: b"key;text\nmenu.title;x\n", "not-po"),
    "huge": (lambda: shipped() + b"#" * MAX_BYTES, "too-large"),
    "cut in a text": (lambda: cut_in_a_text(shipped()), "cut-off"),
    "cut after a key": (lambda: after_its_key(shipped()), "cut-off"),
    "cut between entries": (lambda: cut_between_entries(shipped()), "lost"),
    "another program": (lambda: OTHER_PROGRAM, "foreign"),
    "no language": (lambda: shipped().replace(b'"Language: ru\\n"\n', b""), "header"),
    "an unknown language": (lambda: shipped().replace(b"Language: ru", b"Language: en"), "header"),
    "a wrong language": (
        lambda: shipped().replace(b"Language: ru", b"Language: kk"),
        "other-language",
    ),
    "another charset": (lambda: shipped().replace(b"charset=UTF-8", b"charset=CP1251"), "header"),
    "a key removed": (lambda: without(shipped(), KEY), f"missing {KEY}"),
    "a key nobody knows": (lambda: shipped() + NOBODYS, "missing menu.tilte"),
    "a key twice": (lambda: shipped() + TWICE, f"duplicate {KEY}"),
    "an article among messages": (
        lambda: shipped() + b'\nmsgid "faq.opt-out.title"\nmsgstr "x"\n',
        "duplicate faq.opt-out.title",
    ),
    "a mark of doubt": (
        lambda: shipped().replace(f'msgid "{KEY}"'.encode(), f'#, fuzzy\nmsgid "{KEY}"'.encode()),
        f"fuzzy {KEY}",
    ),
    "made obsolete": (
        lambda: without(shipped(), KEY) + f'\n#~ msgid "{KEY}"\n#~ msgstr "x"\n'.encode(),
        f"obsolete {KEY}",
    ),
    "an empty text": (lambda: with_text(shipped(), KEY, ""), f"empty {KEY}"),
    "a tag left open": (lambda: with_text(shipped(), KEY, "<b>x"), f"html {KEY}"),
    "a foreign link": (
        lambda: with_text(shipped(), KEY, FOREIGN),
        f"link {KEY}",
    ),
    "a placeholder of its own": (lambda: with_text(shipped(), KEY, "{day}"), f"placeholders {KEY}"),
    "a typed-in sum": (lambda: with_text(shipped(), KEY, "Взнос 4 250 тенге"), f"amount {KEY}"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_spoken_is_refused_and_changes_nothing(desk: Desk, name: str) -> None:
    content, expected = REFUSED[name]
    spoken = desk.shelf.current
    found = await desk.refused(Upload("тексты.po", content()))
    assert expected in found
    assert len(found) < 10
    assert desk.shelf.current is spoken
    assert await desk.publishing.waiting() == []


async def test_a_reason_names_file_line_key_and_what_to_do(desk: Desk) -> None:
    content = with_text(shipped(), KEY, "Меню & ИИН")
    with pytest.raises(UploadRefused) as refusal:
        await desk.publishing.candidate([Upload("../../новые\ntexts\u202e.po", content)])
    (problem,) = refusal.value.problems
    line = content[: content.index(f'msgid "{KEY}"'.encode())].count(b"\n") + 1
    assert (problem.file, problem.line, problem.key) == ("../../новые_texts_.po", line, KEY)
    assert "Telegram HTML" in problem.message


async def test_a_file_that_lost_its_end_says_how_much_is_missing(desk: Desk) -> None:
    with pytest.raises(UploadRefused) as refusal:
        await desk.publishing.candidate([Upload("a.po", cut_between_entries(shipped()))])
    (problem,) = [one for one in refusal.value.problems if one.code == "lost"]
    found = re.match(r"(\d+) keys of the live texts are missing, from (\S+) on", problem.message)
    assert found
    assert int(found[1]) > 300
    assert f'msgid "{found[2]}"'.encode() in shipped()


async def test_more_files_than_there_are_and_one_sent_twice(desk: Desk) -> None:
    file = Upload("a.po", shipped())
    assert await desk.refused(*[file] * 5) == ["many-files"]
    assert await desk.refused(file, file) == ["sent-twice"]


async def test_a_key_removed_in_both_languages_is_missed_all_the_same(desk: Desk) -> None:
    """Also where the code only asks for a family of keys."""
    key = "because.line"
    family = next(
        line.split('"')[1]
        for line in shipped().decode().splitlines()
        if line.startswith('msgid "because.') and key not in line
    )
    uploads = [Upload(f"{one}.po", without(shipped(one), family)) for one in ("kk", "ru")]
    assert f"missing {family}" in await desk.refused(*uploads)


def crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


def with_mark(content: bytes) -> bytes:
    return b"\xef\xbb\xbf" + content


def by_poedit(content: bytes) -> bytes:
    """As Poedit saves: header fields of its own, lines wrapped, obsolete entries at the end."""
    catalog = read_po(io.BytesIO(content))
    catalog.project, catalog.version = "bot", "1"
    catalog.last_translator = "Somebody <somebody@example.org>"
    saved = io.BytesIO()
    write_po(saved, catalog, width=79)
    text = saved.getvalue().decode()
    text = text.replace(
        '"MIME', '"X-Generator: Poedit 3.4\\n"\n"X-Poedit-Basepath: .\\n"\n"MIME', 1
    )
    text += '\n#, fuzzy\n#~| msgid "old.key"\n#~ msgid "menu.old-title"\n#~ msgstr "Было"\n'
    return text.encode()


@pytest.mark.parametrize(
    "saved", [bytes, crlf, with_mark, by_poedit, lambda one: crlf(with_mark(one))]
)
async def test_the_ways_in_which_editors_save_change_one_text_and_no_more(
    desk: Desk, saved: Callable[[bytes], bytes]
) -> None:
    changes = await desk.changes(saved(with_text(shipped(), KEY, NEW)))
    assert [(one.language, one.domain, one.key, one.after) for one in changes] == [
        ("ru", "messages", KEY, NEW)
    ]


async def test_what_an_editor_writes_about_its_person_is_not_kept(desk: Desk) -> None:
    await desk.published(by_poedit(with_text(shipped(), KEY, NEW)))
    kept = await desk.publishing.exported("ru", "messages")
    assert b"Somebody" not in kept
    assert b"X-Generator" not in kept
    rows = await desk.database.fetch_all("SELECT content FROM text_files")
    assert not [row for row in rows if b"Somebody" in row[0]]


async def test_both_languages_at_once_under_names_that_tell_nothing(desk: Desk) -> None:
    """A placeholder may only go where both languages let it go."""
    key = "faq.opt-out.title"
    uploads = [
        Upload("1", with_text(shipped("ru", "faq"), key, "Можно ли отказаться")),
        Upload("document(3).txt", with_text(shipped("kk", "faq"), key, "Бас тартуға бола ма")),
    ]
    candidate = await desk.publishing.candidate(uploads)
    assert [(one.language, one.domain, one.key) for one in candidate.changes] == [
        ("kk", "faq", key),
        ("ru", "faq", key),
    ]


async def test_a_new_group_of_questions_comes_and_can_be_taken_back(desk: Desk) -> None:
    """The program asks for a family of keys; nobody has to wait for a new version of it."""
    key = "ask.decline.weather.questions"
    lines = "\\n".join(f"ауа райы қандай {word}" for word in ("бүгін", "ертең", "кейін"))
    with_group = [
        shipped(language) + f'\nmsgid "{key}"\nmsgstr "{lines}"\n'.encode()
        for language in ("kk", "ru")
    ]
    await desk.published(*with_group)
    assert desk.shelf.current["kk"].has(key)
    assert f'msgid "{key}"'.encode() in await desk.publishing.exported("kk", "messages")
    await desk.published(shipped("kk"), shipped("ru"))
    assert not desk.shelf.current["kk"].has(key)

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.catalog_files import read_content, read_file
from tests.texts.shelves import header, message, write

LINES = st.sampled_from(
    [
        'msgid "a.b"',
        'msgid "a.c"',
        'msgid ""',
        'msgid_plural "a.b"',
        'msgstr "мәтін"',
        'msgstr "{x}"',
        'msgstr[0] "бір"',
        'msgstr[1] "көп"',
        'msgstr[7] "көп"',
        'msgctxt "x"',
        '"жалғасы"',
        '"Language: !!\\n"',
        '"Plural-Forms: nplurals=x; plural=y\\n"',
        '"Content-Type: text/plain; charset=koi9\\n"',
        '"POT-Creation-Date: yesterday\\n"',
        'msgstr "ашық',
        'msgstr "кері \\ сызық"',
        '#~ msgid "a.b"',
        '#~ msgstr "ескі"',
        '#~ "ескі',
        "#, fuzzy",
        "#: \u2068",
        "# түсінік",
        "",
        "жай мәтін",
    ],
)


@given(st.lists(LINES, max_size=12), st.sampled_from([header("kk"), ""]))
def test_any_file_is_read_or_its_problems_are_named(lines: list[str], head: str) -> None:
    text = head + "\n".join(lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "messages.po"
        path.write_text(text, "utf-8")
        file = read_file(path, "kk")
    assert file.readable or file.problems
    assert all(any(form.strip() for form in entry.forms) or file.problems for entry in file.entries)


def test_a_date_that_poedit_left_empty_is_no_fault() -> None:
    """Poedit writes it into every file whose header had none."""
    dates = '"POT-Creation-Date: \\n"\n"PO-Revision-Date: \\n"\n'
    written = header("kk").rstrip() + "\n" + dates + "\n" + message("a.b", "c")
    file = read_content("faq.po", written.encode())
    assert file.problems == ()
    assert file.texts == {"a.b": ("c",)}


def test_an_entry_knows_its_line_and_text(tmp_path: Path) -> None:
    body = message("a.b", 'бір "екі"\nүш') + 'msgid "a.c"\nmsgstr ""\n"төрт "\n"бес"\n'
    file = read_file(write(tmp_path, "kk", body), "kk")
    assert file.problems == ()
    assert [(entry.key, entry.line, entry.forms) for entry in file.entries] == [
        ("a.b", 7, ('бір "екі"\nүш',)),
        ("a.c", 10, ("төрт бес",)),
    ]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("Language: kk", "Language: ru"),
        ("charset=UTF-8", "charset=koi8-r"),
        ("nplurals=2", "nplurals=3"),
    ],
)
def test_a_wrong_header_is_named(tmp_path: Path, field: str, wrong: str) -> None:
    content = (header("kk") + message("a.b", "бір")).replace(field, wrong)
    (fault,) = read_file(write(tmp_path, "kk", content.encode()), "kk").problems
    assert fault.code == "header"

"""Files of questions: what is taken, what is refused and why, and what goes out."""

import csv
import json
from datetime import date
from io import StringIO

import pytest

from bot.staffroom.tables import (
    COLUMNS,
    LARGEST,
    MOST_LINES,
    Defaults,
    Fault,
    FileRefused,
    Line,
    Results,
    as_csv,
    as_json_lines,
    read_questions,
)

DAY = date(2026, 11, 20)
DEFAULTS = Defaults(
    languages=("kk", "ru"),
    day=DAY,
    first_day=date(2021, 7, 1),
    last_day=date(2027, 12, 31),
    topics=frozenset({"how-to-pay", "dental"}),
)


def row(**cells: object) -> dict[str, object]:
    return {name: cells.get(name, "") for name in COLUMNS}


def refused(content: bytes) -> str:
    with pytest.raises(FileRefused) as refusal:
        read_questions(content, DEFAULTS)
    return refusal.value.fault.code


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_what_a_spreadsheet_writes(delimiter: str, bom: bytes) -> None:
    lines = ["question;language;topic;day", "қалай төлеймін?;kk;how-to-pay;2026-01-15"]
    content = bom + "\r\n".join(lines).replace(";", delimiter).encode()
    read = read_questions(content, DEFAULTS)
    assert read.lines == (Line(2, "қалай төлеймін?", "kk", date(2026, 1, 15), "how-to-pay"),)
    assert not read.faults


def test_what_is_left_out_is_as_in_the_room() -> None:
    read = read_questions("Question\nсұрақ\n\n;\n".encode(), DEFAULTS)
    assert read.lines == (
        Line(2, "сұрақ", "kk", DAY, None),
        Line(2, "сұрақ", "ru", DAY, None),
    )
    assert not read.faults, "an empty line of a table is none"


def test_each_bad_line_is_named_and_the_others_are_taken() -> None:
    content = "\n".join(
        [
            "question;language;topic;day",
            ";ru;;",  # 2
            "a;en;;",
            "b;ru;nothing-like-it;",
            "c;ru;;2020-01-01",
            "d;ru;;31.12.2025",
            "e;ru",
            'f"g;ru;;',
            f"{'h' * 1001};ru;;",
            "i;xx;yy;zz",
            '"two\nlines";ru;none;',  # 11
            'an "open;ru;;',
            "good;ru;;",
        ]
    )
    read = read_questions(content.encode(), DEFAULTS)
    assert read.faults == (
        Fault("question-empty", 2, "question"),
        Fault("language", 3, "language"),
        Fault("topic", 4, "topic"),
        Fault("day", 5, "day"),
        Fault("day", 6, "day"),
        Fault("width", 7),
        Fault("question-long", 9, "question"),
        Fault("language", 10, "language"),
        Fault("topic", 10, "topic"),
        Fault("day", 10, "day"),
    )
    assert [(one.number, one.text) for one in read.lines] == [
        (8, 'f"g'),
        (11, "two\nlines"),
        (13, 'an "open'),
        (14, "good"),
    ]


def test_a_quotation_that_never_ends_is_named() -> None:
    read = read_questions(b'question;language\ngood;ru\n"never;ru\nended;ru\n', DEFAULTS)
    assert [one.text for one in read.lines] == ["good"]
    assert [(fault.code, fault.line) for fault in read.faults] == [("broken", 3)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"question;language\n", "empty"),
        (b"q" * (LARGEST + 1), "large"),
        (b"PK\x03\x04 a spreadsheet", "not-csv"),
        (b"\xd0\xcf\x11\xe0 an old one", "not-csv"),
        (b"\x1f\x8b compressed", "not-csv"),
        (b"question\na\0b\n", "not-csv"),
        ("question\nсұрақ".encode("utf-16"), "encoding"),
        ("question\nвопрос".encode("cp1251"), "encoding"),
        (b"text;language\na;ru\n", "header"),
        (b"question;langauge\na;ru\n", "header"),
        (b"question;question\na;b\n", "header"),
        (b'"question\n', "header"),
        (b"question\n" + b"a\n" * (MOST_LINES + 2), "too-many"),
    ],
)
def test_a_file_that_cannot_be_used(content: bytes, code: str) -> None:
    assert refused(content) == code


@pytest.mark.parametrize("cell", ["=1+1", "+7", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_computed_by_a_spreadsheet(cell: str) -> None:
    written = as_csv(Results([row(question=cell, language="ru")], compared=False))
    assert written.startswith(b"\xef\xbb\xbf")
    _, first = csv.reader(StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";")
    assert first[COLUMNS.index("question")] == f"'{cell}"


def test_a_table_of_answers_can_be_sent_again() -> None:
    """What was answered is expected then."""
    rows = [
        row(line=2, question="-5 деген не?", language="kk", day="2026-01-15", topic="dental"),
        row(line=3, question="ауа райы", language="ru", day="2026-11-20", topic="none"),
    ]
    read = read_questions(as_csv(Results(rows, compared=False)), DEFAULTS)
    assert not read.faults
    assert read.lines == (
        Line(2, "-5 деген не?", "kk", date(2026, 1, 15), "dental"),
        Line(3, "ауа райы", "ru", DAY, "none"),
    )


def test_the_twin_for_programs() -> None:
    rows = [row(line=2, question="=1", answer="a\nb")]
    (line,) = as_json_lines(Results(rows, compared=False)).decode().splitlines()
    assert json.loads(line) == rows[0]

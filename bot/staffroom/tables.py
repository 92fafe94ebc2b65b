"""A file of questions in, a table of answers out: CSV as spreadsheets write it, and JSON lines."""

from __future__ import annotations

import asyncio
import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from typing import Final, Protocol

from bot.redaction import redact
from bot.staffroom.editions import Edition, differences, parts_of
from bot.texts.languages import LANGUAGES

LARGEST: Final = 512 * 1024
"""Bytes of a file."""
MOST_LINES: Final = 1000
LONGEST_QUESTION: Final = 1000
NOTHING: Final = "none"
"""Expected of a question that no article answers."""

_ASKED: Final = ("question", "language", "topic", "day")
_ANSWERED: Final = (
    *("line", "outcome", "score", "title", "answer", "details", "expected", "as_expected"),
    *("live_outcome", "live_topic", "live_title", "live_answer", "live_details", "changed"),
)
COLUMNS: Final = (
    *("line", "question", "language", "day", "outcome", "topic", "score", "title", "answer"),
    *("details", "expected", "as_expected"),
    *("live_outcome", "live_topic", "live_title", "live_answer", "live_details", "changed"),
)
"""Of a table of answers. It can be sent again: its topics are expected then."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NOT_TEXT: Final = (
    *(b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf"),
    b"\xd0\xcf\x11\xe0",
)
"""Archives, and spreadsheets that are saved as such."""


class _Reader(Protocol):
    """What `csv.reader` gives."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file, or one line of it, cannot be used. Nothing that stands there is repeated."""

    code: str
    line: int | None = None
    column: str | None = None


class FileRefused(Exception):
    """Nothing of the file can be used."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a file."""

    number: int
    text: str
    language: str
    day: date
    expected: str | None
    """The topic that is to answer it; `NOTHING` where none is to."""


@dataclass(frozen=True, slots=True)
class QuestionFile:
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    """Of lines that are left out."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where a line says nothing."""

    languages: tuple[str, ...]
    day: date
    first_day: date
    last_day: date
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Results:
    """The answers to a file, a row for each."""

    rows: Sequence[Mapping[str, object]]
    compared: bool
    """Whether they are those of a draft, beside the live ones."""
    outcomes: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        return sum(bool(row["changed"]) for row in self.rows)

    @property
    def expected(self) -> int:
        return sum(row["as_expected"] != "" for row in self.rows)

    @property
    def as_expected(self) -> int:
        return sum(row["as_expected"] == "yes" for row in self.rows)


def read_questions(content: bytes, defaults: Defaults) -> QuestionFile:
    """The questions of a CSV file; `FileRefused` where nothing of it can be used."""
    text = _decoded(content)
    header = text.partition("\n")[0]
    delimiter = max(";,\t", key=header.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = _names(next(reader, []))
    except csv.Error:
        raise FileRefused(Fault("header")) from None
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, cells in _records(reader, faults):
        if len(lines) + len(faults) > MOST_LINES:
            raise FileRefused(Fault("too-many"))
        if len(cells) != len(names):
            faults.append(Fault("width", number))
            continue
        row = {name: _unguarded(cell.strip()) for name, cell in zip(names, cells, strict=True)}
        faulty = list(_faults(number, row, defaults))
        faults.extend(faulty)
        if not faulty:
            lines.extend(_lines(number, row, defaults))
    if not lines and not faults:
        raise FileRefused(Fault("empty"))
    return QuestionFile(tuple(lines), tuple(faults))


class Trials:
    """Answers files beside other work, one at a time: two would keep citizens waiting."""

    def __init__(self) -> None:
        self._busy = asyncio.Lock()

    async def answers(self, lines: Sequence[Line], live: Edition, draft: Edition | None) -> Results:
        async with self._busy:
            return await asyncio.to_thread(answers, lines, live, draft)


def answers(lines: Iterable[Line], live: Edition, draft: Edition | None) -> Results:
    """Every question answered, by the draft where there is one. Takes milliseconds for each."""
    rows = [_row(line, live, draft) for line in lines]
    outcomes = Counter(str(row["outcome"]) for row in rows)
    return Results(rows, draft is not None, outcomes)


def as_csv(results: Results) -> bytes:
    """UTF-8 with BOM and `;`; a cell that a spreadsheet would compute is made text."""
    file = StringIO(newline="")
    table = csv.writer(file, delimiter=";")
    table.writerow(COLUMNS)
    for row in results.rows:
        table.writerow([_guarded(str(row[name])) for name in COLUMNS])
    return file.getvalue().encode("utf-8-sig")


def as_json_lines(results: Results) -> bytes:
    lines = (json.dumps(dict(row), ensure_ascii=False) for row in results.rows)
    return "".join(f"{line}\n" for line in lines).encode()


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise FileRefused(Fault("large"))
    if content.startswith(_NOT_TEXT):
        raise FileRefused(Fault("not-csv"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(Fault("encoding")) from None
    if "\0" in text:
        raise FileRefused(Fault("not-csv"))
    if not text.strip():
        raise FileRefused(Fault("empty"))
    return text


def _names(header: Sequence[str]) -> list[str]:
    names = [name.strip().casefold() for name in header]
    known = {*_ASKED, *_ANSWERED}
    if "question" not in names or set(names) - known or len(set(names)) < len(names):
        raise FileRefused(Fault("header"))
    return names


def _records(reader: _Reader, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Records with anything in them, each with the number of the line on which it begins."""
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            faults.append(Fault("broken", number))
            continue
        if any(cell.strip() for cell in cells):
            yield number, cells


def _faults(number: int, row: Mapping[str, str], defaults: Defaults) -> Iterator[Fault]:
    if not row["question"]:
        yield Fault("question-empty", number, "question")
    elif len(row["question"]) > LONGEST_QUESTION:
        yield Fault("question-long", number, "question")
    if row.get("language", "") not in {"", *LANGUAGES}:
        yield Fault("language", number, "language")
    if row.get("topic", "") not in {"", NOTHING, *defaults.topics}:
        yield Fault("topic", number, "topic")
    if row.get("day"):
        day = _day(row["day"])
        if day is None or not defaults.first_day <= day <= defaults.last_day:
            yield Fault("day", number, "day")


def _lines(number: int, row: Mapping[str, str], defaults: Defaults) -> Iterator[Line]:
    """A question without a language is asked in each of those that hold otherwise."""
    written = row.get("language")
    day = _day(row.get("day", "")) or defaults.day
    for language in (written,) if written else defaults.languages:
        yield Line(number, row["question"], language, day, row.get("topic") or None)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _row(line: Line, live: Edition, draft: Edition | None) -> Mapping[str, object]:
    edition = draft or live
    reply = edition.reply(line.text, line.language, line.day)
    parts = parts_of(reply)
    topic = _topic(parts)
    matches = reply.understood.matches
    row: dict[str, object] = {
        "line": line.number,
        "question": redact(line.text),
        "language": line.language,
        "day": line.day.isoformat(),
        "outcome": parts["outcome"],
        "topic": topic,
        "score": round(matches[0].score, 3) if matches else "",
        "title": parts["title"],
        "answer": parts["answer"],
        "details": parts["details"],
        "expected": line.expected or "",
        "as_expected": _yes(topic == line.expected) if line.expected else "",
    }
    before = parts_of(live.reply(line.text, line.language, line.day)) if draft else None
    row |= {
        "live_outcome": before["outcome"] if before else "",
        "live_topic": _topic(before) if before else "",
        "live_title": before["title"] if before else "",
        "live_answer": before["answer"] if before else "",
        "live_details": before["details"] if before else "",
        "changed": " ".join(one.part for one in differences(before, parts)) if before else "",
    }
    return row


def _topic(parts: Mapping[str, str]) -> str:
    """The article that answers alone or first; none where the bot only offers or declines."""
    answered = parts["outcome"] in {"answered", "partly"}
    return (parts["topics"].partition(" ")[0] or NOTHING) if answered else NOTHING


def _yes(true: bool) -> str:  # noqa: FBT001  a cell
    return "yes" if true else "no"


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell

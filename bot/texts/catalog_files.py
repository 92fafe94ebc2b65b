"""One `.po` file as entries, with the faults that Babel's reader passes over in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from bot.texts.languages import LANGUAGES
from bot.texts.problems import Problem, problem

MAX_BYTES: Final = 2_000_000

# gzip, zip, bzip2, xz, 7-Zip, and compiled catalogs of both byte orders
_NOT_TEXT: Final = (
    b"\x1f\x8b",
    b"PK\x03\x04",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"\xde\x12\x04\x95",
    b"\x95\x04\x12\xde",
)
_LINE: Final = re.compile(
    r"(?:(msgid|msgid_plural|msgstr(?:\[[0-9]\])?) +)?"
    r'"((?:[^"\\]|\\[\\"nrt])*)"',
)
# the first part names a subject; later ones may be ids, as 405-V
_KEY: Final = re.compile(r"[a-z][a-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as it stands in a file; `forms` has one text, or one for each plural form."""

    file: str
    line: int
    key: str
    forms: tuple[str, ...]
    counted: bool

    def fault(self, code: str, **details: object) -> Problem:
        return problem(self.file, self.line, self.key, code, **details)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is neither empty nor a comment; a continuation has no keyword."""

    number: int
    keyword: str | None
    string: str
    closed: bool


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """`readable` is false where the file's structure is broken and `entries` mean nothing."""

    entries: tuple[Entry, ...] = ()
    obsolete: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    readable: bool = True


def read_file(path: Path, language: str) -> CatalogFile:
    """Read one file of `language`; whatever is wrong with it stands in `problems`."""
    text = _decoded(path)
    if isinstance(text, Problem):
        return CatalogFile(problems=(text,), readable=False)
    lines = text.split("\n")
    if broken := _structure(path, lines):
        return CatalogFile(problems=broken, readable=False)
    try:
        catalog = read_po(lines, abort_invalid=True)
    except PoFileError as error:
        fault = problem(path, error.lineno + 1, "", "unreadable", reason=error)
        return CatalogFile(problems=(fault,), readable=False)
    except ValueError as error:  # a header with a date or number that Babel cannot read
        fault = problem(path, 0, "", "unreadable", reason=error)
        return CatalogFile(problems=(fault,), readable=False)
    return _collected(path, language, catalog)


def _decoded(path: Path) -> str | Problem:
    if path.stat().st_size > MAX_BYTES:
        return problem(path, 0, "", "too-large", limit=MAX_BYTES)
    content = path.read_bytes()
    if content.startswith(_NOT_TEXT):
        return problem(path, 0, "", "not-text")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return problem(path, content.count(b"\n", 0, error.start) + 1, "", "encoding")
    return problem(path, 0, "", "not-text") if "\0" in text else text


def _structure(path: Path, lines: list[str]) -> tuple[Problem, ...]:
    """Faults for which Babel would drop or merge messages without a word."""
    written = list(_written(lines))
    return (
        *(problem(path, line.number, "", "syntax") for line in written if not line.closed),
        *_disorder(path, written),
        *_repetitions(path, written),
    )


def _written(lines: list[str]) -> Iterator[_Line]:
    for number, line in enumerate(map(str.strip, lines), start=1):
        if line and not line.startswith("#"):
            found = _LINE.fullmatch(line)
            keyword, string = found.groups() if found else (None, "")
            yield _Line(number, keyword, string, closed=found is not None)


def _disorder(path: Path, written: list[_Line]) -> Iterator[Problem]:
    previous = ""
    for line in written:
        if line.keyword and line.keyword not in _may_follow(previous):
            yield problem(path, line.number, "", "order", keyword=line.keyword)
        previous = line.keyword or previous


def _repetitions(path: Path, written: list[_Line]) -> Iterator[Problem]:
    first_lines: dict[str, int] = {}
    for number, key in _keys(written):
        first = first_lines.setdefault(key, number)
        if first != number:
            yield problem(path, number, key, "duplicate", first=f"line {first}")


def _keys(written: list[_Line]) -> list[tuple[int, str]]:
    keys: list[tuple[int, str]] = []
    inside = False
    for line in written:
        inside = line.keyword == "msgid" or (inside and line.keyword is None)
        if line.keyword == "msgid":
            keys.append((line.number, line.string))
        elif inside:
            keys[-1] = (keys[-1][0], keys[-1][1] + line.string)
    return keys


def _may_follow(keyword: str) -> tuple[str, ...]:
    match keyword:
        case "msgid":
            return ("msgid_plural", "msgstr")
        case "msgid_plural":
            return ("msgstr[0]",)
        case "" | "msgstr":
            return ("msgid",)
        case _:
            return ("msgid", f"msgstr[{int(keyword[7]) + 1}]")


def _collected(path: Path, language: str, catalog: Catalog) -> CatalogFile:
    messages = [message for message in catalog if message.id]
    return CatalogFile(
        entries=tuple(_entry(path, message) for message in messages),
        obsolete=frozenset(_key(message) for message in catalog.obsolete.values()),
        problems=(
            *_header(path, language, catalog),
            *(fault for message in messages for fault in _faults(path, message)),
        ),
    )


def _header(path: Path, language: str, catalog: Catalog) -> Iterator[Problem]:
    expected = (
        ("Language", catalog.locale_identifier, language),
        ("charset", catalog.charset, "utf-8"),
        ("nplurals", str(catalog.num_plurals), str(len(LANGUAGES[language].forms))),
    )
    for field, found, wanted in expected:
        if str(found).lower() != wanted:
            yield problem(path, 1, "", "header", field=field, found=found, wanted=wanted)


def _entry(path: Path, message: Message) -> Entry:
    written = message.string if isinstance(message.string, tuple | list) else [message.string]
    forms = tuple(form or "" for form in written)
    return Entry(str(path), message.lineno or 0, _key(message), forms, _counted(message))


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _counted(message: Message) -> bool:
    return not isinstance(message.id, str)


def _faults(path: Path, message: Message) -> Iterator[Problem]:
    entry = _entry(path, message)
    if not _KEY.fullmatch(entry.key):
        yield entry.fault("key")
    if message.fuzzy:
        yield entry.fault("fuzzy")
    if _counted(message) and message.id[0] != message.id[1]:
        yield entry.fault("plural-key")
    for number, form in enumerate(entry.forms):
        if form.strip():
            continue
        yield entry.fault("plural-missing", form=number) if entry.counted else entry.fault("empty")

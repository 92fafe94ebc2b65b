"""One `.po` file as entries, with the faults that Babel's reader passes over in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, normalize, read_po

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
_EMPTY_DATE: Final = re.compile(r'"(?:POT-Creation|PO-Revision)-Date: *\\n"')
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
    language: str | None = None
    """One of `LANGUAGES`; None where nobody said which and the header names none of them."""

    @property
    def texts(self) -> dict[str, tuple[str, ...]]:
        """The forms of each key, in the order of the file."""
        return {entry.key: entry.forms for entry in self.entries}


def read_file(path: Path, language: str) -> CatalogFile:
    """Read one file of `language`; whatever is wrong with it stands in `problems`."""
    if path.stat().st_size > MAX_BYTES:
        return _unreadable(problem(path, 0, "", "too-large", limit=MAX_BYTES))
    return read_content(str(path), path.read_bytes(), language)


def read_content(name: str, content: bytes, language: str | None = None) -> CatalogFile:
    """The same for a file that stands nowhere yet; without `language` its header tells it."""
    text = _decoded(name, content)
    if isinstance(text, Problem):
        return _unreadable(text)
    lines = text.split("\n")
    if broken := _structure(name, lines):
        return _unreadable(*broken)
    try:
        catalog = read_po(map(_readable, lines), abort_invalid=True)
    except PoFileError as error:
        return _unreadable(problem(name, error.lineno + 1, "", "unreadable", reason=error))
    except ValueError as error:  # a header with a date or number that Babel cannot read
        return _unreadable(problem(name, 0, "", "unreadable", reason=error))
    return _collected(name, language, catalog)


def rewritten(
    content: bytes, now: Mapping[str, tuple[str, ...]], texts: Mapping[str, tuple[str, ...]]
) -> bytes:
    """The readable file `content`, which holds the texts `now`, with others.

    Only entries that differ are written anew, so that a diff shows nothing else; a key that is
    not in the file yet comes at its end, and none is taken out.
    """
    if all(now.get(key) == forms for key, forms in texts.items()):
        return content
    lines = content.decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n").split("\n")
    pieces: list[str] = []
    done = 0
    for key, first, last in _places_of_texts(lines):
        if key in now and texts.get(key, now[key]) != now[key]:
            pieces += [*lines[done : first - 1], *_msgstr(texts[key])]
            done = last
    pieces += lines[done:]
    for key in (key for key in texts if key not in now):
        pieces += ["", *_msgid(key, texts[key]), *_msgstr(texts[key])]
    return "\n".join([*pieces, ""]).encode()


def _places_of_texts(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """For each entry its key, and the first and last line of its texts."""
    place = ("", 0, 0)
    for line in _written(lines):
        key, first, _ = place
        if line.keyword == "msgid":
            if first:
                yield place
            place = (line.string, 0, line.number)
        elif line.keyword is None and not first:
            place = (key + line.string, 0, line.number)
        else:
            starts = bool(line.keyword and line.keyword.startswith("msgstr"))
            place = (key, first or (line.number if starts else 0), line.number)
    if place[1]:
        yield place


def _msgid(key: str, forms: tuple[str, ...]) -> Iterator[str]:
    yield f'msgid "{key}"'
    if len(forms) > 1:
        yield f'msgid_plural "{key}"'


def _msgstr(forms: tuple[str, ...]) -> Iterator[str]:
    for number, form in enumerate(forms):
        keyword = "msgstr" if len(forms) == 1 else f"msgstr[{number}]"
        yield from f"{keyword} {normalize(form, width=0)}".split("\n")


def _readable(line: str) -> str:
    """What editors write and Babel cannot read, left out: it says nothing about a text.

    The old msgid of an obsolete entry is written as `#~|`, a date that nobody set as an empty one.
    """
    if line.startswith("#~|"):
        return "#"
    return '""' if _EMPTY_DATE.fullmatch(line.strip()) else line


_HALF_A_LETTER: Final = "unexpected end of data"
"""How Python calls a letter that the end of a file has cut."""


def _unreadable(*problems: Problem) -> CatalogFile:
    return CatalogFile(problems=problems, readable=False)


def _decoded(name: str, content: bytes) -> str | Problem:
    if len(content) > MAX_BYTES:
        return problem(name, 0, "", "too-large", limit=MAX_BYTES)
    if content.startswith(_NOT_TEXT):
        return problem(name, 0, "", "not-text")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        code = "cut-off" if error.reason == _HALF_A_LETTER else "encoding"
        return problem(name, content.count(b"\n", 0, error.start) + 1, "", code)
    return problem(name, 0, "", "not-text") if "\0" in text else text


def _structure(name: str, lines: list[str]) -> tuple[Problem, ...]:
    """Faults for which Babel would drop or merge messages without a word."""
    written = list(_written(lines))
    if not any(line.keyword == "msgid" for line in written):
        return (problem(name, 0, "", "not-po"),)
    if written[-1].number == len(lines) and _cut_off(written[-1]):
        return (problem(name, len(lines), "", "cut-off"),)
    return (
        *(problem(name, line.number, "", "syntax") for line in written if not line.closed),
        *_disorder(name, written),
        *_repetitions(name, written),
    )


def _cut_off(last: _Line) -> bool:
    """Whether the last line of a file, without a line break after it, is not whole."""
    return not last.closed or last.keyword in {"msgid", "msgid_plural"}


def _written(lines: list[str]) -> Iterator[_Line]:
    for number, line in enumerate(map(str.strip, lines), start=1):
        if line and not line.startswith("#"):
            found = _LINE.fullmatch(line)
            keyword, string = found.groups() if found else (None, "")
            yield _Line(number, keyword, string, closed=found is not None)


def _disorder(name: str, written: list[_Line]) -> Iterator[Problem]:
    previous = ""
    for line in written:
        if line.keyword and line.keyword not in _may_follow(previous):
            yield problem(name, line.number, "", "order", keyword=line.keyword)
        previous = line.keyword or previous


def _repetitions(name: str, written: list[_Line]) -> Iterator[Problem]:
    first_lines: dict[str, int] = {}
    for number, key in _keys(written):
        first = first_lines.setdefault(key, number)
        if first != number:
            yield problem(name, number, key, "duplicate", first=f"line {first}")


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


def _collected(name: str, language: str | None, catalog: Catalog) -> CatalogFile:
    messages = [message for message in catalog if message.id]
    language = language or _known_language(catalog)
    return CatalogFile(
        language=language,
        entries=tuple(_entry(name, message) for message in messages),
        obsolete=frozenset(_key(message) for message in catalog.obsolete.values()),
        problems=(
            *_header(name, language, catalog),
            *(fault for message in messages for fault in _faults(name, message)),
        ),
    )


def _known_language(catalog: Catalog) -> str | None:
    named = str(catalog.locale_identifier)
    return named if named in LANGUAGES else None


def _header(name: str, language: str | None, catalog: Catalog) -> Iterator[Problem]:
    if language is None:
        found, wanted = catalog.locale_identifier, " or ".join(LANGUAGES)
        yield problem(name, 1, "", "header", field="Language", found=found, wanted=wanted)
        return
    expected = (
        ("Language", catalog.locale_identifier, language),
        ("charset", catalog.charset, "utf-8"),
        ("nplurals", str(catalog.num_plurals), str(len(LANGUAGES[language].forms))),
    )
    for field, found, wanted in expected:
        if str(found).lower() != wanted:
            yield problem(name, 1, "", "header", field=field, found=found, wanted=wanted)


def _entry(name: str, message: Message) -> Entry:
    written = message.string if isinstance(message.string, tuple | list) else [message.string]
    forms = tuple(form or "" for form in written)
    return Entry(name, message.lineno or 0, _key(message), forms, _counted(message))


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _counted(message: Message) -> bool:
    return not isinstance(message.id, str)


def _faults(name: str, message: Message) -> Iterator[Problem]:
    entry = _entry(name, message)
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

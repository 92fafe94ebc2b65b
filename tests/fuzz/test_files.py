"""Files that are not what they should be: refused by line, within bounds, never with an error."""

import asyncio
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.demo import DEMO_FILES
from bot.files import LOCALES
from bot.ledger import ImportFault, ImportReport, SqliteLedger, open_ledger
from bot.settings import Settings
from bot.texts.catalog_files import read_file
from bot.texts.problems import Problem
from tests.fuzz.examples import examples
from tests.ledger.files import ADMISSION, CATEGORIES, PAYMENTS, PERSONS
from tests.running import settings_of

ENTRIES = 60
"""Entries of a catalog that are bent; the others are like them."""
ROOM = 24 * 1024 * 1024
"""Bytes that reading a small file may take at its height; a cache of checked cells among them."""
CELLS = (
    *(
        b"",
        b" ",
        b"\x00",
        b'"',
        b'""',
        b"'",
        b"=1+1",
        b"=HYPERLINK(1)",
        b"+7",
        b"-1",
        b"@x",
        b"\xff",
    ),
    *(b"9" * 200, b"0" * 400, b"-" * 50, b"1e999", b"NaN", b"0.001", b"99999999999999.99"),
    *("٢٠٢٦-٠٨".encode(), "①".encode(), "\u202e2026".encode(), b"2026-13", b"9999-12", b"0000-00"),
    *(
        b"9999-12-31",
        b"0001-01-01",
        b"x" * 70_000,
        b"\r",
        b"\n",
        b"\r\n",
        b",,,",
        b";;;",
        b"\xed\xa0\x80",
    ),
    *(b"\xef\xbb\xbf", b"employee", b"122", b"2026-08", b"pensioner"),
)
HEADERS = tuple(header.encode() for header in (PAYMENTS, CATEGORIES, PERSONS))
GOOD = tuple(b"\n".join(path.read_bytes().split(b"\n")[:25]) for path in DEMO_FILES)

Bend = Callable[[bytes], bytes]


def put_in(place: int, piece: bytes, cut: int) -> Bend:
    def bend(content: bytes) -> bytes:
        where = place % (len(content) + 1)
        return content[:where] + piece + content[where + cut :]

    return bend


def in_encoding(name: str) -> Bend:
    return lambda content: content.decode("utf-8", "replace").encode(name, "replace")


def bends(pieces: st.SearchStrategy[bytes]) -> st.SearchStrategy[list[Bend]]:
    return st.lists(
        st.one_of(
            st.builds(put_in, st.integers(0, 1 << 20), pieces, st.integers(0, 40)),
            st.builds(put_in, st.integers(0, 1 << 20), pieces, st.integers(0, 3)),
            st.sampled_from([in_encoding(name) for name in ("utf-16", "cp1251", "utf-8-sig")]),
            st.just(lambda content: content.replace(b"\n", b"\r\n")),
            st.just(lambda content: content.replace(b",", b";")),
            st.just(lambda content: content + content),
        ),
        min_size=1,
        max_size=4,
    )


def bent(content: bytes, how: list[Bend]) -> bytes:
    for bend in how:
        content = bend(content)
    return content


made_up = st.builds(
    lambda header, rows: b"\n".join([header, *(b",".join(row) for row in rows)]),
    st.sampled_from(HEADERS),
    st.lists(st.lists(st.sampled_from(CELLS), max_size=9), max_size=6),
)
csv_files = st.one_of(
    st.builds(bent, st.sampled_from(GOOD), bends(st.sampled_from(CELLS) | st.binary(max_size=9))),
    made_up,
    st.binary(max_size=200),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    asyncio.run(_make_empty(settings_of(folder / "empty.sqlite3")))
    return folder


async def _make_empty(settings: Settings) -> None:
    async with open_ledger(settings):
        pass


@examples
@given(contents=st.lists(csv_files, min_size=1, max_size=3))
def test_any_file_is_taken_in_or_refused_by_line(folder: Path, contents: list[bytes]) -> None:
    paths = [folder / f"{number}.csv" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    for left in folder.glob("ledger.sqlite3*"):
        left.unlink()
    shutil.copy(folder / "empty.sqlite3", folder / "ledger.sqlite3")
    tracemalloc.start()
    try:
        asyncio.run(_check_import(folder, paths, sum(map(len, contents))))
        _, height = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert height < ROOM


async def _check_import(folder: Path, paths: list[Path], size: int) -> None:
    async with open_ledger(settings_of(folder / "ledger.sqlite3")) as (ledger, _, _):
        taken, fault = await _attempted(ledger, paths)
        if fault is not None:
            assert fault.problems
            assert fault.count <= 9 * (size + len(paths))
            assert all(one.file in paths for one in fault.problems)
            assert not (await ledger.stats()).people, "something was kept"
        else:
            again, _ = await _attempted(ledger, paths)
            assert again is not None
            assert not again.new, "a repeat brought something new"
            assert taken is not None
            assert taken.people == (await ledger.stats()).people
        assert (await ledger.verify()).damages == ()


async def _attempted(
    ledger: SqliteLedger, paths: list[Path]
) -> tuple[ImportReport | None, ImportFault | None]:
    try:
        return await ledger.import_files(paths, ADMISSION), None
    except ImportFault as fault:
        return None, fault


def some_of(path: Path) -> bytes:
    return b"\n\n".join(path.read_bytes().split(b"\n\n")[:ENTRIES])


CATALOGS = tuple(
    (language, some_of(LOCALES / language / "LC_MESSAGES" / f"{name}.po"))
    for language in ("kk", "ru")
    for name in ("messages", "faq")
)
PO_PIECES = (
    *(
        b'"',
        b"\\",
        b'\\"',
        b"\\x41",
        b"\\u0041",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        b"\x1f\x8b",
        b"PK\x03\x04",
    ),
    *(
        b"#~ ",
        b"#, fuzzy\n",
        b"#| ",
        b"#",
        b'msgid "',
        b"msgid",
        b'msgctxt "x"\n',
        b'msgstr[9] "x"\n',
    ),
    *(b'msgid_plural "x"\n', b'msgstr[0] "x"\n', b'msgstr "" "x"\n', b'msgid ""\nmsgstr ""\n'),
    *(b"{n", b"}", b"<b>", b"</a>", b"&", b"nplurals=999999999", b"plural=(n+", b"charset=koi8-r"),
    *(
        b"Language: xx\\n",
        b'"POT-Creation-Date: yesterday\\n"\n',
        b"{" * 300,
        b"<b>" * 300,
        b"x" * 5000,
    ),
    *("\u202e".encode(), "\u2028".encode(), "\x85".encode(), b"\x0c", b"\x1c", b"\x0b"),
)


@examples
@given(
    catalog=st.sampled_from(CATALOGS), how=bends(st.sampled_from(PO_PIECES) | st.binary(max_size=9))
)
def test_any_catalog_is_read_or_refused_by_line(
    folder: Path, catalog: tuple[str, bytes], how: list[Bend]
) -> None:
    language, content = catalog
    path = folder / "messages.po"
    path.write_bytes(bent(content, how))
    tracemalloc.start()
    try:
        found = read_file(path, language)
        _, height = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    lines = path.read_bytes().count(b"\n") + path.read_bytes().count(b"\r") + 2
    assert height < ROOM
    assert all(isinstance(one, Problem) and one.line <= lines for one in found.problems)
    assert found.readable or found.problems

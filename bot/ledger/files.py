"""Reading CSV files line by line: encoding, delimiter, header, and the faults of each line."""

from __future__ import annotations

import csv
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import TextIOWrapper
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from bot.ledger.columns import Cells, FileColumns, Stored
from bot.ledger.problems import ImportFault, Problem, Problems, Refused

LONGEST_LINE = 1 << 20
"""Characters; a longer line is read in pieces and refused as broken CSV."""
_BYTES_THAT_ARE_NO_TEXT = re.compile(r"[\udc80-\udcff]")
_DIGIT_RUN = re.compile(r"[0-9]{5,}")
_LONGEST_NAME = 40

StagedRow = tuple[Stored, ...]


def sizes_of(paths: Sequence[Path]) -> list[int]:
    """The bytes of each file; `ImportFault` names every one that is not a file to read."""
    problems = Problems(paths)
    sizes = [_size(path, problems) for path in paths]
    problems.raise_any()
    return sizes


def _size(path: Path, problems: Problems) -> int:
    try:
        status = path.stat()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        problems.add(path, None, None, "file.missing" if missing else "file.unreadable")
        return 0
    if stat.S_ISDIR(status.st_mode):
        problems.add(path, None, None, "file.directory")
    elif not stat.S_ISREG(status.st_mode):
        problems.add(path, None, None, "file.unreadable")
    return status.st_size


@dataclass(frozen=True, slots=True)
class SourceFile:
    """An open file whose header has been understood."""

    path: Path
    columns: FileColumns
    _order: Callable[[Cells], Cells]
    _width: int
    _binary: BinaryIO
    _lines: Iterator[str]
    _delimiter: str

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._binary.tell()

    def rows(self, problems: Problems) -> Iterator[StagedRow]:
        """(line number, *stored values) for each good row; the faults of the others are added."""
        checks = [check for _, check in self.columns.checks]
        for line, cells in self._records(problems):
            if len(cells) != self._width:
                self._explain(line, cells, problems)
                continue
            row = self._order(cells)
            try:
                stored = [check(row) for check in checks]
            except ValueError:
                self._explain(line, cells, problems)
                continue
            yield line, *stored

    def _records(self, problems: Problems) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines, delimiter=self._delimiter, strict=True)
        first = 2
        while True:
            try:
                for cells in reader:
                    if cells:
                        yield first, cells
                    first = reader.line_num + 2
            except csv.Error:
                problems.add(self.path, first, None, "row.csv")
                first = reader.line_num + 2
            else:
                return

    def _explain(self, line: int, cells: Cells, problems: Problems) -> None:
        """Every fault of a line that cannot be taken in; an empty line of a table is none."""
        text = "".join(cells)
        if not text.strip():
            return
        if _BYTES_THAT_ARE_NO_TEXT.search(text):
            problems.add(self.path, line, None, "row.encoding")
        elif len(cells) != self._width:
            values = {"expected": self._width, "found": len(cells)}
            problems.add(self.path, line, None, "row.width", **values)
        else:
            self._explain_cells(line, self._order(cells), problems)

    def _explain_cells(self, line: int, row: Cells, problems: Problems) -> None:
        for column, check in self.columns.checks:
            try:
                check(row)
            except Refused as refused:
                problems.add(self.path, line, column, refused.code, **refused.values)


@contextmanager
def opened(path: Path, kinds: Sequence[FileColumns]) -> Iterator[SourceFile]:
    """Open a file and understand its header; `ImportFault` where that fails."""
    try:
        binary = path.open("rb")
    except OSError:
        raise _refused_file(path, "file.unreadable") from None
    # Bytes that are not UTF-8 become lone surrogates, so that each such line can be named.
    with TextIOWrapper(binary, "utf-8-sig", errors="surrogateescape", newline="") as text:
        lines = iter(partial(text.readline, LONGEST_LINE), "")
        yield _understood(path, binary, lines, kinds)


def _understood(
    path: Path, binary: BinaryIO, lines: Iterator[str], kinds: Sequence[FileColumns]
) -> SourceFile:
    header = next(lines, "")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = _names(path, header, delimiter)
    columns = _recognised(path, names, kinds)
    positions = [names.index(name) for name in columns.names]
    return SourceFile(path, columns, itemgetter(*positions), len(names), binary, lines, delimiter)


def _names(path: Path, header: str, delimiter: str) -> list[str]:
    if not header.strip():
        raise _refused_file(path, "file.empty")
    if "\0" in header or _BYTES_THAT_ARE_NO_TEXT.search(header):
        raise _refused_file(path, "file.encoding")
    try:
        (names,) = csv.reader([header], delimiter=delimiter, strict=True)
    except csv.Error:
        raise _refused_file(path, "header.unknown") from None
    return [name.strip() for name in names]


def _recognised(path: Path, names: list[str], kinds: Sequence[FileColumns]) -> FileColumns:
    """The kind of file with this header; where none fits, every fault against the nearest one."""
    nearest = max(kinds, key=lambda kind: _likeness(kind, names))
    if not set(nearest.names) & set(names):
        raise _refused_file(path, "header.unknown")
    problems = Problems([path])
    for name in nearest.names:
        if name not in names:
            problems.add(path, 1, name, "header.missing")
    for name in dict.fromkeys(names):
        if name not in nearest.names:
            problems.add(path, 1, _printable(name), "header.extra")
        elif names.count(name) > 1:
            problems.add(path, 1, name, "header.repeated")
    problems.raise_any()
    return nearest


def _likeness(kind: FileColumns, names: list[str]) -> tuple[int, int]:
    known = len(set(kind.names) & set(names))
    return known, known - len(kind.names)


def _printable(name: str) -> str:
    """A column name that is safe to show: a file without a header has people in this place."""
    shown = "".join(letter for letter in name if letter.isprintable())[:_LONGEST_NAME]
    return _DIGIT_RUN.sub("…", shown)


def _refused_file(path: Path, code: str) -> ImportFault:
    return ImportFault((Problem(path, None, None, code),), 1)

"""What is wrong with files, as data: where, a code, and values that are never personal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

KEPT = 100_000
"""Problems kept with their place; further ones are only counted, so that memory stays bounded."""

Value = str | int


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one line. Its sentence is the text `import.problem.<code>`.

    Nothing of the line itself is in it: with shifted columns any cell may hold an IIN.
    """

    file: Path
    line: int | None
    column: str | None
    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


class Refused(ValueError):
    """A cell that cannot be taken in."""

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class ImportFault(Exception):
    """Nothing was taken in. `problems` are in the order of files and lines, `count` is of all."""

    def __init__(self, problems: tuple[Problem, ...], count: int) -> None:
        super().__init__(f"{count} problems, the first: {problems[0].code}")
        self.problems = problems
        self.count = count


class Problems:
    """Collects the problems of some files."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.count = 0
        self._kept: list[Problem] = []
        self._order = {path: place for place, path in enumerate(paths)}

    def add(
        self, file: Path, line: int | None, column: str | None, code: str, **values: Value
    ) -> None:
        self.count += 1
        if len(self._kept) < KEPT:
            self._kept.append(Problem(file, line, column, code, values))

    def absorb(self, fault: ImportFault) -> None:
        """Add the problems of a file that could not be opened or understood."""
        self.count += fault.count
        self._kept.extend(fault.problems[: KEPT - len(self._kept)])

    def raise_any(self) -> None:
        """Raise everything collected so far as one `ImportFault`, by file and line."""
        if self.count:
            raise ImportFault(tuple(sorted(self._kept, key=self._place)), self.count)

    def _place(self, problem: Problem) -> tuple[int, int]:
        return self._order[problem.file], problem.line or 0

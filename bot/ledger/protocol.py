"""What every ledger can do, whatever keeps it, and the values it answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.rules.history import History, PayerKind, PrivilegedCategory
from bot.rules.months import Month

Progress = Callable[[int, int], None]
"""Told the bytes read so far and the bytes of all files."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What the law and the calendar let into the ledger on one day."""

    today: date
    """No payment may be dated later."""
    kind_in_force: Callable[[PayerKind, Month], bool]
    """Did this kind of payer exist in that month?"""
    category_in_force: Callable[[PrivilegedCategory, date], bool]
    """Could a period in this category start on that day?"""


class FileKind(StrEnum):
    """The files that a ledger takes in, told apart by their header."""

    PAYMENTS = "payments"
    CATEGORIES = "categories"
    PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows of one kind of file in one import."""

    new: int = 0
    repeated: int = 0
    """The same document with the same content, or the same phone: nothing was changed."""
    replaced: int = 0
    """Another phone for a person who had one: the newer import counts."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import changed, or what a check says that it would change."""

    by_kind: Mapping[FileKind, Taken]
    people: int
    """Distinct people in the files."""
    seconds: float

    @property
    def new(self) -> int:
        return sum(taken.new for taken in self.by_kind.values())

    @property
    def repeated(self) -> int:
        return sum(taken.repeated for taken in self.by_kind.values())

    @property
    def replaced(self) -> int:
        return sum(taken.replaced for taken in self.by_kind.values())


@dataclass(frozen=True, slots=True)
class Imports:
    """All imports so far, together."""

    rows: Mapping[str, int]
    """By what became of them: `new`, `repeated`, `replaced`."""
    seconds: float
    last: int
    """When the last one ended, in seconds since 1970; 0 where there was none."""


@dataclass(frozen=True, slots=True)
class Stats:
    """How much the ledger holds."""

    people: int
    payments: int
    categories: int
    phones: int
    first_period: Month | None
    last_period: Month | None
    demo: bool


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows about one person were erased."""

    payments: int
    categories: int
    phones: int
    accounts: int
    """Telegram accounts that had asked to be tied to this person."""
    lookups: int
    reminders: int
    """Reminders about this person that those accounts had chosen."""

    @property
    def total(self) -> int:
        return sum(astuple(self))


@dataclass(frozen=True, slots=True)
class LedgerDamage:
    """One thing that does not add up; `detail` holds table names and numbers only."""

    code: str
    """`integrity`, `reference`, `total`, or `texts` (files of published texts)."""
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole ledger found, and sums to compare with a copy of it."""

    damages: tuple[LedgerDamage, ...]
    totals: Mapping[str, int]
    """`payments`, `tiyn` (money in all), `categories`, `phones`, as counted now."""

    @property
    def sound(self) -> bool:
        return not self.damages


class LedgerFault(Exception):
    """The ledger cannot do what was asked; a sentence for an operator, and a code for programs."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        """`key.other`, `backup.exists`, `move.occupied` and so on."""


class Ledger(Protocol):
    """Who paid what, when. People are asked for by their pseudonym, never by their IIN."""

    async def history(self, person: bytes) -> History:
        """Everything about a person; an empty history for somebody unknown."""

    async def import_files(
        self, paths: Sequence[Path], admission: Admission, progress: Progress | None = None
    ) -> ImportReport:
        """Take all files in, or none of them (`ImportFault` names every bad line)."""

    async def check_files(
        self, paths: Sequence[Path], admission: Admission, progress: Progress | None = None
    ) -> ImportReport:
        """Say what `import_files` would do, and change nothing."""

    async def stats(self) -> Stats: ...

    async def imports(self) -> Imports: ...

    async def forget(self, person: bytes) -> Forgotten:
        """Erase everything about a person, the ties of Telegram accounts to them included."""

    async def phone_matches(self, person: bytes, phone: bytes) -> bool:
        """Is this (hashed) phone the one that the ledger holds for the person?"""

    async def is_demo(self) -> bool: ...

    async def mark_demo(self) -> None:
        """Say that only invented people stand here; there is no way back."""

    async def verify(self) -> Verification: ...

    async def backup(self, path: Path) -> None:
        """Copy the ledger while it is in use; `LedgerFault` where the file exists already."""

    async def confirm_key(self) -> None:
        """`LedgerFault` `key.other` where the ledger was filled under another secret key."""

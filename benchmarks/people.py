"""Invented people and their payments. The month of birth in each IIN is 13: nobody has one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from csv import writer
from dataclasses import dataclass
from datetime import date
from itertools import count, cycle, islice
from pathlib import Path

from bot.ledger import Pseudonyms
from bot.rules.history import Knp, PayerKind
from bot.rules.identity import control_digit
from bot.rules.months import Month

TODAY = date(2026, 11, 20)
PAID_TO_THE_END = Month.of(2026, 10)
PAID_UNTIL_SPRING = Month.of(2026, 3)
"""Too long ago for any retention: such a person is not insured, and has ways back."""
LONG_HISTORY = 150
"""Rows of a person who has been working for 75 months: two payments a month."""

_HEADER = ("iin", "period", "knp", "amount", "paid_on", "payer_kind", "payer_bin", "document")
_TIYN = {Knp.DEDUCTIONS: 899_700, Knp.CONTRIBUTIONS: 599_800}
_EMPLOYERS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One payment on its way into a file."""

    iin: str
    period: Month
    knp: Knp
    payer_bin: str

    @property
    def paid_on(self) -> date:
        return (self.period + 1).first_day.replace(day=10)

    @property
    def document(self) -> str:
        return f"{self.iin[4:]}-{self.period}-{self.knp}"

    def as_filed(self) -> tuple[object, ...]:
        """The cells of a payments file."""
        amount = _TIYN[self.knp] // 100
        kind = PayerKind.EMPLOYEE
        return (
            *(self.iin, self.period, self.knp, amount),
            *(self.paid_on, kind, self.payer_bin, self.document),
        )

    def as_kept(self, pseudonyms: Pseudonyms) -> tuple[object, ...]:
        """The columns of the table, hashed and numbered beforehand; hashes in hexadecimal."""
        return (
            *(pseudonyms.person(self.iin).hex(), self.period.index),
            *(pseudonyms.document(self.document).hex(), self.knp, _TIYN[self.knp]),
            *(self.paid_on.toordinal(), PayerKind.EMPLOYEE),
            pseudonyms.payer(self.payer_bin, self.document).hex(),
        )


def iins(first: int = 0) -> Iterator[str]:
    """Well-formed IINs of people who do not exist, from the serial number `first` on."""
    return _numbered("8513", first)


def rows_by_month(people: Collection[str], rows: int, newest: Month = PAID_TO_THE_END) -> list[Row]:
    """As many rows as asked for, the newest month of everybody first."""
    employers = cycle(islice(_numbered("2019", 0), _EMPLOYERS))
    working = list(zip(people, employers, strict=False))
    endless = (
        Row(iin, newest - back, knp, employer)
        for back in count()
        for knp in Knp
        for iin, employer in working
    )
    return list(islice(endless, rows))


def payments_file(path: Path, rows: Iterable[Row]) -> Path:
    """A file for `import_files`."""
    return _file(path, (_HEADER, *(row.as_filed() for row in rows)))


def kept_file(path: Path, rows: Iterable[Row], pseudonyms: Pseudonyms) -> Path:
    """The same rows for somebody who has nothing left to check, to hash or to compare."""
    return _file(path, (row.as_kept(pseudonyms) for row in rows))


def _numbered(start: str, first: int) -> Iterator[str]:
    for serial in count(first):
        digits = f"{start}{serial:07d}"
        control = control_digit(digits)
        if control is not None:
            yield f"{digits}{control}"


def _file(path: Path, lines: Iterable[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer(file, lineterminator="\n").writerows(lines)
    return path

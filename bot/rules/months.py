"""Calendar months, the unit in which contributions are owed and paid."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class Month(int):
    """A calendar month: the number of months since year 0, which also stands for it in the ledger.

    `Month + 1` is the next month. An integer, because each answer sorts and looks up hundreds.
    """

    __slots__ = ()

    @classmethod
    def of(cls, year: int, number: int) -> Month:
        """The month `number` (1-12) of `year`."""
        return cls(year * 12 + number - 1)

    @classmethod
    def containing(cls, day: date) -> Month:
        return cls(day.year * 12 + day.month - 1)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `YYYY-MM`; anything else is a `ValueError`."""
        written = _WRITTEN.fullmatch(text)
        if written is None or written[1] == "0000":
            raise ValueError(f"not a month: {text!r}")
        return cls.of(int(written[1]), int(written[2]))

    @property
    def index(self) -> int:
        return int(self)

    @property
    def year(self) -> int:
        return self // 12

    @property
    def number(self) -> int:
        return self % 12 + 1

    @property
    def first_day(self) -> date:
        year, passed = divmod(self, 12)
        return date(year, passed + 1, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def __add__(self, months: int) -> Month:
        return Month(int(self) + months)

    def __sub__(self, months: int) -> Month:
        return Month(int(self) - months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __repr__(self) -> str:
        return f"Month({int(self)})"


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Every month from `first` to `last`, both included; nothing when `last` is earlier."""
    return map(Month, range(first, last + 1))

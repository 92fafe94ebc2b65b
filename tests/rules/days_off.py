"""Write the tables of `data/law/days_off.toml` anew: `python -m tests.rules.days_off`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from holidays.countries.kazakhstan import KZ

from bot.files import LAW
from bot.rules.refusals import LAST_YEAR

FILE: Final = LAW / "days_off.toml"
TABLES_BEGIN: Final = "\n[off]\n"
"""What stands above is written by people."""
YEARS: Final = range(2017, LAST_YEAR + 2)
"""Since the system began; contributions for the last month of all are due in the year after."""


class _Longer(KZ):
    end_year = YEARS[-1]


LIBRARY: Final = _Longer(language="en_US")


def days() -> Iterator[date]:
    """Every day of the file's years."""
    first, after = date(YEARS[0], 1, 1), date(YEARS[-1] + 1, 1, 1)
    return (first + timedelta(days=passed) for passed in range((after - first).days))


def off(day: date) -> bool:
    """Whether it is a public holiday or a day off that was moved."""
    return day in LIBRARY and not LIBRARY.is_working_day(day)


def worked(day: date) -> bool:
    """Whether people work on it although it is a day of a weekend."""
    return LIBRARY.is_weekend(day) and LIBRARY.is_working_day(day)


def estimated(day: date) -> bool:
    """Whether it is a holiday of the Moon's calendar that nobody has announced yet."""
    return "estimated" in LIBRARY.get(day, "")


def rewritten(text: str) -> str:
    """The text of the file with the tables that the library gives."""
    head, begin, _ = text.partition(TABLES_BEGIN)
    if not begin:
        raise ValueError(f"{FILE}: no line {TABLES_BEGIN.strip()}")
    written = (
        _table(name, filter(chosen, days()))
        for name, chosen in (("off", off), ("worked", worked), ("estimated", estimated))
    )
    return "\n".join([head, *written])


def _table(name: str, chosen: Iterable[date]) -> str:
    lines = (
        f"{year} = '{' '.join(day.strftime('%m-%d') for day in of_year)}'\n"
        for year, of_year in groupby(chosen, lambda day: day.year)
    )
    return f"[{name}]\n{''.join(lines)}"


if __name__ == "__main__":
    FILE.write_text(rewritten(FILE.read_text("utf-8")), "utf-8")

"""Sums, months, days and lists as they are written in Kazakh and Russian.

Values only: every method gives plain text to be put into a placeholder. The words themselves
stand in `grammar.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.rules.months import Month

_NARROW_SPACE: Final = "\u202f"
_MINUS: Final = "\u2212"
_TIYN: Final = Decimal("0.01")
_RANGE: Final = 3  # so many months in a row are written as "from – to"


@dataclass(frozen=True, slots=True)
class _Grammar:
    """One language of `grammar.toml`; each list of `months` has twelve words."""

    conjunction: str
    percent: str
    month: str
    short_month: str
    day: str
    day_of_year: str
    months: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Consecutive months written as one item: a single month or a range."""

    first: Month
    last: Month

    @property
    def years(self) -> tuple[int, int]:
        return self.first.year, self.last.year


class Format:
    """How values are written in one language, `kk` or `ru`."""

    __slots__ = ("_grammar",)

    def __init__(self, language: str) -> None:
        self._grammar = _grammar(language)

    def number(self, value: int | Decimal) -> str:
        """`12 345,6`: thousands apart by a narrow no-break space, no trailing zeros."""
        digits = f"{abs(value):,f}" if isinstance(value, Decimal) else f"{abs(value):,}"
        if "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        return _sign(value) + _separated(digits)

    def money(self, tenge: int | Decimal) -> str:
        """`4 250 ₸`; with tiyn, `1 234,50 ₸`, only where there are any (half-up)."""
        exact = Decimal(tenge).quantize(_TIYN, ROUND_HALF_UP)
        decimals = 0 if exact == exact.to_integral_value() else 2
        return f"{_sign(exact)}{_separated(f'{abs(exact):,.{decimals}f}')}{_NARROW_SPACE}₸"

    def percent(self, percent: Decimal) -> str:
        """Per cent as given: `12.1` is `12,1%` in Kazakh and `12,1 %` in Russian."""
        return self._grammar.percent.format(number=self.number(percent))

    def rate(self, fraction: Decimal) -> str:
        """A fraction as per cent: `0.05` is five per cent."""
        return self.percent(fraction * 100)

    def month(self, month: Month) -> str:
        """`2026 жылғы тамыз`, `август 2026`."""
        return self._of_year(month.year, self.month_name(month))

    def month_name(self, month: Month) -> str:
        """`тамыз`, `август`."""
        return self._word("name", month)

    def month_in(self, month: Month) -> str:
        """In that month: `2026 жылғы тамызда`, `в августе 2026`."""
        return self._of_year(month.year, self._word("in", month))

    def short_month(self, month: Month) -> str:
        """For narrow buttons: `там. 26`, `авг. 26`."""
        year = f"{month.year % 100:02d}"
        return self._grammar.short_month.format(month=self._word("short", month), year=year)

    def months(self, months: Iterable[Month]) -> str:
        """Months in order, a year said once for its months, three in a row as a range."""
        years = [list(group) for _, group in groupby(_stretches(months), lambda one: one.years)]
        written = [self._one_year(stretches) for stretches in years]
        alone = all(len(stretches) == 1 for stretches in years)
        return self.listing(written) if alone else ", ".join(written)

    def period(self, month: Month) -> str:
        """The period as banks ask for it: `MMYYYY`."""
        return f"{month.number:02d}{month.year:04d}"

    def day(self, day: date, *, year: bool = False) -> str:
        """`15 желтоқсан`, `15 декабря`; with the year `2026 жылғы 15 желтоқсан`."""
        return self._day("of", day, year=year)

    def day_by(self, day: date, *, year: bool = False) -> str:
        """To or by that day: `15 желтоқсанға`, `15 декабря` (the text says «к»)."""
        return self._day("to", day, year=year)

    def day_from(self, day: date, *, year: bool = False) -> str:
        """From that day: `15 желтоқсаннан`, `15 декабря` (the text says «с»)."""
        return self._day("from", day, year=year)

    def day_on(self, day: date, *, year: bool = False) -> str:
        """On that day: `15 желтоқсанда`, `15 декабря`."""
        return self._day("on", day, year=year)

    def listing(self, items: Sequence[str]) -> str:
        """`a, b және c`, `a, b и c`; nothing for no items."""
        if len(items) < 2:  # noqa: PLR2004 - a list joins two or more
            return "".join(items)
        return f"{', '.join(items[:-1])} {self._grammar.conjunction} {items[-1]}"

    def _one_year(self, stretches: list[_Stretch]) -> str:
        first, last = stretches[0].years
        if first != last:
            return f"{self.month(stretches[0].first)} – {self.month(stretches[0].last)}"
        return self._of_year(first, self.listing([self._names(one) for one in stretches]))

    def _names(self, stretch: _Stretch) -> str:
        ends = sorted({stretch.first, stretch.last})
        return " – ".join(map(self.month_name, ends))

    def _of_year(self, year: int, months: str) -> str:
        return self._grammar.month.format(month=months, year=year)

    def _day(self, use: str, day: date, *, year: bool) -> str:
        word = self._word(use, Month.containing(day))
        pattern = self._grammar.day_of_year if year else self._grammar.day
        return pattern.format(day=day.day, month=word, year=day.year)

    def _word(self, use: str, month: Month) -> str:
        return self._grammar.months[use][month.number - 1]


def _stretches(months: Iterable[Month]) -> Iterator[_Stretch]:
    """The months in order; a run long enough as one stretch, others month by month."""
    ordered = sorted(set(months))
    runs = groupby(enumerate(ordered), lambda numbered: numbered[1].index - numbered[0])
    for _, numbered in runs:
        run = [month for _, month in numbered]
        if len(run) >= _RANGE:
            yield _Stretch(run[0], run[-1])
        else:
            yield from (_Stretch(month, month) for month in run)


def _sign(value: int | Decimal) -> str:
    return _MINUS if value < 0 else ""


def _separated(digits: str) -> str:
    return digits.replace(",", _NARROW_SPACE).replace(".", ",")


@cache
def _grammar(language: str) -> _Grammar:
    written = tomllib.loads((Path(__file__).parent / "grammar.toml").read_text("utf-8"))[language]
    months = {use: tuple(words) for use, words in written.pop("months").items()}
    return _Grammar(**written, months=MappingProxyType(months))

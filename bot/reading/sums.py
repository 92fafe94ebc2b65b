"""Sums as people write them: «300 мың», «300к», «1,2 млн», «300.000 тг», «300 000 ₸»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

LARGEST_INCOME: Final = Decimal(10) ** 9
"""No monthly income above this (tenge) is taken for meant: telephone numbers begin here."""

_LONGEST_NUMBER: Final = Decimal(10) ** 10
"""What is longer is no sum but a telephone number or a slip in an IIN, and is not said back."""
_LONGEST_TEXT: Final = 200
_LONGEST_QUESTION: Final = 2000
_TIYN: Final = Decimal("0.01")

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_MINUS: Final = re.compile(r"\s*([-−–]|минус)\s*\d")
_SUM: Final = re.compile(
    r"""
    (?P<digits> [1-9]\d{0,3} (?P<sign>[ .,'’]) \d{3} (?:(?P=sign)\d{3})* (?!\d) | \d+ )
    (?P<fraction> [.,]\d+ )?
    (?:\ ?(?:
        (?P<thousand> (?:мы[ңн]|тыс|тыщ)\w*\.? | [kк]\b )
      | (?P<million> (?:млн|миллион)\w*\.? )
      | (?P<milliard> (?:млрд|миллиард)\w*\.? )
    ))?
    (?:\ ?(?P<currency> ₸ | (?:тг|теңге|тенге|kzt) ))?
    """,
    re.VERBOSE,
)
_MULTIPLES: Final = (("thousand", 1_000), ("million", 1_000_000), ("milliard", 1_000_000_000))


_LEAST_BARE: Final = Decimal(10_000)
"""A smaller number without a unit counts months, years or percents rather than tenge."""
_LONG_NUMBER: Final = re.compile(r"\+?\d(?:[\s()-]{0,2}\d){10,}")
"""A telephone number or an IIN, however it is spaced."""


class Misreading(StrEnum):
    """Why a text is not the income that was asked for."""

    NOTHING = "nothing"
    SEVERAL = "several"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"


@dataclass(eq=False)
class SumMisread(Exception):
    """`understood` is the sum that was read, in tenge; 0 where none was."""

    reason: Misreading
    understood: Decimal = Decimal(0)


def read_sum(text: str) -> Decimal:
    """The one monthly income in tenge that `text` speaks of, whatever words stand around it.

    Thousands may stand apart by a space of any sort, a dot, a comma or an apostrophe;
    «1 млн 200 мың» is one sum; what is finer than a tiyn is rounded. Raises `SumMisread`.
    """
    parts = [_Part.of(found) for found in _SUM.finditer(_plain(text))]
    tenge = sum((part.tenge for part in parts), Decimal(0))
    if not parts or tenge >= _LONGEST_NUMBER:
        raise SumMisread(Misreading.NOTHING)
    if not all(later.continues(earlier) for earlier, later in pairwise(parts)):
        raise SumMisread(Misreading.SEVERAL)
    if _MINUS.match(text.casefold()) and tenge:
        raise SumMisread(Misreading.NEGATIVE, -tenge)
    if tenge > LARGEST_INCOME:
        raise SumMisread(Misreading.TOO_LARGE, tenge)
    return tenge.quantize(_TIYN, ROUND_HALF_UP)


def sums_named(text: str) -> tuple[Decimal, ...]:
    """The sums in tenge that a question names among other numbers, in its order.

    A number without «тенге», «мың» and the like is a sum from ten thousand on.
    """
    found: list[Decimal] = []
    earlier: _Part | None = None
    for match in _SUM.finditer(_LONG_NUMBER.sub(" ", _plain(text, _LONGEST_QUESTION))):
        part = _Part.of(match)
        if earlier is not None and part.continues(earlier):
            found[-1] += part.tenge
        elif part.names_unit or part.tenge >= _LEAST_BARE:
            found.append(part.tenge)
        else:
            continue
        earlier = part
    return tuple(
        tenge.quantize(_TIYN, ROUND_HALF_UP) for tenge in found if 0 < tenge <= LARGEST_INCOME
    )


@dataclass(frozen=True)
class _Part:
    """One number of a text, in tenge."""

    tenge: Decimal
    multiple: int
    names_unit: bool

    @classmethod
    def of(cls, found: re.Match[str]) -> _Part:
        multiple = next((multiple for name, multiple in _MULTIPLES if found[name]), 1)
        tenge = _number(found, multiplied=multiple > 1) * multiple
        return cls(tenge, multiple, multiple > 1 or found["currency"] is not None)

    def continues(self, earlier: _Part) -> bool:
        """Whether it is the rest of one sum, as «200 мың» in «1 млн 200 мың»."""
        return self.names_unit and self.tenge < earlier.multiple


def _plain(text: str, longest: int = _LONGEST_TEXT) -> str:
    if len(text) > longest:
        return ""
    return re.sub(r"\s", " ", _INVISIBLE.sub("", text)).casefold()


def _number(found: re.Match[str], *, multiplied: bool) -> Decimal:
    """«1.200» is one thousand two hundred, but one and a fifth before «млн»."""
    digits, fraction = found["digits"], found["fraction"] or ""
    if multiplied and re.fullmatch(r"\d+[.,]\d+", digits) and not fraction:
        return Decimal(digits.replace(",", "."))
    return Decimal(re.sub(r"\D", "", digits) + fraction.replace(",", "."))

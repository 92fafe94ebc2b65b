"""Fields of a question as typed on the command line or given as JSON, read into values.

Every fault is a `BadInput` that names the field, so that a bad line of a file of questions is
answered like a bad option.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bot.answers.plan import PlanWay
from bot.rules.history import PayerKind
from bot.rules.months import Month
from bot.rules.refusals import BadInput, refuse_too_far

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SUM: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DIGITS: Final = 30


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one question; absent and null are the same."""

    given: Mapping[str, object]

    @classmethod
    def of(cls, given: Mapping[str, object], allowed: frozenset[str]) -> Fields:
        """`BadInput` where a field is not one of `allowed`."""
        for name in given:
            if name not in allowed:
                raise BadInput(name, "unknown_key")
        return cls({name: value for name, value in given.items() if value is not None})

    def text(self, name: str) -> str:
        value = self.given.get(name)
        if value is None or isinstance(value, bool | list | dict):
            raise BadInput(name, "missing" if value is None else "not_text")
        return _written(name, value) if isinstance(value, Decimal) else str(value).strip()

    def day(self, name: str, default: Callable[[], date] | None = None) -> date:
        if default is not None and name not in self.given:
            return default()
        written = self.text(name)
        try:
            day = date.fromisoformat(written) if _DAY.fullmatch(written) else None
        except ValueError:
            day = None
        if day is None:
            raise BadInput(name, "not_a_date")
        refuse_too_far(name, day.year)
        return day

    def month(self, name: str) -> Month:
        try:
            month = Month.parse(self.text(name))
        except ValueError:
            raise BadInput(name, "not_a_month") from None
        refuse_too_far(name, month.year)
        return month

    def kind(self, name: str) -> PayerKind:
        try:
            return PayerKind(self.text(name))
        except ValueError:
            raise BadInput(name, "unknown_kind") from None

    def way(self, name: str) -> PlanWay:
        try:
            return PlanWay(self.text(name))
        except ValueError:
            raise BadInput(name, "unknown_way") from None

    def sum(self, name: str) -> Decimal:
        """Tenge."""
        return _sum(name, self.text(name))

    def sums(self, name: str) -> tuple[Decimal, ...]:
        """Tenge; one value or a list of them, nothing where the field is absent."""
        value = self.given.get(name, [])
        rows = value if isinstance(value, list) else [value]
        return tuple(Fields({name: row}).sum(name) for row in rows)

    def count(self, name: str, default: int, most: int) -> int:
        """A whole number from one on."""
        if name not in self.given:
            return default
        number = self.sum(name)
        if number != number.to_integral_value() or not 1 <= number <= most:
            raise BadInput(name, "not_a_count")
        return int(number)

    def flag(self, name: str) -> bool:
        value = self.given.get(name, False)
        if not isinstance(value, bool):
            raise BadInput(name, "not_a_flag")
        return value


def _written(name: str, number: Decimal) -> str:
    """A JSON number in plain digits; exponents that would fill the memory are refused."""
    if abs(number.adjusted()) > _DIGITS:
        raise BadInput(name, "too_large")
    return f"{number:f}"


def _sum(name: str, written: str) -> Decimal:
    if not _SUM.fullmatch(written):
        raise BadInput(name, "not_a_number")
    return Decimal(written)

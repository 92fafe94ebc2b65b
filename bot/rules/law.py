"""The numbers of the law by the day from which they hold, read from `data/law/*.toml`.

A parameter is a list of (first day, value, act) without end days, so that gaps and overlaps cannot
be written. Nothing is extrapolated: a day for which no value is held raises `ParameterUnknown`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple

from bot.data_files import DataFault, read_toml
from bot.rules.refusals import ParameterUnknown
from bot.rules.workdays import WorkingCalendar

_ENDED = "ended"
_REFERENCES = "references.toml"
_DAY = timedelta(days=1)
_ANSWERS_KEPT = 1 << 12

_Asked = TypeVarTuple("_Asked")
_Found = TypeVar("_Found")


class LawFault(DataFault):
    """A law file cannot be used; the message names file and parameter."""


class Sort(StrEnum):
    """How far a value reaches beyond the day it was entered for."""

    YEARLY = "yearly"
    """To the end of its own calendar year."""
    DATED = "dated"
    """To the parameter's `verified_until`."""
    STANDING = "standing"
    """Until changed."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a parameter from its first day on; `amount` is None where the rule has ended."""

    since: date
    amount: Decimal | None
    act: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Parameter:
    """A number of the law through time."""

    name: str
    unit: str
    sort: Sort
    article: str
    verified_until: date
    values: tuple[Value, ...]

    def in_force(self, day: date) -> Value:
        """The value in force on `day`; `ParameterUnknown` where none is held."""
        place = self._place(day)
        if place is None:
            raise ParameterUnknown(self.name, day)
        last_day = self._last_days[place]
        if day > last_day:
            raise ParameterUnknown(self.name, last_day + _DAY)
        return self.values[place]

    def entered(self, day: date) -> Value | None:
        """The latest value entered for `day` or before it, however far it reaches."""
        place = self._place(day)
        return None if place is None else self.values[place]

    def nearest(self, day: date) -> date:
        """`day` itself where a value is in force on it, else the nearest day that has one.

        Before the first value that is its first day; later, the last day that the value reaches.
        """
        place = self._place(day)
        return self._first_days[0] if place is None else min(day, self._last_days[place])

    def _place(self, day: date) -> int | None:
        """Where in `values` the one entered for `day` stands."""
        following = bisect_right(self._first_days, day)
        return following - 1 if following else None

    @cached_property
    def _first_days(self) -> list[date]:
        return [value.since for value in self.values]

    @cached_property
    def _last_days(self) -> list[date]:
        """How far each value reaches where no other follows it."""
        return [self._last_day(value) for value in self.values]

    def _last_day(self, value: Value) -> date:
        if value.amount is None:
            return value.since - _DAY
        if self.sort is Sort.YEARLY:
            return _end_of_year(value.since)
        return date.max if self.sort is Sort.STANDING else self.verified_until


@dataclass(frozen=True, slots=True)
class Figure:
    """A number used in an answer: which parameter, on which day, with which value."""

    parameter: str
    on: date
    amount: Decimal


@dataclass(frozen=True)
class Law:
    """Every parameter, and where in the law each rule stands."""

    parameters: Mapping[str, Parameter] = field(repr=False)
    references: Mapping[str, str] = field(repr=False)
    """Rule id -> reference id (an article, an order, or `decision`)."""
    calendar: WorkingCalendar = field(repr=False)

    def recall(self, work: Callable[[Law, *_Asked], _Found], *asked: *_Asked) -> _Found:
        """What `work` finds in these numbers: they never change, so the latest answers are kept.

        Asked for months and days only: nothing of a person may stay here.
        """
        found: _Found = self._answers(work, *asked)
        return found

    @cached_property
    def _answers(self) -> Callable[..., Any]:
        return lru_cache(_ANSWERS_KEPT)(lambda work, *asked: work(self, *asked))

    def amount(self, parameter: str, day: date) -> Decimal:
        """The value in force on `day`; `ParameterUnknown` where none is held."""
        amount = self.parameters[parameter].in_force(day).amount
        assert amount is not None
        return amount

    def figure(self, parameter: str, day: date) -> Figure:
        """The value in force on `day` together with its name and the day."""
        return Figure(parameter, day, self.amount(parameter, day))

    def count(self, parameter: str, day: date) -> int:
        """A value that is a whole number (months, days)."""
        return int(self.amount(parameter, day))

    def last_known(self, parameter: str, day: date) -> Decimal:
        """The value in force on `day`, or the last one known before it."""
        value = self.parameters[parameter].entered(day)
        if value is None or value.amount is None:
            raise ParameterUnknown(parameter, day)
        return value.amount

    def known(self, parameter: str, day: date) -> bool:
        """Whether the parameter has a value in force on `day`."""
        try:
            self.parameters[parameter].in_force(day)
        except ParameterUnknown:
            return False
        return True

    def nearest(self, parameters: Iterable[str], day: date) -> date:
        """The day nearest to `day` on which all of the parameters have a value.

        Later than `day` where one of them is not in force yet; earlier where a value is not known
        so far.
        """
        days = [self.parameters[name].nearest(day) for name in parameters]
        latest = max(days, default=day)
        return latest if latest > day else min(days, default=day)

    def first_day(self, parameter: str) -> date:
        return self.parameters[parameter].values[0].since

    def in_force(self, day: date) -> list[tuple[Parameter, Value]]:
        """Every parameter that has a value on `day`, by name."""
        return [
            (parameter, parameter.in_force(day))
            for name, parameter in sorted(self.parameters.items())
            if self.known(name, day)
        ]

    def unverified(self, day: date) -> list[Parameter]:
        """Parameters of whatever sort, rules that have ended aside, not checked up to `day`."""
        return [
            parameter
            for _, parameter in sorted(self.parameters.items())
            if parameter.verified_until < day and parameter.values[-1].amount is not None
        ]

    def stale(self, day: date) -> list[Parameter]:
        """Standing parameters that nobody has checked since before `day`."""
        return [
            parameter
            for _, parameter in sorted(self.parameters.items())
            if parameter.verified_until < day and parameter.sort is Sort.STANDING
        ]


def load(directory: Path) -> Law:
    """Read every law file below `directory`; `LawFault` names what cannot be used."""
    parameters: dict[str, Parameter] = {}
    for path in sorted(directory.glob("*.toml")):
        if path.name == _REFERENCES:
            continue
        for name, entry in read_toml(path, LawFault).items():
            if name in parameters:
                raise LawFault(f"{path}: {name}: entered twice")
            parameters[name] = _parameter(path, name, entry)
    if not parameters:
        raise LawFault(f"{directory}: no law files")
    return Law(parameters, read_toml(directory / _REFERENCES, LawFault), WorkingCalendar())


def _parameter(path: Path, name: str, entry: dict[str, Any]) -> Parameter:
    try:
        sort = Sort(entry["sort"])
        values = tuple(_value(row) for row in entry["values"])
        _check_order(values)
        return Parameter(
            name=name,
            unit=str(entry["unit"]),
            sort=sort,
            article=str(entry["article"]),
            verified_until=_verified_until(sort, entry, values),
            values=values,
        )
    except KeyError as missing:
        raise LawFault(f"{path}: {name}: {missing.args[0]!r} is missing") from missing
    except (TypeError, ValueError, InvalidOperation) as fault:
        raise LawFault(f"{path}: {name}: {fault}") from fault


def _value(row: dict[str, Any]) -> Value:
    unknown = row.keys() - {"from", "value", "act", "source", "verified"}
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    since = row["from"]
    if type(since) is not date:
        raise ValueError(f"{since!r} is not a date")
    if not isinstance(row["value"], str):
        raise TypeError(f"the value from {since} must stand in quotes")
    amount = None if row["value"] == _ENDED else Decimal(row["value"])
    if amount is not None and not (amount.is_finite() and amount >= 0):
        raise ValueError(f"the value from {since} is not a number of the law")
    return Value(
        since, amount, str(row["act"]), str(row["source"]), bool(row.get("verified", True))
    )


def _check_order(values: tuple[Value, ...]) -> None:
    days = [value.since for value in values]
    if not days or any(later <= earlier for earlier, later in pairwise(days)):
        raise ValueError("values must stand in the order of their first days")


def _verified_until(sort: Sort, entry: dict[str, Any], values: tuple[Value, ...]) -> date:
    if sort is Sort.YEARLY:
        return _end_of_year(values[-1].since)
    day = entry["verified_until"]
    if type(day) is not date:
        raise ValueError("verified_until is not a date")
    if sort is Sort.DATED and day < values[-1].since:
        raise ValueError(f"verified_until {day} lies before the last value, {values[-1].since}")
    return day


def _end_of_year(day: date) -> date:
    return date(day.year, 12, 31)

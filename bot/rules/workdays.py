"""Working days of Kazakhstan, from the days off that `data/law/days_off.toml` lists."""

from __future__ import annotations

from calendar import SATURDAY
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from bot.rules.refusals import ParameterUnknown

_DAY = timedelta(days=1)


class DayOff(StrEnum):
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    """A public holiday, or a day off that was moved."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Weekends, public holidays and days off moved by decree.

    Outside `years` nothing is known: `ParameterUnknown`.
    """

    years: range
    holidays: frozenset[date]
    """Public holidays and days off that were moved, on weekends too."""
    worked: frozenset[date]
    """Days on which people work although they would be off."""
    estimates: frozenset[date]
    """Holidays of the Moon's calendar that nobody has announced yet."""

    @classmethod
    def of(cls, entries: Mapping[str, Any]) -> WorkingCalendar:
        """From the file's tables; a `KeyError`, `TypeError` or `ValueError` says what is wrong."""
        years = _years(entries)
        off, worked, estimated = (_days(entries, table) for table in ("off", "worked", "estimated"))
        calendar = cls(years, off, worked, estimated)
        for row in entries["moved"]:
            calendar = calendar._moved(row)
        return calendar

    def from_day(self, day: date) -> date:
        """`day` itself where people work on it, else the next working day."""
        while self.day_off(day) is not None:
            day += _DAY
        return day

    def after(self, day: date, working_days: int) -> date:
        """The n-th working day after `day`, which is not counted itself."""
        for _ in range(working_days):
            day = self.from_day(day + _DAY)
        return day

    def day_off(self, day: date) -> DayOff | None:
        """Why people do not work on `day`; None where they do."""
        if day.year not in self.years:
            raise ParameterUnknown("days_off", day)
        if day in self.holidays:
            return DayOff.HOLIDAY
        weekend = day.weekday() >= SATURDAY and day not in self.worked
        return DayOff.WEEKEND if weekend else None

    def estimated(self, first: date, last: date) -> bool:
        """Whether some holiday between two days is only estimated so far."""
        return any(first <= day <= last for day in self.estimates)

    def _moved(self, row: Mapping[str, Any]) -> WorkingCalendar:
        """The same where people rest and work as the row of an act says."""
        if set(row) != {"off", "worked", "act", "source"}:
            raise ValueError(f"moved: {row} needs off, worked, act and source, nothing else")
        off, worked = row["off"], row["worked"]
        for day in (off, worked):
            if type(day) is not date or day.year not in self.years:
                raise ValueError(
                    f"moved: {day!r} is not a date from {self.years[0]} to {self.years[-1]}"
                )
        if self.day_off(off) is not None:
            raise ValueError(f"moved: {off} is a day off without this line")
        if self.day_off(worked) is None:
            raise ValueError(f"moved: {worked} is a working day without this line")
        return replace(
            self, holidays=self.holidays - {worked} | {off}, worked=self.worked | {worked}
        )


def _years(entries: Mapping[str, Any]) -> range:
    years = [int(year) for year in entries["off"]]
    for earlier, later in pairwise(years):
        if later != earlier + 1:
            raise ValueError(f"off: {later} follows {earlier}")
    if not years:
        raise ValueError("off: holds no year")
    return range(years[0], years[-1] + 1)


def _days(entries: Mapping[str, Any], table: str) -> frozenset[date]:
    days: set[date] = set()
    for year, line in entries[table].items():
        if year not in entries["off"]:
            raise ValueError(f"{table}: {year} is no year of off")
        if not isinstance(line, str):
            raise TypeError(f"{table}: the days of {year} must stand in quotes")
        for day in line.split():
            try:
                days.add(date.fromisoformat(f"{year}-{day}"))
            except ValueError as fault:
                raise ValueError(f"{table}: {year}: {day!r} is not a day (MM-DD)") from fault
    return frozenset(days)

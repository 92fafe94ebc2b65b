"""Working days of Kazakhstan, as the well-kept calendar library knows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from holidays import HolidayBase, country_holidays

_ESTIMATED = "estimated"
"""Stands in the name of a holiday of the Moon's calendar that nobody has announced yet."""


class DayOff(StrEnum):
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    """A public holiday, or a day off that was moved."""


def _calendar() -> HolidayBase:
    return country_holidays("KZ", language="en_US")


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Weekends, public holidays and days off moved by decree."""

    _holidays: HolidayBase = field(default_factory=_calendar)

    def from_day(self, day: date) -> date:
        """`day` itself where people work on it, else the next working day."""
        while not self._holidays.is_working_day(day):
            day += timedelta(days=1)
        return day

    def after(self, day: date, working_days: int) -> date:
        """The n-th working day after `day`, which is not counted itself."""
        for _ in range(working_days):
            day = self.from_day(day + timedelta(days=1))
        return day

    def day_off(self, day: date) -> DayOff | None:
        """Why people do not work on `day`; None where they do."""
        if self._holidays.is_working_day(day):
            return None
        return DayOff.HOLIDAY if day in self._holidays else DayOff.WEEKEND

    def estimated(self, first: date, last: date) -> bool:
        """Whether some holiday between two days is only estimated so far."""
        days = (first + timedelta(days=passed) for passed in range((last - first).days + 1))
        return any(_ESTIMATED in self._holidays.get(day, "") for day in days)

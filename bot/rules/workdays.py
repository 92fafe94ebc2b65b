"""Working days of Kazakhstan, as the well-kept calendar library knows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from holidays import HolidayBase, country_holidays


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Weekends, public holidays and days off moved by decree."""

    _holidays: HolidayBase = field(default_factory=lambda: country_holidays("KZ"))

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

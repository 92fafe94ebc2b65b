"""What time it is in Kazakhstan, or which day a demo pretends that it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Clock:
    """The hour is always the real one; `fixed` replaces only the day."""

    timezone: ZoneInfo
    fixed: date | None = None

    def now(self) -> datetime:
        moment = datetime.now(self.timezone)
        return datetime.combine(self.fixed, moment.timetz()) if self.fixed else moment

    def today(self) -> date:
        return self.now().date()

"""What time it is in Kazakhstan, or which day a demo pretends that it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Clock:
    """The hour is always the one that is `read`; `fixed` replaces only the day."""

    timezone: ZoneInfo
    fixed: date | None = None
    read: Callable[[tzinfo], datetime] = datetime.now
    """Whoever moves through a month by hand reads another clock than this machine's."""

    def now(self) -> datetime:
        moment = self.read(self.timezone)
        return datetime.combine(self.fixed, moment.timetz()) if self.fixed else moment

    def today(self) -> date:
        return self.now().date()

    def seconds(self) -> float:
        """Since 1970, as moments are kept in the database."""
        return self.now().timestamp()

"""Lookups with a clock that a test moves, and limits that it chooses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.database import Database
from bot.state import Limits, Lookups
from tests.running import Hands

ZONE = ZoneInfo("Asia/Almaty")
WIDE = Limits(
    account_a_day=1000,
    person_a_day=1000,
    all_a_minute=1000,
    all_a_day=1000,
    slips_a_day=1000,
    pause=timedelta(),
)


def lookups_on(database: Database, hands: Hands | None = None, **limits: Any) -> Lookups:
    """Everything is allowed that is not limited here."""
    clock = Clock(ZONE, read=(hands or Hands()).read)
    return Lookups(database, replace(WIDE, **limits), clock)

"""Since when people could stand in a privileged category (art. 26, 26-1)."""

from __future__ import annotations

from datetime import date

from bot.rules.history import PrivilegedCategory
from bot.rules.law import Law


def in_force(law: Law, category: PrivilegedCategory, day: date) -> bool:
    """Whether a period in `category` could start on `day`.

    People in crisis are paid for since law 206-VIII only; the other categories may be as old as
    a person, because a register also holds when a child was born or a disability began.
    """
    if category is PrivilegedCategory.CRISIS_LEVEL:
        return law.known("crisis_level_paid", day)
    return True

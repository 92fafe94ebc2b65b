"""What the law and the calendar let into the ledger."""

from __future__ import annotations

from datetime import date
from functools import partial

from bot.ledger import Admission
from bot.rules import amounts, categories
from bot.rules.law import Law


def admission(law: Law, today: date) -> Admission:
    return Admission(today, partial(amounts.in_force, law), partial(categories.in_force, law))

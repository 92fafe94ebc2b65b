"""The demo ledger: invented people, in a file of its own beside the real ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import SecretStr

from bot.commands.admission import admission
from bot.files import DEMO
from bot.ledger import ImportFault, ImportReport, Ledger, LedgerFault
from bot.rules.law import Law
from bot.settings import Settings
from bot.staffroom.people import DemoPerson, demo_day, demo_people

__all__ = [
    "DEMO_FILES",
    "DEMO_PATH_NAME",
    "DemoPerson",
    "demo_day",
    "demo_people",
    "demo_settings",
    "fill_demo",
]

DEMO_PATH_NAME: Final = "demo.sqlite3"
DEMO_FILES: Final = tuple(DEMO / f"{name}.csv" for name in ("payments", "categories", "persons"))
_STATE: Final = Path("data/state")
_OTHER_CONTENT: Final = ".conflict"
"""Ends the code of a line that the ledger holds with other content."""


def demo_settings(settings: Settings) -> Settings:
    """The same settings on the demo ledger, which has a key and a state of its own."""
    ledger = settings.ledger_path
    path = (ledger.parent if ledger else _STATE) / DEMO_PATH_NAME
    url = SecretStr(f"sqlite:///{path}")
    return settings.model_copy(update={"ledger_url": url, "iin_key": None, "state_url": None})


async def fill_demo(ledger: Ledger, law: Law, file: Path) -> ImportReport:
    """Mark the ledger kept in `file` as demo and fill it; a second time changes nothing.

    `LedgerFault` where other people stand in it, or the demo of another version of the program.
    """
    held = await ledger.stats()
    if held.people and not held.demo:
        raise LedgerFault("demo.occupied", f"{file}: holds people who are not invented")
    await ledger.mark_demo()
    try:
        return await ledger.import_files(DEMO_FILES, admission(law, demo_day()))
    except ImportFault as fault:
        first = fault.problems[0]
        if not first.code.endswith(_OTHER_CONTENT):
            place = f"{first.file}: line {first.line or 1}"
            raise LedgerFault("demo.broken", f"{place}: cannot be read ({first.code})") from fault
        raise LedgerFault(
            "demo.outdated", f"{file}: is the demo of another version, delete it and start again"
        ) from fault

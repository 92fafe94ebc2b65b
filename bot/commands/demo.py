"""The demo ledger: invented people, in a file of its own beside the real ledger."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from bot.commands.admission import admission
from bot.files import DEMO
from bot.ledger import ImportFault, ImportReport, Ledger, LedgerFault
from bot.rules.law import Law
from bot.settings import Settings
from bot.texts import Markup, Texts

DEMO_PATH_NAME: Final = "demo.sqlite3"
DEMO_FILES: Final = tuple(DEMO / f"{name}.csv" for name in ("payments", "categories", "persons"))
_STATE: Final = Path("data/state")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody invented; `key` names what the person shows."""

    key: str
    iin: str

    def story(self, texts: Texts) -> Markup:
        """One sentence about what the person shows."""
        return texts(f"demo.{self.key}")


def demo_day() -> date:
    """The day on which the stories of the invented people hold."""
    day = _described()["day"]
    assert isinstance(day, date)
    return day


def demo_people() -> tuple[DemoPerson, ...]:
    """Everybody with a story; one of them deliberately stands in no file."""
    return tuple(DemoPerson(key, iin) for key, iin in _described()["people"].items())


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
        raise LedgerFault(
            "demo.outdated", f"{file}: is the demo of another version, delete it and start again"
        ) from fault


def _described() -> dict[str, Any]:
    return tomllib.loads((DEMO / "demo.toml").read_text("utf-8"))

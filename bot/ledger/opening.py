"""Opening the ledger that the settings name, with the key under which its people stand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.database import Database
from bot.ledger.pseudonyms import Pseudonyms, load_or_create_key
from bot.ledger.sqlite import SqliteLedger
from bot.settings import Settings, SettingsFault


@asynccontextmanager
async def open_ledger(
    settings: Settings,
) -> AsyncIterator[tuple[SqliteLedger, Database, Pseudonyms]]:
    """The ledger of the settings, for the bot and for commands that need no bot."""
    path = settings.ledger_path
    if path is None:
        raise SettingsFault("LEDGER_URL: this version keeps its ledger in SQLite: sqlite:///path")
    secret = settings.iin_key
    key = secret.get_secret_value().encode() if secret else load_or_create_key(_key_file(path))
    pseudonyms = Pseudonyms(key)
    async with Database.open(path) as database:
        ledger = SqliteLedger(database, pseudonyms)
        await ledger.confirm_key()
        yield ledger, database, pseudonyms


def _key_file(ledger: Path) -> Path:
    return ledger.with_suffix(".key")

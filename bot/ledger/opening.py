"""Opening the ledger that the settings name, with the key under which its people stand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.database import Database, SqliteDatabase
from bot.ledger.pseudonyms import Pseudonyms, load_or_create_key
from bot.ledger.sqlite import SqliteLedger
from bot.ledger.stored import StoredLedger
from bot.settings import Settings, ledger_place


@asynccontextmanager
async def open_ledger(
    settings: Settings,
) -> AsyncIterator[tuple[StoredLedger, Database, Pseudonyms]]:
    """The ledger of the settings, for the bot and for commands that need no bot."""
    pseudonyms = Pseudonyms(_key(settings))
    async with Database.open(ledger_place(settings.ledger_url)) as database:
        ledger = ledger_on(database, pseudonyms)
        await ledger.confirm_key()
        yield ledger, database, pseudonyms


def ledger_on(database: Database, pseudonyms: Pseudonyms) -> StoredLedger:
    """The ledger that stands in a database, of its kind."""
    if isinstance(database, SqliteDatabase):
        return SqliteLedger(database, pseudonyms)
    # Imported where there is a server: its driver is an extra.
    from bot.ledger.postgres import PostgresLedger  # noqa: PLC0415

    return PostgresLedger(database, pseudonyms)


def _key(settings: Settings) -> bytes:
    """The secret of the settings; an embedded ledger keeps one beside it."""
    if settings.secret_key:
        return settings.secret_key
    assert settings.ledger_path is not None, "a server's ledger is refused without IIN_KEY"
    return load_or_create_key(_key_file(settings.ledger_path))


def _key_file(ledger: Path) -> Path:
    return ledger.with_suffix(".key")

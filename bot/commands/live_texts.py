"""The texts that the running bots of a ledger speak, for commands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answers.topics import load as load_topics
from bot.clock import Clock
from bot.database import Database
from bot.files import LAW, TOPICS
from bot.ledger import Pseudonyms, open_ledger
from bot.publishing import Publishing, open_publishing
from bot.rules.law import load as load_law
from bot.settings import Settings
from bot.texts import Catalogs, Shelf
from bot.texts.articles import Articles
from bot.understanding import Interpreter


def ledger_exists(settings: Settings) -> bool:
    """False where an embedded ledger would have to be made first; reading never makes one."""
    path = settings.ledger_path
    return path is None or path.exists()


def articles() -> Articles:
    return load_topics(TOPICS).articles(load_law(LAW))


@asynccontextmanager
async def ledger_texts(
    settings: Settings,
) -> AsyncIterator[tuple[Publishing, Shelf, Pseudonyms]]:
    """Publishing on the ledger of the settings."""
    async with open_ledger(settings) as (_, database, pseudonyms):
        publishing, shelf = await _following(database, settings)
        yield publishing, shelf, pseudonyms


@asynccontextmanager
async def readable_texts(settings: Settings) -> AsyncIterator[tuple[Publishing, Shelf]]:
    """The same to read only: where there is no ledger, nothing has been published either."""
    if ledger_exists(settings):
        async with ledger_texts(settings) as (publishing, shelf, _):
            yield publishing, shelf
        return
    with TemporaryDirectory() as folder:
        async with Database.open(Path(folder) / "nothing.sqlite3") as database:
            yield await _following(database, settings)


async def live_catalogs(settings: Settings) -> Catalogs:
    """What a citizen reads now."""
    async with readable_texts(settings) as (_, shelf):
        return shelf.current


async def _following(database: Database, settings: Settings) -> tuple[Publishing, Shelf]:
    clock = Clock(settings.timezone, settings.today)
    publishing, shelf = open_publishing(database, clock, settings, articles(), Interpreter())
    await publishing.follow()
    return publishing, shelf

"""The ledger on PostgreSQL: the contract, and what is true of a server only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.database import Database
from bot.ledger import StoredLedger, ledger_on
from tests.ledger.contract import LedgerContract
from tests.ledger.files import PSEUDONYMS
from tests.servers import postgres_schema


@pytest.fixture
def place() -> Iterator[str]:
    with postgres_schema() as place:
        yield place


@pytest.fixture
async def database(place: str) -> AsyncIterator[Database]:
    async with Database.open(place) as database:
        yield database


@pytest.fixture
def ledger(database: Database) -> StoredLedger:
    return ledger_on(database, PSEUDONYMS)


class TestContract(LedgerContract):
    """Every test of the contract over PostgreSQL."""

"""What a bot remembers is kept in an SQLite file or on a PostgreSQL server: tests run on both."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.ledger import Pseudonyms
from tests.servers import own_pseudonyms, postgres_schema, redis_part


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Where `Database.open` finds a database that is new."""
    if request.param == "sqlite":
        yield tmp_path / "l.sqlite3"
        return
    with postgres_schema() as address:
        yield address


@pytest.fixture
def pseudonyms() -> Pseudonyms:
    return own_pseudonyms()


@pytest_asyncio.fixture
async def redis(pseudonyms: Pseudonyms) -> AsyncIterator[Any]:
    """A `RedisState`."""
    async with redis_part(pseudonyms) as state:
        yield state

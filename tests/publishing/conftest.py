from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest
import pytest_asyncio

from bot.publishing import opening
from tests.publishing.desk import Desk, open_desk
from tests.servers import postgres_schema


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Where texts are published: a file or a server."""
    if request.param == "sqlite":
        yield tmp_path / "ledger.sqlite3"
        return
    with postgres_schema() as address:
        yield address


@pytest_asyncio.fixture
async def desk(place: Path | str) -> AsyncIterator[Desk]:
    async with open_desk(place) as desk:
        yield desk


@pytest.fixture(scope="session", autouse=True)
def _code_is_read_once() -> Iterator[None]:
    """It does not change while tests run, and reading it takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "used", cache(opening.used))
        yield

from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest
import pytest_asyncio

from bot.publishing import opening
from tests.publishing.desk import Desk, open_desk


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path / "ledger.sqlite3") as desk:
        yield desk


@pytest.fixture(scope="session", autouse=True)
def _code_is_read_once() -> Iterator[None]:
    """It does not change while tests run, and reading it takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "used", cache(opening.used))
        yield

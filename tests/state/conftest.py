"""What a bot remembers is kept in an SQLite file or on a PostgreSQL server: tests run on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import postgres_schema


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Where `Database.open` finds a database that is new."""
    if request.param == "sqlite":
        yield tmp_path / "l.sqlite3"
        return
    with postgres_schema() as address:
        yield address

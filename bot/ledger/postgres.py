"""The ledger on a PostgreSQL server."""
# ruff: noqa: S608 - the names put into SQL are those of staging, never input

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import NoReturn

from bot.database import Connection
from bot.database.postgres import ServerConnection, copied
from bot.ledger.files import SourceFile, StagedRow
from bot.ledger.protocol import LedgerDamage, LedgerFault
from bot.ledger.staging import ROWS_AT_ONCE, StagedTable, Staging
from bot.ledger.stored import StoredLedger


class PostgresStaging(Staging):
    """Temporary tables of the server, filled by COPY."""

    async def _create_table(self, table: StagedTable) -> None:
        await self._connection.execute(
            f"CREATE TEMP TABLE {table.staged} AS SELECT 0 AS file, CAST(0 AS BIGINT) AS line, "
            f"{table.listed} FROM {table.name} WHERE false"
        )
        await self._connection.execute(
            f"ALTER TABLE {table.staged} ADD COLUMN rowid BIGINT GENERATED ALWAYS AS IDENTITY"
        )

    async def _create_index(self, table: StagedTable) -> None:
        await super()._create_index(table)
        # Nobody else tells the planner about a temporary table.
        await self._connection.execute(f"ANALYZE {table.staged}")

    async def _read_rows(
        self, place: int, file: SourceFile, table: StagedTable, advance: Callable[[int], None]
    ) -> None:
        """A thread reads and checks the rows, so that this process can answer meanwhile."""
        assert isinstance(self._connection, ServerConnection)
        rows = file.rows(self._problems)
        copy_into = f"COPY {table.staged} (file, line, {table.listed}) FROM STDIN"
        async with self._connection.copying(copy_into) as copy:
            while block := await asyncio.to_thread(_block, place, islice(rows, ROWS_AT_ONCE)):
                await copy.write(block)
                advance(file.position)
        advance(file.position)


class PostgresLedger(StoredLedger):
    """The `Ledger` protocol over a PostgreSQL server."""

    async def backup(self, path: Path) -> NoReturn:
        """A server has a tool of its own for that."""
        raise LedgerFault(
            "backup.server",
            f"{path}: a ledger on PostgreSQL is copied by the server's own tool: "
            f"pg_dump --format=custom --file={path} and the address in LEDGER_URL",
        )

    def _staging(self, connection: Connection, paths: Sequence[Path]) -> Staging:
        return PostgresStaging(connection, paths)

    async def _damages(self, connection: Connection) -> tuple[LedgerDamage, ...]:  # noqa: ARG002
        """The server watches over its pages and references itself."""
        return ()


def _block(place: int, rows: Iterable[StagedRow]) -> str:
    """Rows as COPY takes them, with the place of their file; empty where there are none left."""
    return copied((place, *row) for row in rows)

"""The ledger in an SQLite file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from bot.database import Connection
from bot.ledger.files import SourceFile
from bot.ledger.protocol import LedgerDamage, LedgerFault
from bot.ledger.staging import ROWS_AT_ONCE, StagedTable, Staging
from bot.ledger.stored import StoredLedger


class SqliteStaging(Staging):
    """Temporary tables beside the file."""

    async def _create_table(self, table: StagedTable) -> None:
        await self._connection.execute(
            f"CREATE TEMP TABLE {table.staged} (file, line, {table.listed})"
        )

    async def _read_rows(
        self, place: int, file: SourceFile, table: StagedTable, advance: Callable[[int], None]
    ) -> None:
        """Hand the generator of rows to the connection's thread: it reads, checks and writes."""
        values = ", ".join("?" * (1 + len(table.columns)))
        insert = f"INSERT INTO {table.staged} VALUES ({place}, {values})"  # noqa: S608  our names
        rows = file.rows(self._problems)
        written = ROWS_AT_ONCE
        while written == ROWS_AT_ONCE:
            cursor = await self._connection.executemany(insert, islice(rows, ROWS_AT_ONCE))
            written = cursor.rowcount
            advance(file.position)


class SqliteLedger(StoredLedger):
    """The `Ledger` protocol over an SQLite file."""

    async def backup(self, path: Path) -> None:
        """Also leaves out what was erased: the copy is written anew, row by row."""
        with _new_file(path) as draft:
            async with self._database.session() as connection:
                await connection.execute("VACUUM INTO ?", (str(draft),))

    def _staging(self, connection: Connection, paths: Sequence[Path]) -> Staging:
        return SqliteStaging(connection, paths)

    async def _damages(self, connection: Connection) -> tuple[LedgerDamage, ...]:
        return (
            *await _damages(connection, "integrity", "PRAGMA integrity_check"),
            *await _damages(connection, "reference", "PRAGMA foreign_key_check"),
        )


async def _damages(connection: Connection, code: str, check: str) -> tuple[LedgerDamage, ...]:
    found = [" ".join(map(str, row)) for row in await connection.execute_fetchall(check)]
    return tuple(LedgerDamage(code, detail) for detail in found if detail != "ok")


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """A draft beside `path` that takes this name when it is complete; nothing is overwritten."""
    draft = path.with_name(f"{path.name}.part")
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise LedgerFault("backup.exists", f"{path}: exists already, choose another name") from None
    except OSError as error:
        raise _backup_failed(path, error) from error
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        yield draft
        draft.replace(path)
    except (sqlite3.Error, OSError) as error:
        path.unlink()
        raise _backup_failed(path, error) from error
    except BaseException:
        path.unlink()
        raise
    finally:
        draft.unlink(missing_ok=True)


def _backup_failed(path: Path, error: Exception) -> LedgerFault:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return LedgerFault("backup.failed", f"{path}: the backup cannot be written: {reason}")

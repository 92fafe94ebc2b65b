"""The ledger in a database: what is the same whichever one keeps it.

How files come in, what a check of the whole can find and what a copy is, each kind says itself.
"""

from __future__ import annotations

import hmac
import time
from abc import abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from time import perf_counter

from bot.database import Connection, Database, Row
from bot.ledger.columns import columns_of_all_kinds
from bot.ledger.protocol import (
    Admission,
    Forgotten,
    ImportReport,
    Imports,
    Ledger,
    LedgerDamage,
    LedgerFault,
    Progress,
    Stats,
    Verification,
)
from bot.ledger.pseudonyms import Pseudonyms
from bot.ledger.staging import Staging
from bot.rules.history import CategoryPeriod, History, Knp, PayerKind, Payment, PrivilegedCategory
from bot.rules.months import Month

# One statement, so that both tables are read from one snapshot. A category has no KNP.
_HISTORY = """
SELECT period, knp, tiyn, paid_on, kind FROM payments WHERE person = ?1
UNION ALL
SELECT starts_on, NULL, NULL, ends_on, category FROM categories WHERE person = ?1
"""

_STATS = """
SELECT
    (SELECT count(*) FROM (SELECT person FROM payments UNION SELECT person FROM categories
        UNION SELECT person FROM phones) AS people),
    (SELECT count(*) FROM payments),
    (SELECT count(*) FROM categories),
    (SELECT count(*) FROM phones),
    (SELECT min(period) FROM payments),
    (SELECT max(period) FROM payments)
"""

_COUNTED_TOTALS = """
SELECT 'payments', count(*) FROM payments
UNION ALL SELECT 'tiyn', CAST(coalesce(sum(tiyn), 0) AS BIGINT) FROM payments
UNION ALL SELECT 'categories', count(*) FROM categories
UNION ALL SELECT 'phones', count(*) FROM phones
"""

# In the order of the fields of `Forgotten`. A tie that a Telegram account asked for goes too.
_FORGETTING = (
    "DELETE FROM payments WHERE person = ?",
    "DELETE FROM categories WHERE person = ?",
    "DELETE FROM phones WHERE person = ?",
    "UPDATE accounts SET remembered = NULL WHERE remembered = ?",
    "DELETE FROM lookups WHERE person = ?",
    "DELETE FROM reminders WHERE person = ?",
)

# A number without anybody beside it: nothing to tell about, but it holds the hash.
_FORGET_LIMITS = "DELETE FROM limits WHERE subject = ?"

_KEEP_IMPORT = """
INSERT INTO imports (imported_at, milliseconds, new, repeated, replaced)
VALUES (?, ?, ?, ?, ?)
"""
_IMPORTS = """
SELECT CAST(coalesce(sum(new), 0) AS BIGINT), CAST(coalesce(sum(repeated), 0) AS BIGINT),
    CAST(coalesce(sum(replaced), 0) AS BIGINT), CAST(coalesce(sum(milliseconds), 0) AS BIGINT),
    coalesce(max(imported_at), 0)
FROM imports
"""

_TIYN = "SELECT CAST(coalesce(sum(tiyn), 0) AS BIGINT) FROM payments WHERE person = ?"

_KEEP_META = "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING"
_KEY = "SELECT value FROM meta WHERE name = 'key'"

_MILLISECONDS = 1000
_KNPS = {int(knp): knp for knp in Knp}
_KINDS = {kind.value: kind for kind in PayerKind}
_CATEGORIES = {category.value: category for category in PrivilegedCategory}


LEDGER = b"ledger"
"""What all writers to the ledger's tables are about: they wait for each other."""


class StoredLedger(Ledger):
    """The `Ledger` protocol over a database."""

    def __init__(self, database: Database, pseudonyms: Pseudonyms) -> None:
        self._database = database
        self._pseudonyms = pseudonyms

    async def history(self, person: bytes) -> History:
        rows = await self._database.fetch_all(_HISTORY, (person,))
        return History(_payments(rows), _category_periods(rows))

    async def import_files(
        self, paths: Sequence[Path], admission: Admission, progress: Progress | None = None
    ) -> ImportReport:
        started = perf_counter()
        async with self._staged(paths, admission, progress) as (connection, staging):
            people = await staging.people()
            async with self._database.write(connection, about=LEDGER):
                await self._keep_key(connection)
                taken = await staging.settle()
                await staging.write(taken)
                report = ImportReport(taken, people, perf_counter() - started)
                await _keep_import(connection, report)
        return report

    async def check_files(
        self, paths: Sequence[Path], admission: Admission, progress: Progress | None = None
    ) -> ImportReport:
        started = perf_counter()
        async with self._staged(paths, admission, progress) as (connection, staging):
            people = await staging.people()
            async with self._database.snapshot(connection):
                taken = await staging.settle()
        return ImportReport(taken, people, perf_counter() - started)

    async def stats(self) -> Stats:
        ((people, payments, categories, phones, first, last),) = await self._database.fetch_all(
            _STATS
        )
        return Stats(
            people=people,
            payments=payments,
            categories=categories,
            phones=phones,
            first_period=None if first is None else Month(first),
            last_period=None if last is None else Month(last),
            demo=await self.is_demo(),
        )

    async def imports(self) -> Imports:
        ((new, repeated, replaced, spent, last),) = await self._database.fetch_all(_IMPORTS)
        rows = {"new": new, "repeated": repeated, "replaced": replaced}
        return Imports(rows, spent / _MILLISECONDS, last)

    async def forget(self, person: bytes) -> Forgotten:
        async with self._database.write(about=LEDGER) as connection:
            ((tiyn,),) = await connection.execute_fetchall(_TIYN, (person,))
            cursors = [await connection.execute(step, (person,)) for step in _FORGETTING]
            await connection.execute(_FORGET_LIMITS, (person,))
            forgotten = Forgotten(*(cursor.rowcount for cursor in cursors))
            await _subtract(connection, forgotten, tiyn)
        await self._database.tidy()
        return forgotten

    async def phone_matches(self, person: bytes, phone: bytes) -> bool:
        row = await self._database.fetch_one("SELECT phone FROM phones WHERE person = ?", (person,))
        return row is not None and hmac.compare_digest(row[0], phone)

    async def is_demo(self) -> bool:
        return await self._database.fetch_one("SELECT 1 FROM meta WHERE name = 'demo'") is not None

    async def mark_demo(self) -> None:
        async with self._database.write() as connection:
            await connection.execute(_KEEP_META, ("demo", b"\x01"))

    async def verify(self) -> Verification:
        async with (
            self._database.session() as connection,
            self._database.snapshot(connection),
        ):
            counted = await _amounts(connection, _COUNTED_TOTALS)
            kept = await _amounts(connection, "SELECT name, amount FROM totals")
            inside = await self._damages(connection)
        return Verification((*inside, *_differences(counted, kept)), counted)

    async def confirm_key(self) -> None:
        row = await self._database.fetch_one(_KEY)
        if row is not None and row[0] != self._pseudonyms.proof_of_key:
            raise self._other_key()

    @asynccontextmanager
    async def _staged(
        self, paths: Sequence[Path], admission: Admission, progress: Progress | None
    ) -> AsyncIterator[tuple[Connection, Staging]]:
        await self.confirm_key()
        async with self._database.session() as connection:
            staging = self._staging(connection, paths)
            await staging.read(columns_of_all_kinds(self._pseudonyms, admission), progress)
            yield connection, staging

    @abstractmethod
    def _staging(self, connection: Connection, paths: Sequence[Path]) -> Staging:
        """The temporary tables of one import."""

    @abstractmethod
    async def _damages(self, connection: Connection) -> tuple[LedgerDamage, ...]:
        """What this kind of database finds when it checks itself."""

    async def _keep_key(self, connection: Connection) -> None:
        """The first import decides under which key people stand in this ledger."""
        proof = self._pseudonyms.proof_of_key
        await connection.execute(_KEEP_META, ("key", proof))
        ((kept,),) = await connection.execute_fetchall(_KEY)
        if kept != proof:
            raise self._other_key()

    def _other_key(self) -> LedgerFault:
        sentence = f"{self._database.name}: was filled under another IIN_KEY, put that one back"
        return LedgerFault("key.other", sentence)


def _payments(rows: list[Row]) -> tuple[Payment, ...]:
    made, day = Payment._make, date.fromordinal
    return tuple(
        [
            made((Month(period), _KNPS[knp], tiyn, day(paid_on), _KINDS[kind]))
            for period, knp, tiyn, paid_on, kind in rows
            if knp is not None
        ]
    )


def _category_periods(rows: list[Row]) -> tuple[CategoryPeriod, ...]:
    found = [
        CategoryPeriod(_CATEGORIES[category], date.fromordinal(starts_on), _day(ends_on))
        for starts_on, knp, _, ends_on, category in rows
        if knp is None
    ]
    return tuple(found)


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


async def _keep_import(connection: Connection, report: ImportReport) -> None:
    rows = (report.new, report.repeated, report.replaced)
    spent = round(report.seconds * _MILLISECONDS)
    await connection.execute(_KEEP_IMPORT, (int(time.time()), spent, *rows))


async def _subtract(connection: Connection, gone: Forgotten, tiyn: int) -> None:
    amounts = {
        "payments": gone.payments,
        "tiyn": tiyn,
        "categories": gone.categories,
        "phones": gone.phones,
    }
    await connection.executemany(
        "UPDATE totals SET amount = amount - ? WHERE name = ?",
        [(amount, name) for name, amount in amounts.items()],
    )


async def _amounts(connection: Connection, sql: str) -> dict[str, int]:
    return {str(name): int(amount) for name, amount in await connection.execute_fetchall(sql)}


def _differences(counted: Mapping[str, int], kept: Mapping[str, int]) -> tuple[LedgerDamage, ...]:
    return tuple(
        LedgerDamage("total", f"{name}: {kept.get(name)} -> {amount}")
        for name, amount in counted.items()
        if kept.get(name) != amount
    )

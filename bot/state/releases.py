"""Releases of the texts: numbered, one after the other, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.clock import Clock
from bot.database import Connection, Database, Row
from bot.state.audit import Audit
from bot.state.drafts import DraftGone, DraftState
from bot.state.text_files import ABOUT, Files, read_files

_FIELDS: Final = "release, base, kind, at, author, confirmed_by, note, of_release, changed"
_NO_END: Final = 2**62
# The texts are constants; no value of anybody's is in them.
_GET = f"SELECT {_FIELDS} FROM releases WHERE release = ?"  # noqa: S608
_AFTER = f"SELECT {_FIELDS} FROM releases WHERE base = ?"  # noqa: S608
_OF_DRAFT = f"SELECT {_FIELDS} FROM releases WHERE draft = ?"  # noqa: S608
_HISTORY = f"SELECT {_FIELDS} FROM releases WHERE release < ? ORDER BY release DESC LIMIT ?"  # noqa: S608
_NEWEST = "SELECT release FROM releases ORDER BY release DESC LIMIT 1"
_EDITIONS = "SELECT edition, shipped FROM releases WHERE release = ?"
_DRAFT = "SELECT base, state, author FROM drafts WHERE draft = ?"
_PUBLISH = """
INSERT INTO releases (
    release, base, kind, at, author, confirmed_by, note, draft, edition, shipped, changed, changes
)
SELECT ?, base, 'published', ?, author, ?, note, draft, edition, shipped, ?, changes
FROM drafts WHERE draft = ?
"""
_ROLL_BACK = """
INSERT INTO releases (
    release, base, kind, at, author, confirmed_by, note, of_release, edition, shipped, changed,
    changes
)
VALUES (?, ?, 'rolled-back', ?, ?, ?, '', ?, (SELECT edition FROM releases WHERE release = ?),
    (SELECT shipped FROM releases WHERE release = ?), ?, ?)
"""
_PUBLISHED = "UPDATE drafts SET state = 'published' WHERE draft = ?"


class ReleaseKind(StrEnum):
    SHIPPED = "shipped"
    """Number 0: nothing has been published."""
    PUBLISHED = "published"
    ROLLED_BACK = "rolled-back"


@dataclass(frozen=True, slots=True)
class Release:
    number: int
    base: int
    """The release that was live before."""
    kind: ReleaseKind
    at: datetime | None
    """None for the shipped texts."""
    author: str
    """An actor; of the shipped texts empty."""
    confirmed_by: str
    """An actor: whoever tapped; the author where one person is enough."""
    note: str
    of: int | None
    """For one that was rolled back: the release whose texts these are."""
    changed: int
    """Texts that changed with it, both languages counted."""


SHIPPED: Final = Release(0, 0, ReleaseKind.SHIPPED, None, "", "", "", None, 0)


class Outdated(Exception):
    """Somebody published or rolled back meanwhile: compare anew."""

    def __init__(self, base: int, live: int) -> None:
        super().__init__(f"based on release {base}, but {live} is live")
        self.base = base
        self.live = live


class Releases:
    def __init__(self, database: Database, clock: Clock, audit: Audit) -> None:
        self._database = database
        self._clock = clock
        self._audit = audit

    async def newest(self) -> int:
        """The number of the newest release, 0 where there is none; asked every second."""
        row = await self._database.fetch_one(_NEWEST)
        return 0 if row is None else int(row[0])

    async def get(self, number: int) -> Release | None:
        return SHIPPED if number == 0 else await self._found(_GET, number)

    async def of_draft(self, draft: int) -> Release | None:
        return await self._found(_OF_DRAFT, draft)

    async def history(self, limit: int, before: int | None = None) -> list[Release]:
        """The newest first, below the number `before`."""
        end = _NO_END if before is None else before
        return [self._read(row) for row in await self._database.fetch_all(_HISTORY, (end, limit))]

    async def files(self, number: int) -> tuple[Files, Files] | None:
        """The texts of a release, and those that its program came with.

        None for the shipped texts, and for a release that went back to them. Raises `TextsDamaged`.
        """
        row = await self._database.fetch_one(_EDITIONS, (number,))
        if row is None or row[0] is None:
            return None
        edition, shipped = row
        return (
            await read_files(self._database, edition),
            await read_files(self._database, shipped),
        )

    async def changes(self, number: int) -> str | None:
        """JSON of who published."""
        step = "SELECT changes FROM releases WHERE release = ?"
        row = await self._database.fetch_one(step, (number,))
        return None if row is None else str(row[0])

    async def publish(self, draft: int, actor: str, changed: int) -> Release:
        """Make a waiting draft the newest release; one that is published gives its release.

        Raises `DraftGone` and `Outdated`, and has changed nothing then.
        """
        async with self._database.write(about=ABOUT) as connection:
            rows = list(await connection.execute_fetchall(_OF_DRAFT, (draft,)))
            if rows:
                return self._read(tuple(rows[0]))
            rows = list(await connection.execute_fetchall(_DRAFT, (draft,)))
            if not rows or rows[0][1] != DraftState.WAITING:
                raise DraftGone
            number = await self._next_after(connection, base=rows[0][0])
            row = (number, int(self._clock.seconds()), actor, changed, draft)
            await connection.execute(_PUBLISH, row)
            await connection.execute(_PUBLISHED, (draft,))
            await self._audit.note_in(connection, actor, "texts.published", f"release {number}")
            ((*found,),) = await connection.execute_fetchall(_GET, (number,))
            return self._read(tuple(found))

    async def roll_back(
        self, number: int, actor: str, *, live: int, changed: int, changes: str
    ) -> Release:
        """Make the texts of `number` the newest release, after `live`.

        Where just this was done after `live`, that release is given. Raises `Outdated`.
        """
        async with self._database.write(about=ABOUT) as connection:
            for found in await connection.execute_fetchall(_AFTER, (live,)):
                release = self._read(tuple(found))
                if release.kind is ReleaseKind.ROLLED_BACK and release.of == number:
                    return release
            new = await self._next_after(connection, base=live)
            at = int(self._clock.seconds())
            row = (new, live, at, actor, actor, number, number, number, changed, changes)
            await connection.execute(_ROLL_BACK, row)
            detail = f"release {new}, to {number}"
            await self._audit.note_in(connection, actor, "texts.rolled-back", detail)
            ((*made,),) = await connection.execute_fetchall(_GET, (new,))
            return self._read(tuple(made))

    async def _next_after(self, connection: Connection, base: int) -> int:
        rows = list(await connection.execute_fetchall(_NEWEST))
        newest = int(rows[0][0]) if rows else 0
        if newest != base:
            raise Outdated(base, newest)
        return newest + 1

    async def _found(self, query: str, number: int) -> Release | None:
        row = await self._database.fetch_one(query, (number,))
        return None if row is None else self._read(row)

    def _read(self, row: Row) -> Release:
        number, base, kind, at, *rest = row
        moment = datetime.fromtimestamp(at, self._clock.timezone)
        return Release(number, base, ReleaseKind(kind), moment, *rest)

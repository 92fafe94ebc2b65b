"""Texts that were sent and checked, until somebody confirms them or they are too old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bot.clock import Clock
from bot.database import Database, Row
from bot.state.audit import Audit
from bot.state.text_files import ABOUT, Files, drop_unused, keep_files, read_files

_FIELDS: Final = "draft, at, author, note, base, edition, shipped, changes, trial, state"
_KEEP = """
INSERT INTO drafts (at, author, note, base, edition, shipped, changes, trial, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting') RETURNING draft
"""
_REPLACE = "UPDATE drafts SET state = 'discarded' WHERE author = ? AND state = 'waiting'"
_ANNOTATE = "UPDATE drafts SET note = ? WHERE draft = ? AND state = 'waiting'"
_DISCARD = "UPDATE drafts SET state = 'discarded' WHERE draft = ? AND state = 'waiting'"
_GET = f"SELECT {_FIELDS} FROM drafts WHERE draft = ?"  # noqa: S608  no value of anybody's
_WAITING = f"SELECT {_FIELDS} FROM drafts WHERE state = 'waiting' ORDER BY draft"  # noqa: S608


class DraftState(StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"
    DISCARDED = "discarded"
    """Thrown away, or replaced by another draft of the same author."""


class DraftGone(Exception):
    """No such draft, or it was thrown away, or it was too old."""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it stands in the database; `changes` and `trial` are JSON of who publishes."""

    number: int
    at: datetime
    author: str
    note: str
    base: int
    edition: bytes
    shipped: bytes
    changes: str
    trial: str
    state: DraftState


class Drafts:
    def __init__(self, database: Database, clock: Clock, audit: Audit) -> None:
        self._database = database
        self._clock = clock
        self._audit = audit

    async def keep(
        self,
        author: str,
        note: str,
        base: int,
        files: Files,
        shipped: Files,
        changes: str,
        trial: str,
    ) -> int:
        """Keep a draft in place of the one that its author has waiting; its number."""
        async with self._database.write(about=ABOUT) as connection:
            await connection.execute(_REPLACE, (author,))
            edition = await keep_files(connection, files)
            origin = await keep_files(connection, shipped)
            at = int(self._clock.seconds())
            row = (at, author, note, base, edition, origin, changes, trial)
            ((number,),) = await connection.execute_fetchall(_KEEP, row)
            await self._audit.note_in(connection, author, "texts.drafted", f"draft {number}")
            return int(number)

    async def get(self, number: int) -> KeptDraft | None:
        row = await self._database.fetch_one(_GET, (number,))
        return None if row is None else self._read(row)

    async def files(self, draft: KeptDraft) -> tuple[Files, Files]:
        """The texts, and those of the program that compared them. Raises `TextsDamaged`."""
        return (
            await read_files(self._database, draft.edition),
            await read_files(self._database, draft.shipped),
        )

    async def waiting(self) -> list[KeptDraft]:
        return [self._read(row) for row in await self._database.fetch_all(_WAITING)]

    async def annotate(self, number: int, note: str) -> bool:
        """False where the draft does not wait any more."""
        return await self._step(_ANNOTATE, (note, number))

    async def discard(self, number: int, actor: str) -> bool:
        """False where the draft does not wait any more."""
        async with self._database.write(about=ABOUT) as connection:
            gone = bool((await connection.execute(_DISCARD, (number,))).rowcount)
            if gone:
                await self._audit.note_in(connection, actor, "texts.discarded", f"draft {number}")
            return gone

    async def purge(self, before: datetime) -> int:
        """Erase older drafts, whatever became of them, and texts that nobody needs any more."""
        async with self._database.write(about=ABOUT) as connection:
            step = "DELETE FROM drafts WHERE at < ?"
            erased = (await connection.execute(step, (int(before.timestamp()),))).rowcount
            if erased:
                await drop_unused(connection)
            return erased

    def _read(self, row: Row) -> KeptDraft:
        number, at, author, note, base, edition, shipped, changes, trial, state = row
        return KeptDraft(
            number=number,
            at=datetime.fromtimestamp(at, self._clock.timezone),
            author=author,
            note=note,
            base=base,
            edition=edition,
            shipped=shipped,
            changes=changes,
            trial=trial,
            state=DraftState(state),
        )

    async def _step(self, step: str, values: tuple[Any, ...]) -> bool:
        async with self._database.write(about=ABOUT) as connection:
            return bool((await connection.execute(step, values)).rowcount)

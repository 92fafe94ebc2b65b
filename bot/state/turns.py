"""One update of a person at a time, and each of them once, even where the process was killed.

An update that was cut off is handled anew, as if for the first time: what it wanted to change in
the conversation is kept only together with the mark that it is handled. A message cannot be taken
back like that. So each is noted before it leaves and again when it has arrived: handled anew, the
update does not send it a second time.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol

from aiogram.fsm.storage.base import BaseEventIsolation, StorageKey

from bot.database import Batch, Database, may_pass

_KNOWN = """
SELECT NULL, NULL FROM handled_updates WHERE update_id = ?1
UNION ALL SELECT place, message_id FROM sent_messages WHERE update_id = ?1
"""
_LEAVING = "INSERT INTO sent_messages (update_id, place, left_at) VALUES (?, ?, ?)"
_ARRIVED = "UPDATE sent_messages SET message_id = ? WHERE update_id = ? AND place = ?"
_CAME_BACK = "DELETE FROM sent_messages WHERE update_id = ? AND place = ?"
_HANDLED = "INSERT INTO handled_updates VALUES (?, ?) ON CONFLICT DO NOTHING"
_FORGET_MESSAGES = "DELETE FROM sent_messages WHERE update_id = ?"
_PURGE = "DELETE FROM handled_updates WHERE handled_at < ?"
_PURGE_MESSAGES = "DELETE FROM sent_messages WHERE left_at < ?"

Ending = Callable[[Any], Awaitable[None]]
"""Writes into the transaction of `Marks.end`, whatever that store calls one."""


class Turn:
    """One update while it is handled."""

    def __init__(self, update_id: int, earlier: Mapping[int | None, int | None]) -> None:
        """`earlier`: what became of the messages of an attempt that was cut off, by their place."""
        self.update_id = update_id
        self.messages = 0
        """How many messages it has led to so far."""
        self.over = False
        self.repeats = False
        """Whether a message that may have arrived is sent again: better twice than never."""
        self.drafts: dict[StorageKey, Any] = {}
        """Conversations as this update leaves them."""
        self._earlier = earlier
        self._endings: dict[Hashable, Ending] = {}

    def at_the_end(self, what: Hashable, ending: Ending) -> None:
        """Write this together with the mark; once for each `what`, the latest counts."""
        self._endings[what] = ending

    def sent_before(self) -> bool:
        """Whether an attempt that was cut off came as far as the next message."""
        return self.messages + 1 in self._earlier

    def pass_over(self) -> int | None:
        """Leave out a message that was sent before; its id, or None if it may not have arrived."""
        self.messages += 1
        return self._earlier[self.messages]

    async def write_endings(self, transaction: Any) -> None:
        for ending in self._endings.values():
            await ending(transaction)


class Marks(Protocol):
    """Which updates are handled, and what has left for those that are not. Moments in seconds."""

    async def known(self, update_id: int) -> Mapping[int | None, int | None]:
        """What `Turn` takes as `earlier`; the key None where the update is handled."""

    async def message_leaves(self, update_id: int, place: int, moment: int) -> None: ...

    async def message_arrived(self, update_id: int, place: int, message_id: int) -> None: ...

    async def message_came_back(self, update_id: int, place: int) -> None: ...

    async def end(self, turn: Turn, moment: int, passed_over: Sequence[int] = ()) -> None:
        """Mark an update as handled and write its endings: all of it, or nothing.

        `passed_over`: updates that nobody reads, marked with it.
        """

    async def purge(self, before: int) -> int:
        """Forget the updates handled before a moment; how many they were."""


class DatabaseMarks(Marks):
    """Marks in the ledger's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, update_id: int) -> Mapping[int | None, int | None]:
        return dict(await self._database.fetch_all(_KNOWN, (update_id,)))

    async def message_leaves(self, update_id: int, place: int, moment: int) -> None:
        await self._write(_LEAVING, (update_id, place, moment))

    async def message_arrived(self, update_id: int, place: int, message_id: int) -> None:
        await self._write(_ARRIVED, (message_id, update_id, place))

    async def message_came_back(self, update_id: int, place: int) -> None:
        await self._write(_CAME_BACK, (update_id, place))

    async def end(self, turn: Turn, moment: int, passed_over: Sequence[int] = ()) -> None:
        batch = Batch()
        await turn.write_endings(batch)
        await batch.executemany(_HANDLED, [(one, moment) for one in (turn.update_id, *passed_over)])
        await batch.execute(_FORGET_MESSAGES, (turn.update_id,))
        await self._database.write_all(batch)

    async def purge(self, before: int) -> int:
        async with self._database.write() as connection:
            cursor = await connection.execute(_PURGE, (before,))
            await connection.execute(_PURGE_MESSAGES, (before,))
        return cursor.rowcount

    async def _write(self, sql: str, values: Sequence[int]) -> None:
        batch = Batch()
        await batch.execute(sql, values)
        await self._database.write_all(batch)


class Turns:
    """Lets updates in: those of one person one after the other, those handled already never."""

    def __init__(
        self,
        marks: Marks,
        isolation: BaseEventIsolation,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`now`: seconds since 1970."""
        self._marks = marks
        self._isolation = isolation
        self._now = now
        self._passed_over: list[int] = []
        self._current: ContextVar[Turn | None] = ContextVar("turn", default=None)

    @property
    def current(self) -> Turn | None:
        """The update that this task is about; None outside of one, and when it is over."""
        turn = self._current.get()
        return None if turn is None or turn.over else turn

    @asynccontextmanager
    async def take(self, update_id: int, whose: StorageKey) -> AsyncIterator[Turn | None]:
        """Wait for one's turn; None where the update was handled before.

        An update that fails counts as handled. One that is cut off by a shutdown does not, nor
        one that fails because nothing can be kept for now (`may_pass`): it is to come again.
        """
        async with self._isolation.lock(whose):
            known = await self._marks.known(update_id)
            if None in known:
                yield None
                return
            turn = Turn(update_id, known)
            before = self._current.set(turn)
            try:
                yield turn
            except Exception as error:
                if not may_pass(error):
                    await self._end(turn)
                raise
            else:
                await self._end(turn)
            finally:
                turn.over = True
                self._current.reset(before)

    def pass_over(self, update_id: int) -> None:
        """Mark an update as handled that nobody reads; kept with the next one that is.

        A write of its own would let whoever sends hundreds make the others wait.
        """
        self._passed_over.append(update_id)

    async def message_leaves(self, turn: Turn) -> int:
        """Note a message before it is sent, and give its place among those of the update."""
        turn.messages += 1
        place = turn.messages
        await self._marks.message_leaves(turn.update_id, place, int(self._now()))
        return place

    async def message_arrived(self, turn: Turn, place: int, message_id: int) -> None:
        await self._marks.message_arrived(turn.update_id, place, message_id)

    async def message_came_back(self, turn: Turn, place: int) -> None:
        """Take the note back: it has certainly not arrived."""
        await self._marks.message_came_back(turn.update_id, place)
        turn.messages -= 1

    async def purge(self, before: datetime) -> int:
        """Forget the updates handled before a moment (with its time zone); how many they were."""
        return await self._marks.purge(int(before.timestamp()))

    async def _end(self, turn: Turn) -> None:
        turn.over = True
        passed_over, self._passed_over = self._passed_over, []
        await self._marks.end(turn, int(self._now()), passed_over)

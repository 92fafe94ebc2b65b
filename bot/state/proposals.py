"""Words that staff propose as a way to ask for a topic, until an admin has decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.clock import Clock
from bot.database import Database, Row

_MAKE = """
INSERT INTO proposals (at, author, language, line, likeness, topic, state)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (likeness, topic) WHERE state = 'waiting' DO NOTHING
RETURNING proposal
"""
_SAME = """
SELECT proposal, at, author, language, line, likeness, topic, state FROM proposals
WHERE likeness = ? AND topic = ? AND state = 'waiting'
"""
_ONE = """
SELECT proposal, at, author, language, line, likeness, topic, state FROM proposals
WHERE proposal = ?
"""
_IN_STATE = """
SELECT proposal, at, author, language, line, likeness, topic, state FROM proposals
WHERE state = ? ORDER BY proposal
"""
_DECIDE = """
UPDATE proposals SET state = ?, decided_at = ?, decided_by = ?
WHERE proposal = ? AND state IN ('waiting', ?)
"""
_SETTLED = """
SELECT likeness, max(coalesce(decided_at, at)),
    max(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END)
FROM proposals
GROUP BY likeness
"""
_PURGE = "DELETE FROM proposals WHERE coalesce(decided_at, at) < ?"


class ProposalState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ASIDE = "aside"
    """No proposal: staff have seen the question, and there is nothing to be done about it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`line` is to be added to the ways in which the topic is asked for, in that language."""

    number: int
    at: datetime
    author: str
    """An actor as in the audit."""
    language: str
    line: str
    likeness: str
    topic: str
    state: ProposalState


@dataclass(frozen=True, slots=True)
class Settled:
    """That somebody has dealt with questions which are held to be the same."""

    at: datetime
    waiting: bool
    """Whether an admin has not decided yet."""


class Proposals:
    """Proposals by their number."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def make(
        self, author: str, language: str, line: str, likeness: str, topic: str
    ) -> tuple[Proposal, bool]:
        """Propose the line for the topic; the same again finds what is waiting already.

        The second value: whether it is new.
        """
        made = await self._insert(author, language, line, likeness, topic, ProposalState.WAITING)
        if made is not None:
            proposal = await self.get(made)
            assert proposal is not None
            return proposal, True
        row = await self._database.fetch_one(_SAME, (likeness, topic))
        if row is None:  # decided between the two steps
            return await self.make(author, language, line, likeness, topic)
        return self._proposal(row), False

    async def set_aside(self, author: str, language: str, likeness: str) -> None:
        """Note that nothing is to be done about these questions until they are asked again."""
        await self._insert(author, language, "", likeness, "", ProposalState.ASIDE)

    async def get(self, number: int) -> Proposal | None:
        row = await self._database.fetch_one(_ONE, (number,))
        return None if row is None else self._proposal(row)

    async def waiting(self) -> list[Proposal]:
        """Those that no admin has decided on, the oldest first."""
        return await self._in_state(ProposalState.WAITING)

    async def accepted(self) -> list[Proposal]:
        return await self._in_state(ProposalState.ACCEPTED)

    async def decide(self, number: int, state: ProposalState, actor: str) -> bool:
        """Accept or decline; False where that was decided before.

        What was accepted can still be declined: the texts may not take it in.
        """
        declining = state is ProposalState.DECLINED
        before = ProposalState.ACCEPTED if declining else ProposalState.WAITING
        row = (str(state), int(self._clock.seconds()), actor, number, str(before))
        async with self._database.write() as connection:
            return bool((await connection.execute(_DECIDE, row)).rowcount)

    async def settled(self) -> dict[str, Settled]:
        """Which questions, by their likeness, somebody has dealt with, and when last."""
        rows = await self._database.fetch_all(_SETTLED)
        return {
            likeness: Settled(self._moment(at), bool(waiting)) for likeness, at, waiting in rows
        }

    async def purge(self, before: datetime) -> int:
        """Erase proposals made or decided earlier; how many they were."""
        async with self._database.write() as connection:
            return (await connection.execute(_PURGE, (int(before.timestamp()),))).rowcount

    async def _in_state(self, state: ProposalState) -> list[Proposal]:
        rows = await self._database.fetch_all(_IN_STATE, (str(state),))
        return [self._proposal(row) for row in rows]

    async def _insert(
        self,
        author: str,
        language: str,
        line: str,
        likeness: str,
        topic: str,
        state: ProposalState,
    ) -> int | None:
        row = (int(self._clock.seconds()), author, language, line, likeness, topic, str(state))
        async with self._database.write() as connection:
            found = list(await connection.execute_fetchall(_MAKE, row))
        return found[0][0] if found else None

    def _proposal(self, row: Row) -> Proposal:
        number, at, author, language, line, likeness, topic, state = row
        return Proposal(
            number,
            self._moment(at),
            author,
            language,
            line,
            likeness,
            topic,
            ProposalState(state),
        )

    def _moment(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, self._clock.timezone)

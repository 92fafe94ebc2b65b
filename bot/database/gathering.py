"""What is asked while somebody is answered is answered together, next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeAlias, TypeVar

Asked = TypeVar("Asked")
Given = TypeVar("Given")
Outcomes: TypeAlias = Sequence[Given | Exception]
"""In the order in which it was asked; an exception is raised for the one who asked."""


class Gathering(Generic[Asked, Given]):
    """Stands before something that is dear to go to, such as another thread.

    Nobody waits for company: who comes alone is answered at once.
    """

    def __init__(self, answer: Callable[[Sequence[Asked]], Awaitable[Outcomes[Given]]]) -> None:
        """`answer`: an exception that it raises is raised for all of them."""
        self._answer = answer
        self._waiting: list[tuple[Asked, asyncio.Future[Given]]] = []
        self._work: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Given:
        """Who is cancelled meanwhile does not learn whether it was done."""
        answered: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answered))
        if self._work is None:
            self._work = asyncio.create_task(self._answer_all())
        return await answered

    async def _answer_all(self) -> None:
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, []
                await self._answer_some(waiting)
        finally:
            self._work = None

    async def _answer_some(self, waiting: Sequence[tuple[Asked, asyncio.Future[Given]]]) -> None:
        outcomes: Outcomes[Given]
        try:
            outcomes = await self._answer([asked for asked, _ in waiting])
        except Exception as error:  # noqa: BLE001  raised below, for each of them
            outcomes = [error] * len(waiting)
        except BaseException:
            for _, answered in waiting:
                answered.cancel()
            raise
        for (_, answered), outcome in zip(waiting, outcomes, strict=True):
            if answered.done():  # cancelled
                continue
            if isinstance(outcome, Exception):
                answered.set_exception(outcome)
            else:
                answered.set_result(outcome)

"""A loop whose time passes only where everybody waits: hours of pacing in the time of the work."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

THREADS_ANSWER: float = 0.002
"""Seconds given to other threads, such as a database's, before time is skipped."""
TURN: float = 1e-7
"""Seconds that a turn of the loop takes: who looks at the clock again and again sees it move."""


class _Skipping(selectors.DefaultSelector):
    """Skips the time that nobody uses."""

    def __init__(self, patience: float) -> None:
        super().__init__()
        self.skipped = 0.0
        self._patience = patience

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.skipped += TURN
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        found = super().select(self._patience)
        if not found:
            self.skipped += timeout
        return found


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Work takes next to no time; what is slept is skipped."""

    def __init__(self, patience: float) -> None:
        self._skipping = _Skipping(patience)
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.skipped


def simulated(work: Callable[[], Coroutine[Any, Any, T]], patience: float = 0.0) -> T:
    """Run in simulated time, from its second 0 on. `patience`: see `THREADS_ANSWER`."""
    with asyncio.Runner(loop_factory=lambda: SimulatedLoop(patience)) as runner:
        return runner.run(work())

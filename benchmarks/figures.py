"""A figure: what our code takes, as a ratio to a floor measured in the same run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

Work = Callable[[], Awaitable[object]]
Clock = Callable[[], float]
Run = Callable[[], Awaitable[float]]
"""Does something and says how many seconds it took."""


class Unit(StrEnum):
    SECONDS = "s"
    BYTES = "B"
    RATE = "1/s"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured in each round, ours and the floor's, place by place."""

    name: str
    ours: tuple[float, ...]
    floor: tuple[float, ...]
    floor_is: str
    unit: Unit = Unit.SECONDS

    @property
    def our_median(self) -> float:
        return median(self.ours)

    @property
    def floor_median(self) -> float:
        return median(self.floor)

    @property
    def ratios(self) -> tuple[float, float, float]:
        """Least, median and greatest ratio of ours to the floor within a round."""
        found = [ours / floor for ours, floor in zip(self.ours, self.floor, strict=True)]
        return min(found), median(found), max(found)


async def compared(name: str, ours: Run, floor: Run, floor_is: str, rounds: int) -> Figure:
    """Ours, floor, ours, floor: what slows the machine down for a while slows down both."""
    pairs = [(await ours(), await floor()) for _ in range(rounds)]
    return Figure(name, tuple(our for our, _ in pairs), tuple(low for _, low in pairs), floor_is)


def averaged(work: Work, times: int, clock: Clock) -> Run:
    """Short work done `times` in a row, after once for warmth; its seconds are for one of them."""

    async def run() -> float:
        await work()
        started = clock()
        for _ in range(times):
            await work()
        return (clock() - started) / times

    return run

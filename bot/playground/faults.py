"""Trouble on demand: refusals, lost connections and slow answers, for tests."""

from collections import defaultdict
from dataclasses import dataclass, field

from bot.playground.refusals import Refusal


@dataclass(frozen=True)
class Fault:
    """What happens to one call."""

    refusal: Refusal | None = None
    drop: bool = False
    carried_out: bool = False  # with `drop`: the call takes effect, only its answer is lost
    delay: float = 0.0  # seconds


@dataclass
class Faults:
    """Faults waiting for the next call of a method; each happens once, in order."""

    _waiting: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        self._waiting[method.lower()] += [fault] * times

    def next(self, method: str) -> Fault | None:
        waiting = self._waiting[method.lower()]
        return waiting.pop(0) if waiting else None

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def clear(self) -> None:
        self._waiting.clear()

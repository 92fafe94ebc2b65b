"""Counts for monitoring. Every label has a closed set of values, so that none can be personal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
OTHER: Final = "other"
"""Stands for whatever is not in the closed set of a label."""

_QUICK_TO_SLOW: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds; an answer usually takes two journeys to Telegram, and at worst waits out a minute."""

_REFUSALS: Final[Mapping[str, str]] = {
    "refusal.bad_input": "bad_input",
    "refusal.kind_not_in_force": "kind_not_in_force",
    "refusal.kind_ended": "kind_not_in_force",
    "refusal.parameter_unknown": "parameter_unknown",
    "refusal.penalty_unknown_before": "parameter_unknown",
    "refusal.penalty_unknown_after": "parameter_unknown",
    "refusal.over_regime_limit": "over_regime_limit",
    "refusal.not_found": "not_found",
    "lookup.limit.account": "lookup_limit",
    "lookup.wait.pause": "lookup_pause",
    "lookup.limit.person": "lookup_limit_person",
    "lookup.wait.minute": "lookup_limit_all",
    "lookup.limit.day": "lookup_limit_all",
    "lookup.limit.slips": "lookup_limit_slips",
    "iin.invalid.length": "iin_length",
    "iin.invalid.digits": "iin_digits",
    "iin.invalid.zeros": "iin_zeros",
    "iin.invalid.not_issuable": "iin_not_issuable",
    "iin.invalid.control": "iin_control",
}
"""Texts that say no, and the code under which that is counted."""
_MISREAD: Final = ".misread."
_ARTICLE: Final = re.compile(r"faq\.(.+)\.answer(?:-\w+)?")


class TelegramError(StrEnum):
    """How a request to Telegram can fail."""

    TOO_MANY = "too_many"
    SERVER = "server"
    NETWORK = "network"
    DECODE = "decode"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    NORMAL_LIFE = "normal_life"
    """What people cause by tapping twice or late; nothing is wrong."""
    BAD_REQUEST = "bad_request"
    OTHER = "other"


class HookRefusal(StrEnum):
    """Why a post to the webhook was not taken."""

    SECRET = "secret"  # noqa: S105  the reason, not the secret
    SIZE = "size"
    SLOW = "slow"
    CONTENT = "content"
    DRAINING = "draining"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Sets:
    """The closed sets that only the program as a whole knows; all of it is written in code."""

    kinds: Collection[str]
    """Kinds of updates, as Telegram names them."""
    places: Collection[str]
    topics: Collection[str]
    """Ids of articles."""
    languages: Collection[str]
    methods: Collection[str]
    """Methods of the Bot API."""


class Metrics:
    """What happened in this process; a registry of its own, nothing is global."""

    def __init__(self, sets: Sets) -> None:
        self._sets = sets
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._updates = Counter("mams_updates", "Updates, by kind.", ["kind"], registry=registry)
        self._repeated = Counter(
            "mams_updates_repeated", "Updates that had been handled before.", registry=registry
        )
        self._left_out = Counter(
            "mams_updates_left_out",
            "Updates of somebody who sent too many at once, not read.",
            registry=registry,
        )
        self._seconds = Histogram(
            "mams_update_seconds",
            "From arrival to the end of handling, waiting for its turn included.",
            buckets=_QUICK_TO_SLOW,
            registry=registry,
        )
        self._answers = Counter(
            "mams_answers",
            "Answers, by place or conversation, article and language.",
            ["place", "topic", "language"],
            registry=registry,
        )
        self._refusals = Counter(
            "mams_refusals", "Questions refused, by code.", ["code"], registry=registry
        )
        self._lookups = Counter("mams_lookups", "People looked up.", ["outcome"], registry=registry)
        self._errors = Counter(
            "mams_errors", "Updates that could not be answered.", registry=registry
        )
        self._telegram_errors = Counter(
            "mams_telegram_errors",
            "Requests to Telegram that failed, by method and kind.",
            ["method", "kind"],
            registry=registry,
        )
        self._hook_refusals = Counter(
            "mams_webhook_refusals", "Posts not taken, by reason.", ["reason"], registry=registry
        )
        self._drained = Counter(
            "mams_drained_updates", "Updates finished while shutting down.", registry=registry
        )
        self._ready = Gauge(
            "mams_ready", "1 where the check of readiness passes.", ["check"], registry=registry
        )
        self.draining = False
        """Whether the bot is shutting down."""
        draining = Gauge("mams_draining", "1 while shutting down.", registry=registry)
        draining.set_function(lambda: self.draining)
        self._in_flight = Gauge(
            "mams_in_flight", "Updates being handled or waiting.", registry=registry
        )
        self._unverified = Gauge(
            "mams_law_unverified",
            "Numbers of the law whose day of verification has passed.",
            registry=registry,
        )
        self._rows = Gauge(
            "mams_ledger_import_rows", "Rows imported so far.", ["outcome"], registry=registry
        )
        self._import_seconds = Gauge(
            "mams_ledger_import_seconds", "Seconds that imports took so far.", registry=registry
        )
        self._imported_at = Gauge(
            "mams_ledger_last_import_timestamp_seconds",
            "When files were last taken in, in seconds since 1970; 0 for never.",
            registry=registry,
        )

    # What the bot tells

    @contextmanager
    def update(self, kind: str | None) -> Iterator[None]:
        """Count an update and measure how long it takes."""
        self._updates.labels(_known(kind, self._sets.kinds)).inc()
        started = time.perf_counter()
        try:
            yield
        finally:
            self._seconds.observe(time.perf_counter() - started)
            if self.draining:
                self._drained.inc()

    def repeated(self) -> None:
        self._repeated.inc()

    def left_out(self) -> None:
        self._left_out.inc()

    def answered(self, place: str, language: str, heard: Iterable[str]) -> None:
        """`heard`: the keys of the texts that the answer is made of."""
        keys = dict.fromkeys(heard)  # many lines of an answer are of one text
        self._answers.labels(
            place=_known(place, self._sets.places),
            topic=next((one for one in map(_topic, keys) if one in self._sets.topics), ""),
            language=_known(language, self._sets.languages),
        ).inc()
        for code in {_refusal(key) for key in keys} - {""}:
            self._refusals.labels(code).inc()

    def lookup(self, *, allowed: bool) -> None:
        self._lookups.labels("allowed" if allowed else "limited").inc()

    def failed(self) -> None:
        self._errors.inc()

    def telegram_failed(self, method: str, kind: TelegramError) -> None:
        self._telegram_errors.labels(_known(method, self._sets.methods), kind.value).inc()

    def hook_refused(self, reason: HookRefusal) -> None:
        self._hook_refusals.labels(reason.value).inc()

    def count_in_flight(self, count: Callable[[], int]) -> None:
        """Ask `count` whenever the counts are looked at."""
        self._in_flight.set_function(count)

    # What is looked up when somebody asks

    def show_readiness(self, checks: Mapping[str, bool]) -> None:
        for check, passed in checks.items():
            self._ready.labels(check).set(passed)

    def show_law(self, unverified: int) -> None:
        self._unverified.set(unverified)

    def show_imports(self, rows: Mapping[str, int], seconds: float, last: int) -> None:
        """`rows` by outcome: new, repeated, replaced; `last` in seconds since 1970."""
        for outcome, number in rows.items():
            self._rows.labels(outcome).set(number)
        self._import_seconds.set(seconds)
        self._imported_at.set(last)

    # What there is to read

    def value(self, name: str, **labels: str) -> float:
        """One sample, 0 where it was never counted."""
        return self.registry.get_sample_value(name, labels) or 0.0

    def troubles(self) -> int:
        """Failures of requests to Telegram that are neither ours nor a person's doing."""
        nobodys = (TelegramError.NORMAL_LIFE, TelegramError.FORBIDDEN, TelegramError.BAD_REQUEST)
        return sum(
            int(sample.value)
            for metric in self._telegram_errors.collect()
            for sample in metric.samples
            if sample.name.endswith("_total") and sample.labels["kind"] not in nobodys
        )

    def exposition(self) -> bytes:
        """All counts in Prometheus' text format."""
        return generate_latest(self.registry)


def _known(value: str | None, known: Collection[str]) -> str:
    return value if value in known and value is not None else OTHER


def _topic(key: str) -> str:
    """The article that a text belongs to, if it does."""
    found = _ARTICLE.fullmatch(key)
    return found[1] if found else ""


def _refusal(key: str) -> str:
    return _REFUSALS.get(key) or ("misread" if _MISREAD in key else "")

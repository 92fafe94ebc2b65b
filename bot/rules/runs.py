"""Runs of covered months and how long they insure (art. 5 p. 2 and 3-2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from bot.rules.coverage import FOREVER, Coverage, Stretch, independent_share
from bot.rules.history import PayerKind, Payment
from bot.rules.law import Law
from bot.rules.months import Month, months_between


@dataclass(frozen=True, slots=True)
class PrepaidBlock:
    """Twelve consecutive months that an independent payer paid ahead (art. 5 p. 3-2)."""

    first: Month
    last_paid_on: date
    """When the last of its rows was paid."""


@dataclass(frozen=True, slots=True)
class Run:
    """A maximal stretch of covered months, and the months in which it makes a person insured."""

    first: Month
    last: Month
    full_from: Month
    """The month in which the run has lasted twelve months."""
    reach: Month
    """The last month of retention that follows from it."""
    blocks: tuple[PrepaidBlock, ...]
    """Those that begin before `full_from`."""

    @property
    def insures_from(self) -> Month:
        return min([self.full_from, *(block.first for block in self.blocks)])

    def insures(self, month: Month) -> bool:
        return self.insures_from <= month <= self.reach

    @property
    def retention(self) -> int:
        """How many months the reach lies behind the run's last month."""
        return self.reach.index - self.last.index


@dataclass(frozen=True, slots=True)
class InsuredDays:
    """An unbroken stretch of days with insurance; no last day = no end is known."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Timeline:
    """When a person is insured, from what is known on one day."""

    law: Law
    coverage: Coverage

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The runs long enough to insure."""
        needed = _months_needed(self.law)
        return tuple(
            _run(self.law, self.coverage, stretch, needed)
            for stretch in self.coverage.stretches
            if stretch.length >= needed
        )

    def deciding_run(self, month: Month) -> Run | None:
        """The run that insures in `month`; of several the one with the latest reach."""
        qualifying = [run for run in self.runs if run.insures(month)]
        return max(qualifying, key=lambda run: run.reach, default=None)

    @property
    def insured_days(self) -> tuple[InsuredDays, ...]:
        """All days with insurance by a category or a run, as maximal stretches."""
        stretches = [
            InsuredDays(stretch.starts_on, stretch.ends_on) for stretch in self.coverage.categories
        ]
        for run in self.runs:
            last = None if run.reach >= FOREVER else run.reach.last_day
            stretches.append(InsuredDays(run.insures_from.first_day, last))
        return tuple(_joined(stretches))

    def insured_through(self, day: date) -> date | None:
        """The last insured day of the unbroken stretch that holds `day`; None = open or none."""
        return next((days.last for days in self.insured_days if days.holds(day)), None)

    def starts_on(self, month: Month) -> date | None:
        """The first day of the first of the twelve months after `month` in which a run insures."""
        coming = [max(run.insures_from, month + 1) for run in self.runs if run.reach > month]
        first = min(coming, default=FOREVER)
        return first.first_day if first <= month + _months_needed(self.law) else None


def _months_needed(law: Law) -> int:
    return law.count("status_months", law.first_day("status_months"))


def _run(law: Law, coverage: Coverage, stretch: Stretch, needed: int) -> Run:
    full_from = stretch.first + (needed - 1)
    return Run(
        first=stretch.first,
        last=stretch.last,
        full_from=full_from,
        reach=_reach(law, coverage, stretch),
        blocks=tuple(_blocks(law, coverage, stretch, full_from)),
    )


class _Retention(NamedTuple):
    """How many months are kept after the last one paid."""

    short: int
    long: int
    needed: int
    """The paid months in a row that earn the long one."""


def _reach(law: Law, coverage: Coverage, stretch: Stretch) -> Month:
    """The latest month kept by retention: three months, or six after sixty paid ones."""
    if stretch.last >= FOREVER:
        return FOREVER
    reaches = [stretch.last + law.recall(_retention, stretch.last).short]
    for paid in coverage.paid_stretches:
        if stretch.first <= paid.first <= stretch.last:
            kept = law.recall(_retention, paid.last)
            reaches.append(paid.last + (kept.long if paid.length >= kept.needed else kept.short))
    return max(reaches)


def _retention(law: Law, last: Month) -> _Retention:
    """The retention after paid months that end with `last`.

    The long one holds for a month whose short one was still running when the long one came
    into force (law 206-VIII); months paid before that day count towards the sixty (a decision).
    """
    day = max(last.last_day, law.first_day("retention_months"))
    short = law.count("retention_months", day)
    end_of_short = (last + short).last_day
    if not law.known("long_retention_months", end_of_short):
        return _Retention(short, short, 0)
    return _Retention(
        short,
        law.count("long_retention_months", end_of_short),
        law.count("long_retention_run", end_of_short),
    )


def _blocks(
    law: Law, coverage: Coverage, stretch: Stretch, full_from: Month
) -> Iterator[PrepaidBlock]:
    """The blocks that insure before the run is full: later ones would change nothing."""
    for paid in coverage.prepaid_in_full:
        if stretch.first <= paid.first < full_from:
            yield from _blocks_within(law, coverage, paid, full_from - 1)


def _blocks_within(
    law: Law, coverage: Coverage, paid: Stretch, latest: Month
) -> Iterator[PrepaidBlock]:
    since = law.first_day("prepayment_months")
    length = law.count("prepayment_months", since)
    for first in months_between(paid.first, min(latest, paid.last - (length - 1))):
        rows = _rows_of_block(law, coverage, range(first, first + length), since)
        if rows:
            yield PrepaidBlock(first, max(row.paid_on for row in rows if row.tiyn > 0))


def _rows_of_block(law: Law, coverage: Coverage, months: range, since: date) -> list[Payment]:
    """The rows that pay these months as a block; none where one was not paid in full in time."""
    until = Month(months[0]).last_day
    paid = coverage.paid[PayerKind.INDEPENDENT]
    found: list[Payment] = []
    # The latest month is the last to be paid, so looking at it first settles most cases.
    for month in map(Month, reversed(months)):
        rows = paid[month].rows
        in_time = [row for row in rows if since <= row.paid_on <= until]
        if len(in_time) < len(rows) and not _in_full(law, month, in_time, rows):
            return []
        found += in_time
    return found


def _in_full(law: Law, month: Month, rows: Sequence[Payment], all_rows: Sequence[Payment]) -> bool:
    if not any(row.tiyn > 0 for row in rows):
        return False
    return independent_share(law, month, rows, all_rows)[0] >= 1


def _joined(stretches: list[InsuredDays]) -> Iterator[InsuredDays]:
    """Stretches that touch or overlap, made one."""
    current: InsuredDays | None = None
    for stretch in sorted(stretches, key=lambda one: one.first):
        if current is None or not _touches(current, stretch):
            if current is not None:
                yield current
            current = stretch
        elif current.last is not None and (stretch.last is None or stretch.last > current.last):
            current = InsuredDays(current.first, stretch.last)
    if current is not None:
        yield current


def _touches(earlier: InsuredDays, later: InsuredDays) -> bool:
    return earlier.last is None or later.first.toordinal() <= earlier.last.toordinal() + 1

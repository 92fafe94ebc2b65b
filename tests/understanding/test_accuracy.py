"""Accuracy on the half of the questions that the bot was tuned on. The other half is only printed,
by `make bench`."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.people import TODAY
from benchmarks.questions import asked
from bot.understanding import Flow, Outcome, Understanding
from bot.understanding.questions import Asked, Verdict, said_by, verdict

LEAST_RIGHT = 0.94
"""Right article first, right refusal, right greeting."""
MOST_WRONG = 0.03
"""A wrong answer given with confidence."""

SEEN = [row for row in asked() if row.half == "seen"]


def test_most_questions_are_answered_right_and_hardly_any_wrong(
    understanding: Understanding,
) -> None:
    rows = [row for row in SEEN if row.topic != "iin"]
    verdicts = {
        row: verdict(row, said_by(understanding.understood(row.query, TODAY))) for row in rows
    }
    counts = Counter(verdicts.values())
    missed = [
        f"{found}: {row.query} ({row.topic})"
        for row, found in verdicts.items()
        if found is not Verdict.RIGHT
    ]
    assert counts[Verdict.RIGHT] + counts[Verdict.FIRST] >= LEAST_RIGHT * len(rows), missed
    assert counts[Verdict.WRONG] <= MOST_WRONG * len(rows), missed


@pytest.mark.parametrize(
    "row", [row for row in SEEN if row.topic == "iin"], ids=lambda row: row.lang
)
def test_every_iin_is_seen(understanding: Understanding, row: Asked) -> None:
    found = understanding.understood(row.query, TODAY)
    assert found.outcome is Outcome.ANSWERED
    assert found.action is not None
    assert found.action.flow is Flow.STATUS


def test_both_halves_hold_every_way_of_writing() -> None:
    ways = {
        half: {row.lang for row in asked() if row.half == half} for half in ("seen", "held out")
    }
    assert ways["seen"] == ways["held out"]
    assert len(asked()) >= 240

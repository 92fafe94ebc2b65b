"""Comparisons and trials as the database keeps them: JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, astuple

from bot.publishing.trial import Question, Trial
from bot.texts.comparison import Change


def changes_written(changes: Sequence[Change]) -> str:
    return json.dumps([astuple(change) for change in changes], ensure_ascii=False)


def changes_read(written: str) -> tuple[Change, ...]:
    return tuple(Change(*row) for row in json.loads(written))


def trial_written(trial: Trial) -> str:
    return json.dumps(asdict(trial), ensure_ascii=False)


def trial_read(written: str) -> Trial:
    fields = json.loads(written)
    for name in ("worse", "better"):
        fields[name] = tuple(Question(**one) for one in fields[name])
    return Trial(**fields)

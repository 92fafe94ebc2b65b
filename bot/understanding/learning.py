"""How much each feature speaks for each topic, learned from the examples.

At first a topic is the sum of its examples. Then every example that does not clearly belong to its
topic pulls its own features towards it and away from the topic that came too near (a
passive-aggressive perceptron); what is kept is the mean of all steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.understanding.features import Floats, Vector

_PASSES: Final = 4
_START: Final = 0.3
_STEP: Final = 0.5
"""The most by which one example moves the weights at once."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """An example and the number of its topic; `weight` is how far it can be trusted, 0-1."""

    vector: Vector
    topic: int
    weight: float


def learned(lessons: Sequence[Lesson], features: int, topics: int) -> Floats:
    """Weights, a row for each feature, a column for each topic; the same for the same lessons."""
    weights = np.zeros((features, topics), np.float32)
    drift = np.zeros_like(weights)
    for lesson in lessons:
        np.add.at(weights[:, lesson.topic], lesson.vector.places, _START * lesson.vector.weights)
    step = 1
    for _ in range(_PASSES):
        for lesson in lessons:
            places, values, own = lesson.vector.places, lesson.vector.weights, lesson.topic
            scores = values @ weights[places]
            score = scores[own]
            scores[own] = -np.inf
            rival = int(scores.argmax())
            loss = 1 - score + scores[rival]
            if loss > 0:
                pull = min(_STEP * lesson.weight, loss / 2) * values
                np.add.at(weights[:, own], places, pull)
                np.add.at(weights[:, rival], places, -pull)
                np.add.at(drift[:, own], places, step * pull)
                np.add.at(drift[:, rival], places, -step * pull)
            step += 1
    drift /= np.float32(step)
    weights -= drift  # in place: these are the largest arrays of the program
    return weights

"""Which texts the code asks for, read from its source."""

import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.files import ROOT
from bot.texts.usage import used

THREADS = 3


@pytest.fixture
def interrupted() -> Iterator[None]:
    """The garbage collector comes often, and each time another thread goes on meanwhile."""

    def pause(*_: object) -> None:
        time.sleep(0.0005)

    before = gc.get_threshold()
    gc.callbacks.append(pause)
    gc.set_threshold(100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(pause)


@pytest.mark.usefixtures("interrupted")
def test_two_publications_at_once_do_not_break_each_others_reading() -> None:
    """It was a `SystemError`: an interpreter counts the depth of one tree at a time."""
    folder: Path = ROOT / "handlers"
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(used, [folder] * THREADS))
    assert answers[0]
    assert all(answer == answers[0] for answer in answers)

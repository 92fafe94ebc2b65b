"""What is true after every conversation: nothing failed unseen, nothing personal was logged."""

import logging
import re
from collections.abc import Iterator

import pytest

from bot import logs

PERSONAL = re.compile(r"(?<!\d)\d{12}(?!\d)|\+7\d{10}")


@pytest.fixture(scope="session", autouse=True)
def _structured_logs() -> None:
    handler = logs.configure("INFO", "console")
    logging.getLogger().removeHandler(handler)


@pytest.fixture(autouse=True)
def _good_manners(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    yield
    records = caplog.get_records("call")
    told = [record.getMessage() for record in records]
    errors = [record.getMessage() for record in records if record.levelno >= logging.ERROR]
    mark = request.node.get_closest_marker("fails")
    assert len(errors) == (mark.args[0] if mark else 0), errors
    assert not [line for line in told if PERSONAL.search(line)]

"""Nothing personal and no token leaves through the log, whoever writes into it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import logs

TOKEN = "123456789:AAE" + "x" * 32
IIN = "801315300123"
SECRETS = [
    TOKEN,
    IIN,
    "801315 300123",
    "8013-1530-0123",
    "801 315 300 123",
    "801315\u202f300123",
    "+77011234567",
    "+7 701 123 45 67",
    "8 (701) 123-45-67",
    "87011234567",
    "4400 4300 1234 5678",
]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a JSON log holds; the logging of the test run is put back afterwards."""
    root, level = logging.getLogger(), logging.getLogger().level
    stream = io.StringIO()
    handler = logs.configure("INFO", "json", stream)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.reset_defaults()


def last(stream: io.StringIO) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(stream.getvalue().splitlines()[-1])
    return event


@pytest.mark.parametrize("secret", SECRETS)
def test_every_way_to_write_it_is_removed(secret: str) -> None:
    told = logs.redact(f"before {secret}, after")
    assert told.startswith("before [")
    assert told.endswith("], after")
    assert not any(digit in told for digit in "0123456789")


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-20 10:15:00",
        "Update id=123456789 is handled",
        "4 250 ₸",
        "042026",
        "user 7012345678",
    ],
)
def test_what_is_not_personal_stays(harmless: str) -> None:
    assert logs.redact(harmless) == harmless


@pytest.mark.parametrize("secret", SECRETS)
def test_fields_of_all_shapes(written: io.StringIO, secret: str) -> None:
    log = structlog.get_logger("test")
    log.info("event %s", secret, field=secret, nested={"list": [secret, (secret,)], secret: 1})
    assert secret not in written.getvalue()
    assert secret not in json.dumps(last(written), ensure_ascii=False)


def test_numbers_and_objects(written: io.StringIO) -> None:
    structlog.get_logger("test").info(
        "event", number=int(IIN), thing=Exception(IIN), count=12, on=True
    )
    event = last(written)
    assert event["number"] == "[digits]"
    assert event["thing"] == "[digits]"
    assert (event["count"], event["on"]) == (12, True)


def test_exceptions_and_their_causes(written: io.StringIO) -> None:
    try:
        try:
            int(f"https://api.telegram.org/bot{TOKEN}/getMe")
        except ValueError as cause:
            raise RuntimeError(f"failed for {IIN}") from cause
    except RuntimeError as error:
        structlog.get_logger("test").error("failed", exc_info=error)
        logging.getLogger("aiohttp.client").exception("failed too")
    told = written.getvalue()
    assert told.count("RuntimeError: failed for [digits]") == 2
    assert "bot[token]/getMe" in told
    assert TOKEN not in told


def test_libraries_go_the_same_way(written: io.StringIO) -> None:
    logging.getLogger("aiogram.event").warning("update of %s by %s", "+77011234567", TOKEN)
    event = last(written)
    assert event["event"] == "update of [phone] by [token]"
    assert event["level"] == "warning"
    assert event["logger"] == "aiogram.event"
    assert "timestamp" in event


def test_the_level_is_kept(written: io.StringIO) -> None:
    structlog.get_logger("test").debug("too quiet")
    logging.getLogger("aiogram.middlewares").info("said about every request")
    assert written.getvalue() == ""


def test_configured_again_nothing_is_said_twice(written: io.StringIO) -> None:
    again = logs.configure("INFO", "console", written)
    structlog.get_logger("test").info("once", field=IIN)
    logging.getLogger().removeHandler(again)
    assert written.getvalue().count("once") == 1
    assert IIN not in written.getvalue()

"""Nothing personal and no token leaves through the log, whoever writes into it."""

import io
import json
import logging
import re
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

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

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MATHEMATICAL = {ord("0") + digit: chr(0x1D7D8 + digit) for digit in range(10)}
KEYCAPS = {ord("0") + digit: f"{digit}\ufe0f\u20e3" for digit in range(10)}
NUMBERS = {"iin": IIN, "phone": "+77011234567", "phone-8": "87011234567"}


def disguises(number: str) -> dict[str, str]:
    """Ways in which a number of a person has been seen to slip through somewhere."""
    spread = {
        "two spaces": "  ",
        "dash": "-",
        "long dash": "\u2014",
        "minus": "\u2212",
        "dot": ".",
        "slash": "/",
        "no-break space": "\u00a0",
        "thin space": "\u2009",
        "ideographic space": "\u3000",
        "line": "\n",
        "tab": "\t",
        "zero-width space": "\u200b",
        "zero-width joiner": "\u200d",
        "word joiner": "\u2060",
        "soft hyphen": "\u00ad",
        "byte order mark": "\ufeff",
        "right-to-left mark": "\u200f",
        "combining grapheme joiner": "\u034f",
        "hangul filler": "\u3164",
        "null": "\x00",
        "space and zero width": " \u200b",
    }
    found = {name: sign.join(number) for name, sign in spread.items()}
    for name, script in (
        ("full width", FULL_WIDTH),
        ("arabic-indic", ARABIC_INDIC),
        ("mathematical", MATHEMATICAL),
        ("keycaps", KEYCAPS),
    ):
        found[name] = number.translate(script)
        found[f"{name}, url-encoded"] = quote(number.translate(script))
        found[f"{name}, json"] = json.dumps(number.translate(script))
        found[f"{name}, bytes"] = str(number.translate(script).encode())
    found["thousands"] = f"{int(number.lstrip('+')):,}"
    found["apostrophes"] = f"{int(number.lstrip('+')):,}".replace(",", "'")
    found["url-encoded spaces"] = quote(" ".join(number))
    found["url-encoded twice"] = quote(quote("\u200b".join(number)))
    found["form-encoded"] = urlencode({"text": " ".join(number)})
    found["lines in json"] = json.dumps("\n".join(number))
    found["entities"] = "".join(f"&#{ord(sign)};" for sign in number)
    found["repr of repr"] = repr(repr("\u200b".join(number).encode()))
    return found


DISGUISED = [
    pytest.param(disguised, id=f"{kind}: {name}")
    for kind, number in NUMBERS.items()
    for name, disguised in disguises(number).items()
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


def digits_in(text: str) -> str:
    """Digits of any script, those of escapes included; a plus may stay encoded."""
    return "".join(one for one in text.replace("%2B", "") if one.isdigit())


def fail(words: str) -> None:
    raise ValueError(words)


@pytest.mark.parametrize("disguised", DISGUISED)
def test_no_disguise_helps(written: io.StringIO, disguised: str) -> None:
    assert digits_in(logs.redact(f"of {disguised}!")) == ""
    log = structlog.get_logger("test")
    try:
        fail(disguised)
    except ValueError as fault:
        log.exception(
            "of %s!",
            disguised,
            field=disguised,
            bytes=disguised.encode(),
            nested={"deep": [{"deeper": (disguised, disguised.encode(), fault)}], disguised: 1},
        )
        logging.getLogger("library").warning("of %r", {"text": disguised})
    for event in map(json.loads, written.getvalue().splitlines()):
        told = {name: event.get(name, "") for name in ("event", "field", "bytes")}
        assert digits_in(" ".join(told.values())) == ""
        assert digits_in(str(event.get("nested", ""))) in {"", "1"}
        (last_line,) = (event.get("exception") or "-").splitlines()[-1:]
        assert digits_in(last_line) == ""


@given(st.text(alphabet="0123456789٠١٢٣ -\u200b%x,.:/+abc\\\n", max_size=60))
def test_what_is_removed_stays_removed(text: str) -> None:
    once = logs.redact(text)
    assert logs.redact(once) == once
    assert not re.search(r"\d{12}", once)


@pytest.mark.parametrize("number", [801315300123.0, 801315300123.5, -801315300123])
def test_numbers_of_any_sort(written: io.StringIO, number: float) -> None:
    structlog.get_logger("test").info("event", number=number)
    assert "801315300123" not in written.getvalue()
    assert "[digits]" in last(written)["number"]


def test_a_number_that_python_does_not_write_is_no_trouble() -> None:
    assert logs.redact_event(None, "info", {"number": 10**5000}) == {"number": "[digits]"}


def test_warnings_go_the_same_way(written: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        handler = logs.configure("INFO", "json", written)
        warnings.warn(f"unknown update: {IIN}", RuntimeWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
        logging.getLogger().removeHandler(handler)
    assert "unknown update: [digits]" in last(written)["event"]


def test_what_was_counted_stays_countable(written: io.StringIO) -> None:
    structlog.get_logger("test").info("event", ratio=0.1234567890123, count=42, share=1e300)
    event = last(written)
    assert (event["ratio"], event["count"]) == (0.1234567890123, 42)


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-20 10:15:00",
        "Update id=123456789 is handled",
        "4 250 ₸",
        "042026",
        "user 7012345678",
        "2026-11-27T20:36:22.812345Z",
        "2026-11-27 20:36:22.812345+05:00",
        "at 100% of 12 34",
        "C:\\new\\table",
        "rows [120, 340, 5600]",
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

"""Taps with any data: made up, bent, somebody else's. One answer each, and no error."""

import tomllib
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from aiogram.filters.callback_data import CallbackData
from hypothesis import given
from hypothesis import strategies as st

from bot.files import TOPICS
from handlers import callbacks
from handlers.person import SCREENS
from handlers.places import places
from tests.fuzz.examples import examples
from tests.fuzz.stranger import Stranger, check_log
from tests.fuzz.words import FRAGMENTS, texts

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONGEST = 64  # bytes
BUTTONS = tuple(
    one
    for one in vars(callbacks).values()
    if isinstance(one, type) and issubclass(one, CallbackData) and one is not CallbackData
)
PREFIXES = tuple(button.__prefix__ for button in BUTTONS)
SOME_NAMES = (
    *tomllib.loads(TOPICS.read_text("utf-8")),
    *places(),
    *SCREENS,
    *(
        "lang_kk",
        "faq_debt",
        "status",
        "2026-08",
        "2026-12",
        "2026-12-01",
        "from",
        "unknown",
        "yes",
    ),
)
PARTS = (
    *("", "0", "1", "-1", "99999999999999999999", "\u0661", "\u00b2", "1e3", "None", "true", " 1 "),
    *("employee", "own", "person", "2026-08", "2099-12", "2000-01", "2026-02-31", "2026-12-01"),
    *("kk", "ru", "light", "csv", "debt", "repay", "unknown", "from", "\x00", "\u202e", "<b>"),
    *FRAGMENTS[:20],
)


def fitting(data: str) -> str:
    """As much of it as a button can hold."""
    return data.encode("utf-8", "ignore")[:LONGEST].decode("utf-8", "ignore")


def bent(data: str, place: int, piece: str, cut: int) -> str:
    place %= len(data) + 1
    return data[:place] + piece + data[place + cut :]


def values_of(kind: Any) -> list[str]:
    """What may stand in a field of a button, as it is written there."""
    if get_origin(kind) in {Annotated, Union, UnionType}:
        return [value for inner in get_args(kind) for value in values_of(inner)]
    if get_origin(kind) is Literal:
        return list(map(str, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    if kind in {bool, int}:
        return ["0", "1"] if kind is bool else ["0", "1", "2", "7", "2026"]
    return list(SOME_NAMES) if kind is str else [""]


def as_sent(button: type[CallbackData]) -> st.SearchStrategy[str]:
    hints = get_type_hints(button)
    fields = [st.sampled_from(values_of(hints[name])) for name in button.model_fields]
    return st.tuples(*fields).map(lambda values: ":".join([button.__prefix__, *values]))


real = st.one_of(list(map(as_sent, BUTTONS)))
built = st.builds(
    lambda prefix, parts: ":".join([prefix, *parts]),
    st.sampled_from(PREFIXES),
    st.lists(st.sampled_from(PARTS), max_size=4),
)
mutated = st.builds(
    bent,
    real,
    st.integers(0, LONGEST),
    st.one_of(st.sampled_from(PARTS), st.text(max_size=4)),
    st.integers(0, 4),
)
taps = st.one_of(built, mutated, real, real, texts).map(fitting).filter(bool)


@examples
@given(rows=st.lists(taps, min_size=1, max_size=4))
async def test_any_data_gets_one_answer(
    stranger: Stranger, caplog: pytest.LogCaptureFixture, rows: list[str]
) -> None:
    who = stranger.newcomer()
    for data in rows:
        calls = await stranger.taps(who, data)
        check_log(caplog)
        assert [call.method for call in calls].count("answerCallbackQuery") == 1, data
        assert len(calls) > 1, f"nothing was shown for {data}"

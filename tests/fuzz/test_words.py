"""Any words, wherever words are waited for: something to read comes back, within all limits."""

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.planning.questions import Change
from tests.fuzz.examples import examples
from tests.fuzz.stranger import ADMIN, Stranger, check_log, told
from tests.fuzz.test_taps import real
from tests.fuzz.words import texts

pytestmark = pytest.mark.asyncio(loop_scope="module")

TAP, SAY = "tap ", "say "
OWN = ("tap menu:months", "tap oall:1", "tap omonth:2026-08", "tap own:answer")
DOORS = MappingProxyType(
    {
        "nowhere": (),
        "an IIN": ("tap menu:status",),
        "an income": ("tap menu:calc", "tap ckind:employee"),
        "another income": ("tap ckind:employee", "say 300000", "tap canother:employee"),
        "own months": ("tap menu:months",),
        "a day to look at": (*OWN, "tap whatif:own", "tap wscreen:day"),
        "an opinion": ("tap opinion:debt:0", "tap owords"),
        "an overdue sum": ("tap menu:penalty",),
        "a due date": ("tap menu:penalty", "say 100000"),
        "a day of payment": ("tap menu:penalty", "say 100000", "tap pdue:2026-08"),
        "an announcement": ("say /banner",),
        "its other language": ("say /banner", "say Бір хабар"),
        **{f"about {change}": (f"tap event:{change}",) for change in Change},
    }
)


@examples
@given(door=st.sampled_from(sorted(DOORS)), said=st.lists(texts, min_size=1, max_size=3))
async def test_any_words_are_answered(
    stranger: Stranger, caplog: pytest.LogCaptureFixture, door: str, said: list[str]
) -> None:
    who = stranger.newcomer(ADMIN if "say /banner" in DOORS[door] else None)
    for act in DOORS[door]:
        sends = stranger.taps if act.startswith(TAP) else stranger.says
        await sends(who, act[len(TAP) :])
    for text in said:
        if not _sendable(text):
            continue
        calls = await stranger.says(who, text)
        check_log(caplog)
        assert told(calls, who), (door, text)
    await stranger.says(who, "/cancel")


@examples
@given(acts=st.lists(st.one_of(real.map(lambda data: TAP + data), texts), min_size=2, max_size=6))
async def test_taps_and_words_in_any_order(
    stranger: Stranger, caplog: pytest.LogCaptureFixture, acts: list[str]
) -> None:
    who = stranger.newcomer()
    for act in acts:
        if act.startswith(TAP):
            await stranger.taps(who, act.removeprefix(TAP))
        elif _sendable(act):
            assert told(await stranger.says(who, act), who), act
        check_log(caplog)


def _sendable(text: str) -> bool:
    """Half of a sign is no text, and Telegram never brings it."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)

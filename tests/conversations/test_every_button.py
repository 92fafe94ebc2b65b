"""A walk over every button that can be reached from `/start`."""

from collections import deque

import pytest

from tests.running import RunningApp
from tests.wire import Screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOST_SCREENS = 2000
"""A walk that finds more goes round in circles: its button data hold something that changes."""


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_every_button_is_answered(running_app: RunningApp, language: str) -> None:
    citizen = running_app.citizen(language, tolerated=["message is not modified"])
    tapped: set[str] = set()
    await citizen.says("/start")
    waiting = deque(untapped(citizen.screen, tapped))
    while waiting:
        data, screen = waiting.popleft()
        if data in tapped or data == f"menu:lang_{other(language)}":
            continue
        tapped.add(data)
        assert len(tapped) < MOST_SCREENS, sorted(tapped)
        await citizen.taps(data, on=screen)
        for heard in citizen.heard:
            assert heard.buttons, f"{data} leads to a screen without a way on: {heard.text}"
            waiting.extend(untapped(heard, tapped))
    assert {"menu:menu", "menu:help", "menu:privacy", "forget:1", "consent:1"} <= tapped


def untapped(screen: Screen, tapped: set[str]) -> list[tuple[str, Screen]]:
    found = [button.data for button in screen.every_button() if button.data]
    return [(data, screen) for data in found if data not in tapped]


def other(language: str) -> str:
    return "ru" if language == "kk" else "kk"

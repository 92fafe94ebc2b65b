"""Whatever a person sends, they get one kind sentence and the menu."""

from typing import Any

import pytest

from tests.running import RunningApp
from tests.wire import Citizen, Screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
PLACE = {"latitude": 43.2, "longitude": 76.9}
FILE = {"file_id": "f", "file_unique_id": "u"}
CLIP = {**FILE, "duration": 1, "length": 1}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_the_bot_cannot_read(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    acts = {
        "command": lambda: citizen.says("/nosuchcommand"),
        "voice": citizen.sends_voice,
        "photo": lambda: citizen.sends_photo("мынау не"),
        "sticker": citizen.sends_sticker,
        "document": lambda: citizen.sends_document("a.pdf", b"%PDF"),
        "contact": citizen.shares_contact,
        "edit": lambda: citizen.edits("басқа сөз"),
    }
    for kind, act in acts.items():
        await act()
        assert citizen.screen.html == running_app.text(language, f"fallback.{kind}"), kind
        assert citizen.screen.find("menu:help"), kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"location": PLACE}, "location"),
        ({"venue": {"location": PLACE, "title": "t", "address": "a"}}, "location"),
        ({"video_note": CLIP}, "video"),
        ({"video": {**CLIP, "width": 1, "height": 1}}, "video"),
        ({"audio": CLIP}, "voice"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "sticker"),
        ({"something_of_next_year": {"text": "?"}}, "other"),
    ],
)
async def test_rarer_things(running_app: RunningApp, content: dict[str, Any], kind: str) -> None:
    citizen = await running_app.settler("kk")
    screen = await sends(running_app, citizen, content)
    assert screen.html == running_app.text("kk", f"fallback.{kind}")


async def test_service_messages_and_live_locations_are_not_answered(
    running_app: RunningApp,
) -> None:
    citizen = await running_app.settler("kk")
    before = citizen.screen
    pinned = {"message_id": 1, "date": 0, "chat": citizen.chat.wire()}
    assert await sends(running_app, citizen, {"pinned_message": pinned}) == before
    live = {**PLACE, "live_period": 900}
    assert await sends(running_app, citizen, {"location": live}, "edited_message") == before


@pytest.mark.parametrize("data", ["nobody:knows", "menu:nowhere", "menu", "consent:perhaps", "ы"])
async def test_a_button_that_is_out_of_date(running_app: RunningApp, data: str) -> None:
    citizen = await running_app.settler("ru")
    screen = await presses(running_app, citizen, citizen.screen.message_id, data)
    assert screen.html == running_app.text("ru", "fallback.button")
    assert screen.find("menu:help")


async def test_a_button_under_a_message_that_is_gone(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk")
    number = citizen.screen.message_id
    message = citizen.chat.find(number)
    assert message is not None
    citizen.chat.delete(message)
    screen = await presses(running_app, citizen, number, "menu:help")
    assert screen.html == running_app.text("kk", "help.page")
    assert screen.message_id != number


async def sends(
    running_app: RunningApp, citizen: Citizen, content: dict[str, Any], kind: str = "message"
) -> Screen:
    """Something that the local Telegram's phones have no button for."""
    message = {
        "message_id": 10_000,
        "date": 1,
        "chat": citizen.chat.wire(),
        "from": citizen.user.wire(),
        **content,
    }
    running_app.telegram.network.updates.add(kind, message)
    await running_app.settled()
    return citizen.screen


async def presses(running_app: RunningApp, citizen: Citizen, message_id: int, data: str) -> Screen:
    await running_app.telegram.tap(citizen.user, message_id, data)
    await running_app.settled()
    assert not running_app.telegram.unanswered_taps
    return citizen.screen

"""A bot with support staff, for tests of the staff room."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.playground import TelegramServer
from bot.state.audit import Entry
from tests.conversations.office import Office, open_office
from tests.wire import Citizen

STAFF = {"kk": 201, "ru": 202}


@asynccontextmanager
async def open_house(telegram: TelegramServer, path: Path, **given: Any) -> AsyncIterator[Office]:
    """An office with support staff, where questions are understood at once."""
    settings = {"staff_ids": frozenset(STAFF.values()), **given}
    async with open_office(telegram, path, **settings) as office:
        await office.app.app.interpreter.of(office.app.app.shelf.current)
        yield office


async def welcomed(office: Office, language: str) -> Citizen:
    """Support staff who stands before the menu, and is in no room."""
    user = office.app.telegram.user(STAFF[language], language_code=language)
    staff = Citizen(office.app.telegram, user, office.app.settled)
    await staff.says("/start")
    if staff.screen.find(f"menu:lang_{language}"):
        await staff.taps(f"menu:lang_{language}")
        await staff.taps("consent:1")
    return staff


async def in_room(office: Office, language: str, speech: str = "both") -> Citizen:
    """The same in the room, as it is when somebody comes in first."""
    staff = await welcomed(office, language)
    await staff.says("/staff")
    await staff.taps("staff:leave")
    await staff.says("/staff")
    if speech != "both":
        await staff.taps(f"sspeech:{speech}")
    return staff


async def noted(office: Office) -> list[Entry]:
    """The audit, oldest first."""
    return (await office.app.app.audit.newest(100))[::-1]

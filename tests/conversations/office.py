"""A bot with two admins and a ledger of invented people, for tests of what admins do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES, demo_people
from bot.playground import TelegramServer
from tests.running import TODAY, Hands, RunningApp, running, settings_of
from tests.wire import Citizen

ADMINS = {"kk": 301, "ru": 302}
LANGUAGES = list(ADMINS)
IIN = {person.key: person.iin for person in demo_people()}


@dataclass(frozen=True)
class Office:
    app: RunningApp

    async def admin(self, language: str = "kk") -> Citizen:
        """An admin of the settings, welcomed already."""
        user = self.app.telegram.user(ADMINS[language], language_code=language)
        admin = Citizen(self.app.telegram, user, self.app.settled)
        await admin.says("/start")
        await admin.taps(f"menu:lang_{language}")
        await admin.taps("consent:1")
        return admin

    def again(self, citizen: Citizen) -> Citizen:
        """The same person, in front of this process."""
        return Citizen(self.app.telegram, citizen.user, self.app.settled)

    def text(self, language: str, key: str, **values: object) -> str:
        return self.app.text(language, key, **values)


@asynccontextmanager
async def open_office(
    telegram: TelegramServer, path: Path, hands: Hands | None = None, **given: Any
) -> AsyncIterator[Office]:
    admins = {"admin_ids": frozenset(ADMINS.values()), "lookups_per_day": 100}
    async with running(telegram, settings_of(path, **{**admins, **given}), hands) as app:
        await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))
        yield Office(app)

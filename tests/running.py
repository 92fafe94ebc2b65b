"""The whole bot, running in this process against a local Telegram."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from pathlib import Path
from typing import Any

from aiogram.fsm.context import FSMContext
from pydantic import SecretStr

from bot.app import App, Endpoint, build
from bot.clock import Clock
from bot.playground import TelegramServer
from bot.running import run
from bot.settings import Settings
from bot.state import Account
from tests.wire import Citizen

TODAY = date(2026, 11, 20)
PATIENCE = 60.0
MODES = ("polling", "webhook")
SECRET = "a-secret-of-the-tests-only"


UNHURRIED = {
    "lookup_pause": 0,
    "accounts_per_person": 1000,
    "messages_per_second": 1000,
    "messages_per_second_in_chat": 100,
}
"""A local Telegram takes everything at once; who tests a limit sets it."""


class Hands:
    """The hands of a clock that only a test moves."""

    def __init__(self, day: date = TODAY, hour: int = 3) -> None:
        """At night, when nobody is reminded of anything."""
        self.set(day, hour)

    def set(self, day: date, hour: int, minute: int = 0) -> None:
        self._moment = datetime.combine(day, time(hour, minute))

    def read(self, zone: tzinfo) -> datetime:
        return self._moment.replace(tzinfo=zone)


@dataclass(frozen=True)
class RunningApp:
    app: App
    telegram: TelegramServer

    async def settled(self) -> None:
        """Wait until the bot has taken every update and has done its work on them."""
        await self.telegram.drained()
        assert await self.app.in_flight.drained(PATIENCE), "the bot did not finish"

    def citizen(self, language_code: str = "kk", **wire: Any) -> Citizen:
        """Somebody new, whose Telegram speaks that language."""
        user = self.telegram.user(language_code=language_code)
        return Citizen(self.telegram, user, self.settled, **wire)

    def text(self, language: str, key: str, **values: object) -> str:
        """What the bot says under this key."""
        return self.app.shelf.current[language](key, **values)

    def key(self, citizen: Citizen) -> bytes:
        return self.app.pseudonyms.account(citizen.user.id)

    async def account(self, citizen: Citizen) -> Account:
        return await self.app.accounts.get(self.key(citizen))

    def state(self, citizen: Citizen) -> FSMContext:
        """The citizen's conversation, as a handler sees it."""
        number = citizen.user.id
        return self.app.dispatcher.fsm.get_context(self.app.bot, number, number)

    async def settler(self, language: str = "kk", *, consents: bool = True) -> Citizen:
        """A citizen who has been welcomed already and stands before the menu."""
        citizen = self.citizen(language)
        await citizen.says("/start")
        await citizen.taps(f"menu:lang_{language}")
        await citizen.taps(f"consent:{int(consents)}")
        return citizen


def settings_of(ledger: Path | str, **given: Any) -> Settings:
    """Settings of a test, whatever the environment of whoever runs it says."""
    url = f"sqlite:///{ledger}" if isinstance(ledger, Path) else ledger
    values = {"ledger_url": url, "today": TODAY, "iin_key": "k" * 32}
    return Settings(_env_file=None, **{**values, **UNHURRIED, **given})


class Mode:
    """How updates come to the bots that tests start now; the fixture `mode` sets it."""

    current = MODES[0]


def by_webhook(settings: Settings) -> Settings:
    """The same, but updates are posted to a free port of this machine."""
    port = free_port()
    changed = {
        "webhook_url": f"http://127.0.0.1:{port}/hook",
        "webhook_secret": SecretStr(SECRET),
        "webhook_port": port,
    }
    return settings.model_copy(update=changed)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


async def until(true: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait for something that nobody announces."""
    async with asyncio.timeout(patience):
        while not true():  # noqa: ASYNC110  the local Telegram has no event for it
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(
    telegram: TelegramServer, settings: Settings, hands: Hands | None = None
) -> AsyncIterator[RunningApp]:
    """Build the bot on the ledger of the settings and let it answer until the block ends."""
    if Mode.current == "webhook" and settings.webhook_url is None:
        settings = by_webhook(settings)
    clock = Clock(settings.timezone, settings.today, (hands or Hands()).read)
    endpoint = Endpoint(SecretStr(telegram.token), telegram.base_url)
    async with build(settings, clock, endpoint) as app:
        started = asyncio.Event()
        app.dispatcher.startup.register(started.set)
        answering = asyncio.create_task(run(app, handle_signals=False))
        starting = asyncio.create_task(started.wait())
        await asyncio.wait({answering, starting}, return_when=asyncio.FIRST_COMPLETED)
        try:
            yield RunningApp(app, telegram)
        finally:
            app.health.leaving.set()
            starting.cancel()
            await answering

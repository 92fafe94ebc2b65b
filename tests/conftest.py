"""What every test may ask for."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bot.playground import TelegramServer
from bot.settings import Settings
from tests.running import RunningApp, running, settings_of
from tests.wire.fixtures import TOKEN, endpoint

__all__ = ["endpoint"]


@pytest.fixture(scope="session", autouse=True)
def _settings_of_nobody() -> Iterator[None]:
    """The settings of whoever runs the tests do not count."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running_app(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RunningApp]:
    """The bot, answering; shared by a module whose tests have `loop_scope="module"`."""
    ledger = tmp_path_factory.mktemp("ledger") / "ledger.sqlite3"
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings_of(ledger)) as app,
    ):
        yield app

"""What every test may ask for."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bot.playground import TelegramServer
from bot.settings import Settings
from tests.running import MODES, Mode, RunningApp, running, settings_of
from tests.wire.fixtures import TOKEN, endpoint

__all__ = ["endpoint"]

IN_BOTH_MODES = frozenset(
    f"tests.conversations.test_{name}"
    for name in ("welcome", "person", "calculator", "restart", "trouble")
)
"""Always run by polling and by webhook; the others by webhook too where BOT_MODES is `all`."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fails(times): the bot logs that many errors in this test")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of modules that run the bot run once for each way in which updates can come."""
    name = metafunc.module.__name__
    runs_the_bot = "running_app" in metafunc.fixturenames or hasattr(metafunc.module, "running")
    chooses = name.startswith("tests.operations")  # these say themselves how updates come
    both = os.environ.get("BOT_MODES") == "all" or name in IN_BOTH_MODES
    if runs_the_bot and both and not chooses:
        metafunc.parametrize("mode", MODES, scope="module", indirect=True)


@pytest.fixture(scope="module", autouse=True)
def mode(request: pytest.FixtureRequest) -> Iterator[str]:
    """How updates come to the bots of this module: `polling` or `webhook`."""
    Mode.current = getattr(request, "param", MODES[0])
    yield Mode.current
    Mode.current = MODES[0]


@pytest.fixture(scope="session", autouse=True)
def _settings_of_nobody() -> Iterator[None]:
    """The settings of whoever runs the tests do not count."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running_app(
    mode: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RunningApp]:
    """The bot, answering; shared by a module whose tests have `loop_scope="module"`."""
    ledger = tmp_path_factory.mktemp("ledger") / "ledger.sqlite3"
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings_of(ledger)) as app,
    ):
        yield app

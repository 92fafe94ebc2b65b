"""A bot that hostile updates are fed to without a network between."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES
from bot.playground import TelegramServer
from tests.conversations.conftest import _good_manners, _structured_logs
from tests.fuzz.stranger import ADMIN, Stranger
from tests.running import TODAY, running, settings_of
from tests.wire.fixtures import TOKEN

__all__ = ["_good_manners", "_structured_logs"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stranger(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Stranger]:
    """Whoever may send anything to a bot that knows invented people."""
    ledger = tmp_path_factory.mktemp("ledger") / "ledger.sqlite3"
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings_of(ledger, admin_ids=str(ADMIN))) as app,
    ):
        await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))
        yield Stranger(app)

"""A local Telegram for tests: `from tests.wire.fixtures import endpoint` in a conftest.

`endpoint` is new for every test; it starts in milliseconds. `module_endpoint` is shared by a
module, for tests that run in one loop: `pytestmark = pytest.mark.asyncio(loop_scope="module")`.
"""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.playground import TelegramServer

TOKEN = "4200000000:a-token-of-the-local-endpoint-only"


@pytest_asyncio.fixture
async def endpoint() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(TOKEN, page=False).running() as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def module_endpoint() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(TOKEN, page=False).running() as server:
        yield server

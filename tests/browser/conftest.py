"""The page of the playground in Chromium, with the whole bot behind it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.phone import Phone, phone_in
from tests.browser.stage import CHROMIUM, a_browser, a_playground
from tests.running import RunningApp


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is missing: apt-get install chromium")
    async with a_browser() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playground(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningApp]:
    async with a_playground(tmp_path_factory.mktemp("playground") / "demo.sqlite3") as app:
        yield app


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, playground: RunningApp) -> AsyncIterator[Phone]:
    """Somebody's phone, as wide and tall as most."""
    async with phone_in(browser, playground) as phone:
        yield phone


@pytest_asyncio.fixture(loop_scope="session")
async def phones(browser: Browser, playground: RunningApp) -> AsyncIterator[Callable[..., Any]]:
    """More phones, each with the look that is asked for; closed and judged when the test ends."""
    async with AsyncExitStack() as stack:

        async def one(**look: Any) -> Phone:
            return await stack.enter_async_context(phone_in(browser, playground, **look))

        yield one

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.playground import TelegramServer, User
from tests.wire.fixtures import TOKEN, endpoint

__all__ = ["endpoint"]


@pytest.fixture
async def bot(endpoint: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_of(endpoint.base_url) as bot:
        yield bot


@pytest.fixture
async def reader(endpoint: TelegramServer) -> User:
    """Somebody who has written to the bot, so that it may write back."""
    user = endpoint.user(first_name="Reader")
    await endpoint.send_text(user, "/start")
    return user


@asynccontextmanager
async def bot_of(base_url: str, token: str = TOKEN) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(base_url))
    bot = Bot(token, session, default=DefaultBotProperties(parse_mode="HTML"))
    try:
        yield bot
    finally:
        if session._session:
            await session._session.close()


@asynccontextmanager
async def polled(dispatcher: Dispatcher, bot: Bot) -> AsyncIterator[None]:
    """A dispatcher that takes updates while the block runs."""
    task = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False),
    )
    try:
        yield
    finally:
        with suppress(RuntimeError):
            await dispatcher.stop_polling()
        await task

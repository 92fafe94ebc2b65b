"""What reaches Telegram is the same, whether it went as JSON or as the form that aiogram writes."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ButtonStyle, ParseMode
from aiogram.methods import (
    DeleteMessage,
    GetUpdates,
    SendDocument,
    SendMessage,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
)
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.playground import TelegramServer, parameters
from bot.session import JsonSession
from tests.wire.fixtures import TOKEN

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(
                text="Мәртебе", callback_data="menu:status", style=ButtonStyle.PRIMARY
            )
        ],
        [InlineKeyboardButton(text="Сома", copy_text=CopyTextButton(text="4 250"))],
    ]
)
FILE = BufferedInputFile("күні;сома\n".encode(), "жоспар.csv")
METHODS = [
    SendMessage(chat_id=1, text="<b>Сақтандырылған</b> & «жарна»\n100 %", reply_markup=KEYBOARD),
    SendMessage(
        chat_id=1,
        text="да",
        parse_mode=None,
        disable_notification=False,
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    ),
    SendDocument(chat_id=1, document=FILE, caption="Жоспар", reply_markup=KEYBOARD),
    DeleteMessage(chat_id=1, message_id=2),
    GetUpdates(timeout=30, offset=0, allowed_updates=["message", "callback_query"]),
    SetMyCommands(
        commands=[BotCommand(command="status", description="мәртебе")],
        scope=BotCommandScopeAllPrivateChats(),
    ),
]


class Heard:
    """A Telegram that only writes down how it is asked."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.told: list[dict[str, object]] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.kinds.append(request.content_type)
        self.told.append((await parameters.read(request)).recorded())
        return web.json_response({"ok": False, "description": "heard"}, status=400)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def bots(heard: Heard) -> AsyncIterator[tuple[Bot, Bot]]:
    app = web.Application()
    app.router.add_post("/{path:.*}", heard.answer)
    defaults = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    async with TestServer(app) as server:
        api = TelegramAPIServer.from_base(str(server.make_url("")))
        ours, usual = JsonSession(api=api), AiohttpSession(api=api)
        async with (
            Bot("42:token", ours, default=defaults) as first,
            Bot("42:token", usual, default=defaults) as second,
        ):
            yield first, second


@pytest.mark.parametrize("method", METHODS, ids=lambda one: type(one).__name__)
async def test_nothing_is_lost_or_added(
    bots: tuple[Bot, Bot], heard: Heard, method: TelegramMethod[object]
) -> None:
    for bot in bots:
        with pytest.raises(Exception, match="heard"):
            await bot(method)
    ours, usual = heard.told
    files = {name for name, value in usual.items() if str(value).startswith("attach://")}
    assert {name for name in ours if name in files} == files
    for told in (ours, usual):  # each upload has a name by chance
        sent = {name: told.pop(name) for name in files}
        uploads = {told.pop(str(name).removeprefix("attach://")) for name in sent.values()}
        assert uploads == ({FILE.filename} if files else set())
    assert ours == usual


async def test_what_comes_back_says_which_message_it_is(endpoint: TelegramServer) -> None:
    """Its words and buttons are not read again: who has sent them knows them."""
    user = endpoint.user()
    await endpoint.send_text(user, "/start")
    api = TelegramAPIServer.from_base(endpoint.base_url)
    async with Bot(TOKEN, JsonSession(api=api)) as bot:
        await bot.get_updates()
        sent = await bot.send_message(user.id, "жарна", reply_markup=KEYBOARD)
        changed = await sent.edit_text("жарна төленді")
        last = endpoint.chat(user).messages[-1]
        assert isinstance(changed, Message)
        assert (sent.message_id, changed.message_id) == (last.id, last.id)
        assert (sent.chat.id, sent.text, sent.reply_markup) == (user.id, None, None)
        assert (await bot.me()).is_bot
        assert await bot.delete_message(user.id, sent.message_id)


async def test_only_what_brings_a_file_goes_as_a_form(bots: tuple[Bot, Bot], heard: Heard) -> None:
    for method in METHODS:
        with pytest.raises(Exception, match="heard"):
            await bots[0](method)
    forms = [type(one) for one, kind in zip(METHODS, heard.kinds, strict=True) if "form" in kind]
    assert forms == [SendDocument]
    assert set(heard.kinds) == {"application/json", "multipart/form-data"}

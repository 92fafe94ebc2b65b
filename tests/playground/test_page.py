import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from aiohttp import ClientSession

from bot.playground import Person, TelegramServer
from bot.playground.page import LANGUAGES, STATIC
from bot.playground.phones import PICTURE
from tests.playground.conftest import bot_of
from tests.wire.fixtures import TOKEN

CITIZEN, SUPPORT = 0, 1
PEOPLE = (Person(101, "citizen", "Айгүл"), Person(102, "support", "Ерлан"))
MENU = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Menu", callback_data="menu")]],
)


class Browser:
    """The page's side of the wire."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session

    async def act(self, who: int, name: str, /, **details: Any) -> None:
        async with self.session.post(f"/page/{name}", json={"who": who, **details}) as answer:
            assert answer.status == 200, await answer.text()

    @asynccontextmanager
    async def watching(self, who: int) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        async with self.session.get("/page/events", params={"who": who}) as stream:
            assert stream.status == 200
            yield (
                json.loads(line.decode().removeprefix("data: "))
                async for line in stream.content
                if line.strip()
            )


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(TOKEN, people=PEOPLE, bot_name="МӘМС").running() as server:
        yield server


@pytest.fixture
async def browser(server: TelegramServer) -> AsyncIterator[Browser]:
    async with ClientSession(server.base_url) as session:
        yield Browser(session)


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_of(server.base_url) as bot:
        yield bot


async def test_the_page_and_its_parts_are_served(browser: Browser) -> None:
    async with browser.session.get("/") as answer:
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        source = await answer.text()
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', source):
        async with browser.session.get(path) as answer:
            assert answer.status == 200, path
    async with browser.session.get("/page/people") as answer:
        assert await answer.json() == {
            "people": [
                {"role": "citizen", "name": "Айгүл"},
                {"role": "support", "name": "Ерлан"},
            ],
            "languages": list(LANGUAGES),
        }


async def test_a_talk_is_seen_as_it_goes(browser: Browser, bot: Bot) -> None:
    async with browser.watching(CITIZEN) as events:
        whole = await anext(events)
        assert (whole["event"], whole["messages"], whole["bot"]) == ("chat", [], "МӘМС")
        await browser.act(CITIZEN, "say", text="/start")
        said = (await anext(events))["message"]
        assert (said["own"], said["text"]) == (True, "/start")
        assert said["entities"][0]["type"] == "bot_command"
        await bot.send_chat_action(101, "typing")
        assert (await anext(events))["event"] == "typing"
        sent = await bot.send_message(101, "<b>x</b>", reply_markup=MENU)
        shown = (await anext(events))["message"]
        assert (shown["own"], shown["entities"][0]["type"]) == (False, "bold")
        await browser.act(CITIZEN, "tap", message=sent.message_id, data="menu")
        query = (await bot.get_updates())[-1].callback_query
        assert query
        await bot.answer_callback_query(query.id, "done", show_alert=True)
        assert await anext(events) == {
            "event": "answer",
            "alert": True,
            "message": sent.message_id,
            "data": "menu",
            "text": "done",
        }
        await sent.edit_text("y")
        assert (await anext(events))["message"]["edited"]
        await sent.delete()
        assert (await anext(events))["message"]["deleted"]


async def test_everything_of_the_attach_menu_reaches_the_bot(browser: Browser, bot: Bot) -> None:
    content = base64.b64encode(b"a;b").decode()
    for kind in ("voice", "photo", "sticker"):
        await browser.act(CITIZEN, "send", kind=kind)
    await browser.act(CITIZEN, "send", kind="document", name="a.csv", content=content)
    await browser.act(CITIZEN, "contact")
    updates = await bot.get_updates()
    kinds = [update.message.content_type for update in updates if update.message]
    assert kinds == ["voice", "photo", "sticker", "document", "contact"]


async def test_several_documents_are_an_album(browser: Browser, bot: Bot) -> None:
    files = [
        {"name": "same.po", "content": base64.b64encode(content).decode()}
        for content in (b"one", b"two")
    ]
    await browser.act(CITIZEN, "send", kind="album", files=files)
    messages = [update.message for update in await bot.get_updates() if update.message]
    assert len({message.media_group_id for message in messages} - {None}) == 1
    contents = []
    for message in messages:
        assert message.document
        assert message.document.file_name == "same.po"
        fetched = await bot.download(message.document)
        assert fetched
        contents.append(fetched.read())
    assert contents == [b"one", b"two"]


async def test_ones_own_message_can_be_edited_and_no_other(browser: Browser, bot: Bot) -> None:
    await browser.act(CITIZEN, "say", text="x")
    (update,) = await bot.get_updates()
    assert update.message
    await browser.act(CITIZEN, "edit", message=update.message.message_id, text="y")
    edited = (await bot.get_updates(offset=-1))[0].edited_message
    assert edited
    assert edited.text == "y"
    sent = await bot.send_message(101, "mine")
    edit = {"who": CITIZEN, "message": sent.message_id, "text": "z"}
    async with browser.session.post("/page/edit", json=edit) as answer:
        assert answer.status == 400


async def test_files_are_given_as_they_are(browser: Browser, bot: Bot) -> None:
    await browser.act(CITIZEN, "say", text="/start")
    await bot.send_document(101, BufferedInputFile(b"<script>", "a.html"))
    await bot.send_photo(101, BufferedInputFile(PICTURE + b"\0", "a.png"))
    async with browser.watching(CITIZEN) as events:
        _, document, photo = (await anext(events))["messages"]
    async with browser.session.get(document["file"]["url"]) as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.content_type == "application/octet-stream"
        assert await answer.read() == b"<script>"
    assert photo["file"]["shown"]
    async with browser.session.get(photo["file"]["url"]) as answer:
        assert answer.content_type == "image/png"


async def test_commands_follow_the_language_of_the_app(browser: Browser, bot: Bot) -> None:
    for code, words in (("kk", "Бастау"), ("ru", "Начать")):
        await bot.set_my_commands([BotCommand(command="start", description=words)], None, code)
    async with browser.watching(CITIZEN) as events:
        assert (await anext(events))["commands"][0]["description"] == "Бастау"
        await browser.act(CITIZEN, "language", language="ru")
        profile = await anext(events)
        assert (profile["language"], profile["commands"][0]["description"]) == ("ru", "Начать")


async def test_starting_over_makes_a_citizen_new_and_clears_the_chat_of_staff(
    browser: Browser,
    bot: Bot,
) -> None:
    for who in (CITIZEN, SUPPORT):
        await browser.act(who, "say", text="before")
        async with browser.watching(who) as events:
            await anext(events)
            await browser.act(who, "over")
            assert (await anext(events))["event"] == "over"
        async with browser.watching(who) as events:
            assert (await anext(events))["messages"] == []
        await browser.act(who, "say", text="after")
    writers = [
        update.message.from_user.id
        for update in await bot.get_updates()
        if update.message and update.message.from_user
    ]
    assert writers[0] == 101
    assert writers[1] not in {101, 102}
    assert writers[2:] == [102, 102]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/page/say", {"who": 7, "text": "x"}, 400),
        ("/page/say", {"who": -1, "text": "x"}, 400),
        ("/page/say", {"text": "x"}, 400),
        ("/page/say", {"who": 0, "text": " "}, 400),
        ("/page/say", [], 400),
        ("/page/tap", {"who": 0, "message": 99, "data": "x"}, 400),
        ("/page/send", {"who": 0, "kind": "bomb"}, 400),
        ("/page/send", {"who": 0, "kind": "document", "name": "a", "content": "?"}, 400),
        ("/page/send", {"who": 0, "kind": "document", "name": "a", "content": ""}, 400),
        ("/page/send", {"who": 0, "kind": "album", "files": []}, 400),
        ("/page/send", {"who": 0, "kind": "album", "files": [{"name": "a"}]}, 400),
        ("/page/language", {"who": 0, "language": "fr"}, 400),
        ("/page/fly", {"who": 0}, 404),
    ],
)
async def test_acts_that_cannot_be_done_are_refused(
    browser: Browser,
    path: str,
    body: object,
    status: int,
) -> None:
    async with browser.session.post(path, json=body) as answer:
        assert answer.status == status


async def test_only_the_own_page_can_drive_the_chat(browser: Browser) -> None:
    act = {"who": 0, "text": "x"}
    own = {"Origin": str(browser.session._base_url).rstrip("/")}
    foreign = {"Origin": "https://evil.example"}
    rebound = {"Host": "evil.example", "Origin": "http://evil.example"}
    for headers, status in ((own, 200), (foreign, 403), (rebound, 403)):
        async with browser.session.post("/page/say", json=act, headers=headers) as answer:
            assert answer.status == status
    async with browser.session.get("/page/events", headers=foreign) as answer:
        assert answer.status == 403
    async with browser.session.post("/page/say", data=json.dumps(act)) as answer:
        assert answer.status == 400


async def test_a_server_stops_while_somebody_watches() -> None:
    async with ClientSession() as session:
        async with TelegramServer(TOKEN, people=PEOPLE).running() as server:
            stream = await session.get(f"{server.base_url}/page/events?who=0")
            begun = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - begun < 0.5
        stream.close()


async def test_without_the_page_only_the_api_answers() -> None:
    async with (
        TelegramServer(TOKEN, page=False).running() as server,
        ClientSession(server.base_url) as session,
        session.get("/") as answer,
    ):
        assert answer.status == 404


def test_the_pages_words_are_there_in_every_language() -> None:
    words = json.loads((STATIC / "words.json").read_text(encoding="utf-8"))
    assert set(words) == set(LANGUAGES)
    assert words["kk"].keys() == words["ru"].keys() == words["en"].keys()
    assert all(text for language in words.values() for text in language.values())
    used = r'data-(?:word|label)="([\w-]+)"|\b(?:word|hint|status)\("([\w-]+)"\)'
    for source in [*STATIC.glob("*.html"), *STATIC.glob("*.js")]:
        for pair in re.findall(used, source.read_text(encoding="utf-8")):
            assert set(pair) - {""} <= words["kk"].keys()


def test_the_page_needs_nothing_from_elsewhere() -> None:
    for source in STATIC.iterdir():
        text = source.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"(?:src|href|url\(|from|import)\W{0,3}https?:", text), source.name

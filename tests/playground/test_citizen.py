"""The citizen of the tests notices bad manners of a bot."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.enums import ContentType
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)

from bot.playground import TelegramServer
from tests.playground.conftest import polled
from tests.wire import Citizen

Meeting = Callable[[], AbstractAsyncContextManager[Citizen]]

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text=name.title(), callback_data=f"do:{name}")
            for name in ("edit", "silent", "both", "twice")
        ],
        [InlineKeyboardButton(text="Copy", copy_text=CopyTextButton(text="122"))],
    ],
)


def toy() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.callback_query(F.data == "do:edit")
    async def edit(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("edited", reply_markup=KEYBOARD)
        await query.answer()

    @dispatcher.callback_query(F.data == "do:silent")
    async def silent(_: CallbackQuery) -> None:
        pass

    @dispatcher.callback_query(F.data == "do:both")
    async def both(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("edited", reply_markup=KEYBOARD)
        await query.message.answer("and sent")
        await query.answer()

    @dispatcher.callback_query(F.data == "do:twice")
    async def twice(query: CallbackQuery) -> None:
        await query.answer()
        await query.answer()

    @dispatcher.message(F.text == "file")
    async def file(message: Message) -> None:
        await message.answer("here")
        await message.answer_document(BufferedInputFile(b"x", "a.csv"), caption="<b>it</b>")

    @dispatcher.message(F.text == "words")
    async def words(message: Message) -> None:
        keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Menu")]])
        await message.answer("words", reply_markup=keys)

    @dispatcher.edited_message()
    async def edited(message: Message) -> None:
        await message.answer(f"now {message.text}")

    @dispatcher.message(F.text == "hush")
    async def hush(_: Message) -> None:
        pass

    @dispatcher.message()
    async def anything(message: Message) -> None:
        await message.answer(
            f"<i>{ContentType(message.content_type).value}</i>", reply_markup=KEYBOARD
        )

    return dispatcher


@pytest.fixture
def meeting(endpoint: TelegramServer, bot: Bot) -> Meeting:
    @asynccontextmanager
    async def meet() -> AsyncIterator[Citizen]:
        dispatcher = toy()

        async def settled() -> None:
            """However long an answer takes: the first of its kind takes longer."""
            await endpoint.drained()
            await asyncio.gather(*dispatcher._handle_update_tasks)

        async with polled(dispatcher, bot):
            yield Citizen(endpoint, endpoint.user(), settled)

    return meet


async def test_a_citizen_sees_what_the_bot_says(meeting: Meeting) -> None:
    async with meeting() as citizen:
        await citizen.says("hello")
        assert (citizen.screen.text, citizen.screen.html) == ("text", "<i>text</i>")
        assert [button.data for button in citizen.screen.buttons[0]][:2] == ["do:edit", "do:silent"]
        assert citizen.screen.buttons[1][0].copy == "122"
        await citizen.says("file")
        assert [screen.text for screen in citizen.heard] == ["here", "it"]
        assert (citizen.screen.document, citizen.screen.document_name) == (b"x", "a.csv")
        await citizen.says("words")
        assert citizen.keyboard == [["Menu"]]
        await citizen.says("hush")
        assert citizen.heard == []


async def test_a_citizen_sends_more_than_words(meeting: Meeting) -> None:
    async with meeting() as citizen:
        await citizen.sends_voice()
        assert citizen.screen.text == "voice"
        await citizen.sends_photo()
        assert citizen.screen.text == "photo"
        await citizen.sends_sticker()
        assert citizen.screen.text == "sticker"
        await citizen.sends_document("a.csv", b"x")
        assert citizen.screen.text == "document"
        await citizen.shares_contact()
        assert citizen.screen.text == "contact"
        await citizen.says("one")
        await citizen.edits("two")
        assert citizen.screen.text == "now two"


async def test_buttons_are_found_by_data_text_and_pattern(meeting: Meeting) -> None:
    async with meeting() as citizen:
        await citizen.says("hello")
        first = citizen.screen
        await citizen.taps("do:ed")
        assert citizen.screen.text == "edited"
        assert citizen.screen.message_id == first.message_id
        await citizen.says("hello")
        await citizen.taps("Edit")
        await citizen.says("hello")
        await citizen.taps(re.compile("^do:edit$"))
        with pytest.raises(AssertionError, match=r"no button 'do:fly'.*Edit \(do:edit\)"):
            await citizen.taps("do:fly")
        with pytest.raises(AssertionError, match="tells the bot nothing"):
            await citizen.taps("Copy")


async def test_a_tap_without_an_answer_is_noticed(meeting: Meeting) -> None:
    async with meeting() as citizen:
        await citizen.says("hello")
        with pytest.raises(AssertionError, match="taps without an answer"):
            await citizen.taps("do:silent")


async def test_a_second_answer_is_noticed(meeting: Meeting) -> None:
    async with meeting() as citizen:
        await citizen.says("hello")
        with pytest.raises(AssertionError, match="query is too old"):
            await citizen.taps("do:twice")


async def test_two_changes_for_one_tap_are_noticed(meeting: Meeting) -> None:
    async with meeting() as citizen:
        await citizen.says("hello")
        with pytest.raises(AssertionError, match="both changed a screen and sent"):
            await citizen.taps("do:both")


async def test_refused_calls_are_noticed_unless_asked_for(
    meeting: Meeting,
    endpoint: TelegramServer,
) -> None:
    async with meeting() as citizen:
        await citizen.says("hello")
        await citizen.taps("do:edit")
        with pytest.raises(AssertionError, match="message is not modified"):
            await citizen.taps("do:edit")
        citizen.tolerated = ("message is not modified", "query is too old")
        await citizen.says("hello")
        endpoint.fail_next("sendMessage", 500, "Internal Server Error")
        await citizen.says("hello")
        assert citizen.heard == []

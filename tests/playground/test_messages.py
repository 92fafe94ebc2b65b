from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    CopyTextButton,
    ForceReply,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from aiohttp import ClientSession

from bot.playground import TelegramServer, User
from bot.playground.phones import PICTURE


def inline(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button] for button in buttons])


def button(**action: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text="x", **action)


MENU = inline(button(callback_data="menu"))
WORDS = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Menu")]], is_persistent=True)


class TestSending:
    async def test_html_is_shown_as_text_and_entities(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        sent = await bot.send_message(reader.id, "<b>A</b> &amp; b", reply_markup=MENU)
        assert sent.text == "A & b"
        assert sent.entities
        assert sent.entities[0].type == "bold"
        kept = endpoint.chat(reader).messages[-1]
        assert (kept.text, kept.html, kept.from_bot) == ("A & b", "<b>A</b> &amp; b", True)
        assert kept.reply_markup == {"inline_keyboard": [[{"text": "x", "callback_data": "menu"}]]}

    @pytest.mark.parametrize(
        ("text", "description"),
        [
            ("", "message text is empty"),
            ("<b> </b>", "text must be non-empty"),
            ("x" * 4097, "message is too long"),
            ("<b>x", "can't parse entities: Can't find end tag"),
        ],
    )
    async def test_texts_that_telegram_refuses(
        self,
        bot: Bot,
        reader: User,
        text: str,
        description: str,
    ) -> None:
        with pytest.raises(TelegramBadRequest, match=description):
            await bot.send_message(reader.id, text)

    async def test_the_limit_counts_what_people_see(self, bot: Bot, reader: User) -> None:
        await bot.send_message(reader.id, f"<b>{'&lt;' * 4096}</b>")

    @pytest.mark.parametrize(
        ("faulty", "description"),
        [
            (button(), "Text buttons are unallowed in the inline keyboard"),
            (button(callback_data=""), "Text buttons are unallowed"),
            (button(callback_data="x", url="https://fms.kz"), "exactly one action"),
            (button(callback_data="ә" * 33), "BUTTON_DATA_INVALID"),
            (button(copy_text=CopyTextButton(text="")), "BUTTON_COPY_TEXT_INVALID"),
            (button(copy_text=CopyTextButton(text="x" * 257)), "BUTTON_COPY_TEXT_INVALID"),
            (button(url="ftp://fms.kz"), "Unsupported URL protocol"),
            (button(url="http://nowhere"), "Wrong HTTP URL"),
            (InlineKeyboardButton(text=" ", callback_data="x"), "must be non-empty"),
        ],
    )
    async def test_buttons_that_telegram_refuses(
        self,
        bot: Bot,
        reader: User,
        faulty: InlineKeyboardButton,
        description: str,
    ) -> None:
        with pytest.raises(TelegramBadRequest, match=description):
            await bot.send_message(reader.id, "x", reply_markup=inline(faulty))

    async def test_buttons_at_the_limit_are_taken(self, bot: Bot, reader: User) -> None:
        at_limit = inline(
            button(callback_data="ә" * 32),
            button(copy_text=CopyTextButton(text="x" * 256)),
            button(url="https://fms.kz"),
        )
        await bot.send_message(reader.id, "x", reply_markup=at_limit)

    async def test_more_than_a_hundred_buttons_are_refused(self, bot: Bot, reader: User) -> None:
        many = inline(*[button(callback_data=str(number)) for number in range(101)])
        with pytest.raises(TelegramBadRequest, match="REPLY_MARKUP_TOO_LONG"):
            await bot.send_message(reader.id, "x", reply_markup=many)

    async def test_reply_keyboard_stays_until_it_is_removed(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        contact = KeyboardButton(text="Phone", request_contact=True)
        await bot.send_message(
            reader.id,
            "x",
            reply_markup=ReplyKeyboardMarkup(keyboard=[[contact]], is_persistent=True),
        )
        await bot.send_message(reader.id, "y", reply_markup=ForceReply())
        shown = endpoint.chat(reader).keyboard
        assert shown
        assert shown["keyboard"] == [[{"text": "Phone", "request_contact": True}]]
        await bot.send_message(reader.id, "z", reply_markup=ReplyKeyboardRemove())
        assert endpoint.chat(reader).keyboard is None

    async def test_a_group_gives_no_phone_numbers(self, endpoint: TelegramServer, bot: Bot) -> None:
        contact = KeyboardButton(text="Phone", request_contact=True)
        with pytest.raises(TelegramBadRequest, match="private chats only"):
            await bot.send_message(
                endpoint.group().id,
                "x",
                reply_markup=ReplyKeyboardMarkup(keyboard=[[contact]]),
            )

    async def test_nobody_is_addressed_first(self, endpoint: TelegramServer, bot: Bot) -> None:
        stranger = endpoint.user()
        for chat_id in (stranger.id, 5):
            with pytest.raises(TelegramBadRequest, match="chat not found"):
                await bot.send_message(chat_id, "x")

    async def test_a_blocked_bot_is_forbidden_until_the_person_writes(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        await endpoint.block(reader)
        with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
            await bot.send_message(reader.id, "x")
        await endpoint.send_text(reader, "again")
        await bot.send_message(reader.id, "x")

    async def test_replies_need_their_message(self, bot: Bot, reader: User) -> None:
        lost = ReplyParameters(message_id=999)
        with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
            await bot.send_message(reader.id, "x", reply_parameters=lost)
        anyhow = ReplyParameters(message_id=999, allow_sending_without_reply=True)
        await bot.send_message(reader.id, "x", reply_parameters=anyhow)


class TestFiles:
    async def test_a_document_goes_out_and_comes_back(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        sent = await bot.send_document(
            reader.id,
            BufferedInputFile("сумма;1\n".encode(), "төлем.csv"),
            caption="<i>c</i>",
            reply_markup=MENU,
        )
        assert sent.document
        assert sent.document.file_name == "төлем.csv"
        assert sent.caption == "c"
        assert endpoint.chat(reader).messages[-1].document == "сумма;1\n".encode()
        again = await bot.send_document(reader.id, sent.document.file_id)
        assert again.document
        fetched = await bot.download(again.document)
        assert fetched
        assert fetched.read() == "сумма;1\n".encode()

    async def test_a_persons_document_can_be_fetched(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        await endpoint.send_document(reader, "kk.po", b"msgid")
        update = (await bot.get_updates())[-1]
        assert update.message
        assert update.message.document
        fetched = await bot.download(update.message.document)
        assert fetched
        assert fetched.read() == b"msgid"

    @pytest.mark.parametrize(
        ("content", "caption", "description"),
        [
            (b"", "", "file must be non-empty"),
            (b"x", "c" * 1025, "message caption is too long"),
        ],
    )
    async def test_documents_that_telegram_refuses(
        self,
        bot: Bot,
        reader: User,
        content: bytes,
        caption: str,
        description: str,
    ) -> None:
        with pytest.raises(TelegramBadRequest, match=description):
            await bot.send_document(
                reader.id,
                BufferedInputFile(content, "a.csv"),
                caption=caption,
            )

    async def test_a_photo_must_be_a_picture(self, bot: Bot, reader: User) -> None:
        sent = await bot.send_photo(reader.id, BufferedInputFile(PICTURE, "a.png"))
        assert sent.photo
        with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
            await bot.send_photo(reader.id, BufferedInputFile(b"x", "a.png"))

    async def test_an_unknown_file_is_not_there(self, bot: Bot) -> None:
        with pytest.raises(TelegramBadRequest, match="wrong file_id"):
            await bot.get_file("lost")


class TestChanges:
    async def test_an_edit_replaces_text_and_buttons(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        sent = await bot.send_message(reader.id, "x", reply_markup=MENU)
        edited = await bot.edit_message_text(
            "<b>y</b>",
            chat_id=reader.id,
            message_id=sent.message_id,
        )
        assert isinstance(edited, Message)
        assert (edited.text, edited.reply_markup) == ("y", None)
        kept = endpoint.chat(reader).messages[-1]
        assert kept.edited
        assert kept.reply_markup is None

    async def test_the_same_again_is_refused(self, bot: Bot, reader: User) -> None:
        sent = await bot.send_message(reader.id, "<b>x</b>", reply_markup=MENU)
        for change in (
            sent.edit_text("<strong>x</strong>", reply_markup=MENU),
            sent.edit_reply_markup(reply_markup=MENU),
        ):
            with pytest.raises(TelegramBadRequest, match="message is not modified"):
                await change
        await sent.edit_text("x", reply_markup=MENU)

    async def test_only_the_bots_messages_with_inline_keyboards_can_be_edited(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        own = await endpoint.send_text(reader, "mine")
        with_words = await bot.send_message(reader.id, "x", reply_markup=WORDS)
        for number in (own.id, with_words.message_id):
            with pytest.raises(TelegramBadRequest, match="message can't be edited"):
                await bot.edit_message_text("y", chat_id=reader.id, message_id=number)

    async def test_an_edit_takes_inline_keyboards_only(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        sent = await bot.send_message(reader.id, "x")
        edit = {
            "chat_id": reader.id,
            "message_id": sent.message_id,
            "text": "y",
            "reply_markup": {"keyboard": [["Menu"]]},
        }
        url = f"{endpoint.base_url}/bot{bot.token}/editMessageText"
        async with ClientSession() as session, session.post(url, json=edit) as answer:
            told = await answer.json()
        assert told["description"] == "Bad Request: inline keyboard expected"

    async def test_a_document_has_a_caption_and_no_text(self, bot: Bot, reader: User) -> None:
        sent = await bot.send_document(reader.id, BufferedInputFile(b"x", "a.csv"))
        with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
            await sent.edit_text("y")
        edited = await sent.edit_caption(caption="y")
        assert isinstance(edited, Message)
        assert edited.caption == "y"

    async def test_deleted_messages_are_gone(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        sent = await bot.send_message(reader.id, "x")
        theirs = await endpoint.send_text(reader, "a secret")
        await bot.delete_message(reader.id, theirs.id)
        await sent.delete()
        assert endpoint.chat(reader).find(sent.message_id) is None
        assert theirs.deleted
        with pytest.raises(TelegramBadRequest, match="message to delete not found"):
            await sent.delete()
        with pytest.raises(TelegramBadRequest, match="message to edit not found"):
            await sent.edit_text("y")
        assert await bot.delete_messages(reader.id, [sent.message_id, theirs.id])

    async def test_old_messages_stay(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        theirs = await endpoint.send_text(reader, "x")
        theirs.date -= int(timedelta(hours=49).total_seconds())
        with pytest.raises(TelegramBadRequest, match="can't be deleted for everyone"):
            await bot.delete_message(reader.id, theirs.id)

    async def test_a_message_of_another_chat_is_not_found(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        other = endpoint.user()
        await endpoint.send_text(other, "x")
        sent = await bot.send_message(other.id, "x")
        with pytest.raises(TelegramBadRequest, match="message to edit not found"):
            await bot.edit_message_text("y", chat_id=reader.id, message_id=sent.message_id)


class TestTaps:
    async def test_one_tap_has_one_answer(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        sent = await bot.send_message(reader.id, "x", reply_markup=MENU)
        tap = await endpoint.tap(reader, sent.message_id, "menu")
        assert endpoint.unanswered_taps == [tap]
        query = (await bot.get_updates())[-1].callback_query
        assert query
        assert (query.data, query.from_user.id) == ("menu", reader.id)
        await bot.answer_callback_query(query.id, "done", show_alert=True)
        assert endpoint.unanswered_taps == []
        assert (tap.text, tap.show_alert) == ("done", True)
        for number in (query.id, "unknown"):
            with pytest.raises(TelegramBadRequest, match="query is too old"):
                await bot.answer_callback_query(number)

    async def test_long_answers_are_refused(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        sent = await bot.send_message(reader.id, "x", reply_markup=MENU)
        tap = await endpoint.tap(reader, sent.message_id, "menu")
        with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
            await bot.answer_callback_query(tap.id, "x" * 201)
        await bot.answer_callback_query(tap.id, "x" * 200)

    async def test_a_button_of_a_deleted_message_can_still_be_tapped(
        self,
        endpoint: TelegramServer,
        bot: Bot,
        reader: User,
    ) -> None:
        sent = await bot.send_message(reader.id, "x", reply_markup=MENU)
        await sent.delete()
        await endpoint.tap(reader, sent.message_id, "menu")
        query = (await bot.get_updates())[-1].callback_query
        assert query
        assert query.message
        assert isinstance(query.message, InaccessibleMessage)

"""The line above everything that is sent meanwhile."""

from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendDocument, SendMessage
from aiogram.methods.base import TelegramMethod
from aiogram.types import BufferedInputFile

from bot.frame import Frame
from bot.texts import Markup

LINE = Markup("<b>line</b>")


class Recorder(Bot):
    """A bot whose calls go through a frame and nowhere else."""

    def __init__(self, frame: Frame) -> None:
        super().__init__("1:token-of-a-test", default=DefaultBotProperties(parse_mode="HTML"))
        self.frame = frame
        self.sent: list[Any] = []

    async def __call__(
        self, method: TelegramMethod[Any], request_timeout: int | None = None
    ) -> Any:
        async def record(_bot: Bot, method: TelegramMethod[Any]) -> Any:
            self.sent.append(method)
            return True

        return await self.frame(record, self, method)


async def test_every_kind_of_message_carries_it() -> None:
    bot = Recorder(Frame())
    file = BufferedInputFile(b"x", "x.csv")
    with bot.frame.showing(LINE):
        await bot(SendMessage(chat_id=1, text="a"))
        await bot(EditMessageText(chat_id=1, message_id=2, text="b"))
        await bot(SendDocument(chat_id=1, document=file, caption="c"))
        await bot(SendDocument(chat_id=1, document=file))
        await bot(AnswerCallbackQuery(callback_query_id="1", text="d"))
    await bot(SendMessage(chat_id=1, text="e"))
    message, edit, captioned, bare, answer, later = bot.sent
    assert message.text == "<b>line</b>\n\na"
    assert edit.text == "<b>line</b>\n\nb"
    assert captioned.caption == "<b>line</b>\n\nc"
    assert bare.caption == "<b>line</b>"
    assert (answer.text, later.text) == ("d", "e")


async def test_where_there_is_no_room_it_goes_before() -> None:
    bot = Recorder(Frame())
    with bot.frame.showing(LINE):
        await bot(SendMessage(chat_id=1, text="x" * 4095))
    line, message = bot.sent
    assert line.text == LINE
    assert message.text == "x" * 4095


async def test_a_line_within_a_line_gives_way_and_comes_back() -> None:
    bot = Recorder(Frame())
    with bot.frame.showing(LINE):
        with bot.frame.showing(None):
            await bot(SendMessage(chat_id=1, text="a"))
        await bot(SendMessage(chat_id=1, text="b"))
    assert [one.text for one in bot.sent] == ["a", "<b>line</b>\n\nb"]

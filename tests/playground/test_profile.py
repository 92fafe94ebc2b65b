import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
)

from bot.playground import TelegramServer, User

START = BotCommand(command="start", description="Бастау")


async def test_commands_are_kept_by_scope_and_language(
    endpoint: TelegramServer,
    bot: Bot,
    reader: User,
) -> None:
    staff = BotCommand(command="trace", description="Trace")
    await bot.set_my_commands([START], BotCommandScopeAllPrivateChats(), "kk")
    await bot.set_my_commands([staff], BotCommandScopeChat(chat_id=reader.id))
    (kept,) = await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "kk")
    assert (kept.command, kept.description) == ("start", "Бастау")
    assert await bot.get_my_commands() == []
    shown = endpoint.network.profile.commands_for
    assert shown(reader.id, "kk")[0]["command"] == "trace"
    assert shown(1, "kk")[0]["command"] == "start"
    assert shown(1, "ru") == []
    await bot.delete_my_commands(BotCommandScopeChat(chat_id=reader.id))
    assert shown(reader.id, "kk")[0]["command"] == "start"


@pytest.mark.parametrize(
    ("command", "description", "refusal"),
    [
        ("Start", "x", "BOT_COMMAND_INVALID"),
        ("бастау", "x", "BOT_COMMAND_INVALID"),
        ("x" * 33, "x", "command length must not exceed 32"),
        ("", "x", "command must be non-empty"),
        ("x", "", "command description must be non-empty"),
        ("x", "x" * 257, "command description length must not exceed 256"),
    ],
)
async def test_commands_that_telegram_refuses(
    bot: Bot,
    command: str,
    description: str,
    refusal: str,
) -> None:
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.set_my_commands([BotCommand(command=command, description=description)])


async def test_more_than_a_hundred_commands_are_refused(bot: Bot) -> None:
    many = [BotCommand(command=f"c{number}", description="x") for number in range(101)]
    with pytest.raises(TelegramBadRequest, match="BOT_COMMANDS_TOO_MUCH"):
        await bot.set_my_commands(many)


async def test_a_scope_of_an_unknown_chat_is_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.set_my_commands([START], BotCommandScopeChat(chat_id=5))


async def test_a_language_has_two_letters(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="invalid language code"):
        await bot.set_my_commands([START], language_code="kaz")


async def test_words_about_the_bot_fall_back_to_no_language(bot: Bot) -> None:
    await bot.set_my_name("МӘМС", "kk")
    await bot.set_my_description("What it does")
    await bot.set_my_short_description("Short")
    assert (await bot.get_my_name("kk")).name == "МӘМС"
    assert (await bot.get_my_name("ru")).name == "Bot"
    assert (await bot.get_my_description("kk")).description == "What it does"
    assert (await bot.get_my_short_description()).short_description == "Short"


async def test_long_words_are_refused(bot: Bot) -> None:
    await bot.set_my_description("x" * 512)
    await bot.set_my_short_description("x" * 120)
    with pytest.raises(TelegramBadRequest):
        await bot.set_my_description("x" * 513)
    with pytest.raises(TelegramBadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_the_menu_button_is_kept(bot: Bot) -> None:
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button()).type == "commands"

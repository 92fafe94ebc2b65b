"""The menu, help, giving up; and the way to every place of the bot."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.headline import Headline
from bot.middlewares import Onward, Places
from bot.screen import say, show
from bot.texts import Texts
from handlers import keyboards
from handlers.callbacks import Menu


def router(places: Places) -> Router:
    """Each place is reached by a command and by buttons, from anywhere."""
    router = Router(name="menu")
    router.message.register(cancel, Command("cancel", ignore_case=True))
    router.message.register(go_by_command, Command(*places, ignore_case=True))
    known = F.to.func(lambda link: link.partition("_")[0] in places)
    router.callback_query.register(go_by_button, Menu.filter(known))
    return router


async def go_by_command(message: Message, command: CommandObject, onward: Onward) -> None:
    await onward(message, command.command.lower())


async def go_by_button(query: CallbackQuery, callback_data: Menu, onward: Onward) -> None:
    await onward(query, callback_data.to)


async def open_menu(
    event: Message | CallbackQuery, state: FSMContext, texts: Texts, headline: Headline
) -> None:
    """Nothing is waited for any more, but a plan's ticks and marked months stay."""
    await state.set_state(None)
    page = await headline.above(texts("menu.title"), texts)
    await show(event, page, keyboards.menu(texts))


async def open_help(event: Message | CallbackQuery, texts: Texts) -> None:
    await show(event, texts("help.page"), keyboards.pages(texts))


async def cancel(message: Message, state: FSMContext, texts: Texts) -> None:
    what = (await state.get_state() or "nothing:").partition(":")[0].lower()
    await state.clear()
    known = what if texts.has(f"cancel.{what}") else "other"
    await say(message, texts(f"cancel.{known}"), keyboards.menu(texts))

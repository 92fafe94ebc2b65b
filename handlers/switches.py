"""`/switches`: parts of the bot turned off and on; for admins."""

from __future__ import annotations

from aiogram import Router
from aiogram.enums import ButtonStyle
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot.answers.voice import joined, paragraphs
from bot.screen import show
from bot.state import Audit, Board, Feature, Switches
from bot.state.audit import actor_of
from bot.texts import Texts
from handlers.admins import OfAdmins
from handlers.callbacks import Switch
from handlers.keyboards import button, keyboard, menu_button


def router() -> Router:
    router = Router(name="switches")
    admins = OfAdmins("/switches")
    router.message.register(open_switches, Command("switches", ignore_case=True), admins)
    router.callback_query.register(turn, Switch.filter(), admins)
    return router


async def open_switches(message: Message, board: Board, texts: Texts) -> None:
    await show_switches(message, (await board.read()).switches, texts)


async def turn(
    query: CallbackQuery,
    callback_data: Switch,
    board: Board,
    audit: Audit,
    account_key: bytes,
    texts: Texts,
) -> None:
    feature, on = callback_data.feature, callback_data.on
    await board.turn(feature, on=on)
    action = "switches.turned-on" if on else "switches.turned-off"
    await audit.note(actor_of(account_key), action, str(feature))
    await show_switches(query, (await board.read()).switches, texts)


async def show_switches(event: Message | CallbackQuery, switches: Switches, texts: Texts) -> None:
    lines = [_line(feature, texts, on=switches.on(feature)) for feature in Feature]
    page = paragraphs([texts("admin.switches.title"), joined(lines), texts("admin.switches.how")])
    rows = [[_turn(feature, texts, on=switches.on(feature))] for feature in Feature]
    await show(event, page, keyboard(*rows, [menu_button(texts)]))


def _line(feature: Feature, texts: Texts, *, on: bool) -> str:
    name = texts(f"admin.feature.{feature}")
    return texts("admin.switches.on" if on else "admin.switches.off", name=name)


def _turn(feature: Feature, texts: Texts, *, on: bool) -> InlineKeyboardButton:
    """What a tap does, said in words."""
    data = Switch(feature=feature, on=not on)
    if on:
        return button(texts(f"button.admin.off.{feature}"), data)
    return button(texts(f"button.admin.on.{feature}"), data, ButtonStyle.PRIMARY)

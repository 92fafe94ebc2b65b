"""Language, the person remembered, reminders, and what else a person may change."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.reminders import reminders_listed
from bot.answers.voice import Voice, joined
from bot.clock import Clock
from bot.ledger import Ledger
from bot.middlewares import Onward
from bot.rules.law import Law
from bot.screen import show
from bot.settings import Settings
from bot.state import Account, Accounts, Reminders
from bot.texts import Texts
from handlers import keyboards
from handlers.callbacks import Unremember
from handlers.remind import coming_of


def router() -> Router:
    router = Router(name="settings")
    router.callback_query.register(unremember, Unremember.filter())
    return router


async def open_settings(
    event: Message | CallbackQuery,
    account: Account,
    account_key: bytes,
    clock: Clock,
    law: Law,
    ledger: Ledger,
    reminders: Reminders,
    settings: Settings,
    texts: Texts,
    *,
    reminders_ended: bool = False,
) -> None:
    remembered = account.remembered is not None
    whom = texts("settings.somebody" if remembered else "settings.nobody")
    coming = await coming_of(await reminders.of(account_key), clock, law, ledger, settings)
    listed = reminders_listed(coming, Voice(texts, law))
    on = texts("settings.reminders", reminders=listed) if listed else texts("settings.no-reminders")
    ended = texts("settings.reminders-ended") if reminders_ended else None
    page = texts("settings.page", remembered=joined([whom, ended]), reminders=on)
    buttons = keyboards.settings(texts, remembered=remembered, reminded=bool(coming))
    await show(event, page, buttons)


async def unremember(
    query: CallbackQuery, account_key: bytes, accounts: Accounts, onward: Onward
) -> None:
    """Reminders about that person end with the tie, and the screen says so."""
    ended = await accounts.remember(account_key, None)
    account = await accounts.get(account_key)
    await onward(query, "settings", account=account, reminders_ended=bool(ended))

"""Language, the person remembered, and what else a person may change."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.middlewares import Onward
from bot.screen import show
from bot.state import Account, Accounts
from bot.texts import Texts
from handlers import keyboards
from handlers.callbacks import Unremember


def router() -> Router:
    router = Router(name="settings")
    router.callback_query.register(unremember, Unremember.filter())
    return router


async def open_settings(event: Message | CallbackQuery, account: Account, texts: Texts) -> None:
    remembered = account.remembered is not None
    whom = texts("settings.somebody" if remembered else "settings.nobody")
    page = texts("settings.page", remembered=whom)
    await show(event, page, keyboards.settings(texts, remembered=remembered))


async def unremember(
    query: CallbackQuery, account_key: bytes, accounts: Accounts, onward: Onward
) -> None:
    await accounts.remember(account_key, None)
    await onward(query, "settings", account=await accounts.get(account_key))

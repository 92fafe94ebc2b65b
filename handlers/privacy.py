"""What is kept about a person, why, and how to have it erased."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.operator import introduction
from bot.screen import show
from bot.settings import Settings
from bot.state import Account, Accounts
from bot.texts import Texts
from handlers import keyboards
from handlers.callbacks import Forget


def router() -> Router:
    router = Router(name="privacy")
    router.callback_query.register(forget, Forget.filter())
    return router


async def open_privacy(
    event: Message | CallbackQuery, account: Account, texts: Texts, settings: Settings
) -> None:
    operator = introduction(settings, texts)
    page = texts("privacy.page", operator=operator, days=settings.keep_words_days)
    await show(event, page, keyboards.privacy(texts, consented=account.consented_on is not None))


async def ask_to_forget(event: Message | CallbackQuery, texts: Texts) -> None:
    await show(event, texts("forget.question"), keyboards.forget(texts))


async def forget(
    query: CallbackQuery,
    *,
    callback_data: Forget,
    account_key: bytes,
    accounts: Accounts,
    texts: Texts,
) -> None:
    if not callback_data.sure:
        await show(query, texts("forget.kept"), keyboards.to_menu(texts))
        return
    erased = await accounts.forget(account_key)
    done = texts(
        "forget.done",
        accounts=erased.accounts,
        conversations=erased.conversations,
        lookups=erased.lookups,
        reminders=erased.reminders,
    )
    await show(query, done, keyboards.to_menu(texts))

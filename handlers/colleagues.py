"""Admins who are told of something that another admin did."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import InlineKeyboardMarkup

from bot.ledger import Pseudonyms
from bot.middlewares import DEFAULT_LANGUAGE
from bot.once import MayHaveArrived
from bot.settings import Settings
from bot.state import Accounts
from bot.state.audit import actor_of
from bot.texts import Catalogs, Markup, Texts

log = structlog.get_logger(__name__)

Worded = Callable[[Texts], tuple[Markup, InlineKeyboardMarkup]]
"""A message and its buttons in one language."""


@dataclass(frozen=True)
class Colleagues:
    """All admins of the settings, by what they are called in the audit."""

    bot: Bot
    settings: Settings
    pseudonyms: Pseudonyms
    accounts: Accounts
    catalogs: Catalogs

    async def tell(self, actor: str, worded: Worded) -> int:
        """Tell one of them, if it is one; how many were reached."""
        return await self._tell((one for one in self._ids() if self._actor(one) == actor), worded)

    async def tell_others(self, actor: str, worded: Worded) -> int:
        """Tell all but one; how many were reached."""
        return await self._tell((one for one in self._ids() if self._actor(one) != actor), worded)

    async def _tell(self, admins: Iterable[int], worded: Worded) -> int:
        """Whoever never started the bot, or has blocked it, is passed over."""
        reached = 0
        for admin in admins:
            account = await self.accounts.get(self.pseudonyms.account(admin))
            words, buttons = worded(self.catalogs[account.language or DEFAULT_LANGUAGE])
            try:
                await self.bot.send_message(admin, words, reply_markup=buttons)
            except MayHaveArrived:
                reached += 1
            except AiogramError as refusal:
                log.warning("an admin could not be told", reason=type(refusal).__name__)
            else:
                reached += 1
        return reached

    def _ids(self) -> list[int]:
        return sorted(self.settings.admin_ids)

    def _actor(self, admin: int) -> str:
        return actor_of(self.pseudonyms.account(admin))

"""Who may do what only admins may, decided anew for every update."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from aiogram.filters import Filter
from aiogram.types import TelegramObject, User

from bot.settings import Settings

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class OfAdmins(Filter):
    """Lets admins of the settings in; for anybody else the handler does not exist.

    So a citizen gets the same answer as to any unknown command or old button.
    """

    what: str
    """What was asked for, for the log of refusals."""

    async def __call__(
        self, _event: TelegramObject, event_from_user: User, settings: Settings
    ) -> bool:
        if event_from_user.id in settings.admin_ids:
            return True
        log.warning("access refused", what=self.what)
        return False


@dataclass(frozen=True)
class OfStaff(Filter):
    """The same for support staff; admins come along."""

    what: str

    async def __call__(
        self, _event: TelegramObject, event_from_user: User, settings: Settings
    ) -> bool:
        if settings.is_staff(event_from_user.id):
            return True
        log.warning("access refused", what=self.what)
        return False

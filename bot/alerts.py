"""What administrators are told by themselves: the bot has trouble that people already feel."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError

from bot.database import UNANSWERED
from bot.health import Health
from bot.ledger import Pseudonyms
from bot.metrics import Metrics
from bot.middlewares import DEFAULT_LANGUAGE
from bot.publishing import Publishing
from bot.rules.law import Law
from bot.state import Accounts, Lookups, ToldAlerts
from bot.texts import Markup, Shelf, Texts

PAUSE: Final = 30.0
"""Seconds between two looks."""
SPAN: Final = 600.0
"""Seconds in which errors are counted."""
MANY_ERRORS: Final = 5
MANY_REFUSALS: Final = 10
LOOKS_TO_BE_SURE: Final = 2
"""A database that is slow once is no trouble."""
MANY_LOOKUPS_REFUSED: Final = 30
"""In an hour; a family that reaches a limit or two is nothing unusual."""
LARGE_SHARE: Final = 0.2
"""Of the lookups that all people may make in a day, within one hour."""
NAMED: Final = 5
"""Numbers of the law named in one message."""

log = structlog.get_logger(__name__)


class Trouble(StrEnum):
    """Kinds of trouble; of each one message at most in its time."""

    ERRORS = "errors"
    TELEGRAM = "telegram"
    NOT_READY = "not-ready"
    LAW = "law"
    LOOKUPS = "lookups"
    """Somebody may be trying numbers one by one; told without whom."""
    TEXTS = "texts"

    @property
    def pause(self) -> timedelta:
        """How long after a message of this kind there is no other one."""
        return timedelta(days=1) if self is Trouble.LAW else timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """What had gone wrong in this process up to a moment."""

    moment: float
    errors: int
    refusals: int


@dataclass
class Alerts:
    """Looks every now and then, and writes to each administrator in their language."""

    bot: Bot
    admins: Collection[int]
    accounts: Accounts
    pseudonyms: Pseudonyms
    shelf: Shelf
    law: Law
    health: Health
    metrics: Metrics
    lookups: Lookups
    publishing: Publishing
    told: ToldAlerts
    today: Callable[[], date]
    now: Callable[[], float] = time.time
    """Seconds since 1970."""
    _counted: deque[Counted] = field(init=False)
    _unready: int = 0
    _told_by_memory: dict[Trouble, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._counted = deque([Counted(self.now(), 0, 0)])

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("looking for trouble failed")
            await asyncio.sleep(PAUSE)

    async def look(self) -> None:
        """Tell what is wrong now, each kind of it only where its time has come."""
        errors, refusals = self._lately()
        failed = [name for name, passed in (await self.health.checks()).items() if not passed]
        self._unready = self._unready + 1 if failed else 0
        unverified = [one.name for one in self.law.unverified(self.today())]
        if errors >= MANY_ERRORS:
            await self._tell(
                Trouble.ERRORS, lambda texts: texts("alert-admin.errors", count=errors)
            )
        if refusals >= MANY_REFUSALS:
            await self._tell(
                Trouble.TELEGRAM, lambda texts: texts("alert-admin.telegram", count=refusals)
            )
        if self._unready >= LOOKS_TO_BE_SURE and not self.health.leaving.is_set():
            await self._tell(Trouble.NOT_READY, lambda texts: _not_ready(texts, failed))
        await self._look_at_lookups()
        if unverified:
            await self._tell(Trouble.LAW, lambda texts: _law(texts, unverified))
        if (standing := self.publishing.standing).problems:
            await self._tell(
                Trouble.TEXTS, lambda texts: texts("alert-admin.texts", number=standing.release)
            )

    async def _look_at_lookups(self) -> None:
        try:
            lately = await self.lookups.lately()
        except UNANSWERED:  # told as not ready
            return
        large = self.lookups.limits.all_a_day * LARGE_SHARE
        if lately.refused >= MANY_LOOKUPS_REFUSED or lately.looked_up >= large:
            await self._tell(
                Trouble.LOOKUPS,
                lambda texts: texts(
                    "alert-admin.lookups", looked_up=lately.looked_up, refused=lately.refused
                ),
            )

    def _lately(self) -> tuple[int, int]:
        """Errors and refusals of Telegram within the span, or since the start."""
        moment = self.now()
        errors = int(self.metrics.value("mams_errors_total"))
        newest = Counted(moment, errors, self.metrics.troubles())
        self._counted.append(newest)
        while self._counted[1].moment <= moment - SPAN:
            self._counted.popleft()
        oldest = self._counted[0]
        return newest.errors - oldest.errors, newest.refusals - oldest.refusals

    async def _tell(self, trouble: Trouble, worded: Callable[[Texts], Markup]) -> None:
        if not await self._due(trouble):
            return
        log.warning("administrators are told of a trouble", trouble=trouble.value)
        for admin in sorted(self.admins):
            texts = self.shelf.current[await self._language(admin)]
            try:
                await self.bot.send_message(admin, worded(texts))
            except AiogramError as refusal:
                log.warning("an administrator could not be told", reason=type(refusal).__name__)

    async def _due(self, trouble: Trouble) -> bool:
        """Kept in the database, and where that is the trouble, in memory."""
        moment, pause = self.now(), trouble.pause.total_seconds()
        if moment - self._told_by_memory.get(trouble, 0.0) < pause:
            return False
        try:
            due = await self.told.claim(trouble.value, moment, pause)
        except UNANSWERED:
            due = True
        if due:
            self._told_by_memory[trouble] = moment
        return due

    async def _language(self, admin: int) -> str:
        try:
            account = await self.accounts.get(self.pseudonyms.account(admin))
        except UNANSWERED:
            return DEFAULT_LANGUAGE
        return account.language or DEFAULT_LANGUAGE


def _not_ready(texts: Texts, failed: Collection[str]) -> Markup:
    reasons = Markup("; ".join(texts(f"alert-admin.check.{name}") for name in failed))
    return texts("alert-admin.not-ready", reasons=reasons)


def _law(texts: Texts, names: list[str]) -> Markup:
    named = Markup("; ".join(texts(f"parameter.{name}") for name in names[:NAMED]))
    if len(names) > NAMED:
        return texts("alert-admin.law-and-more", names=named, count=len(names) - NAMED)
    return texts("alert-admin.law", names=named)

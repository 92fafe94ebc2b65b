"""Updates are counted from arrival to reply, and each person is answered in turn, and once."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Any, Final

import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.types import TelegramObject, Update
from aiogram.types.update import UpdateTypeLookupError

from bot.database import may_pass
from bot.metrics import Metrics
from bot.state import Turns

KINDS: Final = frozenset(Update.model_fields) - {"update_id"}
"""Every kind of update, as Telegram names it."""

MOST_WAITING: Final = 20
"""Updates of one person that wait or are being answered. Fast fingers do not get there."""

log = structlog.get_logger(__name__)


_LARGEST_ID: Final = 2**63 - 1
AskPatience = Callable[[Bot, Update], Awaitable[None]]
"""Tells whoever an update comes from that the answer will take longer; keeps nothing."""
_MOST_ASKED: Final = 10_000


class Deferred(Exception):
    """Nothing could be kept of an update; it is to be handled again, later."""


class InFlight:
    """How many updates are being handled, so that a shutdown can wait for them."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def __len__(self) -> int:
        return self._count

    def __enter__(self) -> None:
        self._count += 1
        self._idle.clear()

    def __exit__(self, *_: object) -> None:
        self._count -= 1
        if not self._count:
            self._idle.set()

    async def drained(self, seconds: float) -> bool:
        """Wait until nothing is in flight; False where `seconds` were not enough."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True


class Seat(Enum):
    """What becomes of an update that arrives."""

    READ = auto()
    FIRST_LEFT_OUT = auto()
    """Stands for all that are left out: the person is told."""
    LEFT_OUT = auto()


class Waiting:
    """Who waits, and how many times, so that nobody's pile grows without end."""

    def __init__(self) -> None:
        self._seats = Counter[StorageKey]()
        self._told = set[StorageKey]()

    def __len__(self) -> int:
        return len(self._seats)

    @contextmanager
    def join(self, whose: StorageKey) -> Iterator[Seat]:
        """Told again only when everything that waited has been answered."""
        if self._seats[whose] >= MOST_WAITING and whose in self._told:
            yield Seat.LEFT_OUT
            return
        seat = Seat.READ
        if self._seats[whose] >= MOST_WAITING:
            self._told.add(whose)
            seat = Seat.FIRST_LEFT_OUT
        self._seats[whose] += 1
        try:
            yield seat
        finally:
            self._seats[whose] -= 1
            if not self._seats[whose]:
                del self._seats[whose]
                self._told.discard(whose)


class Albums:
    """Files that were sent together arrive as messages of their own; who of them is here."""

    def __init__(self) -> None:
        self._here: Counter[str] = Counter()

    @contextmanager
    def arrived(self, update: Update) -> Iterator[None]:
        album = update.message.media_group_id if update.message else None
        if album is None:
            yield
            return
        self._here[album] += 1
        try:
            yield
        finally:
            self._here[album] -= 1
            self._here += Counter()  # forgets albums of which nothing is left

    def more_to_come(self, album: str | None) -> bool:
        """Whether others of the album wait behind the one that is being handled."""
        return album is not None and self._here[album] > 1


class Reception(Dispatcher):
    """The dispatcher; those who wait for their turn count as in flight too.

    Each update gets a code, `request`: it stands in every line of the log about the update, and a
    person whom the bot could not answer is told it.
    """

    def __init__(
        self,
        storage: BaseStorage,
        turns: Turns,
        in_flight: InFlight,
        metrics: Metrics,
        ask_patience: AskPatience,
        albums: Albums,
        **dependencies: Any,
    ) -> None:
        super().__init__(storage=storage, metrics=metrics, albums=albums, **dependencies)
        self._turns = turns
        self._ask_patience = ask_patience
        self._asked: set[int] = set()
        """Updates whose people know that the answer takes longer: nobody is told twice."""
        self._in_flight = in_flight
        self._metrics = metrics
        self._waiting = Waiting()
        self._albums = albums

    async def feed_update(self, bot: Bot, update: Update, **kwargs: Any) -> Any:
        """Answer an update, unless it was answered before or is one of too many.

        Returns when it is handled, also where handling it failed and the person was told so.
        Raises `Deferred` where it is to come again because nothing can be kept for now; any
        other exception means that it failed for good and nobody could be told.
        """
        request = secrets.token_hex(3)
        # Bound for as long as the task lives: aiogram writes one line after this has returned.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request)
        kind = _kind(update)
        with self._in_flight, self._metrics.update(kind), self._albums.arrived(update):
            if kind is None:
                log.warning("an update of a kind unknown to this version was passed over")
                return None
            try:
                person = whose(bot, update)
                with self._waiting.join(person) as seat:
                    if seat is Seat.LEFT_OUT:
                        self._turns.pass_over(update.update_id)
                        self._metrics.left_out()
                        return None
                    async with self._turns.take(update.update_id, person) as turn:
                        if turn is None:
                            self._metrics.repeated()
                            return None
                        given = {"request": request, "left_out": seat is not Seat.READ, **kwargs}
                        return await super().feed_update(bot, update, **given)
            except Exception as error:
                self._metrics.failed()
                if not may_pass(error):
                    raise
                await self._defer(bot, update, error)
                raise Deferred from error

    async def propagate_event(self, update_type: str, event: TelegramObject, **kwargs: Any) -> Any:
        """Ask the conversations one after the other which of them answers.

        They have neither routers, filters nor outer middlewares of their own. aiogram looks for
        these in each of them and copies all dependencies as often.
        """

        async def ask(event: TelegramObject, **data: Any) -> Any:
            for conversation in self.sub_routers:
                observer = conversation.observers[update_type]
                if observer.handlers:
                    data["event_router"] = conversation
                    response = await observer.trigger(event, **data)
                    if response is not UNHANDLED:
                        return response
            return UNHANDLED

        return await self.observers[update_type].wrap_outer_middleware(ask, event, kwargs)

    async def _defer(self, bot: Bot, update: Update, error: Exception) -> None:
        log.warning("nothing can be kept for now, an update is put off", reason=str(error))
        if update.update_id in self._asked:
            return
        if len(self._asked) >= _MOST_ASKED:
            self._asked.clear()
        self._asked.add(update.update_id)
        await self._ask_patience(bot, update)


def update_of(given: Any, bot: Bot) -> Update:
    """An update as Telegram wrote it; `ValueError` for what is none."""
    update = Update.model_validate(given, context={"bot": bot})
    if not 0 <= update.update_id <= _LARGEST_ID:
        raise ValueError("no number of an update")
    return update


def _kind(update: Update) -> str | None:
    try:
        return update.event_type
    except UpdateTypeLookupError:
        return None


def whose(bot: Bot, update: Update) -> StorageKey:
    """Whose turn it is: a person's in a chat; what has neither waits for its like."""
    context = UserContextMiddleware.resolve_event_context(update)
    return StorageKey(bot.id, context.chat_id or 0, context.user_id or 0)

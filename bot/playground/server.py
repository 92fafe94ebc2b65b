"""The endpoint itself: a Bot API over real HTTP, and the phones of the people who write."""

import asyncio
import ipaddress
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from aiohttp import web

from bot.playground import parameters
from bot.playground.chats import BotAccount, Person, Tap
from bot.playground.faults import Fault, Faults
from bot.playground.files import LARGEST_SENT
from bot.playground.methods import BotApi
from bot.playground.network import Network
from bot.playground.page import Page
from bot.playground.parameters import Parameters
from bot.playground.phones import Phones
from bot.playground.refusals import Refusal, not_found, too_large, unauthorized
from bot.playground.updates import Update
from bot.playground.webhook import Mishaps

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_EVERY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - not bound, only recognised
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_ROOM = 1024 * 1024  # bytes of a request beside its file
_PATIENCE = 1.0  # seconds for open requests when the endpoint stops


@dataclass(frozen=True)
class Call:
    """One call of the bot. `status` is 0 where the connection was dropped on purpose."""

    method: str
    parameters: dict[str, Any]
    status: int
    answer: dict[str, Any]
    injected: bool = False  # refused or dropped because a test asked for it

    @property
    def refused(self) -> bool:
        return self.status >= 400  # noqa: PLR2004 - where HTTP's errors begin


class TelegramServer(Phones):
    """A local Telegram with one bot, for tests and for the chat page.

    `people` are the parts that somebody at the page can play; `page=False` leaves the page
    out. `bot_names` are the bot's names by language, `bot_name` stands for all others. Port 0
    takes a free one.
    """

    def __init__(
        self,
        token: str,
        host: str = "127.0.0.1",
        port: int = 0,
        people: Sequence[Person] = (),
        *,
        page: bool = True,
        bot_name: str = "Bot",
        bot_names: Mapping[str, str] = MappingProxyType({}),
        bot_username: str = "local_bot",
    ) -> None:
        self.token = token
        super().__init__(_network(token, bot_name, bot_username))
        self.calls: list[Call] = []
        self._host = host
        self._port = port
        self._faults = Faults()
        self._api = BotApi(self.network)
        self._page = Page(self, people) if page else None
        for language, name in bot_names.items():
            self.network.profile.set_words("name", language, name)

    @property
    def base_url(self) -> str:
        host = "127.0.0.1" if self._host in _EVERY_ADDRESS else self._host
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["TelegramServer"]:
        """Serve until the block ends. Raises `OSError` where the port is taken."""
        runner = web.AppRunner(
            self._application(),
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=_PATIENCE,
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            self._port = int(runner.addresses[0][1])
            yield self
        finally:
            self.network.updates.close()
            await self.network.postman.stop()
            await runner.cleanup()

    # What tests look at and ask for

    @property
    def unanswered_taps(self) -> list[Tap]:
        return [tap for tap in self.network.taps.values() if not tap.answered]

    async def drained(self) -> None:
        """Wait until the bot has taken every update and asked for the next ones."""
        await self.network.updates.drained()

    def repeat(self, update: Update | None = None) -> None:
        """Deliver an update again under its old number; the last one unless given."""
        repeated = update or self.last_update
        if repeated is None:
            raise LookupError("no update was delivered yet")
        self.network.updates.repeat(repeated)

    def fail_next(
        self,
        method: str,
        status: int,
        description: str,
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        """Refuse the next call or calls of a method."""
        self._faults.add(method, Fault(Refusal(status, description, retry_after)), times)

    def drop_next(self, method: str, *, carried_out: bool = False, times: int = 1) -> None:
        """Reset the connection of the next call, before it takes effect or after."""
        self._faults.add(method, Fault(drop=True, carried_out=carried_out), times)

    def delay_next(self, method: str, seconds: float, times: int = 1) -> None:
        """Answer the next call of a method late."""
        self._faults.add(method, Fault(delay=seconds), times)

    def lose_receipts(self, times: int = 1) -> None:
        """Webhook: the bot's next answers to posts are lost, so that the updates come again."""
        self.network.postman.mishaps.lost_receipts += times

    def hold_up(self, seconds: float, times: int = 1) -> None:
        """Webhook: the next updates leave late, so that those of other queues overtake them."""
        mishaps = self.network.postman.mishaps
        mishaps.holdups, mishaps.holdup = mishaps.holdups + times, seconds

    @property
    def faults_left(self) -> int:
        """How many calls are still to fail or to be late; one that has begun no longer counts."""
        return len(self._faults)

    def forget_faults(self) -> None:
        """Take back every fault that has not happened yet."""
        self._faults.clear()
        self.network.postman.mishaps = Mishaps()

    # HTTP

    def _application(self) -> web.Application:
        app = web.Application(
            middlewares=[_only_own_pages],
            client_max_size=LARGEST_SENT + _ROOM,
        )
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._give_file)
        if self._page:
            self._page.add_routes(app)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
            given = await parameters.read(request)
        except Refusal as refusal:
            return web.json_response(refusal.wire(), status=refusal.status)
        except web.HTTPRequestEntityTooLarge:
            return web.json_response(too_large().wire(), status=413)
        method = request.match_info["method"]
        fault = self._faults.next(method) or Fault()
        await asyncio.sleep(fault.delay)
        call = await self._carried_out(method, given, fault)
        if not (method.lower() == "getupdates" and call.status == 200):  # noqa: PLR2004
            self.calls.append(call)
        if fault.drop and request.transport:
            request.transport.abort()
        return web.json_response(call.answer, status=call.status or 200)

    async def _carried_out(self, method: str, given: Parameters, fault: Fault) -> Call:
        injected = fault.drop or fault.refusal is not None
        status, answer = 0, {}
        try:
            if fault.refusal:
                raise fault.refusal
            if not fault.drop or fault.carried_out:
                answer = {"ok": True, "result": await self._api.call(method, given)}
            status = 0 if fault.drop else 200
        except Refusal as refusal:
            status, answer = refusal.status, refusal.wire()
        return Call(method, given.recorded(), status, answer, injected)

    async def _give_file(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request)
        except Refusal as refusal:
            return web.json_response(refusal.wire(), status=refusal.status)
        file = self.network.files.at(request.match_info["path"])
        if file is None:
            return web.json_response(not_found().wire(), status=404)
        return web.Response(body=file.content)

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if not _TOKEN.fullmatch(token):
            raise not_found()
        if token != self.token:
            raise unauthorized()


def _network(token: str, bot_name: str, bot_username: str) -> Network:
    if not _TOKEN.fullmatch(token):
        raise ValueError("a bot token is digits, a colon, then letters and digits")
    return Network(BotAccount(int(token.partition(":")[0]), bot_name, bot_username))


@web.middleware
async def _only_own_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep other web sites out: neither a foreign page nor a rebound name drives the chat."""
    origin = request.headers.get("Origin")
    if not _is_local_name(request.host) or origin not in {None, f"http://{request.host}"}:
        raise web.HTTPForbidden(text="this endpoint answers only its own page")
    return await handler(request)


def _is_local_name(host: str) -> bool:
    """An address in digits or a name without a dot: no public site has one."""
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return "." not in name
    return True

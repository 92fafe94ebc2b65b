"""The chat page: a phone drawn in the browser, fed by server-sent events.

The page posts JSON and listens to one stream. People are named in requests by their place in
the list of parts, never by an account's number.
"""

import asyncio
import base64
import binascii
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.playground.chats import Chat, Event, Message, Person, User
from bot.playground.phones import PICTURE, VOICE, Phones
from bot.playground.refusals import Refusal

STATIC = Path(__file__).with_name("static")
LANGUAGES = ("kk", "ru", "en")
_HEARTBEAT = 15.0  # seconds
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

Body = dict[str, Any]
Act = Callable[[User, Body], Awaitable[object]]


class Page:
    """The page's own HTTP interface, beside the Bot API."""

    def __init__(self, phones: Phones, people: Sequence[Person]) -> None:
        self._phones = phones
        self._people = tuple(people)
        self._played = [self._account(person, person.id) for person in people]
        self._streams: set[asyncio.Queue[Event | None]] = set()
        self._acts: dict[str, Act] = {
            "say": self._say,
            "edit": self._edit,
            "tap": self._tap,
            "send": self._send,
            "contact": self._contact,
            "language": self._language,
            "over": self._over,
        }

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/", self._index)
        app.router.add_get("/page/people", self._list_people)
        app.router.add_get("/page/events", self._events)
        app.router.add_get("/page/files/{file}", self._file)
        app.router.add_post("/page/{act}", self._act)
        app.router.add_static("/static/", STATIC)
        app.on_response_prepare.append(_add_headers)
        app.on_shutdown.append(self._close_streams)

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html")

    async def _list_people(self, _: web.Request) -> web.Response:
        people = [{"role": person.role, "name": person.name} for person in self._people]
        return web.json_response({"people": people, "languages": LANGUAGES})

    async def _file(self, request: web.Request) -> web.Response:
        """A file of a chat: pictures are shown, everything else is saved."""
        file = self._phones.network.files.unique(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        shown = file.mime in _PICTURES
        return web.Response(
            body=file.content,
            content_type=file.mime if shown else "application/octet-stream",
            headers={"Content-Disposition": "inline" if shown else "attachment"},
        )

    # What the person at the page does

    async def _act(self, request: web.Request) -> web.Response:
        """One act of the person. 400 with a sentence where it cannot be done."""
        act = self._acts.get(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound
        try:
            body = await _json(request)
            await act(self._player(body.get("who")), body)
        except Refusal as refusal:
            return web.json_response({"error": refusal.description}, status=400)
        except (LookupError, TypeError, ValueError) as fault:
            return web.json_response({"error": str(fault)}, status=400)
        return web.json_response({})

    async def _say(self, user: User, body: Body) -> None:
        await self._phones.send_text(user, str(body["text"]))

    async def _edit(self, user: User, body: Body) -> None:
        await self._phones.edit_text(user, int(body["message"]), str(body["text"]))

    async def _tap(self, user: User, body: Body) -> None:
        await self._phones.tap(user, int(body["message"]), str(body["data"]))

    async def _contact(self, user: User, _: Body) -> None:
        await self._phones.send_contact(user)

    async def _send(self, user: User, body: Body) -> None:
        """A file; a voice message and a picture have one ready where none is given."""
        kind, content = body["kind"], _bytes(body.get("content"))
        if kind == "voice":
            await self._phones.send_voice(user, content or VOICE)
        elif kind == "sticker":
            await self._phones.send_sticker(user)
        elif kind == "photo":
            await self._phones.send_photo(user, content or PICTURE)
        elif kind == "document":
            mime = str(body.get("mime") or "") or None
            await self._phones.send_document(user, str(body["name"]), content, mime=mime)
        elif kind == "album":
            documents = [(str(one["name"]), _bytes(one["content"])) for one in body["files"]]
            await self._phones.send_album(user, documents)
        else:
            raise ValueError("kind: voice, sticker, photo, document or album")

    async def _language(self, user: User, body: Body) -> None:
        if body["language"] not in LANGUAGES:
            raise ValueError(f"language: one of {', '.join(LANGUAGES)}")
        self._phones.change_language(user, body["language"])

    async def _over(self, user: User, body: Body) -> None:
        """Start over: a citizen becomes somebody new, staff keep their account."""
        who = int(body["who"])
        person, chat = self._people[who], self._phones.chat(user)
        if person.role == "citizen":
            self._played[who] = self._account(person, None, user.language_code)
        chat.clear()
        chat.tell({"event": "over"})

    # What the page is told

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """The stream of one chat: the whole of it first, then every change."""
        try:
            user = self._player(request.query.get("who"))
        except (LookupError, ValueError):
            raise web.HTTPNotFound from None
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        async with self._watching(self._phones.chat(user)) as events:
            await _write(response, self._whole(user.id))
            while (event := await _next(events)) is not None:
                await _write(response, self._drawn(user.id, event))
        return response

    @asynccontextmanager
    async def _watching(self, chat: Chat) -> AsyncIterator[asyncio.Queue[Event | None]]:
        events: asyncio.Queue[Event | None] = asyncio.Queue()
        watcher = events.put_nowait
        chat.watchers.add(watcher)
        self._streams.add(events)
        try:
            yield events
        finally:
            chat.watchers.discard(watcher)
            self._streams.discard(events)

    async def _close_streams(self, _: web.Application) -> None:
        for events in self._streams:
            events.put_nowait(None)

    def _whole(self, user_id: int) -> Event:
        chat = self._phones.network.chats[user_id]
        return self._profile(user_id) | {
            "event": "chat",
            "turn": chat.turns,
            "messages": [_message(message) for message in chat.messages if not message.deleted],
            "keyboard": chat.keyboard,
        }

    def _profile(self, user_id: int) -> Event:
        network = self._phones.network
        language = network.users[user_id].language_code
        profile = network.profile
        return {
            "event": "profile",
            "language": language,
            "bot": profile.words("name", language) or network.bot.first_name,
            "username": network.bot.username,
            "description": profile.words("description", language),
            "about": profile.words("short_description", language),
            "commands": profile.commands_for(user_id, language),
        }

    def _drawn(self, user_id: int, event: Event) -> Event:
        """An event of the chat as the page reads it."""
        if event["event"] == "profile":
            return self._profile(user_id)
        if event["event"] == "message":
            chat = self._phones.network.chats[user_id]
            message = event["message"]
            told = {"message": _message(message), "turn": message.turn}
            return event | told | {"keyboard": chat.keyboard}
        if event["event"] == "answer":
            tap = event["tap"]
            told = {"message": tap.message_id, "data": tap.data, "text": tap.text}
            return {"event": "answer", "alert": tap.show_alert, **told}
        return event

    # Who plays whom

    def _player(self, who: Any) -> User:
        """The account that the part's player has now. Raises `LookupError` or `ValueError`."""
        place = int(who)
        if not 0 <= place < len(self._played):
            raise LookupError("who: the place of a part in the list")
        return self._phones.network.users[self._played[place].id]

    def _account(self, person: Person, user_id: int | None, language: str = "kk") -> User:
        return self._phones.user(user_id, person.name, language, person.phone)


def _message(message: Message) -> dict[str, Any]:
    markup = message.reply_markup or {}
    return {
        "id": message.id,
        "own": not message.from_bot,
        "text": message.text,
        "entities": message.entities,
        "buttons": markup.get("inline_keyboard", []),
        "date": message.date,
        "edited": message.edited,
        "deleted": message.deleted,
        "contact": message.contact and message.contact["phone_number"],
        "reply_to": message.reply_to,
        "file": _file(message),
    }


def _file(message: Message) -> dict[str, Any] | None:
    file = message.file
    if file is None:
        return None
    shown = file.mime in _PICTURES and file.kind == "photo"
    return {
        "kind": file.kind,
        "name": file.name,
        "size": len(file.content),
        "url": f"/page/files/{file.unique_id}",
        "shown": shown and file.content != PICTURE,
    }


async def _json(request: web.Request) -> Body:
    """The body of a post: only JSON, which no foreign form can send."""
    if request.content_type != "application/json":
        raise ValueError("the body must be JSON")
    body = await request.json()
    if not isinstance(body, dict):
        raise TypeError("the body must be a JSON object")
    return body


def _bytes(encoded: Any) -> bytes:
    try:
        return base64.b64decode(encoded or "", validate=True)
    except binascii.Error:
        raise ValueError("content: base64") from None


async def _next(events: asyncio.Queue[Event | None]) -> Event | None:
    """The next event; after a quiet while an empty one, so that a lost reader is noticed."""
    try:
        async with asyncio.timeout(_HEARTBEAT):
            return await events.get()
    except TimeoutError:
        return {"event": "quiet"}


async def _write(response: web.StreamResponse, event: Event) -> None:
    await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)

"""A person with a phone, who also watches the bot's manners."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.playground import TelegramServer, User
from bot.playground.chats import Chat, Message
from bot.playground.server import Call

PATIENCE = 60.0  # seconds for the bot to settle after one act
_SENDS = frozenset({"sendmessage", "senddocument", "sendphoto", "copymessage"})
_EDITS = frozenset({"editmessagetext", "editmessagecaption", "editmessagereplymarkup"})


@dataclass(frozen=True)
class Button:
    """One button under a message; `data` is None for a button that taps nothing at the bot."""

    text: str
    data: str | None = None
    copy: str | None = None
    url: str | None = None
    style: str | None = None


@dataclass(frozen=True)
class Screen:
    """One message of the bot as it stood at a moment."""

    message_id: int
    text: str
    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    document: bytes | None = None
    document_name: str | None = None

    def every_button(self) -> Iterator[Button]:
        for row in self.buttons:
            yield from row

    def find(self, wanted: str | re.Pattern[str]) -> Button | None:
        """The first button whose data (or the beginning of it) or text is the wanted one."""
        return next((button for button in self.every_button() if _matches(button, wanted)), None)


class Citizen:
    """Somebody who writes to the bot and taps its buttons.

    After every act: each tap was answered, exactly once; a tap changed one screen at most
    (one edit, or new messages, never both); no call of the bot was refused, save for
    refusals that a test injected and those whose description contains one of `tolerated`.
    """

    def __init__(
        self,
        server: TelegramServer,
        user: User,
        settled: Callable[[], Awaitable[None]],
        tolerated: Collection[str] = (),
    ) -> None:
        self.server = server
        self.user = user
        self.tolerated = tuple(tolerated)
        self._settled = settled
        self._turn = 0
        self._calls = 0
        self._owed: frozenset[str] = frozenset()  # taps left unanswered by earlier acts

    # What there is to see

    @property
    def chat(self) -> Chat:
        return self.server.chat(self.user)

    @property
    def screen(self) -> Screen:
        """The message that the bot wrote or changed last."""
        messages = self._messages()
        assert messages, "the bot has not said anything yet"
        return _screen(max(messages, key=lambda message: message.turn))

    @property
    def heard(self) -> list[Screen]:
        """What the bot wrote or changed since the last act began, in that order."""
        changed = [message for message in self._messages() if message.turn > self._turn]
        return [_screen(message) for message in sorted(changed, key=lambda one: one.turn)]

    @property
    def keyboard(self) -> list[list[str]]:
        """The texts of the reply keyboard; empty where none is shown."""
        rows = (self.chat.keyboard or {}).get("keyboard", [])
        return [[str(button["text"]) for button in row] for row in rows]

    @property
    def calls(self) -> list[Call]:
        """What the bot called since the last act began."""
        return self.server.calls[self._calls :]

    # Acts

    async def says(self, text: str) -> None:
        await self._act(lambda: self.server.send_text(self.user, text))

    async def taps(self, button: str | re.Pattern[str], on: Screen | None = None) -> None:
        """Tap a button, named by its data, the beginning of its data, or its text.

        It is looked for on the latest message that has it. With `on` it is taken from that
        earlier view of a message, and may no longer be there.
        """
        screen, found = self._find(button, on)
        assert found.data is not None, f"«{found.text}» tells the bot nothing when tapped"
        data = found.data
        before = len(self.server.calls)
        await self._act(lambda: self.server.tap(self.user, screen.message_id, data))
        _check_one_change(self.server.calls[before:], self.user.id)

    async def sends_voice(self) -> None:
        await self._act(lambda: self.server.send_voice(self.user))

    async def sends_photo(self, caption: str = "") -> None:
        await self._act(lambda: self.server.send_photo(self.user, caption=caption))

    async def sends_sticker(self) -> None:
        await self._act(lambda: self.server.send_sticker(self.user))

    async def sends_document(self, name: str, content: bytes, caption: str = "") -> None:
        await self._act(
            lambda: self.server.send_document(self.user, name, content, caption=caption),
        )

    async def sends_album(self, documents: Sequence[tuple[str, bytes]]) -> None:
        """Several documents at once, each a name and what is in it."""
        await self._act(lambda: self.server.send_album(self.user, documents))

    async def shares_contact(
        self,
        phone: str | None = None,
        owner_id: int | None = None,
    ) -> None:
        await self._act(
            lambda: self.server.send_contact(self.user, phone, owner_id=owner_id),
        )

    async def edits(self, text: str, message_id: int | None = None) -> None:
        """Change one's own message, the latest unless told."""
        number = message_id or self._own()[-1].id
        await self._act(lambda: self.server.edit_text(self.user, number, text))

    # Manners

    async def _act(self, act: Callable[[], Awaitable[object]]) -> None:
        self._turn, self._calls = self.chat.turns, len(self.server.calls)
        self._owed = frozenset(tap.id for tap in self.server.unanswered_taps)
        await act()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._settled()
        except TimeoutError:
            raise AssertionError(f"the bot did not settle within {PATIENCE:.0f} s") from None
        self._check_refusals()
        self._check_answers()

    def _check_refusals(self) -> None:
        refused = [
            f"{call.method}: {call.answer.get('description')}"
            for call in self.calls
            if call.refused and not call.injected and not self._tolerates(call)
        ]
        assert not refused, f"Telegram refused {refused}"

    def _tolerates(self, call: Call) -> bool:
        return any(words in str(call.answer.get("description")) for words in self.tolerated)

    def _check_answers(self) -> None:
        forgotten = [
            tap.data
            for tap in self.server.unanswered_taps
            if tap.user.id == self.user.id and tap.id not in self._owed
        ]
        assert not forgotten, f"taps without an answer: {forgotten}"

    # Looking for things

    def _find(self, wanted: str | re.Pattern[str], on: Screen | None) -> tuple[Screen, Button]:
        screens = [on] if on else [_screen(message) for message in reversed(self._messages())]
        for screen in screens:
            if button := screen.find(wanted):
                return screen, button
        shown = [
            f"{button.text} ({button.data or button.copy or button.url})"
            for screen in screens[:1]
            for button in screen.every_button()
        ]
        raise AssertionError(f"no button {wanted!r}; the latest message has {shown}")

    def _messages(self) -> list[Message]:
        return [one for one in self.chat.messages if one.from_bot and not one.deleted]

    def _own(self) -> list[Message]:
        return [one for one in self.chat.messages if not one.from_bot and not one.deleted]


def _check_one_change(calls: list[Call], chat_id: int) -> None:
    here = [
        call.method.lower()
        for call in calls
        if call.status == 200 and call.parameters.get("chat_id") == str(chat_id)
    ]
    edits = [method for method in here if method in _EDITS]
    sends = [method for method in here if method in _SENDS]
    assert len(edits) <= 1, f"one tap changed screens {len(edits)} times"
    assert not (edits and sends), "one tap both changed a screen and sent a new one"


def _matches(button: Button, wanted: str | re.Pattern[str]) -> bool:
    if isinstance(wanted, str):
        return button.text == wanted or (button.data or "").startswith(wanted)
    return any(wanted.search(words) for words in (button.text, button.data or ""))


def _screen(message: Message) -> Screen:
    rows = (message.reply_markup or {}).get("inline_keyboard", [])
    return Screen(
        message.id,
        message.text,
        message.html or "",
        tuple(tuple(map(_button, row)) for row in rows),
        message.document,
        message.file.name if message.file else None,
    )


def _button(button: dict[str, Any]) -> Button:
    return Button(
        button["text"],
        button.get("callback_data"),
        (button.get("copy_text") or {}).get("text"),
        button.get("url"),
        button.get("style"),
    )

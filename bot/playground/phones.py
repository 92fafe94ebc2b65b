"""The phones: what people do in their Telegram apps."""

import secrets
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from bot.playground import links
from bot.playground.chats import Chat, Message, Tap, User
from bot.playground.html import Formatted
from bot.playground.methods import LONGEST_TEXT
from bot.playground.network import Network
from bot.playground.updates import Update

MOST_IN_ALBUM: Final = 10
Document: TypeAlias = tuple[str, bytes]
"""The name of a file and what is in it."""

VOICE = b"OggS\x00a voice message without a voice"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082",
)


class Phones:
    """Everybody's app, on one network. Whatever they do becomes an update for the bot."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.last_update: Update | None = None

    def user(
        self,
        id: int | None = None,  # noqa: A002 - as Telegram calls it
        first_name: str = "Айгүл",
        language_code: str = "ru",
        phone: str = "+77010000000",
    ) -> User:
        """Somebody with an account; the id is a free one unless given."""
        return self.network.add_user(id, first_name, language_code=language_code, phone=phone)

    def group(self, title: str = "Group") -> Chat:
        """A group that the bot is in; pass it as `chat` to what a user sends."""
        return self.network.add_group(title)

    def chat(self, where: User | Chat) -> Chat:
        return self.network.chats[where.id]

    def change_language(self, user: User, code: str) -> User:
        """Set the language of somebody's Telegram app."""
        return self.network.change_language(user.id, code)

    async def send_text(
        self,
        user: User,
        text: str,
        *,
        chat: Chat | None = None,
        reply_to: int | None = None,
    ) -> Message:
        said = _typed(text)
        return self._send(
            user,
            chat,
            text=said.text,
            entities=said.entities,
            reply_to=reply_to,
        )

    async def send_contact(
        self,
        user: User,
        phone: str | None = None,
        *,
        owner_id: int | None = None,
    ) -> Message:
        """Share a contact: one's own, unless `owner_id` names another account (0: none)."""
        contact = {
            "phone_number": phone or self.network.users[user.id].phone,
            "first_name": user.first_name,
        }
        owner = user.id if owner_id is None else owner_id
        return self._send(user, None, contact=contact | ({"user_id": owner} if owner else {}))

    async def send_voice(self, user: User, content: bytes = VOICE) -> Message:
        return self._send_file(user, "voice", "voice.ogg", content, "audio/ogg")

    async def send_photo(self, user: User, content: bytes = PICTURE, caption: str = "") -> Message:
        return self._send_file(user, "photo", "photo.jpg", content, None, caption)

    async def send_sticker(self, user: User) -> Message:
        return self._send_file(user, "sticker", "sticker.webp", PICTURE, "image/webp")

    async def send_document(
        self,
        user: User,
        name: str,
        content: bytes,
        *,
        mime: str | None = None,
        caption: str = "",
    ) -> Message:
        return self._send_file(user, "document", name, content, mime, caption)

    async def send_album(self, user: User, documents: Sequence[Document]) -> list[Message]:
        """Several documents at once: a message each, which belong together."""
        if not 2 <= len(documents) <= MOST_IN_ALBUM:  # noqa: PLR2004  fewer are no album
            raise ValueError(f"an album holds 2 to {MOST_IN_ALBUM} files")
        album = str(secrets.randbits(53))
        return [
            self._send_file(user, "document", name, content, None, album=album)
            for name, content in documents
        ]

    async def edit_text(self, user: User, message_id: int, text: str) -> Message:
        """Change one's own message. Raises `LookupError` where there is none."""
        message = self.chat(user).find(message_id)
        if message is None or message.from_bot:
            raise LookupError("no such message of this person")
        message.say(_typed(text))
        message.chat.change(message)
        self._deliver("edited_message", message.wire())
        return message

    async def tap(
        self,
        user: User,
        message_id: int,
        callback_data: str,
        *,
        chat: Chat | None = None,
    ) -> Tap:
        """Tap a button; it need not be shown any more. Raises `LookupError` for no message."""
        place = chat or self.chat(user)
        message = next((one for one in place.messages if one.id == message_id), None)
        if message is None:
            raise LookupError("there was never such a message in this chat")
        tap = self.network.tap(self.network.users[user.id], message, callback_data)
        query = {
            "id": tap.id,
            "from": tap.user.wire(),
            "chat_instance": str(place.id),
            "message": message.seen(),
            "data": callback_data,
        }
        self._deliver("callback_query", query)
        return tap

    async def block(self, user: User) -> None:
        """Block the bot; writing to it again lifts that."""
        self.chat(user).blocked = True
        self._tell_member(user, "kicked")

    def _send_file(
        self,
        user: User,
        kind: str,
        name: str,
        content: bytes,
        mime: str | None,
        caption: str = "",
        album: str | None = None,
    ) -> Message:
        file = self.network.files.add(kind, name, content, mime)
        return self._send(user, None, file=file, text=caption, album=album)

    def _send(self, user: User, chat: Chat | None, **content: Any) -> Message:
        place = chat or self.chat(user)
        if place.blocked:
            place.blocked = False
            self._tell_member(user, "member")
        place.met = True
        message = self.network.write(place, self.network.users[user.id], **content)
        self._deliver("message", message.wire())
        return message

    def _tell_member(self, user: User, status: str) -> None:
        bot = self.network.bot.wire()
        other = "kicked" if status == "member" else "member"
        update = {
            "chat": self.chat(user).wire(),
            "from": self.network.users[user.id].wire(),
            "date": 0,
            "old_chat_member": _member(bot, other),
            "new_chat_member": _member(bot, status),
        }
        self._deliver("my_chat_member", update)

    def _deliver(self, kind: str, content: dict[str, Any]) -> None:
        self.last_update = self.network.updates.add(kind, content)


def _member(bot: dict[str, Any], status: str) -> dict[str, Any]:
    return {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})


def _typed(text: str) -> Formatted:
    """A text as an app sends it. Raises `ValueError` where no app would."""
    stripped = text.strip()
    if not 1 <= links.length(stripped) <= LONGEST_TEXT:
        raise ValueError(f"an app sends texts of 1 to {LONGEST_TEXT} characters")
    return Formatted(stripped, tuple(links.found(stripped)))

"""The Bot API's methods: what a bot may do, and what Telegram refuses it."""

import inspect
import time
from collections.abc import Callable
from html import escape
from typing import Any

from bot.playground import html, keyboards, links
from bot.playground.chats import Chat, Message, Tap
from bot.playground.files import StoredFile
from bot.playground.html import Entity, Formatted
from bot.playground.keyboards import Markup
from bot.playground.network import Network
from bot.playground.parameters import Parameters
from bot.playground.refusals import (
    bad_request,
    blocked,
    not_found,
    not_modified,
    stale_query,
    webhook_active,
)
from bot.playground.webhook import CONNECTIONS, Webhook

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_ANSWER = 200
MOST_DELETED = 100
MOST_UPDATES = 100
LONGEST_POLL = 50.0  # seconds
DELETABLE = 48 * 60 * 60  # seconds
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    },
)
_OPAQUE = frozenset({"text_link", "code", "pre"})  # Telegram looks for no address in these


class BotApi:
    """Carries out calls of the bot on a network."""

    def __init__(self, network: Network) -> None:
        self._network = network
        methods = (
            self.get_me,
            self.log_out,
            self.close,
            self.get_updates,
            self.set_webhook,
            self.delete_webhook,
            self.get_webhook_info,
            self.send_message,
            self.send_document,
            self.send_photo,
            self.send_chat_action,
            self.copy_message,
            self.edit_message_text,
            self.edit_message_caption,
            self.edit_message_reply_markup,
            self.delete_message,
            self.delete_messages,
            self.answer_callback_query,
            self.get_file,
            self.set_my_commands,
            self.get_my_commands,
            self.delete_my_commands,
            self.set_my_name,
            self.get_my_name,
            self.set_my_description,
            self.get_my_description,
            self.set_my_short_description,
            self.get_my_short_description,
            self.set_chat_menu_button,
            self.get_chat_menu_button,
        )
        self._methods: dict[str, Callable[[Parameters], Any]] = {
            method.__name__.replace("_", ""): method for method in methods
        }

    async def call(self, method: str, parameters: Parameters) -> Any:
        """Carry out one call and give its `result`.

        Method names are case-insensitive. Raises `Refusal` where Telegram refuses.
        """
        carry_out = self._methods.get(method.lower())
        if carry_out is None:
            raise not_found()
        result = carry_out(parameters)
        return await result if inspect.isawaitable(result) else result

    # The bot itself and its updates

    def get_me(self, _: Parameters) -> dict[str, Any]:
        return self._network.bot.wire() | {
            "can_join_groups": True,
            "can_read_all_group_messages": True,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def log_out(self, _: Parameters) -> bool:
        return True

    def close(self, _: Parameters) -> bool:
        return True

    async def get_updates(self, parameters: Parameters) -> list[dict[str, Any]]:
        if self._network.postman.webhook:
            raise webhook_active()
        self._network.updates.allow(parameters.data("allowed_updates"))
        limit = parameters.number("limit") or MOST_UPDATES
        return await self._network.updates.take(
            offset=parameters.number("offset") or 0,
            limit=min(max(limit, 1), MOST_UPDATES),
            seconds=min(max(parameters.number("timeout") or 0, 0), LONGEST_POLL),
        )

    async def set_webhook(self, parameters: Parameters) -> bool:
        url = parameters.text("url")
        if not url:
            return await self.delete_webhook(parameters)
        if parameters.flag("drop_pending_updates"):
            self._network.updates.drop()
        await self._network.postman.set(
            Webhook(
                url,
                parameters.text("secret_token"),
                tuple(parameters.data("allowed_updates") or ()),
                parameters.number("max_connections") or CONNECTIONS,
            ),
        )
        return True

    async def delete_webhook(self, parameters: Parameters) -> bool:
        await self._network.postman.stop()
        if parameters.flag("drop_pending_updates"):
            self._network.updates.drop()
        return True

    def get_webhook_info(self, _: Parameters) -> dict[str, Any]:
        return self._network.postman.wire()

    # New messages

    def send_message(self, parameters: Parameters) -> dict[str, Any]:
        chat = self._chat(parameters)
        if not parameters.text("text"):
            raise bad_request("message text is empty")
        return self._write(chat, parameters, *_said(parameters, "text"))

    def send_document(self, parameters: Parameters) -> dict[str, Any]:
        return self._send_file("document", parameters)

    def send_photo(self, parameters: Parameters) -> dict[str, Any]:
        return self._send_file("photo", parameters)

    def send_chat_action(self, parameters: Parameters) -> bool:
        chat = self._chat(parameters)
        if parameters.text("action") not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        chat.tell({"event": "typing"})
        return True

    def copy_message(self, parameters: Parameters) -> dict[str, Any]:
        chat = self._chat(parameters)
        source = self._network.chats.get(parameters.number("from_chat_id") or 0)
        original = source.find(parameters.number("message_id")) if source else None
        if original is None:
            raise bad_request("message to copy not found")
        said = Formatted(original.text, original.entities)
        sent = self._write(chat, parameters, said, original.html or "", original.file)
        return {"message_id": sent["message_id"]}

    def _send_file(self, kind: str, parameters: Parameters) -> dict[str, Any]:
        chat = self._chat(parameters)
        said, source = _said(parameters, "caption")
        return self._write(chat, parameters, said, source, self._file(kind, parameters))

    def _write(
        self,
        chat: Chat,
        parameters: Parameters,
        said: Formatted,
        source: str,
        file: StoredFile | None = None,
    ) -> dict[str, Any]:
        message = self._network.write(
            chat,
            self._network.bot,
            text=said.text,
            entities=said.entities,
            html=source,
            file=file,
            reply_to=_reply_to(chat, parameters),
            reply_markup=keyboards.checked(parameters.data("reply_markup"), private=chat.private),
        )
        return message.wire()

    def _file(self, kind: str, parameters: Parameters) -> StoredFile:
        """The file of a call: an upload, or the id of a file that is here already."""
        value = parameters.text(kind)
        upload = parameters.uploads.get(value.removeprefix("attach://") or kind)
        if upload:
            return self._network.files.add(kind, upload.name, upload.content, upload.mime)
        if not value:
            raise bad_request(f"there is no {kind} in the request")
        if value.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        return self._network.files.get(value)

    # Changes to messages

    def edit_message_text(self, parameters: Parameters) -> dict[str, Any]:
        message = self._editable(parameters)
        if not parameters.text("text"):
            raise bad_request("message text is empty")
        if message.file:
            raise bad_request("there is no text in the message to edit")
        return _edit(message, *_said(parameters, "text"), _new_markup(parameters))

    def edit_message_caption(self, parameters: Parameters) -> dict[str, Any]:
        message = self._editable(parameters)
        if not message.file:
            raise bad_request("there is no caption in the message to edit")
        return _edit(message, *_said(parameters, "caption"), _new_markup(parameters))

    def edit_message_reply_markup(self, parameters: Parameters) -> dict[str, Any]:
        message = self._editable(parameters)
        said = Formatted(message.text, message.entities)
        return _edit(message, said, message.html or "", _new_markup(parameters))

    def delete_message(self, parameters: Parameters) -> bool:
        chat = self._chat(parameters)
        message = chat.find(_message_id(parameters))
        if message is None:
            raise bad_request("message to delete not found")
        if not chat.private and not message.from_bot:
            raise bad_request("message can't be deleted")
        if time.time() - message.date > DELETABLE:
            raise bad_request("message can't be deleted for everyone")
        chat.delete(message)
        return True

    def delete_messages(self, parameters: Parameters) -> bool:
        """Deletes those that it finds, as Telegram does; it says nothing of the others."""
        chat = self._chat(parameters)
        numbers = parameters.data("message_ids")
        if not isinstance(numbers, list) or not 1 <= len(numbers) <= MOST_DELETED:
            raise bad_request("message identifiers are not specified")
        for message in filter(None, map(chat.find, numbers)):
            chat.delete(message)
        return True

    def answer_callback_query(self, parameters: Parameters) -> bool:
        tap = self._network.taps.get(parameters.text("callback_query_id"))
        if tap is None or tap.answered:
            raise stale_query()
        if links.length(parameters.text("text")) > LONGEST_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        if parameters.text("url"):
            raise bad_request("URL_INVALID")
        self._answer(tap, parameters)
        return True

    def _answer(self, tap: Tap, parameters: Parameters) -> None:
        tap.answered = True
        tap.text = parameters.text("text")
        tap.show_alert = parameters.flag("show_alert")
        self._network.chats[tap.chat_id].tell({"event": "answer", "tap": tap})

    # Files, commands, profile

    def get_file(self, parameters: Parameters) -> dict[str, Any]:
        file = self._network.files.fetched(parameters.text("file_id"))
        return file.wire() | {"file_path": file.path}

    def set_my_commands(self, parameters: Parameters) -> bool:
        scope, language = self._scope(parameters)
        self._network.profile.set_commands(scope, language, parameters.data("commands"))
        return self._profile_changed()

    def get_my_commands(self, parameters: Parameters) -> list[dict[str, str]]:
        return self._network.profile.commands(*self._scope(parameters))

    def delete_my_commands(self, parameters: Parameters) -> bool:
        self._network.profile.delete_commands(*self._scope(parameters))
        return self._profile_changed()

    def set_my_name(self, parameters: Parameters) -> bool:
        return self._set_words("name", parameters)

    def get_my_name(self, parameters: Parameters) -> dict[str, str]:
        name = self._words("name", parameters)["name"]
        return {"name": name or self._network.bot.first_name}

    def set_my_description(self, parameters: Parameters) -> bool:
        return self._set_words("description", parameters)

    def get_my_description(self, parameters: Parameters) -> dict[str, str]:
        return self._words("description", parameters)

    def set_my_short_description(self, parameters: Parameters) -> bool:
        return self._set_words("short_description", parameters)

    def get_my_short_description(self, parameters: Parameters) -> dict[str, str]:
        return self._words("short_description", parameters)

    def set_chat_menu_button(self, parameters: Parameters) -> bool:
        button = parameters.data("menu_button")
        self._network.profile.set_menu_button(parameters.number("chat_id"), button)
        return True

    def get_chat_menu_button(self, parameters: Parameters) -> dict[str, Any]:
        return self._network.profile.menu_button(parameters.number("chat_id"))

    def _set_words(self, what: str, parameters: Parameters) -> bool:
        language = parameters.text("language_code")
        self._network.profile.set_words(what, language, parameters.text(what))
        return self._profile_changed()

    def _words(self, what: str, parameters: Parameters) -> dict[str, str]:
        return {what: self._network.profile.words(what, parameters.text("language_code"))}

    def _scope(self, parameters: Parameters) -> tuple[Any, str]:
        scope = parameters.data("scope")
        if isinstance(scope, dict) and "chat_id" in scope:
            self._chat(Parameters({"chat_id": scope["chat_id"]}))
        return scope, parameters.text("language_code")

    def _profile_changed(self) -> bool:
        self._network.tell_all({"event": "profile"})
        return True

    # Finding what a call is about

    def _chat(self, parameters: Parameters) -> Chat:
        """The chat of a call; one in which nobody has written yet is not found."""
        if not parameters.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self._network.chats.get(parameters.number("chat_id") or 0)
        if chat is None or not chat.met:
            raise bad_request("chat not found")
        if chat.blocked:
            raise blocked()
        return chat

    def _editable(self, parameters: Parameters) -> Message:
        """A message of the bot's own that has no other keyboard than an inline one."""
        message = self._chat(parameters).find(_message_id(parameters))
        if message is None:
            raise bad_request("message to edit not found")
        other_keyboard = message.reply_markup and not keyboards.is_inline(message.reply_markup)
        if not message.from_bot or other_keyboard:
            raise bad_request("message can't be edited")
        return message


def _said(parameters: Parameters, name: str) -> tuple[Formatted, str]:
    """Text or caption of a call, formatted, and its HTML as it was sent."""
    raw = parameters.text(name)
    said = _formatted(raw, parameters, "entities" if name == "text" else "caption_entities")
    longest = LONGEST_TEXT if name == "text" else LONGEST_CAPTION
    if links.length(said.text) > longest:
        raise bad_request(f"message {'' if name == 'text' else 'caption '}is too long")
    if name == "text" and not said.text:
        raise bad_request("text must be non-empty")
    return said, raw if parameters.text("parse_mode") else escape(raw)


def _formatted(raw: str, parameters: Parameters, entities: str) -> Formatted:
    mode = parameters.text("parse_mode").lower()
    if mode not in {"", "html"}:
        raise bad_request("unsupported parse_mode")
    if mode == "html":
        said = html.parse(raw)
    else:
        said = Formatted(raw.strip(), tuple(parameters.data(entities) or ()))
    return Formatted(said.text, said.entities + tuple(_found(said)))


def _found(said: Formatted) -> list[Entity]:
    """Addresses and commands in the text outside of links and code."""
    taken = [entity for entity in said.entities if entity["type"] in _OPAQUE]
    return [
        entity
        for entity in links.found(said.text)
        if not any(_overlap(entity, other) for other in taken)
    ]


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"],
    )


def _edit(message: Message, said: Formatted, source: str, markup: Markup | None) -> dict[str, Any]:
    before = message.text, message.entities, message.reply_markup
    if before == (said.text, said.entities, markup):
        raise not_modified()
    message.say(said, source)
    message.reply_markup = markup
    message.chat.change(message)
    return message.wire()


def _new_markup(parameters: Parameters) -> Markup | None:
    return keyboards.checked(parameters.data("reply_markup"), only_inline=True)


def _message_id(parameters: Parameters) -> int:
    number = parameters.number("message_id")
    if number is None:
        raise bad_request("message identifier is not specified")
    return number


def _reply_to(chat: Chat, parameters: Parameters) -> int | None:
    asked = parameters.data("reply_parameters") or {}
    number = asked.get("message_id") or parameters.number("reply_to_message_id")
    if number is None or chat.find(number):
        return number
    if asked.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")

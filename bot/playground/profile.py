"""What people see of the bot outside a chat: commands, name, descriptions, menu button."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from bot.playground import links
from bot.playground.refusals import bad_request

MOST_COMMANDS = 100
LONGEST_COMMAND = 32
LONGEST_COMMAND_DESCRIPTION = 256
LONGEST = {"name": 64, "description": 512, "short_description": 120}
_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    },
)

Command = dict[str, str]


@dataclass
class Profile:
    """Everything kept by language (and, for commands, by scope)."""

    _commands: dict[tuple[str, str], list[Command]] = field(default_factory=dict)
    _words: dict[tuple[str, str], str] = field(default_factory=dict)
    _menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)

    def set_commands(self, scope: Any, language: str, commands: Any) -> None:
        """Raises `Refusal` (400) where a command or its description breaks Telegram's rules."""
        key = _scope_key(scope), _language(language)
        if not isinstance(commands, list):
            raise bad_request("can't parse commands: expected an Array of BotCommand")
        if len(commands) > MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self._commands[key] = [_command(command) for command in commands]

    def commands(self, scope: Any, language: str) -> list[Command]:
        return self._commands.get((_scope_key(scope), _language(language)), [])

    def delete_commands(self, scope: Any, language: str) -> None:
        self._commands.pop((_scope_key(scope), _language(language)), None)

    def commands_for(self, chat_id: int, language: str) -> list[Command]:
        """What a person sees in a private chat: the narrowest scope, their language first."""
        scopes = ({"type": "chat", "chat_id": chat_id}, {"type": "all_private_chats"}, None)
        for scope in scopes:
            for code in (language, ""):
                if found := self._commands.get((_scope_key(scope), code)):
                    return found
        return []

    def set_words(self, what: str, language: str, words: str) -> None:
        """Name, description or short description; empty words take it away again."""
        if links.length(words) > LONGEST[what]:
            raise bad_request(f"bot {what.replace('_', ' ')} is too long")
        if words:
            self._words[what, _language(language)] = words
        else:
            self._words.pop((what, _language(language)), None)

    def words(self, what: str, language: str) -> str:
        own = self._words.get((what, _language(language)), "")
        return own or self._words.get((what, ""), "")

    def set_menu_button(self, chat_id: int | None, button: Any) -> None:
        button = button or {"type": "default"}
        if not isinstance(button, dict) or button.get("type") not in {
            "commands",
            "web_app",
            "default",
        }:
            raise bad_request("can't parse menu button")
        self._menu_buttons[chat_id] = button

    def menu_button(self, chat_id: int | None) -> dict[str, Any]:
        button = self._menu_buttons.get(chat_id) or self._menu_buttons.get(None)
        return button or {"type": "commands"}


def _command(command: Any) -> Command:
    name = str(command.get("command") or "").removeprefix("/")
    description = str(command.get("description") or "").strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > LONGEST_COMMAND:
        raise bad_request(f"command length must not exceed {LONGEST_COMMAND}")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if links.length(description) > LONGEST_COMMAND_DESCRIPTION:
        raise bad_request(
            f"command description length must not exceed {LONGEST_COMMAND_DESCRIPTION}",
        )
    return {"command": name, "description": description}


def _scope_key(scope: Any) -> str:
    scope = scope or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope")
    return json.dumps({name: str(value) for name, value in scope.items()}, sort_keys=True)


def _language(language: str) -> str:
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language

"""Keyboards as Telegram takes them: checked, and refused in Telegram's words.

Two things are stricter here than at Telegram, so that a mistake shows in a test: a button
without a text (Telegram leaves it out in silence) and a button with two actions (Telegram
takes one of them).
"""

from typing import Any

from bot.playground import links
from bot.playground.refusals import bad_request

Markup = dict[str, Any]

MOST_INLINE_BUTTONS = 100
MOST_IN_INLINE_ROW = 8
MOST_BUTTONS = 300
MOST_IN_ROW = 12
LONGEST_DATA = 64  # bytes
LONGEST_COPY = 256
LONGEST_PLACEHOLDER = 64
STYLES = frozenset({"danger", "success", "primary", "link"})
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
_REQUESTS = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
    "web_app": "web App buttons can be used in private chats only",
}


def checked(markup: Any, *, private: bool = True, only_inline: bool = False) -> Markup | None:
    """The markup of a call, or None where it shows nothing. Raises `Refusal` (400)."""
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup)
    if only_inline:
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        return _reply(markup, private=private)
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    raise bad_request("object expected as reply markup")


def is_inline(markup: Markup | None) -> bool:
    return markup is not None and "inline_keyboard" in markup


def _inline(markup: Markup) -> Markup | None:
    rows = [row for row in _rows(markup, "inline_keyboard") if row]
    for row in rows:
        for button in row:
            _check_inline_button(button)
    if sum(map(len, rows)) > MOST_INLINE_BUTTONS or _longest(rows) > MOST_IN_INLINE_ROW:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return {**markup, "inline_keyboard": rows} if rows else None


def _check_inline_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton expected")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    given = [action for action in _ACTIONS if button.get(action) not in (None, "", False)]
    given += [name for name in _ACTIONS if name.startswith("switch") and button.get(name) == ""]
    if not given:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        )
    if len(given) > 1:
        raise bad_request(
            "can't parse inline keyboard button: exactly one action expected, "
            f"found {', '.join(given)}",
        )
    _check_action(given[0], button[given[0]])
    _check_style(button)


def _check_action(action: str, value: Any) -> None:
    if action == "callback_data" and len(str(value).encode()) > LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= links.length(text) <= LONGEST_COPY:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if action == "url" and (why := links.fault(str(value))):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: {why}")


def _check_style(button: Markup) -> None:
    style = button.get("style")
    if style is not None and style not in STYLES:
        raise bad_request("BUTTON_STYLE_INVALID")


def _reply(markup: Markup, *, private: bool) -> Markup:
    rows = [[_reply_button(button, private=private) for button in row] for row in _rows(markup)]
    if not any(rows):
        raise bad_request("reply markup is empty")
    if sum(map(len, rows)) > MOST_BUTTONS or _longest(rows) > MOST_IN_ROW:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    if links.length(str(markup.get("input_field_placeholder") or "")) > LONGEST_PLACEHOLDER:
        raise bad_request("INPUT_FIELD_PLACEHOLDER_INVALID")
    return {**markup, "keyboard": [row for row in rows if row]}


def _reply_button(button: Any, *, private: bool) -> Markup:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request("keyboard button text must be non-empty")
    for request, refusal in _REQUESTS.items():
        if button.get(request) and not private:
            raise bad_request(refusal)
    _check_style(button)
    return button


def _rows(markup: Markup, field: str = "keyboard") -> list[list[Any]]:
    rows = markup[field]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" of the markup must be an Array of Arrays')
    return rows


def _longest(rows: list[list[Any]]) -> int:
    return max((len(row) for row in rows), default=0)

"""What stands in buttons: the name of a place or an answer, never anything about a person."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData


class Menu(CallbackData, prefix="menu"):
    """To a place of `handlers.places`, or `place_detail`, written as in a start link."""

    to: str = "menu"


class Consent(CallbackData, prefix="consent"):
    given: bool


class Forget(CallbackData, prefix="forget"):
    sure: bool


class Unremember(CallbackData, prefix="unremember"):
    """No longer tie the account to the person whom it asked to remember."""


class View(CallbackData, prefix="view"):
    """Another screen about the person whom the conversation is about."""

    screen: str


class Remember(CallbackData, prefix="remember"):
    """Tie the account to that person, so that the IIN need not be typed again."""


class Prove(CallbackData, prefix="prove"):
    """Show by a contact that one asks about oneself."""

"""Who runs this bot, in the words of a language."""

from __future__ import annotations

from bot.settings import Settings
from bot.texts import Texts


def introduction(settings: Settings, texts: Texts) -> str:
    """One sentence or two, as Telegram HTML; without a token nobody runs it, it is a trial."""
    if settings.bot_token is None:
        return texts("operator.trial")
    name, contact = settings.operator_name, settings.operator_contact
    if settings.bot_is_official:
        return texts("operator.official", name=name, contact=contact)
    return texts("operator.unofficial", name=name, contact=contact)

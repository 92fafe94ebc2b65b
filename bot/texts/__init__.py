"""What the bot says: Kazakh and Russian texts, loaded from the `.po` files that editors edit."""

from __future__ import annotations

from bot.texts.catalogs import Catalogs, Shelf, Texts, load
from bot.texts.markup import Markup, markup, plain
from bot.texts.problems import Problem, TextsFaulty

__all__ = [
    "Catalogs",
    "Markup",
    "Problem",
    "Shelf",
    "Texts",
    "TextsFaulty",
    "load",
    "markup",
    "plain",
]

"""The two languages of the bot and their plural forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """`forms` are the CLDR plural categories of whole numbers, in the order of `msgstr[n]`."""

    code: str
    forms: tuple[str, ...]


LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {
        "kk": Language("kk", ("one", "other")),
        "ru": Language("ru", ("one", "few", "many")),
    },
)

"""A text with `{placeholders}`, split once at load so that filling it is a join."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.texts.markup import Markup, markup

PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def placeholders(text: str) -> frozenset[str]:
    """The names in `{...}`. Only plain names count: nothing is looked up, called or formatted."""
    return frozenset(PLACEHOLDER.findall(text))


def stray_brace(text: str) -> bool:
    """Whether a brace is left that belongs to no placeholder."""
    rest = PLACEHOLDER.sub("", text)
    return "{" in rest or "}" in rest


@dataclass(frozen=True, slots=True)
class Template:
    """`pieces` alternate: text, name, text, name, ... text."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Template:
        return cls(tuple(PLACEHOLDER.split(text)))

    def fill(self, values: Mapping[str, object]) -> Markup:
        """The text with each name replaced; `values` holds them all, more do no harm."""
        filled = list(self.pieces)
        filled[1::2] = [markup(values[name]) for name in self.pieces[1::2]]
        return Markup("".join(filled))

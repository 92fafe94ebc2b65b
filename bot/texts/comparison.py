"""Two sets of texts side by side, key by key, and three of them merged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One text that is not the same in two sets; plural forms are joined by line breaks."""

    language: str
    domain: str
    """`messages` or `faq`: the file in which the key stands."""
    key: str
    before: str | None
    """None where the key is new."""
    after: str | None
    """None where the key is gone."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A text that was published differently, and changed in the shipped files since then."""

    language: str
    domain: str
    key: str
    published: str
    """This one is spoken until an admin publishes again."""
    shipped: str

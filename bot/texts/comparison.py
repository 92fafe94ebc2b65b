"""Two sets of texts side by side, key by key, and three of them merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.texts.templates import placeholders

Forms = tuple[str, ...]
"""A text, or its plural forms."""


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
    shipped: str
    spoken: Literal["published", "shipped"]
    """`shipped` where the published text has not the placeholders that the code gives by now."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What becomes of one key when a published and a shipped text meet."""

    forms: Forms | None
    """None: the key goes out."""
    conflict: Literal["published", "shipped"] | None = None
    """Which of the two is spoken, where both were changed."""


def met(base: Forms | None, published: Forms | None, shipped: Forms | None) -> Meeting:
    """Three-way: `base` was shipped when `published` was written, `shipped` is by now."""
    if published in (None, base, shipped):
        return Meeting(shipped)
    if shipped is None:
        return Meeting(published if base is None else None)
    if shipped == base:
        return Meeting(published)
    assert published is not None
    if _shape(published) != _shape(shipped):
        return Meeting(shipped, "shipped")
    return Meeting(published, "published")


def differences(
    before: Mapping[str, Forms], after: Mapping[str, Forms]
) -> Iterator[tuple[str, str | None, str | None]]:
    """Key, text before and text after, of every key that is not the same."""
    for key in {**after, **before}:
        one, other = before.get(key), after.get(key)
        if one != other:
            yield key, joined(one), joined(other)


def joined(forms: Forms | None) -> str | None:
    return None if forms is None else "\n".join(forms)


def _shape(forms: Forms) -> tuple[bool, frozenset[str]]:
    return len(forms) > 1, frozenset[str]().union(*map(placeholders, forms))

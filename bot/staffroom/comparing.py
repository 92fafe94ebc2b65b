"""What a draft changes in an answer, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from bot.answers.voice import clipped, joined, paragraphs
from bot.staffroom.editions import Difference
from bot.texts import Markup, Texts

_MOST: Final = 12
"""Changes of one part that are told; more are counted."""
_LONGEST: Final = 160
"""Letters of a changed passage that are shown."""
_AS_A_WHOLE: Final = frozenset({"outcome", "topics", "title"})


def differences_message(differences: Sequence[Difference], texts: Texts) -> Markup:
    """Each part that is not the same, with what goes and what comes."""
    if not differences:
        return texts("staff.differs.nothing")
    parts = [_part(one, texts) for one in differences]
    return paragraphs([texts("staff.differs.title"), *parts])


def _part(difference: Difference, texts: Texts) -> Markup:
    changes = list(_changes(difference))
    lines = [_change(before, after, texts) for before, after in changes[:_MOST]]
    if len(changes) > _MOST:
        lines.append(texts("staff.differs.more", count=len(changes) - _MOST))
    return joined([texts(f"staff.differs.part.{difference.part}"), *lines])


def _changes(difference: Difference) -> Iterator[tuple[str, str]]:
    """Passages word by word, those gone with those that have come in their place."""
    _, before, after = difference
    if difference.part in _AS_A_WHOLE or not before or not after:
        yield before, after
        return
    old, new = before.split(), after.split()
    for kind, first, last, start, end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield " ".join(old[first:last]), " ".join(new[start:end])


def _change(before: str, after: str, texts: Texts) -> Markup:
    if not before:
        return texts("staff.differs.added", after=clipped(after, _LONGEST))
    if not after:
        return texts("staff.differs.gone", before=clipped(before, _LONGEST))
    return texts(
        "staff.differs.changed", before=clipped(before, _LONGEST), after=clipped(after, _LONGEST)
    )

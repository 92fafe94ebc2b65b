"""What is different, text by text: counted, before and after, and the whole of it as a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import Final, Literal

from bot.answers.voice import clipped, joined, paragraphs
from bot.publishing import Change
from bot.texts import Markup, Texts, plain
from bot.texts.languages import LANGUAGES

DOMAINS: Final = ("messages", "faq")
MOST_ON_PAGE: Final = 6
_ROOM: Final = 3000
"""Characters of texts on a page, those of keys and buttons not counted."""
_CLIP: Final = 600
"""Characters of one text; what is left out stands in the file."""
_AROUND: Final = 90
"""Characters shown on both sides of a difference."""
_CUT: Final = "…"
_PIECES: Final = re.compile(r"\s+|[^\s]+")

Kind = Literal["changed", "new", "gone"]
_KINDS: Final[tuple[Kind, ...]] = ("changed", "new", "gone")


def kind_of(change: Change) -> Kind:
    if change.before is None:
        return "new"
    return "gone" if change.after is None else "changed"


def file_name(language: str, domain: str, texts: Texts) -> Markup:
    return texts("admin.texts.file", domain=domain, language=texts(f"admin.texts.in.{language}"))


def counted(changes: Sequence[Change], texts: Texts) -> Markup:
    """How much is different, a file a line."""
    counts = Counter((one.domain, one.language, kind_of(one)) for one in changes)
    lines = []
    for domain in DOMAINS:
        for language in LANGUAGES:
            kinds = [(kind, counts[domain, language, kind]) for kind in _KINDS]
            told = [texts(f"admin.texts.count.{kind}", count=n) for kind, n in kinds if n]
            if told:
                file = file_name(language, domain, texts)
                lines.append(texts("admin.texts.count", file=file, counts=joined(told, ", ")))
    return joined(lines)


def pages(changes: Sequence[Change]) -> list[Sequence[Change]]:
    """As many on a page as fit, at least one."""
    ends, room = [0], _ROOM
    for number, change in enumerate(changes):
        length = sum(min(len(text or ""), _CLIP) for text in (change.before, change.after))
        if number > ends[-1] and (length > room or number - ends[-1] == MOST_ON_PAGE):
            ends.append(number)
            room = _ROOM
        room -= length
    return [changes[start:end] for start, end in zip(ends, [*ends[1:], len(changes)], strict=True)]


def changes_message(changes: Sequence[Change], page: int, texts: Texts) -> Markup:
    """One page, before and after; what differs stands out."""
    of_all = pages(changes)
    shown = [_told(change, texts) for change in of_all[page]]
    title = texts("admin.texts.changes", page=page + 1, pages=len(of_all))
    return paragraphs([title, *shown])


def changes_file(changes: Sequence[Change], texts: Texts) -> bytes:
    """All of them in full, as plain text."""
    blocks = []
    for change in changes:
        lines = [f"{change.key} ({plain(file_name(change.language, change.domain, texts))})"]
        if change.before is not None:
            lines += [plain(texts("admin.texts.before-title")), change.before]
        if change.after is not None:
            lines += [plain(texts("admin.texts.after-title")), change.after]
        else:
            lines.append(plain(texts("admin.texts.gone")))
        blocks.append("\n".join(lines))
    return ("\n\n".join(blocks) + "\n").encode()


def _told(change: Change, texts: Texts) -> Markup:
    file = file_name(change.language, change.domain, texts)
    title = texts("admin.texts.change", key=change.key, file=file)
    if change.before is None:
        after = Markup(escape(clipped(change.after or "", _CLIP)))
        return joined([title, texts("admin.texts.new", text=after)])
    if change.after is None:
        gone = Markup(escape(clipped(change.before, _CLIP)))
        return joined([title, texts("admin.texts.before", text=gone), texts("admin.texts.gone")])
    before, after = _differing(change.before, change.after)
    return joined(
        [title, texts("admin.texts.before", text=before), texts("admin.texts.after", text=after)]
    )


def _differing(before: str, after: str) -> tuple[Markup, Markup]:
    """Both texts, the words that went struck through, those that came in bold."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    parts = [(step, "".join(old[a:b]), "".join(new[c:d])) for step, a, b, c, d in steps]
    gone = [(step != "equal", one) for step, one, _ in parts]
    came = [(step != "equal", other) for step, _, other in parts]
    return _marked(gone, "s"), _marked(came, "b")


def _marked(parts: Sequence[tuple[bool, str]], tag: str) -> Markup:
    """The differences within their surroundings, as many as fit; tags of the text are shown."""
    pieces, room = list[str](), _CLIP
    for number, (differs, text) in enumerate(parts):
        shown = text if differs else _surroundings(text, number, len(parts))
        if len(shown) > room:
            shown = shown[: max(room - 1, 0)] + _CUT
        room -= len(shown)
        pieces.append(f"<{tag}>{escape(shown)}</{tag}>" if differs and shown else escape(shown))
        if room <= 0:
            break
    return Markup("".join(pieces))


def _surroundings(text: str, number: int, parts: int) -> str:
    """What is the same: only as much of it as touches a difference."""
    first, last = number == 0, number == parts - 1
    if first:
        return text if len(text) <= _AROUND else _CUT + text[-_AROUND:]
    if last:
        return text if len(text) <= _AROUND else text[:_AROUND] + _CUT
    if len(text) <= 2 * _AROUND:
        return text
    return f"{text[:_AROUND]} {_CUT} {text[-_AROUND:]}"


def keys_of(changes: Sequence[Change]) -> Iterator[str]:
    """Each key once, in order."""
    return iter(dict.fromkeys(change.key for change in changes))

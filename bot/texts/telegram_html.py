"""What Telegram would read in a piece of HTML, and why it would refuse it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from typing import Final

REMEMBERED: Final = 16_384
"""Texts of which it is known what they hold: a file comes again with a few of them changed."""
_OPENINGS: Final = re.compile(
    r'<(?:b|i|u|s|code|pre|blockquote(?: expandable)?|a href="[^"<>]+")>',
)
_TAGS: Final = frozenset({"b", "i", "u", "s", "a", "code", "pre", "blockquote"})
_CLOSED_TO_OTHERS: Final = frozenset({"code", "pre"})
_NOT_IN_ITSELF: Final = frozenset({"a", "blockquote"})
_ENTITIES: Final = frozenset({"lt", "gt", "amp", "quot"})


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is what is seen, `links` the addresses behind it, `faults` what Telegram refuses."""

    text: str
    links: tuple[str, ...]
    faults: tuple[str, ...]


@lru_cache(REMEMBERED)
def read(html: str) -> Reading:
    """Read `html` by Telegram's rules; never raises."""
    reader = _Reader()
    reader.feed(f"{html}\n")  # an `&` at the very end would be dropped by the parser
    reader.close()
    reader.faults += [f"<{tag}> is not closed" for tag in reader.open]
    text = "".join(reader.pieces).removesuffix("\n")
    return Reading(text, tuple(reader.links), tuple(reader.faults))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.faults.append(f"<{tag}> is not a tag of Telegram's that we use")
            return
        written = self.get_starttag_text() or ""
        if not _OPENINGS.fullmatch(written):
            self.faults.append(f"{written} is not written as Telegram wants it")
        self.faults += self._nesting(tag)
        self.links += [value for name, value in attrs if name == "href" and value]
        self.open.append(tag)

    def _nesting(self, tag: str) -> list[str]:
        inside = [outer for outer in self.open if outer in _CLOSED_TO_OTHERS]
        if tag in _NOT_IN_ITSELF and tag in self.open:
            inside.append(tag)
        return [f"<{tag}> cannot stand inside <{outer}>" for outer in inside]

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
            return
        self.faults.append(f"</{tag}> does not close what was opened last")
        if tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
        self.faults += [f"unescaped {sign}" for sign in "<>&" if sign in data]

    def handle_entityref(self, name: str) -> None:
        self.pieces.append(unescape(f"&{name};"))
        if name not in _ENTITIES:
            self.faults.append(f"&{name} is not an entity of Telegram's")

    def handle_charref(self, name: str) -> None:
        self.pieces.append(unescape(f"&#{name};"))

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}>")

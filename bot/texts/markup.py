"""Telegram HTML as a value: escaping into it, and reading it back as plain text."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser


class Markup(str):
    """Text that is Telegram HTML already and is not escaped again."""

    __slots__ = ()


def markup(value: object) -> Markup:
    """`value` as Telegram HTML: a `Markup` unchanged, anything else as escaped text."""
    return value if isinstance(value, Markup) else Markup(escape(str(value)))


def plain(html: str) -> str:
    """Telegram HTML as plain text for a terminal or JSON.

    Tags go, entities are decoded, a link becomes `text (address)` unless the text is the
    address, and the lines of a quotation are indented by two spaces.
    """
    reader = _Plain()
    reader.feed(html)
    reader.close()
    return reader.text


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._quoted = False
        self._quote_ended = False
        self._link = ""
        self._link_start = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self._break_line()
            self._quoted = True
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
            self._link_start = len(self.text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._quoted = False
            self._quote_ended = True
        elif tag == "a" and not _same(self.text[self._link_start :].strip(), self._link):
            self.text += f" ({self._link})"

    def handle_data(self, data: str) -> None:
        if self._quote_ended:
            self._quote_ended = False
            self.text += "" if data.startswith("\n") else "\n"
        if not self._quoted:
            self.text += data
            return
        indent = "  " if self.text.endswith("\n") or not self.text else ""
        self.text += indent + data.replace("\n", "\n  ")

    def _break_line(self) -> None:
        self._quote_ended = False
        if self.text and not self.text.endswith("\n"):
            self.text += "\n"


def _same(shown: str, link: str) -> bool:
    return _bare(shown) == _bare(link)


def _bare(address: str) -> str:
    return address.removeprefix("https://").removesuffix("/").casefold()

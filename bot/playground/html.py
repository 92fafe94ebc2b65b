"""Telegram's HTML: text and entities out of it, refused where Telegram refuses it.

Known tags only, properly nested, four named character references; everything else is an
error with the offset in bytes, worded as Telegram words it.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.playground import links
from bot.playground.refusals import unparsable

Entity = dict[str, Any]

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_SPACE = re.compile(r"\s*")
_BARE_VALUE = re.compile(r"[A-Za-z0-9.-]*")
_LAST_CODE_POINT = 0x10FFFF


@dataclass(frozen=True)
class Formatted:
    """A text as people see it, and where its formatting lies (UTF-16 offsets)."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class _Tag:
    name: str
    at: int  # offset in the text seen so far, UTF-16
    attributes: dict[str, str]


@dataclass
class _Reader:
    source: str
    position: int = 0
    text: str = ""
    open: list[_Tag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> Formatted:
        while self.position < len(self.source):
            self._step()
        if self.open:
            name = self.open[-1].name
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{name}"')
        return _tidy(self.text, self.entities)

    def _step(self) -> None:
        if self.source[self.position] != "<":
            self._characters()
        elif self.source.startswith("</", self.position):
            self._end_tag()
        else:
            self._start_tag()

    def _characters(self) -> None:
        end = self.source.find("<", self.position)
        end = len(self.source) if end < 0 else end
        self.text += decoded(self.source[self.position : end])
        self.position = end

    def _start_tag(self) -> None:
        start = self.position
        self.position += 1
        name = self._take(_NAME).lower()
        if self._ended():
            raise unparsable(f"Unclosed start tag at byte offset {self._bytes(start)}")
        if name not in _TYPES:
            raise unparsable(f'Unsupported start tag "{name}" at byte offset {self._bytes(start)}')
        attributes = self._attributes(name, start)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise unparsable(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(start)}',
            )
        self.open.append(_Tag(name, links.length(self.text), attributes))

    def _attributes(self, tag: str, start: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._take(_SPACE)
            if self._ended():
                raise unparsable(f'Unclosed start tag "{tag}" at byte offset {self._bytes(start)}')
            if self.source[self.position] == ">":
                self.position += 1
                return attributes
            name = self._take(_ATTRIBUTE_NAME).lower()
            if not name:
                raise unparsable(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(start)}',
                )
            attributes[name] = self._value(tag, start)

    def _value(self, tag: str, start: int) -> str:
        """What stands after the equal sign; an attribute alone has the empty value."""
        self._take(_SPACE)
        if self._ended() or self.source[self.position] != "=":
            return ""
        self.position += 1
        self._take(_SPACE)
        if self._ended():
            raise unparsable(f'Unclosed start tag "{tag}" at byte offset {self._bytes(start)}')
        quote = self.source[self.position]
        return self._quoted(quote, start) if quote in "\"'" else self._bare()

    def _quoted(self, quote: str, start: int) -> str:
        end = self.source.find(quote, self.position + 1)
        if end < 0:
            raise unparsable(f"Unclosed start tag at byte offset {self._bytes(start)}")
        value = decoded(self.source[self.position + 1 : end])
        self.position = end + 1
        return value

    def _bare(self) -> str:
        begun = self.position
        value = self._take(_BARE_VALUE)
        if self._ended() or not re.match(r"[\s>]", self.source[self.position]):
            raise unparsable(f"Unexpected end of name token at byte offset {self._bytes(begun)}")
        return value

    def _end_tag(self) -> None:
        start = self.position
        if not self.open:
            raise unparsable(f"Unexpected end tag at byte offset {self._bytes(start)}")
        self.position += 2
        name = self._take(_NAME).lower()
        self._take(_SPACE)
        if self._ended() or self.source[self.position] != ">":
            raise unparsable(f"Unclosed end tag at byte offset {self._bytes(start)}")
        self.position += 1
        tag = self.open.pop()
        if name not in {tag.name, ""}:
            raise unparsable(
                f"Unmatched end tag at byte offset {self._bytes(start)}, "
                f'expected "</{tag.name}>", found "</{name}>"',
            )
        self._close(tag)

    def _close(self, tag: _Tag) -> None:
        length = links.length(self.text) - tag.at
        entity: Entity = {"type": _TYPES[tag.name], "offset": tag.at, "length": length}
        if tag.name == "a":
            entity["url"] = tag.attributes.get("href") or _slice(self.text, tag.at, length)
            if links.fault(entity["url"]):
                return
        elif tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "tg-emoji":
            entity["custom_emoji_id"] = _emoji(tag.attributes.get("emoji-id", ""))
        elif tag.name == "pre" and "language" in tag.attributes:
            entity["language"] = tag.attributes["language"]
        elif tag.name == "code":
            self._tell_language(tag)
        self.entities.append(entity)

    def _tell_language(self, tag: _Tag) -> None:
        """`<pre><code class="language-x">` names the language of the block around it."""
        language = tag.attributes.get("class", "").removeprefix("language-")
        if language and self.open and self.open[-1].name == "pre":
            self.open[-1].attributes["language"] = language

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.position)
        assert match is not None  # every pattern here matches the empty string
        self.position = match.end()
        return match[0]

    def _ended(self) -> bool:
        return self.position >= len(self.source)

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())


def parse(source: str) -> Formatted:
    """Text and entities of Telegram HTML.

    Raises `Refusal` (400) for a tag that Telegram does not know or that is not closed.
    """
    return _Reader(source).read()


def decoded(text: str) -> str:
    """The four named and the numeric character references; other ones stay as written."""
    return _REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, named = match.groups()
    if named:
        return _NAMED[named]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code <= _LAST_CODE_POINT else match[0]


def _emoji(identifier: str) -> str:
    if not identifier.isdecimal():
        raise unparsable("Invalid custom emoji identifier specified")
    return identifier


def _tidy(text: str, entities: list[Entity]) -> Formatted:
    """Cut the white space around the text, move the entities, drop what Telegram drops."""
    stripped = text.strip()
    lead = links.length(text[: len(text) - len(text.lstrip())])
    total = links.length(stripped)
    moved = [_clipped(entity, lead, total) for entity in entities]
    kept = [entity for entity in moved if entity["length"] > 0 and not _inside_code(entity, moved)]
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(stripped, tuple(kept))


def _clipped(entity: Entity, lead: int, total: int) -> Entity:
    start = min(max(entity["offset"] - lead, 0), total)
    end = min(max(entity["offset"] + entity["length"] - lead, 0), total)
    return {**entity, "offset": start, "length": end - start}


def _inside_code(entity: Entity, entities: list[Entity]) -> bool:
    return any(
        other is not entity
        and other["type"] in {"code", "pre"}
        and other["offset"] <= entity["offset"]
        and entity["offset"] + entity["length"] <= other["offset"] + other["length"]
        and (other["type"] == "pre" or entity["type"] != "pre")
        for other in entities
    )


def _slice(text: str, offset: int, length: int) -> str:
    encoded = text.encode("utf-16-le")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le")

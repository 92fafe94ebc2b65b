"""Takes tokens, IINs and phone numbers out of text that leaves through the log.

However it is written: spaced, dashed, in the digits of another script, with invisible characters
between, URL-encoded, escaped for JSON or as Python shows bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote

_GAP: Final = r"(?:,|[ \-./_()+|*\\'’]{0,4})"
"""What may stand between two digits of one number."""
TOKEN: Final = re.compile(r"(?<!\d)\d{6,}+:[A-Za-z0-9_-]{30,}")
LONG: Final = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{11,}}(?!\d)")
"""An IIN or BIN; longer runs (cards, two IINs in a row) go with it."""
PHONE: Final = re.compile(rf"(?<!\d)(?:\+ ?)?[78](?:{_GAP}\d){{10}}(?!\d)")
_NAMES: Final = ((TOKEN, "[token]"), (LONG, "[digits]"), (PHONE, "[phone]"))
MARKS: Final = tuple(mark for _, mark in _NAMES)
"""What stands in the place of something that was taken out."""

_ENCODED: Final = re.compile(
    r"%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[nrt]|&#x?[0-9A-Fa-f]{1,6};"
)
_ESCAPED_ESCAPE: Final = re.compile(r"\\{2,}(?=[xunrt])")
_UNICODE_ESCAPES: Final = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+")
_BYTE_ESCAPES: Final = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+")
_BLANK_ESCAPE: Final = re.compile(r"\\[nrt]")
_DEEPEST: Final = 3
"""How often something may be encoded over and over."""

_INVISIBLE: Final = frozenset({"Cf", "Cc", "Mn", "Me"})
_INVISIBLE_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0")
"""Fillers of the Korean script."""


def redact(text: str) -> str:
    """Replace tokens, IINs and phone numbers by what they were.

    A text in which something was found behind an encoding is given back decoded.
    """
    for decoded in _decoded(text):
        found = _replaced(decoded)
        if found != decoded:
            return redact(found) if _ENCODED.search(found) else found
    return text


def _decoded(text: str) -> Iterator[str]:
    """The text, and what it is when decoded once, twice and so on."""
    yield text
    for _ in range(_DEEPEST):
        if not _ENCODED.search(text):
            return
        plain = _decoded_once(text)
        if plain == text:
            return
        text = plain
        yield text


def _decoded_once(text: str) -> str:
    text = _ESCAPED_ESCAPE.sub(r"\\", text)
    text = _BYTE_ESCAPES.sub(_bytes_escaped, text)
    text = _UNICODE_ESCAPES.sub(_letters_escaped, text)
    return unquote(unescape(_BLANK_ESCAPE.sub(" ", text)), errors="replace")


def _bytes_escaped(found: re.Match[str]) -> str:
    """Bytes as Python shows them, or letters: those are shown so as well."""
    escaped = bytes.fromhex(found[0].replace("\\x", ""))
    try:
        return escaped.decode()
    except UnicodeDecodeError:
        return escaped.decode("latin-1")


def _letters_escaped(found: re.Match[str]) -> str:
    """What lies beyond the first plane is escaped as two surrogates."""
    return bytes.fromhex(found[0].replace("\\u", "")).decode("utf-16-be", "replace")


def _replaced(text: str) -> str:
    """Look at a text as a person would, and replace in it what is found there."""
    seen, places = _seen(text)
    for pattern, name in _NAMES:
        spans = [found.span() for found in pattern.finditer(seen)]
        for start, end in reversed(spans):
            first, last = places(start), places(end - 1) + 1
            text = text[:first] + name + text[last:]
        if spans:
            seen, places = _seen(text)
    return text


def _seen(text: str) -> tuple[str, Callable[[int], int]]:
    """The text with plain digits, spaces and dashes and nothing invisible; where each stands."""
    if text.isascii() and text.isprintable():
        return text, lambda place: place
    shown: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        sign = _sign(character)
        if sign:
            shown.append(sign)
            places.append(place)
    return "".join(shown), places.__getitem__


def _sign(character: str) -> str:
    """One plain sign for a character; nothing for what cannot be seen."""
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category in _INVISIBLE or character in _INVISIBLE_LETTERS:
        return ""
    if category == "Pd" or character == "\u2212":
        return "-"
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)

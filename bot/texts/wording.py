"""How a text is worded: no typed-in amounts, foreign letters, shouting, unknown links.

Works on what a reader sees: tags off, each placeholder replaced by `BLANK`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.texts.telegram_html import REMEMBERED

BLANK: Final = "\ufffc"

_SPACE: Final = "[ \u00a0\u202f]"
_UNITS: Final = (
    r"₸|%|(?:теңге|тенге|тиын|пайыз|процент|миллион|миллиард|тысяч)\w*"
    r"|(?:тг|kzt|тыс|мың|млн|млрд|аек|мрп|етж|мзп)\b"
)
_AMOUNT: Final = re.compile(
    rf"\d(?:[\d.,]|{_SPACE}(?=\d))*(?:{_SPACE}|-)?(?:{_UNITS})",
    re.IGNORECASE,
)
_MONTHS: Final = re.compile(
    rf"\d+(?:{_SPACE}|-)*(?:ай(?:ға|мен|ы|ын\w*|д[аеы]\w*|л[аы]\w*)?|месяц\w*|мес)\b",
    re.IGNORECASE,
)
_ACT: Final = re.compile(
    rf"№{_SPACE}?[\w/-]+|\d+-[IVXLC]+\b|\b[А-ЯҚӘҢҒҮҰӨІ]+-\d+|\d+/[А-ЯҚӘҢҒҮҰӨІ]+\b",
)
_NUMBER: Final = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?!\d)|\d{4,}")
_YEAR: Final = re.compile(r"(?:199|20[0-4])\d")
_LONE_YEAR: Final = re.compile(rf"(?<!\d){_YEAR.pattern}(?!\d)")
_DIGITS: Final = re.compile(r".{0,12}\d+.{0,12}")

_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f\u0250-\u02af]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")
_LATIN_TWINS: Final = frozenset("AaBCcEeHhIiJjKkMmOoPpSsTUuXxYyƏəËëÏïɵӨ")
_CYRILLIC_TWINS: Final = frozenset("АаВСсЕеНһҺІіЈјКкМмОоРрЅѕТҮүХхУуӘәЁёЇїӨө")
_LONE_TWINS: Final = frozenset("aceiopxy")
_ROMAN: Final = re.compile("[IVXLC]+")
_SHOUT: Final = 4  # letters

_DOUBLE_SPACE: Final = re.compile(_SPACE + "{2}")
_PICTURE: Final = "[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]"
_EMOJI: Final = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    f"|{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]*(?:\u200d{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]*)*",
)
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]",
)

_ADDRESS: Final = re.compile(
    r"https?://[^\s<>\"]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:kz|ru|com|org|net|me|io|app)\b(?:/\S*)?",
    re.IGNORECASE,
)
_MENTION: Final = re.compile(r"(?<![\w.-])@(\w{4,})")


@dataclass(frozen=True, slots=True)
class Finding:
    """A code of `problems.SENTENCES` and what fills its sentence."""

    code: str
    details: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Style:
    links: tuple[str, ...]
    mentions: frozenset[str]
    numbers: frozenset[str]
    abbreviations: frozenset[str]
    article_links: tuple[str, ...]
    article_numbers: re.Pattern[str]


@lru_cache(REMEMBERED)
def findings(text: str) -> tuple[Finding, ...]:
    """Everything to object to in the wording of `text`."""
    return (*_numbers(text), *_letters(text), *_signs(text))


def foreign_links(text: str, links: tuple[str, ...]) -> Iterator[Finding]:
    """Links behind the text or typed in it, and mentions, that are not on the list."""
    yield from _links_beyond(_style().links, text, links)
    for name in _MENTION.findall(text):
        if name not in _style().mentions:
            yield Finding("link", {"link": f"@{name}"})


def foreign_article_links(text: str, links: tuple[str, ...]) -> Iterator[Finding]:
    """Links of an article that other texts may hold, but articles may not."""
    yield from _links_beyond(_style().article_links, text, links)


def typed_digits(text: str) -> Iterator[str]:
    """Numbers of an article that are no year, no act and not on the list, with words around."""
    rest = _style().article_numbers.sub("", _ACT.sub("", text))
    rest = _LONE_YEAR.sub("", rest)
    for found in _DIGITS.finditer(rest):
        yield found[0].strip()


def _links_beyond(hosts: tuple[str, ...], text: str, links: tuple[str, ...]) -> Iterator[Finding]:
    typed = (address.rstrip(".,;:)»") for address in _ADDRESS.findall(text))
    for link in (*links, *typed):
        if link != BLANK and not _allowed(link, hosts):
            yield Finding("link", {"link": link})


def _numbers(text: str) -> Iterator[Finding]:
    for code, pattern in (("amount", _AMOUNT), ("months", _MONTHS)):
        yield from (Finding(code, {"found": found}) for found in pattern.findall(text))
    rest = _ACT.sub(" ", _MONTHS.sub(" ", _AMOUNT.sub(" ", text)))
    for found in _NUMBER.findall(rest):
        if found not in _style().numbers and not _YEAR.fullmatch(found):
            yield Finding("number", {"found": found})


def _letters(text: str) -> Iterator[Finding]:
    for word in _WORD.findall(text):
        if _mixed(word):
            yield Finding("look-alike", {"found": word})
        elif len(word) >= _SHOUT and word.isupper() and not _abbreviation(word):
            yield Finding("capitals", {"found": word})


def _abbreviation(word: str) -> bool:
    return word in _style().abbreviations or bool(_ROMAN.fullmatch(word))


def _mixed(word: str) -> bool:
    latin, cyrillic = set(_LATIN.findall(word)), set(_CYRILLIC.findall(word))
    if not cyrillic:
        return word in _LONE_TWINS
    return bool(latin) and (latin <= _LATIN_TWINS or cyrillic <= _CYRILLIC_TWINS)


def _signs(text: str) -> Iterator[Finding]:
    if "!" in text:
        yield Finding("exclamation", {})
    if _DOUBLE_SPACE.search(text):
        yield Finding("spaces", {})
    if len(_EMOJI.findall(text)) > 1:
        yield Finding("emoji", {})
    if _EMOJI.match(text.lstrip()):
        yield Finding("emoji-first", {})
    for sign in sorted(set(_INVISIBLE.findall(text)) - {"\n"}):
        yield Finding("invisible", {"sign": f"U+{ord(sign):04X}"})


def _allowed(link: str, hosts: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host = parts.hostname or ""
    except ValueError:
        return False
    page = f"{host}{parts.path}".rstrip("/")
    return parts.scheme == "https" and (
        page in hosts or any(f".{host}".endswith(f".{allowed}") for allowed in hosts)
    )


@cache
def _style() -> _Style:
    written = tomllib.loads((Path(__file__).parent / "style.toml").read_text("utf-8"))
    return _Style(
        links=tuple(written["links"]),
        mentions=frozenset(written["mentions"]),
        numbers=frozenset(written["numbers"]),
        abbreviations=frozenset(written["abbreviations"]),
        article_links=tuple(written["articles"]["links"]),
        article_numbers=_any_of(written["articles"]["numbers"]),
    )


def _any_of(numbers: list[str]) -> re.Pattern[str]:
    """Each of them as a number of its own, not as a part of a longer one."""
    return re.compile(rf"(?<!\d)(?:{'|'.join(map(re.escape, numbers))})(?!\d)")

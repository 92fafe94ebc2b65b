"""Spelling of the texts by machine: hunspell's dictionaries and the project's own lists of words.

`locales/words.kk.txt` and `words.ru.txt` hold what the dictionaries lack: abbreviations, names, and
for Kazakh many proper forms of verbs. A word goes there only after somebody has read it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bot.texts.catalogs import read_language
from bot.texts.telegram_html import read
from bot.texts.templates import PLACEHOLDER

DICTIONARIES = {"kk": "kk_KZ", "ru": "ru_RU"}
ENDING = re.compile(r"(?<=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ0-9\ufffc])-[а-яёәғқңөұүһі]+")
"""Of an abbreviation or a number: «ЖСН-іңіз», «1414-ке», «10-го»."""
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def words_of(locales: Path, language: str) -> Mapping[str, str]:
    """Every Cyrillic word of the texts in lower case, with a key that holds it."""
    found: dict[str, str] = {}
    for file in read_language(locales, language):
        for entry in file.entries:
            for word in _words("\n".join(entry.forms)):
                found.setdefault(word, entry.key)
    return found


def _words(text: str) -> Iterator[str]:
    seen = PLACEHOLDER.sub("\ufffc", read(text).text)
    for word in WORD.findall(ENDING.sub("", seen)):
        if len(word) > 1 and CYRILLIC.search(word):
            yield word.lower()


def missing_tool(language: str) -> str | None:
    """What has to be installed before this language can be checked; None when all is there."""
    if shutil.which("hunspell") is None:
        return "hunspell"
    # Where it finds a dictionary for the locale it goes on to read words from standard input.
    told = subprocess.run(
        ["hunspell", "-D"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return None if DICTIONARIES[language] in told.stderr else f"hunspell-{language}"


def unknown(words: Iterable[str], language: str) -> set[str]:
    """Those of the words that the dictionary does not hold; names are tried with a capital too."""
    words = set(words)
    left = _unlisted(words, language)
    capitalised = _unlisted({word.capitalize() for word in left}, language)
    return {word for word in left if word.capitalize() in capitalised}


def _unlisted(words: set[str], language: str) -> set[str]:
    told = subprocess.run(
        ["hunspell", "-d", DICTIONARIES[language], "-i", "utf-8", "-l"],
        input="\n".join(sorted(words)),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(told.stdout.split())


def listed(locales: Path, language: str) -> list[str]:
    """The project's own words, as they stand in the file; lines with `#` are for people."""
    lines = (locales / f"words.{language}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]

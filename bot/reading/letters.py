"""Letters made alike, so that a word is known however it was typed.

Kazakh is typed with Russian letters only, in several Latin alphabets, or properly; folded, all of
them read the same: «қыркүйек», «кыркуйек», «qyrkúıek», «kyrkuiek». Russian in Latin letters too.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_PAIRS: Final = (
    *(("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("gh", "г"), ("ch", "ч"), ("sh", "ш")),
    *(("ts", "ц"), ("ya", "я"), ("yu", "ю"), ("iu", "ю"), ("yo", "е"), ("ıo", "е"), ("ia", "я")),
    *(("ye", "е"), ("y'", "у"), ("y’", "у")),
)
"""Several Latin signs for one letter, the longest first."""
_MARKED: Final = str.maketrans("ýşžčç", "ушжчч")
"""Letters whose mark says which they are; any other mark is dropped."""
_LETTERS: Final = str.maketrans(
    {
        **dict(zip("abcdefghijklmnop", "абкдефгхижклмноп", strict=True)),
        **dict(zip("qrstuvwxyz", "крстувухыз", strict=True)),
        **dict(zip("қәңғүұөһі", "кангууохи", strict=True)),
        **dict(zip("ıəэ", "иае", strict=True)),
        "ъ": None,
        "ь": None,
    }
)
_MARKS: Final = re.compile("[\u0300-\u036f]")
_APOSTROPHES: Final = re.compile("(?<=[a-zı])['’`ʼ](?=[a-zı]|$)")
_TWINS: Final = str.maketrans("aceopxykmthbi", "асеорхукмтнві")
"""Latin letters that look like Cyrillic ones, for a word typed in both."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile("[a-z\u00c0-\u024f]")
_CYRILLIC: Final = re.compile("[\u0400-\u052f]")
_TWINS_AMID_CYRILLIC: Final = re.compile("[aceopxykmthbi\u0400-\u052f]*")


def folded(text: str) -> str:
    """`text` in small Russian letters without й, ё, э, ь, ъ; digits and signs stay as they are."""
    plain = text.casefold()
    if _LATIN.search(plain):
        plain = _in_cyrillic(plain)
    # й falls apart into и and a mark, á into a and a mark: the marks go.
    plain = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    return plain.translate(_LETTERS)


def _in_cyrillic(text: str) -> str:
    """As far as several signs, a mark or a letter's neighbours tell which letter is meant."""
    plain = _WORD.sub(_of_one_alphabet, text)
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return _APOSTROPHES.sub("", plain).translate(_MARKED)


def _of_one_alphabet(found: re.Match[str]) -> str:
    word = found[0]
    amid_cyrillic = _CYRILLIC.search(word) and _TWINS_AMID_CYRILLIC.fullmatch(word)
    return word.translate(_TWINS) if amid_cyrillic else word

"""Letters made alike, so that a word is known however it was typed.

Kazakh is typed with Russian letters only, in several Latin alphabets, or properly; folded, all of
them read the same: «қыркүйек», «кыркуйек», «qyrkúıek», «kyrkuiek».
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_PAIRS: Final = (
    *(("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("gh", "г"), ("ch", "ч"), ("sh", "ш")),
    *(("ts", "ц"), ("ya", "я"), ("yu", "ю"), ("yo", "е"), ("ıo", "е"), ("ia", "я")),
)
"""Two Latin letters for one, the longest first."""
_LETTERS: Final = str.maketrans(
    {
        **dict(zip("abcdefghijklmnop", "абкдефгхижклмноп", strict=True)),
        **dict(zip("qrstuvwxyz", "крстувукыз", strict=True)),
        **dict(zip("қәңғүұөһі", "кангууохи", strict=True)),
        **dict(zip("ıəşžč", "иашжч", strict=True)),
        "ъ": None,
        "ь": None,
    }
)
_MARKS: Final = re.compile("[\u0300-\u036f]")


def folded(text: str) -> str:
    """`text` in small Russian letters without й, ё, ь, ъ; digits and signs stay as they are."""
    plain = text.casefold()
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    # й falls apart into и and a mark, á into a and a mark: the marks go.
    plain = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    return plain.translate(_LETTERS)

"""An IIN among other words, so that it is looked up and neither repeated nor kept."""

from __future__ import annotations

import re
from typing import Final

_IN_A_ROW: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")
_SEPARATORS: Final = re.compile(r"[\s\u2010-\u2015-]+")
_NAMED: Final = re.compile(
    r"(?:иин|жсн|iin|jsn|zhsn)\D{0,12}(\d(?:[\s\u2010-\u2015-]?\d){11})(?![\s-]?\d)",
    re.IGNORECASE,
)


def iin_in(text: str) -> str | None:
    """Twelve digits in a row; with spaces between where nothing else stands or it is so called."""
    if found := _IN_A_ROW.search(text):
        return found[0]
    if found := _NAMED.search(text):
        return _SEPARATORS.sub("", found[1])
    alone = _SEPARATORS.sub("", text)
    return alone if _IN_A_ROW.fullmatch(alone) else None


def without_iins(text: str) -> str:
    """`text` with nothing where IINs stand."""
    if iin_in(text) is None:
        return text
    rest = _NAMED.sub(" ", _IN_A_ROW.sub(" ", text))
    return rest if iin_in(rest) is None else ""

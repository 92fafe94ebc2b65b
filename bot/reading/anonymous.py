"""What people type with everything taken out that could tell who they are, as far as it shows."""

from __future__ import annotations

import re
from typing import Final

from bot.redaction import MARKS, redact

_MENTIONED, _MAILED, _LINKED, _NUMBER, _NAMED = (
    "[mention]",
    "[mail]",
    "[link]",
    "[digits]",
    "[name]",
)
_ANY_MARK: Final = re.compile(
    "|".join(map(re.escape, {*MARKS, _MENTIONED, _MAILED, _LINKED, _NUMBER, _NAMED}))
)

_LINK: Final = re.compile(r"(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE)
# Here and below: nothing is tried again from within a run of letters or given back out of one
# (`++`), so that a long text takes no longer than its length.
_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+")
_MENTION: Final = re.compile(r"(?<!\w)@\w+")

_SPACED_DIGITS: Final = re.compile(r"\d(?:[ \t\u00a0\u202f()./\u2010-\u2015-]{0,2}\d){8,}")
"""Nine digits or more, however they are spaced: telephones, IINs, cards; no sum is that long."""
_DIGITS: Final = re.compile(r"\d{5,}")

_CAPITAL: Final = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_CAPITALISED: Final = rf"{_CAPITAL}[\w'’-]{{1,60}}+"
"""No name is longer."""
_NAME: Final = rf"(?:{_CAPITALISED}(?:\s+{_CAPITALISED}){{0,2}}|[\w'’-]+(?:[ ]+[\w'’-]+)?)"
_INTRODUCED: Final = re.compile(
    r"(?i:\b(?:меня\s+зовут|зовут\s+меня|мо[её]\s+имя|моя\s+фамилия|имя\s+и\s+фамилия|фио|ф\.\s?и\.\s?о\.?"
    r"|менің\s+(?:аты|есім|тегі)\w*|атым|есімім|тегім|аты[- ]жөн\w*|my\s+name\s+is))"
    rf"\s*[:\-–—]?\s*{_NAME}",
)
_PATRONYMIC: Final = re.compile(
    rf"(?:{_CAPITALISED}\s+){{0,2}}"
    r"\b(?:\w{2,}(?:(?:ов|ев|ь)ич(?:а|у|ем|е)?|(?:ов|ев|ич)н(?:а|ы|е|у|ой))"
    rf"|{_CAPITAL}[\w'’-]{{1,60}}(?:ұлы|қызы|улы|кызы)\w*)\b"
    rf"(?:\s+{_CAPITALISED})?"
)
_TRADE: Final = re.compile(rf"\b(ИП|ЖК|КХ|ШҚ)\s+[«\"]?{_CAPITALISED}[»\"]?")
_NAMES_IN_A_ROW: Final = re.compile(rf"{_CAPITALISED}(?:\s+{_CAPITALISED}){{2,}}")


def anonymous(text: str) -> str:
    """`text` without links, addresses, long numbers, and names where something gives them away."""
    text = _MENTION.sub(_MENTIONED, _MAIL.sub(_MAILED, _LINK.sub(_LINKED, text)))
    text = redact(text)
    text = _DIGITS.sub(_NUMBER, _SPACED_DIGITS.sub(_NUMBER, text))
    for pattern in (_INTRODUCED, _PATRONYMIC, _NAMES_IN_A_ROW):
        text = pattern.sub(_NAMED, text)
    return _TRADE.sub(rf"\1 {_NAMED}", text)


def without_marks(text: str) -> str:
    """What `anonymous` has left of a text, without saying where it took something out."""
    return _ANY_MARK.sub(" ", text)

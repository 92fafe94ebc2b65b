"""Phone numbers, written in whatever way people and files write them."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"[\s().\-\u2010-\u2015]")
_NUMBER = re.compile(r"(\+?)([0-9]{10,15})")
_NATIONAL_LENGTH = 10


def phone_digits(text: str) -> str | None:
    """The number with its country code, digits only: `77012345678`; None where it is none.

    `8 701...`, `+7 701...` and `701...` are the same number of Kazakhstan.
    """
    written = _NUMBER.fullmatch(_PUNCTUATION.sub("", text))
    if written is None:
        return None
    plus, digits = written.groups()
    if plus:
        return digits
    if len(digits) == _NATIONAL_LENGTH:
        return "7" + digits if digits.startswith("7") else None
    if len(digits) == _NATIONAL_LENGTH + 1 and digits.startswith("8"):
        return "7" + digits[1:]
    return digits

"""Control digits of the IIN (ЖСН / ИИН) and BIN (БСН / БИН).

Source: joint order № 597/524 of 2023-07-24 and decree № 853 of 2013-08-26. The birth date and
sex written in the digits are hints only and are never a reason to refuse.
"""

from __future__ import annotations

import re
from enum import StrEnum

_LENGTH = 12
_MODULUS = 11
_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_DIGITS = re.compile(r"[0-9]+")


class IinFault(StrEnum):
    """Why twelve characters cannot be an IIN or BIN, in the order in which it is looked for."""

    LENGTH = "length"
    DIGITS = "digits"
    ZEROS = "zeros"
    NOT_ISSUABLE = "not_issuable"
    CONTROL = "control"


def control_digit(first_eleven: str) -> int | None:
    """The twelfth digit for eleven digits; None where no such number is ever issued."""
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        remainder = (
            sum(weight * int(digit) for weight, digit in zip(weights, first_eleven, strict=True))
            % _MODULUS
        )
        if remainder < _MODULUS - 1:
            return remainder
    return None


def iin_fault(number: str) -> IinFault | None:
    """The first fault of an IIN or BIN, or None where the number is well formed."""
    if len(number) != _LENGTH:
        return IinFault.LENGTH
    if not _DIGITS.fullmatch(number):
        return IinFault.DIGITS
    if not number.strip("0"):
        return IinFault.ZEROS
    expected = control_digit(number[:-1])
    if expected is None:
        return IinFault.NOT_ISSUABLE
    return None if expected == int(number[-1]) else IinFault.CONTROL

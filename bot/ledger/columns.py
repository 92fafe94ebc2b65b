"""The columns of each kind of file: what may stand in them, and what goes into the ledger instead.

Memory of values already checked (`lru_cache`) lives as long as one import and is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.ledger.problems import Refused
from bot.ledger.protocol import Admission, FileKind
from bot.ledger.pseudonyms import Pseudonyms
from bot.rules.history import EMPLOYER_KINDS, Knp, PayerKind, PrivilegedCategory
from bot.rules.identity import iin_fault
from bot.rules.months import Month
from bot.rules.refusals import LAST_YEAR

Cells = Sequence[str]
Stored = bytes | int | str | None

_REMEMBERED = 1 << 16
_KNPS = {knp.value: knp for knp in Knp}
_KINDS = {kind.value: kind for kind in PayerKind}
_CATEGORIES = {category.value: category for category in PrivilegedCategory}
_AMOUNT = re.compile(r"(-?[0-9]{1,12})(?:\.([0-9]{1,2}))?")
_TOO_PRECISE = re.compile(r"-?[0-9]+\.[0-9]{3,}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONGEST_DOCUMENT = 200


@dataclass(frozen=True, slots=True)
class FileColumns:
    """One kind of file: for each column, in a fixed order, what turns a row into a stored value.

    A function is given the whole row, because some columns are judged by another one too; it
    raises `Refused` for its own column only.
    """

    kind: FileKind
    checks: tuple[tuple[str, Callable[[Cells], Stored]], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.checks)


def columns_of_all_kinds(
    pseudonyms: Pseudonyms, admission: Admission
) -> tuple[FileColumns, FileColumns, FileColumns]:
    return (
        _payments(pseudonyms, admission),
        _categories(pseudonyms, admission),
        _persons(pseudonyms),
    )


def _payments(pseudonyms: Pseudonyms, admission: Admission) -> FileColumns:
    person = _remembered_person(pseudonyms)
    number = lru_cache(_REMEMBERED)(_number)
    period = lru_cache(_REMEMBERED)(lambda text, kind: _period(text, kind, admission))
    knp = lru_cache(_REMEMBERED)(_knp)
    paid_on = lru_cache(_REMEMBERED)(lambda text: _paid_on(text, admission.today))
    return FileColumns(
        FileKind.PAYMENTS,
        (
            ("iin", lambda row: person(row[0])),
            ("period", lambda row: period(row[1], row[5])),
            ("knp", lambda row: knp(row[2], row[5])),
            ("amount", lambda row: _tiyn(row[3])),
            ("paid_on", lambda row: paid_on(row[4])),
            ("payer_kind", lambda row: _kind(row[5])),
            ("payer_bin", lambda row: _payer(number(row[6], "payer_bin"), row[7], pseudonyms)),
            ("document", lambda row: pseudonyms.document(_document(row[7]))),
        ),
    )


def _categories(pseudonyms: Pseudonyms, admission: Admission) -> FileColumns:
    person = _remembered_person(pseudonyms)
    return FileColumns(
        FileKind.CATEGORIES,
        (
            ("iin", lambda row: person(row[0])),
            ("category", lambda row: _category(row[1], row[2], admission)),
            ("starts_on", lambda row: _day(row[2], "starts_on").toordinal()),
            ("ends_on", lambda row: _ends_on(row[3], row[2])),
            ("document", lambda row: pseudonyms.document(_document(row[4]))),
        ),
    )


def _persons(pseudonyms: Pseudonyms) -> FileColumns:
    person = _remembered_person(pseudonyms)
    return FileColumns(
        FileKind.PERSONS,
        (
            ("iin", lambda row: person(row[0])),
            ("phone", lambda row: _phone(row[1], pseudonyms)),
        ),
    )


def _remembered_person(pseudonyms: Pseudonyms) -> Callable[[str], bytes]:
    return lru_cache(_REMEMBERED)(lambda text: pseudonyms.person(_number(text, "iin")))


def _number(text: str, column: str) -> str:
    """An IIN, or the BIN of a payer; an empty payer is fine."""
    if not text and column == "payer_bin":
        return text
    fault = iin_fault(text)
    if fault is not None:
        raise Refused(f"{column}.{fault}")
    return text


def _payer(number: str, document: str, pseudonyms: Pseudonyms) -> bytes | None:
    return pseudonyms.payer(number, document.strip()) if number else None


def _period(text: str, kind_text: str, admission: Admission) -> int:
    try:
        month = Month.parse(text)
    except ValueError:
        raise Refused("period.form") from None
    if month.year > LAST_YEAR:
        raise Refused("period.late")
    kind = _KINDS.get(kind_text)
    if kind is not None and not admission.kind_in_force(kind, month):
        any_kind = any(admission.kind_in_force(other, month) for other in PayerKind)
        raise Refused("period.kind" if any_kind else "period.early")
    return month.index


def _knp(text: str, kind_text: str) -> int:
    knp = _KNPS.get(text)
    if knp is None:
        raise Refused("knp.unknown", deductions=Knp.DEDUCTIONS, contributions=Knp.CONTRIBUTIONS)
    kind = _KINDS.get(kind_text)
    if knp is Knp.DEDUCTIONS and kind is not None and kind not in EMPLOYER_KINDS:
        raise Refused("knp.kind")
    return int(knp)


def _tiyn(text: str) -> int:
    written = _AMOUNT.fullmatch(text)
    if written is None:
        raise Refused("amount.decimals" if _TOO_PRECISE.fullmatch(text) else "amount.form")
    whole, fraction = written.groups("")
    tiyn = int(whole + fraction.ljust(2, "0"))
    if not tiyn:
        raise Refused("amount.zero")
    return tiyn


def _kind(text: str) -> str:
    if text not in _KINDS:
        raise Refused("payer_kind.unknown", known=", ".join(_KINDS))
    return text


def _paid_on(text: str, today: date) -> int:
    day = _day(text, "paid_on")
    if day > today:
        raise Refused("paid_on.future")
    return day.toordinal()


def _category(text: str, starts_on: str, admission: Admission) -> str:
    category = _CATEGORIES.get(text)
    if category is None:
        raise Refused("category.unknown", known=", ".join(_CATEGORIES))
    starts = _readable_day(starts_on)
    if starts is not None and not admission.category_in_force(category, starts):
        raise Refused("category.early")
    return text


def _ends_on(text: str, starts_on: str) -> int | None:
    if not text:
        return None
    ends, starts = _day(text, "ends_on"), _readable_day(starts_on)
    if starts is not None and ends < starts:
        raise Refused("ends_on.before_start")
    return ends.toordinal()


def _day(text: str, column: str) -> date:
    day = _readable_day(text)
    if day is None:
        raise Refused(f"{column}.form")
    return day


def _readable_day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _document(text: str) -> str:
    document = text.strip()
    if not document:
        raise Refused("document.empty")
    if len(document) > _LONGEST_DOCUMENT:
        raise Refused("document.long", longest=_LONGEST_DOCUMENT)
    if not document.isprintable() and _CONTROL_CHARACTERS.search(document):
        raise Refused("document.form")
    return document


def _phone(text: str, pseudonyms: Pseudonyms) -> bytes:
    try:
        return pseudonyms.phone(text)
    except ValueError:
        raise Refused("phone.form") from None

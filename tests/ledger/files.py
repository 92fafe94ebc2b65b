"""Invented people (a month of birth of 13 or more) and files about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.ledger import Admission, Problem, Pseudonyms
from bot.rules.history import History, PayerKind, PrivilegedCategory
from bot.rules.months import Month

AIGUL = "911301300009"
BOLAT = "851411400139"
NOBODY = "771501500008"
PAYER = "201940000175"
PHONE = "+7 701 000 13 13"

PSEUDONYMS = Pseudonyms(b"a key for tests only, 32 bytes!!")
TODAY = date(2026, 11, 20)

PAYMENTS = "iin,period,knp,amount,paid_on,payer_kind,payer_bin,document"
CATEGORIES = "iin,category,starts_on,ends_on,document"
PERSONS = "iin,phone"

GOOD_PAYMENT = {
    "iin": AIGUL,
    "period": "2026-08",
    "knp": "122",
    "amount": "4250",
    "paid_on": "2026-09-18",
    "payer_kind": "independent",
    "payer_bin": "",
    "document": "order 1",
}
GOOD_CATEGORY = {
    "iin": AIGUL,
    "category": "pensioner",
    "starts_on": "2026-01-10",
    "ends_on": "",
    "document": "decision 1",
}
GOOD_PERSON = {"iin": AIGUL, "phone": PHONE}


def _kind_in_force(kind: PayerKind, month: Month) -> bool:
    if kind is PayerKind.AGGREGATE_PAYMENT:
        return Month.of(2019, 1).index <= month.index <= Month.of(2023, 12).index
    first = Month.of(2020, 1) if kind is PayerKind.INDEPENDENT else Month.of(2017, 7)
    return month.index >= first.index


def _category_in_force(category: PrivilegedCategory, day: date) -> bool:
    return category is not PrivilegedCategory.CRISIS_LEVEL or day >= date(2026, 1, 1)


ADMISSION = Admission(TODAY, _kind_in_force, _category_in_force)


def write(path: Path, header: str, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(f"{line}\n" for line in (header, *lines)).encode(encoding))
    return path


def line(good: dict[str, str], **changes: str) -> str:
    """A line of a file that differs from a good one in some cells."""
    return ",".join((good | changes).values())


def payments(path: Path, *changes: dict[str, str]) -> Path:
    return write(path, PAYMENTS, *(line(GOOD_PAYMENT, **change) for change in changes))


def categories(path: Path, *changes: dict[str, str]) -> Path:
    return write(path, CATEGORIES, *(line(GOOD_CATEGORY, **change) for change in changes))


def persons(path: Path, *changes: dict[str, str]) -> Path:
    return write(path, PERSONS, *(line(GOOD_PERSON, **change) for change in changes))


def person(iin: str) -> bytes:
    return PSEUDONYMS.person(iin)


def files_of(history: History, folder: Path) -> list[Path]:
    """The rows of a history as files that a ledger takes in."""
    paid = [
        f"{AIGUL},{row.period},{row.knp},{row.tiyn / 100:.2f},{row.paid_on},{row.kind},,{number}"
        for number, row in enumerate(history.payments)
    ]
    privileged = [
        f"{AIGUL},{stretch.category},{stretch.starts_on},{stretch.ends_on or ''},{number}"
        for number, stretch in enumerate(history.categories)
    ]
    return [
        *([write(folder / "payments.csv", PAYMENTS, *paid)] if paid else []),
        *([write(folder / "categories.csv", CATEGORIES, *privileged)] if privileged else []),
    ]


def places(problems: Sequence[Problem]) -> list[tuple[str, int | None, str | None, str]]:
    """(file name, line, column, code) of each problem."""
    return [(p.file.name, p.line, p.column, p.code) for p in problems]

"""What may stand in a file: each rule broken once, each way to write a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

from bot.database import Database
from bot.ledger import ImportFault, ImportReport, SqliteLedger
from bot.ledger.problems import KEPT
from bot.texts import Catalogs, load
from tests.ledger.files import (
    ADMISSION,
    AIGUL,
    BOLAT,
    CATEGORIES,
    GOOD_PAYMENT,
    PAYER,
    PAYMENTS,
    PERSONS,
    PSEUDONYMS,
    categories,
    line,
    payments,
    person,
    persons,
    places,
    write,
)

LOCALES = Path(__file__).parents[2] / "locales"


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqliteLedger]:
    async with Database.open(tmp_path / "ledger" / "ledger.sqlite3") as database:
        yield SqliteLedger(database, PSEUDONYMS)


async def _refused(ledger: SqliteLedger, *paths: Path) -> ImportFault:
    with pytest.raises(ImportFault) as refused:
        await ledger.import_files(paths, ADMISSION)
    assert (await ledger.stats()).people == 0
    _worded(refused.value)
    return refused.value


@cache
def _catalogs() -> Catalogs:
    return load(LOCALES)


def _worded(fault: ImportFault) -> None:
    """Every problem has its sentence in both languages, with exactly these values."""
    catalogs = _catalogs()
    for language in ("kk", "ru"):
        for problem in fault.problems[:10]:
            assert catalogs[language](f"import.problem.{problem.code}", **problem.values)


async def _taken(ledger: SqliteLedger, *paths: Path) -> ImportReport:
    return await ledger.import_files(paths, ADMISSION)


BAD_PAYMENTS = [
    ("iin", "", "iin.length"),
    ("iin", "91130130000", "iin.length"),
    ("iin", "91130130000x", "iin.digits"),
    ("iin", "٩١١٣٠١٣٠٠٠٠٩", "iin.digits"),
    ("iin", "000000000000", "iin.zeros"),
    ("iin", "911301300008", "iin.control"),
    ("period", "", "period.form"),
    ("period", "2026-13", "period.form"),
    ("period", "2026-8", "period.form"),
    ("period", "08.2026", "period.form"),
    ("period", "2017-06", "period.early"),
    ("period", "9999-10", "period.late"),
    ("period", "2019-12", "period.kind"),
    ("knp", "", "knp.unknown"),
    ("knp", "123", "knp.unknown"),
    ("knp", "121", "knp.kind"),
    ("amount", "", "amount.form"),
    ("amount", "4 250", "amount.form"),
    ("amount", "4.250.00", "amount.form"),
    ("amount", "1e3", "amount.form"),
    ("amount", "NaN", "amount.form"),
    ("amount", "+1", "amount.form"),
    ("amount", "1.", "amount.form"),
    ("amount", "1234567890123", "amount.form"),
    ("amount", "1.234", "amount.decimals"),
    ("amount", "0", "amount.zero"),
    ("amount", "-0.00", "amount.zero"),
    ("paid_on", "", "paid_on.form"),
    ("paid_on", "20260918", "paid_on.form"),
    ("paid_on", "18.09.2026", "paid_on.form"),
    ("paid_on", "2026-W38-5", "paid_on.form"),
    ("paid_on", "2026-02-29", "paid_on.form"),
    ("paid_on", "2026-11-21", "paid_on.future"),
    ("payer_kind", "", "payer_kind.unknown"),
    ("payer_kind", "Employee", "payer_kind.unknown"),
    ("payer_bin", "123", "payer_bin.length"),
    ("payer_bin", "20194000017x", "payer_bin.digits"),
    ("payer_bin", "000000000000", "payer_bin.zeros"),
    ("payer_bin", "201940000176", "payer_bin.control"),
    ("document", "", "document.empty"),
    ("document", "   ", "document.empty"),
    ("document", "a\tb", "document.form"),
    ("document", "a\0b", "document.form"),
    ("document", "x" * 201, "document.long"),
]


@pytest.mark.parametrize(("column", "cell", "code"), BAD_PAYMENTS)
async def test_a_payment_that_is_refused(
    ledger: SqliteLedger, tmp_path: Path, column: str, cell: str, code: str
) -> None:
    fault = await _refused(ledger, payments(tmp_path / "p.csv", {}, {column: cell}))
    assert places(fault.problems) == [("p.csv", 3, column, code)]


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "0.01"},
        {"amount": "-4250.5"},
        {"amount": "999999999999.99"},
        {"paid_on": "2026-11-20"},
        {"period": "2028-01"},
        {"period": "2017-07", "payer_kind": "employee", "knp": "121"},
        {"period": "2023-12", "payer_kind": "aggregate_payment"},
        {"payer_kind": "single_payment", "knp": "121"},
        {"payer_bin": PAYER},
        {"payer_bin": BOLAT},
        {"document": "№ 12/қ"},
        {"document": '"a, ""quoted"" one"'},
        {"document": "x" * 200},
    ],
)
async def test_a_payment_that_is_taken(
    ledger: SqliteLedger, tmp_path: Path, changes: dict[str, str]
) -> None:
    assert (await _taken(ledger, payments(tmp_path / "p.csv", changes))).new == 1


BAD_CATEGORIES = [
    ({"iin": "1"}, "iin", "iin.length"),
    ({"category": "PENSIONER"}, "category", "category.unknown"),
    ({"starts_on": ""}, "starts_on", "starts_on.form"),
    ({"starts_on": "2026-04-31"}, "starts_on", "starts_on.form"),
    ({"ends_on": "never"}, "ends_on", "ends_on.form"),
    ({"ends_on": "2026-01-09"}, "ends_on", "ends_on.before_start"),
    ({"category": "crisis_level", "starts_on": "2025-12-31"}, "category", "category.early"),
    ({"document": ""}, "document", "document.empty"),
]


@pytest.mark.parametrize(("changes", "column", "code"), BAD_CATEGORIES)
async def test_a_category_that_is_refused(
    ledger: SqliteLedger, tmp_path: Path, changes: dict[str, str], column: str, code: str
) -> None:
    fault = await _refused(ledger, categories(tmp_path / "c.csv", {}, changes))
    assert places(fault.problems) == [("c.csv", 3, column, code)]


@pytest.mark.parametrize(
    "changes",
    [{"ends_on": "2026-01-10"}, {"category": "crisis_level", "starts_on": "2026-01-01"}],
)
async def test_a_category_that_is_taken(
    ledger: SqliteLedger, tmp_path: Path, changes: dict[str, str]
) -> None:
    assert (await _taken(ledger, categories(tmp_path / "c.csv", changes))).new == 1


@pytest.mark.parametrize("phone", ["", "phone", "12345", "5551234567", "+7701000131313131"])
async def test_a_phone_that_is_refused(ledger: SqliteLedger, tmp_path: Path, phone: str) -> None:
    fault = await _refused(ledger, persons(tmp_path / "n.csv", {"phone": phone}))
    assert places(fault.problems) == [("n.csv", 2, "phone", "phone.form")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
async def test_the_ways_to_write_a_file(
    ledger: SqliteLedger, tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    names = list(reversed(PAYMENTS.split(",")))
    cells = [GOOD_PAYMENT[name] for name in names]
    lines = ["", "", delimiter.join(cells), "", delimiter * 7, "  "]
    text = newline.join([delimiter.join(names), *lines])
    path = tmp_path / "p.csv"
    path.write_bytes(text.encode(encoding))
    assert (await _taken(ledger, path)).new == 1
    assert not (await ledger.history(person(AIGUL))).empty


async def test_a_header_alone_is_an_empty_file_of_its_kind(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    paths = [
        write(tmp_path / f"{number}.csv", header)
        for number, header in enumerate((PAYMENTS, CATEGORIES, PERSONS))
    ]
    report = await _taken(ledger, *paths)
    assert (report.new, report.people) == (0, 0)


async def test_lines_are_counted_as_an_editor_counts_them(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    quoted = line(GOOD_PAYMENT, document='"two\nlines"')
    bad = line(GOOD_PAYMENT, amount="0", document="2")
    path = write(tmp_path / "p.csv", PAYMENTS, "", quoted, "", bad)
    fault = await _refused(ledger, path)
    assert places(fault.problems) == [
        ("p.csv", 3, "document", "document.form"),
        ("p.csv", 6, "amount", "amount.zero"),
    ]


async def test_a_line_of_another_width(ledger: SqliteLedger, tmp_path: Path) -> None:
    path = write(tmp_path / "p.csv", PAYMENTS, line(GOOD_PAYMENT) + ",more", "one,two")
    fault = await _refused(ledger, path)
    assert places(fault.problems) == [
        ("p.csv", 2, None, "row.width"),
        ("p.csv", 3, None, "row.width"),
    ]
    assert fault.problems[1].values == {"expected": 8, "found": 2}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("iin,period,knp,amount,paid_on,payer_kind,payer_bin", [("document", "header.missing")]),
        (f"{PAYMENTS},note", [("note", "header.extra")]),
        (f"{PAYMENTS},amount", [("amount", "header.repeated")]),
        ("iin,phone,Name", [("Name", "header.extra")]),
        (f"{PAYMENTS},", [("", "header.extra")]),
        ("iin,telephone", [("phone", "header.missing"), ("telephone", "header.extra")]),
        (
            "iin,category,starts_on,document,until",
            [("ends_on", "header.missing"), ("until", "header.extra")],
        ),
    ],
)
async def test_a_header_that_is_refused(
    ledger: SqliteLedger, tmp_path: Path, header: str, expected: list[tuple[str, str]]
) -> None:
    fault = await _refused(ledger, write(tmp_path / "f.csv", header))
    assert places(fault.problems) == [("f.csv", 1, column, code) for column, code in expected]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\n\n", "file.empty"),
        (b"\xef\xbb\xbf", "file.empty"),
        (PAYMENTS.encode("utf-16"), "file.encoding"),
        (b"\x89PNG\r\n\x1a\n\0\0", "file.encoding"),
        ("жсн,ай".encode("cp1251"), "file.encoding"),
        (b"one,two\n", "header.unknown"),
        (line(GOOD_PAYMENT).encode(), "header.unknown"),
        (b'"iin,phone\n', "header.unknown"),
    ],
)
async def test_a_file_that_is_not_one_of_ours(
    ledger: SqliteLedger, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    fault = await _refused(ledger, path)
    assert places(fault.problems) == [("f.csv", None, None, code)]


async def test_files_that_cannot_be_read(ledger: SqliteLedger, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    fault = await _refused(ledger, folder, tmp_path / "nowhere.csv", Path("/dev/null"))
    assert places(fault.problems) == [
        ("folder", None, None, "file.directory"),
        ("nowhere.csv", None, None, "file.missing"),
        ("null", None, None, "file.unreadable"),
    ]


async def test_bytes_that_are_not_text_are_found_line_by_line(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    path = write(tmp_path / "p.csv", PAYMENTS, line(GOOD_PAYMENT))
    for number in (2, 3):
        broken = line(GOOD_PAYMENT, document=f"тапсырыс {number}").encode("cp1251")
        path.write_bytes(path.read_bytes() + broken + b"\n")
    fault = await _refused(ledger, path)
    assert places(fault.problems) == [
        ("p.csv", 3, None, "row.encoding"),
        ("p.csv", 4, None, "row.encoding"),
    ]


async def test_broken_quotes_and_huge_cells(ledger: SqliteLedger, tmp_path: Path) -> None:
    huge = line(GOOD_PAYMENT, document="x" * 200_000)
    closed_badly = line(GOOD_PAYMENT, document='"a"b')
    unclosed = line(GOOD_PAYMENT, document='"a')
    path = write(tmp_path / "p.csv", PAYMENTS, huge, closed_badly, line(GOOD_PAYMENT), unclosed)
    fault = await _refused(ledger, path)
    assert places(fault.problems) == [("p.csv", number, None, "row.csv") for number in (2, 3, 5)]


async def test_a_line_without_an_end_does_not_fill_the_memory(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(f"{PAYMENTS}\n".encode() + b"1" * (5 << 20))
    fault = await _refused(ledger, path)
    assert {problem.code for problem in fault.problems} == {"row.csv"}


async def test_bad_lines_are_counted_beyond_those_that_are_kept(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    path = write(tmp_path / "n.csv", PERSONS, *["1,1"] * (KEPT // 2 + 5))
    fault = await _refused(ledger, path)
    assert fault.count == KEPT + 10
    assert len(fault.problems) == KEPT

"""The numbers of the law: where they stand, what a broken file says, how a year is entered."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.rules.amounts import monthly_amount
from bot.rules.history import PayerKind
from bot.rules.law import Law, LawFault, load
from bot.rules.months import Month
from tests.rules.answers import answer
from tests.rules.conftest import LAW_FILES
from tests.rules.rows import employed, known

ROOT = Path(__file__).parents[2]


def test_every_value_has_a_day_an_act_and_a_source(law: Law) -> None:
    for name, parameter in law.parameters.items():
        assert parameter.unit, name
        assert parameter.article, name
        for value in parameter.values:
            assert value.since >= date(2017, 1, 1), name
            assert value.act.strip(), name
            assert value.source.strip(), name


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LAW_FILES, tmp_path / "law"))


WAGES = "wages.toml"
LINE = '{ from = 2026-01-01, value = "85000"'
BROKEN = {
    "not TOML": (WAGES, "[minimum_wage]", "[minimum_wage", ""),
    "a number without quotes": (WAGES, 'value = "85000"', "value = 85000", "minimum_wage"),
    "not a number": (WAGES, 'value = "85000"', 'value = "85 000"', "minimum_wage"),
    "below zero": (WAGES, 'value = "85000"', 'value = "-85000"', "minimum_wage"),
    "no number at all": (WAGES, 'value = "85000"', 'value = "NaN"', "minimum_wage"),
    "a day in quotes": (WAGES, "from = 2026-01-01", 'from = "2026-01-01"', "minimum_wage"),
    "a misspelt key": (WAGES, LINE, LINE.replace("from", "form"), "minimum_wage"),
    "a day entered twice": (WAGES, LINE, LINE.replace("2026", "2025"), "minimum_wage"),
    "no act": (WAGES, 'act = "Республикалық бюджет туралы заң, 2017", ', "", "minimum_wage"),
    "no unit": (WAGES, 'unit = "tenge"\n', "", "minimum_wage"),
    "an unknown sort": (WAGES, 'sort = "yearly"', 'sort = "weekly"', "minimum_wage"),
    "no values": ("penalty.toml", "[penalty_multiple]", "[empty]\nsort = 'yearly'\n[x]", "empty"),
    "a parameter in two files": (
        "penalty.toml",
        "[penalty_year]",
        "[deduction_rate]",
        "deduction_rate",
    ),
    "no last check": ("penalty.toml", "verified_until = 2026-10-25\n", "", "base_rate"),
    "checked before the last value": (
        "penalty.toml",
        "verified_until = 2026-10-25",
        "verified_until = 2026-08-01",
        "base_rate",
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_named_with_its_parameter(
    copy: Path, broken: tuple[str, str, str, str]
) -> None:
    name, good, bad, parameter = broken
    text = (copy / name).read_text(encoding="utf-8")
    assert good in text
    (copy / name).write_text(text.replace(good, bad, 1), encoding="utf-8")

    with pytest.raises(LawFault) as fault:
        load(copy)

    assert ".toml" in str(fault.value)
    assert parameter in str(fault.value)


def test_no_files_at_all(tmp_path: Path) -> None:
    with pytest.raises(LawFault, match="no law files"):
        load(tmp_path)


def test_one_line_enters_the_wage_of_a_year(copy: Path) -> None:
    wages = copy / WAGES
    last = next(line for line in wages.read_text(encoding="utf-8").splitlines() if LINE in line)
    entered = '  { from = 2027-01-01, value = "90000", act = "2027", source = "here" },'
    text = wages.read_text(encoding="utf-8").replace(last, f"{last}\n{entered}")
    wages.write_text(text, encoding="utf-8")
    law = load(copy)

    month = monthly_amount(law, PayerKind.INDEPENDENT, Month.of(2027, 1))
    capped = monthly_amount(law, PayerKind.EMPLOYEE, Month.of(2027, 1), (Decimal(9_000_000),))
    found = answer(law, known(employed("2025-08", "2026-10")), date(2027, 3, 10))

    assert [line.amount for line in month.lines] == [4500]
    assert [line.amount for line in capped.lines] == [108_000, 36_000]
    assert found["debt"] == 4250 + 4250 + 4500
    assert found["left_out"] == []
    assert {way["way"]: way["total"] for way in found["ways_back"]} == {
        "repay": 13_000,
        "prepay": 54_000,
        "prepay_now": 58_500,
    }


def test_what_the_law_alone_decides_is_worked_out_once(copy: Path) -> None:
    law, asked = load(copy), []

    def work(law: Law, month: Month) -> Decimal:
        asked.append(month)
        return law.amount("minimum_wage", month.first_day)

    first, later = Month.of(2023, 12), Month.of(2024, 1)
    found = [law.recall(work, month) for month in (first, later, first, later)]

    assert found == [70_000, 85_000] * 2
    assert asked == [first, later]


# No number of the law in code

ALLOWED = {
    "bot/rules/identity.py": "weights and modulus of the control digit of an IIN",
    "bot/rules/months.py": "twelve months to a year",
    "bot/answers/format.py": "places of a number, groups of three digits",
    "bot/answers/drawing.py": "pixels and sizes of letters of a picture",
}
ALLOWED_NUMBERS = {
    ("bot/answers/sums.py", 300_000): "an example of an income",
    ("bot/rules/amounts.py", 10): "the largest sum taken for meant, 10 ** 12",
    ("bot/rules/amounts.py", 12): "the largest sum taken for meant, 10 ** 12",
    ("bot/rules/coverage.py", 9999): "the last year there is",
    ("bot/rules/coverage.py", 12): "its last month",
    ("bot/rules/law.py", 12): "31 December",
    ("bot/rules/law.py", 31): "31 December",
    ("bot/rules/leave.py", 3): "years, the longest leave taken for meant",
    ("bot/rules/leave.py", 366): "days in a year, at most",
    ("bot/rules/penalty.py", 100): "years, the longest delay taken for meant",
    ("bot/rules/refusals.py", 2100): "the last year taken for meant",
    ("bot/rules/amounts.py", 0.01): "a tiyn",
    ("bot/rules/leave.py", 0.01): "a tiyn",
    ("bot/rules/declared.py", 12): "a year in a person's own words",
    ("bot/rules/declared.py", 60): "five years in a person's own words",
    ("bot/rules/reminders.py", 3): "days before a due date, and before the end of a status",
    ("bot/rules/reminders.py", 7): "days before a due date, and between two looks",
    ("bot/rules/reminders.py", 9): "an hour of the day",
    ("bot/rules/reminders.py", 21): "an hour of the day",
    ("bot/rules/reminders.py", 14): "days before the end of a status",
    ("bot/answers/amounts.py", 0.1): "how near a limit is worth a word",
    ("bot/answers/calendar_events.py", 3): "days of notice before a due date",
    ("bot/answers/payment.py", 12): "December",
    ("handlers/keyboards.py", 12): "December",
    ("handlers/faq.py", 3): "next steps under an article",
    ("handlers/keyboards.py", 3): "buttons to a row",
    ("handlers/banner.py", 300): "characters of an announcement",
    ("handlers/newsroom.py", 3): "how often files are compared anew",
    ("handlers/queue.py", 3): "remarks of people that are shown",
    ("handlers/queue.py", 6): "questions to a page",
    ("handlers/releases.py", 3): "buttons to a row",
    ("handlers/staff.py", 3): "months after today that are offered as days",
    ("handlers/staff.py", 6): "months offered as days",
    ("handlers/staff.py", 12): "31 December",
    ("handlers/stats.py", 7): "days of a week",
    ("handlers/stats.py", 60): "seconds of a minute",
    ("handlers/trials.py", 20): "faults of a file that are told",
    ("handlers/errors.py", 3): "length of a code for a fault",
}
ANYWHERE = {0, 1, 2, 100}
"""Indexes, pairs, per cent, tiyn."""


def numbers(path: Path) -> Iterator[tuple[int, float]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
            yield node.lineno, node.value
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Decimal":
            written = node.args[0] if node.args else None
            if isinstance(written, ast.Constant) and isinstance(written.value, str):
                yield node.lineno, float(written.value)


def test_no_number_of_the_law_stands_in_code(law: Law) -> None:
    """What only texts speak of (ages, counts of categories) is too small to be looked for."""
    rules = "".join(path.read_text("utf-8") for path in (ROOT / "bot" / "rules").glob("*.py"))
    of_the_law = {
        float(value.amount)
        for parameter in law.parameters.values()
        for value in parameter.values
        if value.amount is not None and f'"{parameter.name}"' in rules
    }
    found = []
    for part in ("bot/rules", "bot/answers", "handlers"):
        for path in sorted((ROOT / part).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name in ALLOWED:
                continue
            found += [
                f"{name}:{line}: {number}"
                for line, number in numbers(path)
                if number not in ANYWHERE
                and (name, number) not in ALLOWED_NUMBERS
                and (part == "bot/rules" or number in of_the_law)
            ]
    assert not found, "\n".join(found)

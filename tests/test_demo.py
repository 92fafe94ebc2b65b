"""The invented people: what they show between them, and that the page about them is true."""

from __future__ import annotations

import asyncio
import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.commands.demo import DEMO, DemoPerson, demo_day, demo_people, demo_settings, fill_demo
from bot.files import LAW, LOCALES, ROOT
from bot.ledger import ImportReport, LedgerFault, open_ledger
from bot.rules.history import History, Knp, PayerKind, PrivilegedCategory
from bot.rules.identity import iin_fault
from bot.rules.law import Law
from bot.rules.law import load as load_law
from bot.rules.months import Month
from bot.rules.situation import MonthState
from bot.rules.status import Advice, Basis, Disputed, Standing, Status, status
from bot.rules.ways import Way
from bot.settings import Settings
from bot.texts import Catalogs, plain
from bot.texts import load as load_texts
from tests.running import settings_of

PAGE = ROOT / "docs" / "demo.md"
DAY = demo_day()


@dataclass(frozen=True)
class Known:
    """A person as the demo ledger and the rules see them on the demo day."""

    person: DemoPerson
    history: History
    status: Status

    def paid(self, month: Month) -> set[PayerKind]:
        return {row.kind for row in self.history.payments if row.period == month}


Everybody = dict[str, Known]


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law(LAW)


@pytest.fixture(scope="module")
def everybody(law: Law, tmp_path_factory: pytest.TempPathFactory) -> Everybody:
    settings = demo_settings(settings_of(tmp_path_factory.mktemp("demo") / "ledger.sqlite3"))
    return asyncio.run(_everybody(law, settings))


async def _everybody(law: Law, settings: Settings) -> Everybody:
    async with open_ledger(settings) as (ledger, database, pseudonyms):
        await fill_demo(ledger, law, database.path)
        known = {}
        for person in demo_people():
            history = await ledger.history(pseudonyms.person(person.iin))
            known[person.key] = Known(person, history, status(law, history, DAY))
        return known


def test_the_page_says_what_the_rules_answer(everybody: Everybody) -> None:
    catalogs = load_texts(LOCALES)
    wanted = [_row(known, catalogs) for known in everybody.values()]
    written = [line for line in PAGE.read_text("utf-8").splitlines() if line[:3] == "| `"]

    assert written == wanted, f"The table of {PAGE.name} should be:\n" + "\n".join(wanted)


def _row(known: Known, catalogs: Catalogs) -> str:
    answer = known.status
    cells = [
        f"`{known.person.iin}`",
        *(plain(known.person.story(catalogs[language])) for language in ("kk", "ru")),
        answer.standing,
        answer.basis,
        _until(answer),
        ", ".join(answer.disputed),
    ]
    return f"| {' | '.join(cell or '—' for cell in cells)} |"


def _until(answer: Status) -> str | None:
    if answer.starts_on:
        return f"from {answer.starts_on}"
    return str(answer.insured_through or "open") if answer.insured else None


def test_the_page_names_the_demo_day() -> None:
    assert f"`TODAY={DAY.isoformat()}`" in PAGE.read_text("utf-8")


def test_every_status_basis_and_disputed_reading_is_shown(everybody: Everybody) -> None:
    answers = [known.status for known in everybody.values()]

    assert {answer.standing for answer in answers} == set(Standing)
    assert {answer.basis for answer in answers if answer.insured} == set(Basis)
    assert {rule for answer in answers for rule in answer.disputed} == set(Disputed)
    assert {state for answer in answers for _, state in answer.months} == set(MonthState)
    assert {one for answer in answers for one in answer.advice} == set(Advice)
    assert {way.way for answer in answers for way in answer.ways.ways} == set(Way)


def test_every_kind_of_payer_and_file_is_shown(everybody: Everybody) -> None:
    rows = [row for known in everybody.values() for row in known.history.payments]

    assert {row.kind for row in rows} == set(PayerKind)
    assert len({row.tiyn for row in rows}) > 150
    aggregate = [row for row in rows if row.kind is PayerKind.AGGREGATE_PAYMENT]
    assert {row.period.year for row in aggregate} <= set(range(2019, 2024))


@pytest.mark.parametrize(
    ("key", "kinds", "knps"),
    [
        ("employer-part", {PayerKind.EMPLOYEE}, {Knp.DEDUCTIONS}),
        ("self-payer-short", {PayerKind.INDEPENDENT}, {Knp.CONTRIBUTIONS}),
        ("entrepreneur-short", {PayerKind.ENTREPRENEUR}, {Knp.CONTRIBUTIONS}),
    ],
)
def test_partial_months(
    everybody: Everybody, key: str, kinds: set[PayerKind], knps: set[Knp]
) -> None:
    known = everybody[key]
    (month,) = known.status.partial

    assert known.paid(month) == kinds
    assert {row.knp for row in known.history.payments if row.period == month} == knps
    assert not known.status.insured


def test_both_retentions(everybody: Everybody, law: Law) -> None:
    def kept_after(key: str) -> int:
        known = everybody[key]
        last = max(row.period for row in known.history.payments)
        assert known.status.basis is Basis.RETENTION
        assert known.status.insured_through is not None
        return Month.containing(known.status.insured_through).index - last.index

    assert kept_after("lost-job") == law.count("retention_months", DAY)
    assert kept_after("long-worker") == law.count("long_retention_months", DAY)
    paid = {row.period for row in everybody["long-worker"].history.payments}
    assert len(paid) == law.count("long_retention_run", DAY)


def test_prepaid_blocks(everybody: Everybody) -> None:
    disputed, safe = everybody["prepaid-twelve"], everybody["prepaid-thirteen"]

    assert (len(disputed.history.payments), len(safe.history.payments)) == (12, 13)
    assert disputed.status.disputed == (Disputed.PREPAID_FROM_CURRENT_MONTH,)
    assert (safe.status.basis, safe.status.disputed) == (Basis.PREPAID, ())
    assert not safe.status.debt_required
    assert everybody["starts-december"].status.starts_on == date(2026, 12, 1)


def test_a_refund_empties_a_month(everybody: Everybody) -> None:
    known = everybody["refunded"]
    (refund,) = (row for row in known.history.payments if row.tiyn < 0)

    assert known.status.unpaid == (refund.period,)


def test_a_refund_that_does_no_harm(everybody: Everybody) -> None:
    known = everybody["contractor"]

    assert any(row.tiyn < 0 for row in known.history.payments)
    assert not known.status.unpaid


def test_seasonal_gaps(everybody: Everybody) -> None:
    states = [state for _, state in everybody["seasonal"].status.months]

    assert states.count(MonthState.UNPAID) >= 3
    assert states.count(MonthState.COVERED) >= 3


def test_nothing_but_debt(everybody: Everybody) -> None:
    answer = everybody["only-debt"].status

    assert {state for _, state in answer.months} == {MonthState.UNPAID, MonthState.DUE}
    assert answer.debt_required


def test_one_only_has_to_wait(everybody: Everybody) -> None:
    answer = everybody["first-job"].status

    assert (answer.standing, answer.unpaid, answer.debt) == (Standing.NOT_INSURED, (), 0)
    assert answer.ways.least_now is not None
    assert answer.ways.least_now.way is Way.WAIT


def test_one_turns_eighteen_soon(everybody: Everybody) -> None:
    (period,) = everybody["turning-18"].history.categories

    assert period.category is PrivilegedCategory.CHILD
    assert period.ends_on is not None
    assert DAY < period.ends_on < DAY + timedelta(days=60)


def test_one_person_stands_in_no_file(everybody: Everybody) -> None:
    assert everybody["nobody"].history.empty
    assert everybody["nobody"].status.standing is Standing.UNKNOWN
    assert sum(known.history.empty for known in everybody.values()) == 1


def test_nobody_can_have_these_numbers() -> None:
    numbers = [person.iin for person in demo_people()]

    assert len(set(numbers)) == len(numbers) >= 18
    for number in numbers:
        assert iin_fault(number) is None
        assert int(number[2:4]) > 12
    assert _column("payments", "iin") | _column("categories", "iin") <= set(numbers)
    assert all(int(number[2:4]) > 12 for number in _column("payments", "payer_bin") if number)


def test_the_files_are_read_from_top_to_bottom() -> None:
    place = {person.iin: number for number, person in enumerate(demo_people())}
    payments = _rows("payments")

    assert payments == sorted(payments, key=lambda row: (place[row["iin"]], row["period"]))
    for name in ("categories", "persons"):
        places = [place[row["iin"]] for row in _rows(name)]
        assert places == sorted(places)


def _rows(name: str) -> list[dict[str, str]]:
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _column(name: str, column: str) -> set[str]:
    return {row[column] for row in _rows(name)}


async def test_filling_again_changes_nothing(law: Law, tmp_path: Path) -> None:
    first, again = await _filled(law, tmp_path), await _filled(law, tmp_path)

    assert (first.new, first.repeated) == (again.repeated, 0)
    assert (again.new, again.replaced) == (0, 0)


async def _filled(law: Law, folder: Path) -> ImportReport:
    async with open_ledger(demo_settings(settings_of(folder / "l.sqlite3"))) as (ledger, where, _):
        report = await fill_demo(ledger, law, where.path)
        assert await ledger.is_demo()
        return report


async def test_a_ledger_of_other_people_stays_as_it_is(law: Law, tmp_path: Path) -> None:
    somebody = tmp_path / "persons.csv"
    somebody.write_text("iin,phone\n911301300009,+77010000000\n", encoding="utf-8")
    admission: Any = None  # a file of phones asks nothing of the law
    async with open_ledger(settings_of(tmp_path / "l.sqlite3")) as (ledger, where, _):
        await ledger.import_files([somebody], admission)

        with pytest.raises(LedgerFault, match=r"l\.sqlite3: "):
            await fill_demo(ledger, law, where.path)

        assert not await ledger.is_demo()
        assert (await ledger.stats()).people == 1

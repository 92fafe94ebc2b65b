"""What every ledger must do. Another implementation runs it by deriving from `LedgerContract`
and giving a fixture `ledger`: empty, made with `files.PSEUDONYMS`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.ledger import FileKind, ImportFault, Ledger
from bot.rules.history import (
    CategoryPeriod,
    History,
    Knp,
    PayerKind,
    Payment,
    PrivilegedCategory,
)
from bot.rules.months import Month
from tests.ledger.files import (
    ADMISSION,
    AIGUL,
    BOLAT,
    GOOD_CATEGORY,
    GOOD_PAYMENT,
    NOBODY,
    PAYER,
    PAYMENTS,
    PHONE,
    PSEUDONYMS,
    categories,
    line,
    payments,
    person,
    persons,
    places,
    write,
)


class LedgerContract:
    async def test_somebody_unknown_has_an_empty_history(self, ledger: Ledger) -> None:
        assert (await ledger.history(person(NOBODY))).empty

    async def test_a_history_is_what_the_files_said(self, ledger: Ledger, tmp_path: Path) -> None:
        employee = {"payer_kind": "employee", "payer_bin": PAYER}
        report = await ledger.import_files(
            [
                payments(
                    tmp_path / "p.csv",
                    employee | {"knp": "121", "amount": "6000.5", "document": "a"},
                    employee | {"amount": "-4000.07", "paid_on": "2026-10-01", "document": "b"},
                    {"iin": BOLAT, "document": "c"},
                ),
                categories(
                    tmp_path / "c.csv",
                    {"ends_on": "2026-03-31"},
                    {"category": "child", "starts_on": "2020-02-29", "document": "d"},
                ),
            ],
            ADMISSION,
        )
        history = await ledger.history(person(AIGUL))
        august = Month.of(2026, 8)
        assert set(history.payments) == {
            Payment(august, Knp.DEDUCTIONS, 600_050, date(2026, 9, 18), PayerKind.EMPLOYEE),
            Payment(august, Knp.CONTRIBUTIONS, -400_007, date(2026, 10, 1), PayerKind.EMPLOYEE),
        }
        assert set(history.categories) == {
            CategoryPeriod(PrivilegedCategory.PENSIONER, date(2026, 1, 10), date(2026, 3, 31)),
            CategoryPeriod(PrivilegedCategory.CHILD, date(2020, 2, 29), None),
        }
        assert (report.new, report.repeated, report.people) == (5, 0, 2)
        assert report.by_kind[FileKind.PAYMENTS].new == 3
        assert report.by_kind[FileKind.CATEGORIES].new == 2

    async def test_the_same_files_again_change_nothing(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        files = [
            payments(tmp_path / "p.csv", {}, {"document": "order 2"}),
            categories(tmp_path / "c.csv", {}),
            persons(tmp_path / "n.csv", {}),
        ]
        await ledger.import_files(files, ADMISSION)
        before = await ledger.history(person(AIGUL)), await ledger.stats()
        report = await ledger.import_files(files, ADMISSION)
        assert (report.new, report.repeated, report.replaced) == (0, 4, 0)
        assert (await ledger.history(person(AIGUL)), await ledger.stats()) == before

    async def test_one_content_may_be_written_in_several_ways(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        await ledger.import_files([payments(tmp_path / "a.csv", {"amount": "4250"})], ADMISSION)
        again = payments(tmp_path / "b.csv", {"amount": "4250.00", "document": " order 1 "})
        assert (await ledger.import_files([again], ADMISSION)).repeated == 1

    async def test_a_line_repeated_within_the_files_counts_once(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        files = [payments(tmp_path / "a.csv", {}, {}), payments(tmp_path / "b.csv", {})]
        report = await ledger.import_files(files, ADMISSION)
        assert (report.new, report.repeated) == (1, 2)

    @pytest.mark.parametrize(
        "change",
        [
            {"iin": BOLAT},
            {"period": "2026-07"},
            {"amount": "4250.01"},
            {"paid_on": "2026-09-19"},
            {"payer_kind": "self_employed"},
            {"payer_bin": PAYER},
        ],
        ids=lambda change: next(iter(change)),
    )
    async def test_a_document_with_other_content_is_refused(
        self, ledger: Ledger, tmp_path: Path, change: dict[str, str]
    ) -> None:
        await ledger.import_files([payments(tmp_path / "a.csv", {})], ADMISSION)
        before = await ledger.history(person(AIGUL))
        other = payments(tmp_path / "b.csv", {"document": "order 2"}, change)
        with pytest.raises(ImportFault) as refused:
            await ledger.import_files([other], ADMISSION)
        assert places(refused.value.problems) == [("b.csv", 3, "document", "document.conflict")]
        assert await ledger.history(person(AIGUL)) == before

    async def test_lines_of_one_command_may_not_contradict_each_other(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        files = [
            payments(tmp_path / "a.csv", {}, {"document": "order 2"}),
            payments(tmp_path / "b.csv", {"document": "order 2", "amount": "1"}),
            categories(tmp_path / "c.csv", {}, {"category": "child"}),
            persons(tmp_path / "n.csv", {}, {"phone": "+7 701 000 13 14"}),
        ]
        with pytest.raises(ImportFault) as refused:
            await ledger.import_files(files, ADMISSION)
        between = "conflict_between_lines"
        assert places(refused.value.problems) == [
            ("b.csv", 2, "document", f"document.{between}"),
            ("c.csv", 3, "document", f"document.{between}"),
            ("n.csv", 3, "phone", f"phone.{between}"),
        ]
        first = refused.value.problems[0]
        assert first.values == {"other_file": str(files[0]), "other_line": 3}
        assert (await ledger.stats()).people == 0

    async def test_a_document_number_is_unique_within_its_kind_of_file_only(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        files = [
            payments(tmp_path / "p.csv", {"document": "1"}),
            categories(tmp_path / "c.csv", {"document": "1"}),
        ]
        assert (await ledger.import_files(files, ADMISSION)).new == 2

    async def test_all_files_of_a_command_or_none(self, ledger: Ledger, tmp_path: Path) -> None:
        files = [
            payments(tmp_path / "good.csv", {}),
            categories(tmp_path / "bad.csv", {}, {"category": "king", "document": "2"}),
        ]
        with pytest.raises(ImportFault) as refused:
            await ledger.import_files(files, ADMISSION)
        assert places(refused.value.problems) == [("bad.csv", 3, "category", "category.unknown")]
        assert (await ledger.history(person(AIGUL))) == History()
        assert (await ledger.stats()).people == 0

    async def test_every_bad_line_is_named_in_the_order_of_the_files(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        await ledger.import_files([payments(tmp_path / "0.csv", {})], ADMISSION)
        files = [
            payments(
                tmp_path / "1.csv",
                {"knp": "120", "paid_on": "2026-02-30", "document": "2"},
                {"amount": "1"},
                {"amount": "0", "document": "3"},
            ),
            write(tmp_path / "2.csv", "iin,period"),
            payments(tmp_path / "3.csv", {"iin": "1", "document": "4"}),
        ]
        with pytest.raises(ImportFault) as refused:
            await ledger.import_files(files, ADMISSION)
        assert places(refused.value.problems) == [
            ("1.csv", 2, "knp", "knp.unknown"),
            ("1.csv", 2, "paid_on", "paid_on.form"),
            ("1.csv", 3, "document", "document.conflict"),
            ("1.csv", 4, "amount", "amount.zero"),
            *(
                ("2.csv", 1, column, "header.missing")
                for column in PAYMENTS.split(",")
                if column not in {"iin", "period"}
            ),
            ("3.csv", 2, "iin", "iin.length"),
        ]
        assert refused.value.count == len(refused.value.problems)

    async def test_a_check_says_what_an_import_would_do_and_does_nothing(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        await ledger.import_files(
            [payments(tmp_path / "a.csv", {}), persons(tmp_path / "n.csv", {})], ADMISSION
        )
        before = await ledger.stats()
        files = [
            payments(tmp_path / "b.csv", {}, {"document": "order 2"}, {"document": "order 2"}),
            persons(tmp_path / "m.csv", {"phone": "87010001314"}, {"iin": BOLAT}),
        ]
        checked = await ledger.check_files(files, ADMISSION)
        assert await ledger.stats() == before
        imported = await ledger.import_files(files, ADMISSION)
        assert checked.by_kind == imported.by_kind
        assert checked.people == imported.people == 2
        assert (checked.new, checked.repeated, checked.replaced) == (2, 2, 1)
        with pytest.raises(ImportFault):
            await ledger.check_files([payments(tmp_path / "c.csv", {"amount": "1"})], ADMISSION)

    async def test_a_newer_phone_takes_the_place_of_the_older_one(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        newer = "+7 (701) 000-13-14"
        assert not await ledger.phone_matches(person(AIGUL), PSEUDONYMS.phone(PHONE))
        await ledger.import_files([persons(tmp_path / "a.csv", {})], ADMISSION)
        assert await ledger.phone_matches(person(AIGUL), PSEUDONYMS.phone("87010001313"))
        await ledger.import_files([persons(tmp_path / "b.csv", {"phone": newer})], ADMISSION)
        assert not await ledger.phone_matches(person(AIGUL), PSEUDONYMS.phone(PHONE))
        assert await ledger.phone_matches(person(AIGUL), PSEUDONYMS.phone("77010001314"))
        assert not await ledger.phone_matches(person(BOLAT), PSEUDONYMS.phone("77010001314"))
        assert (await ledger.verify()).sound

    async def test_progress_goes_up_to_the_size_of_all_files(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        rows = [{"document": str(number)} for number in range(5000)]
        files = [payments(tmp_path / "a.csv", *rows), categories(tmp_path / "b.csv", {})]
        seen: list[tuple[int, int]] = []
        await ledger.import_files(files, ADMISSION, lambda *step: seen.append(step))
        total = sum(file.stat().st_size for file in files)
        assert {of for _, of in seen} == {total}
        done = [step for step, _ in seen]
        assert done == sorted(done)
        assert done[-1] == total
        assert done[0] < total

    async def test_stats(self, ledger: Ledger, tmp_path: Path) -> None:
        empty = await ledger.stats()
        assert (empty.people, empty.first_period, empty.last_period) == (0, None, None)
        await ledger.import_files(
            [
                payments(
                    tmp_path / "p.csv",
                    {},
                    {"iin": BOLAT, "period": "2027-01", "document": "2"},
                    {"iin": BOLAT, "period": "2021-07", "document": "3"},
                ),
                categories(tmp_path / "c.csv", {}),
                persons(tmp_path / "n.csv", {"iin": NOBODY}),
            ],
            ADMISSION,
        )
        stats = await ledger.stats()
        assert (stats.people, stats.payments, stats.categories, stats.phones) == (3, 3, 1, 1)
        assert (str(stats.first_period), str(stats.last_period)) == ("2021-07", "2027-01")

    async def test_forgetting_erases_one_person_and_nobody_else(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        both = [{}, {"iin": BOLAT, "document": "2"}]
        files = [
            payments(tmp_path / "p.csv", *both),
            categories(tmp_path / "c.csv", *both),
            persons(tmp_path / "n.csv", {}, {"iin": BOLAT}),
        ]
        await ledger.import_files(files, ADMISSION)
        gone = await ledger.forget(person(AIGUL))
        assert (gone.payments, gone.categories, gone.phones, gone.total) == (1, 1, 1, 3)
        assert (await ledger.history(person(AIGUL))).empty
        assert not await ledger.phone_matches(person(AIGUL), PSEUDONYMS.phone(PHONE))
        assert len((await ledger.history(person(BOLAT))).payments) == 1
        assert (await ledger.verify()).sound
        assert (await ledger.forget(person(AIGUL))).total == 0
        assert (await ledger.import_files(files, ADMISSION)).new == 3

    async def test_a_demo_ledger_stays_one(self, ledger: Ledger, tmp_path: Path) -> None:
        assert not await ledger.is_demo()
        await ledger.mark_demo()
        await ledger.mark_demo()
        assert await ledger.is_demo()
        assert (await ledger.stats()).demo
        assert (await ledger.import_files([payments(tmp_path / "p.csv", {})], ADMISSION)).new == 1

    async def test_verify_adds_everything_up(self, ledger: Ledger, tmp_path: Path) -> None:
        files = [
            payments(tmp_path / "p.csv", {}, {"amount": "-0.01", "document": "2"}),
            categories(tmp_path / "c.csv", {}),
            persons(tmp_path / "n.csv", {}),
        ]
        await ledger.import_files(files, ADMISSION)
        found = await ledger.verify()
        assert found.sound
        assert found.totals == {"payments": 2, "tiyn": 424_999, "categories": 1, "phones": 1}

    async def test_nothing_of_a_cell_stands_in_an_error(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        """With shifted columns any cell may hold an IIN."""
        cells = [AIGUL] * len(GOOD_PAYMENT)
        files = [
            write(tmp_path / "a.csv", PAYMENTS, ",".join(cells), ",".join([*cells, PHONE])),
            write(tmp_path / "b.csv", line(GOOD_PAYMENT)),
            write(tmp_path / "c.csv", f"iin,phone,{AIGUL}"),
            categories(tmp_path / "d.csv", dict.fromkeys(GOOD_CATEGORY, AIGUL)),
            persons(tmp_path / "e.csv", {"iin": PHONE, "phone": AIGUL + "0000"}),
        ]
        with pytest.raises(ImportFault) as refused:
            await ledger.import_files(files, ADMISSION)
        assert {problem.file for problem in refused.value.problems} == set(files)
        said = repr(refused.value) + repr([(p, dict(p.values)) for p in refused.value.problems])
        said = said.replace(str(tmp_path), "")
        assert AIGUL not in said
        assert "0001313" not in said.replace(" ", "")

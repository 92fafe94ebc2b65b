from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.format import Format
from bot.rules.months import Month

KK, RU = Format("kk"), Format("ru")
BOTH = {"kk": KK, "ru": RU}
N = "\u202f"

months = st.integers(2017 * 12, 2040 * 12).map(Month)


def parsed(*written: str) -> list[Month]:
    return [Month.parse(one) for one in written]


@pytest.mark.parametrize(
    ("tenge", "written"),
    [
        (0, f"0{N}₸"),
        (4250, f"4{N}250{N}₸"),
        (1_234_567, f"1{N}234{N}567{N}₸"),
        (Decimal("4250.00"), f"4{N}250{N}₸"),
        (Decimal("1234.5"), f"1{N}234,50{N}₸"),
        (Decimal("0.005"), f"0,01{N}₸"),
        (Decimal("0.004"), f"0{N}₸"),
        (Decimal("-0.004"), f"0{N}₸"),
        (-4250, f"−4{N}250{N}₸"),
    ],
)
def test_money_is_the_same_in_both_languages(tenge: int | Decimal, written: str) -> None:
    assert KK.money(tenge) == RU.money(tenge) == written


@given(st.integers(-(10**12), 10**12))
def test_money_reads_back(tenge: int) -> None:
    written = KK.money(tenge)
    assert " " not in written
    assert int(written.removesuffix("₸").replace(N, "").replace("−", "-")) == tenge


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (12, "12"),
        (12345, f"12{N}345"),
        (Decimal("1.40"), "1,4"),
        (Decimal("1E+5"), f"100{N}000"),
        (Decimal("-0.5"), "−0,5"),
        (Decimal(100), "100"),
    ],
)
def test_numbers(value: int | Decimal, written: str) -> None:
    assert KK.number(value) == RU.number(value) == written


def test_percent() -> None:
    assert KK.percent(Decimal("12.10")) == "12,1%"
    assert RU.percent(Decimal("12.10")) == "12,1\u00a0%"
    assert KK.percent(Decimal(5)) == "5%"
    assert KK.rate(Decimal("0.05")) == "5%"
    assert RU.rate(Decimal("0.0125")) == "1,25\u00a0%"


FORMS = [
    # month, in the month (kk), by the 15th, from the 15th, in the month (ru), on the 15th
    (1, "қаңтарда", "қаңтарға", "қаңтардан", "в январе", "января"),
    (2, "ақпанда", "ақпанға", "ақпаннан", "в феврале", "февраля"),
    (3, "наурызда", "наурызға", "наурыздан", "в марте", "марта"),
    (4, "сәуірде", "сәуірге", "сәуірден", "в апреле", "апреля"),
    (5, "мамырда", "мамырға", "мамырдан", "в мае", "мая"),
    (6, "маусымда", "маусымға", "маусымнан", "в июне", "июня"),
    (7, "шілдеде", "шілдеге", "шілдеден", "в июле", "июля"),
    (8, "тамызда", "тамызға", "тамыздан", "в августе", "августа"),
    (9, "қыркүйекте", "қыркүйекке", "қыркүйектен", "в сентябре", "сентября"),
    (10, "қазанда", "қазанға", "қазаннан", "в октябре", "октября"),
    (11, "қарашада", "қарашаға", "қарашадан", "в ноябре", "ноября"),
    (12, "желтоқсанда", "желтоқсанға", "желтоқсаннан", "в декабре", "декабря"),
]


@pytest.mark.parametrize(("number", "kk_in", "kk_by", "kk_from", "ru_in", "ru_of"), FORMS)
def test_months_and_days_take_their_endings(
    number: int, kk_in: str, kk_by: str, kk_from: str, ru_in: str, ru_of: str
) -> None:
    month, day = Month.of(2026, number), date(2026, number, 15)
    assert KK.month_in(month) == f"2026 жылғы {kk_in}"
    assert KK.day_on(day) == f"15 {kk_in}"
    assert KK.day_by(day) == f"15 {kk_by}"
    assert KK.day_from(day) == f"15 {kk_from}"
    assert RU.month_in(month) == f"{ru_in} 2026"
    assert {RU.day(day), RU.day_by(day), RU.day_from(day), RU.day_on(day)} == {f"15 {ru_of}"}


@pytest.mark.parametrize("number", range(1, 13))
def test_month_names_are_those_of_the_locale(number: int) -> None:
    month, day = Month.of(2026, number), date(2026, number, 1)
    for language, form in BOTH.items():
        names = Locale.parse(language).months
        assert form.month_name(month) == names["stand-alone"]["wide"][number].lower()
        assert form.day(day) == f"1 {names['format']['wide'][number]}"
        assert form.month_name(month).startswith(form.short_month(month)[:3])


def test_days_with_the_year() -> None:
    day = date(2026, 12, 15)
    assert KK.day(day, year=True) == "2026 жылғы 15 желтоқсан"
    assert KK.day_by(day, year=True) == "2026 жылғы 15 желтоқсанға"
    assert KK.day_from(day, year=True) == "2026 жылғы 15 желтоқсаннан"
    assert RU.day(day, year=True) == RU.day_by(day, year=True) == "15 декабря 2026 года"


def test_single_months() -> None:
    month = Month.of(2026, 8)
    assert KK.month(month) == "2026 жылғы тамыз"
    assert RU.month(month) == "август 2026"
    assert KK.month_name(month) == "тамыз"
    assert KK.short_month(month) == "там. 26"
    assert RU.short_month(month) == "авг. 26"
    assert RU.period(month) == "082026"


@given(months)
def test_a_period_is_six_digits_that_read_back(month: Month) -> None:
    written = KK.period(month)
    assert re.fullmatch("[0-9]{6}", written)
    assert Month.of(int(written[2:]), int(written[:2])) == month


@pytest.mark.parametrize(
    ("written", "kk", "ru"),
    [
        ([], "", ""),
        (["2026-08"], "2026 жылғы тамыз", "август 2026"),
        (["2026-10", "2026-08"], "2026 жылғы тамыз және қазан", "август и октябрь 2026"),
        (
            ["2026-01", "2026-03", "2026-05"],
            "2026 жылғы қаңтар, наурыз және мамыр",
            "январь, март и май 2026",
        ),
        (["2026-08", "2026-09"], "2026 жылғы тамыз және қыркүйек", "август и сентябрь 2026"),
        (["2026-08", "2026-09", "2026-10"], "2026 жылғы тамыз – қазан", "август – октябрь 2026"),
        (
            ["2025-12", "2026-01"],
            "2025 жылғы желтоқсан және 2026 жылғы қаңтар",
            "декабрь 2025 и январь 2026",
        ),
        (
            ["2025-12", "2026-01", "2026-03"],
            "2025 жылғы желтоқсан, 2026 жылғы қаңтар және наурыз",
            "декабрь 2025, январь и март 2026",
        ),
        (
            ["2025-11", "2025-12", "2026-01", "2026-03"],
            "2025 жылғы қараша – 2026 жылғы қаңтар және 2026 жылғы наурыз",
            "ноябрь 2025 – январь 2026 и март 2026",
        ),
        (
            ["2026-01", "2026-03", "2026-04", "2026-05"],
            "2026 жылғы қаңтар және наурыз – мамыр",
            "январь и март – май 2026",
        ),
        (["2026-08", "2026-08"], "2026 жылғы тамыз", "август 2026"),
    ],
)
def test_months_joined(written: list[str], kk: str, ru: str) -> None:
    assert KK.months(parsed(*written)) == kk
    assert RU.months(parsed(*written)) == ru


def test_a_long_run_is_a_range() -> None:
    run = [Month.of(2025, 11) + n for n in range(11)]
    assert KK.months(run) == "2025 жылғы қараша – 2026 жылғы қыркүйек"
    assert RU.months(run) == "ноябрь 2025 – сентябрь 2026"


@given(st.sets(months, min_size=1, max_size=12))
def test_each_list_of_months_names_its_first_and_last(some: set[Month]) -> None:
    for form in BOTH.values():
        written = form.months(some)
        for end in (min(some), max(some)):
            assert form.month_name(end) in written
            assert str(end.year) in written


@given(st.lists(st.sampled_from(["емхана", "аурухана", "103"]), max_size=5))
def test_a_listing_holds_every_item_once(items: list[str]) -> None:
    assert re.split(", | және ", KK.listing(items)) == (items or [""])
    assert RU.listing(items).count(" и ") == (len(items) > 1)


def test_listings() -> None:
    assert KK.listing(["a", "b", "c"]) == "a, b және c"
    assert RU.listing(["a", "b", "c"]) == "a, b и c"
    assert RU.listing(["a"]) == "a"

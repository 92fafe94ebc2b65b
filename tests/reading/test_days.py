"""Days as people write them on a phone."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.format import Format
from bot.reading.days import DayFault, DayMisread, month_named, read_day

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25.08.2026", date(2026, 8, 25)),
        ("25.08.26", date(2026, 8, 25)),
        ("10.09.88", date(1988, 9, 10)),
        ("25/8/2026", date(2026, 8, 25)),
        ("25-08-2026", date(2026, 8, 25)),
        ("2026-08-25", date(2026, 8, 25)),
        ("2026.8.5", date(2026, 8, 5)),
        ("25 тамыз 2026", date(2026, 8, 25)),
        ("2026 жылғы 25 тамызда", date(2026, 8, 25)),
        ("25 tamyz 2026", date(2026, 8, 25)),
        ("5 кыркуйек 2026", date(2026, 9, 5)),
        ("5 qyrkúıek 2026", date(2026, 9, 5)),
        ("в мае 2027 5 числа", date(2027, 5, 5)),
        ("до 25 августа 2026 года", date(2026, 8, 25)),
        ("1 марта", date(2027, 3, 1)),
        ("1 наурыздан", date(2027, 3, 1)),
        ("1 қазан", date(2026, 10, 1)),
        ("03.12", date(2026, 12, 3)),
        ("29.02.2028", date(2028, 2, 29)),
        ("бүгін", TODAY),
        ("Завтра", date(2026, 11, 21)),
        ("кеше шықтым", date(2026, 11, 19)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["31.02.2026", "31 ақпан", "32.01.2026", "25.13.2026", "29 февраля 2027", "0.05.2026"]
)
def test_a_day_that_the_calendar_does_not_have_is_called_so(text: str) -> None:
    with pytest.raises(DayMisread) as misread:
        read_day(text, TODAY)
    assert misread.value.fault is DayFault.NO_SUCH_DAY


@pytest.mark.parametrize(
    "text", ["", "не знаю", "25", "тамыз", "1 наурыз 2 сәуір", "912345678901", "1 марта " * 20]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(DayMisread) as misread:
        read_day(text, TODAY)
    assert misread.value.fault is DayFault.NOTHING


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)), st.sampled_from(["kk", "ru"]))
def test_what_the_bot_writes_it_reads(day: date, language: str) -> None:
    form = Format(language)
    for written in (form.day(day, year=True), form.day_by(day, year=True), day.isoformat()):
        assert read_day(written, TODAY) == day


@given(st.text(max_size=120))
def test_no_text_breaks_the_reading(text: str) -> None:
    with suppress(DayMisread):
        assert isinstance(read_day(text, TODAY), date)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("мая", 5),
        ("майда", 5),
        ("маусымнан", 6),
        ("сентябрь", 9),
        ("декабрьде", 12),
        ("сен", 9),
        ("там", 8),
    ],
)
def test_a_month_is_known_in_any_form(word: str, number: int) -> None:
    assert month_named(word) == number


@pytest.mark.parametrize("word", ["маршрут", "декларация", "жарна", "сенімхат", "акция"])
def test_another_word_is_no_month(word: str) -> None:
    assert month_named(word) is None

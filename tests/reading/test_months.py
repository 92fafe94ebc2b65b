"""Months and stretches of months as people write them on a phone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.format import Format
from bot.reading.months import read_months
from bot.rules.months import Month

TODAY = date(2026, 11, 20)


def written(text: str) -> list[str]:
    """`2025-10..2026-03`; an open end is left empty, a single month stands alone."""
    found = []
    for stretch in read_months(text, TODAY):
        first, last = str(stretch.first or ""), str(stretch.last or "")
        found.append(first if first == last else f"{first}..{last}")
    return found


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("с октября 21 по март 22 не платили", ["2021-10..2022-03"]),
        ("с октября 2021 года по март 2022 года", ["2021-10..2022-03"]),
        ("с октября по март 22", ["2021-10..2022-03"]),
        ("с октября 2025 по март, с апреля платят", ["2025-10..2026-03", "2026-04.."]),
        ("с октября по март не платили, с апреля платят", ["2025-10..2026-03", "2026-04.."]),
        ("с 1 октября по 5 марта", ["2025-10..2026-03"]),
        ("октябрь-март", ["2025-10..2026-03"]),
        ("окт–март", ["2025-10..2026-03"]),
        ("от мая до июля", ["2026-05..2026-07"]),
        ("до июня", ["..2026-06"]),
        ("маусымға дейін", ["..2026-06"]),
        ("сәуірден бастап төлейді", ["2026-04.."]),
        ("сауирден бери", ["2026-04.."]),
        ("қазаннан наурызға дейін төленбеген", ["2025-10..2026-03"]),
        ("2025 жылғы қазаннан 2026 жылғы наурызға дейін", ["2025-10..2026-03"]),
        ("21 жылғы қазаннан 22 жылғы наурызға дейін", ["2021-10..2022-03"]),
        ("qazannan naurizga deiin", ["2025-10..2026-03"]),
        ("қазан мен наурыз аралығында", ["2025-10..2026-03"]),
        ("тамыз айында төленбеген", ["2026-08"]),
        ("2025 желтоқсан", ["2025-12"]),
        ("шілде тамыз қыркүйек", ["2026-07", "2026-08", "2026-09"]),
        ("май, июнь и июль", ["2026-05", "2026-06", "2026-07"]),
        ("ноябрь, декабрь, январь", ["2025-11", "2025-12", "2026-01"]),
        ("июль и август 2025", ["2025-07", "2025-08"]),
        ("10.2025-03.2026", ["2025-10..2026-03"]),
        ("2025-10 и 2026-03", ["2025-10", "2026-03"]),
        ("последние три месяца не платил", ["2026-08..2026-10"]),
        ("соңғы 2 ай", ["2026-09..2026-10"]),
        ("за декабрь", ["2025-12"]),
    ],
)
def test_months_are_read(text: str, stretches: list[str]) -> None:
    assert written(text) == stretches


@pytest.mark.parametrize(
    "text",
    [
        "",
        "когда статус",
        "маршрут",
        "через три месяца",
        "01.02.2026",
        "851301300015",
        "24/7",
        "1414",
    ],
)
def test_what_names_no_month_gives_none(text: str) -> None:
    assert written(text) == []


def test_what_a_month_is_meant_for_is_kept() -> None:
    roles = [stretch.role for stretch in read_months("за май заплатил в июне", TODAY)]
    assert roles == ["for", "in"]


def test_a_stretch_knows_where_it_stands() -> None:
    text = "я с мая по июль не платил"
    (stretch,) = read_months(text, TODAY)
    assert text[stretch.start : stretch.end] == "мая по июль"


@given(st.integers(2018 * 12, 2026 * 12 + 9), st.integers(0, 11), st.sampled_from(["kk", "ru"]))
def test_what_the_bot_writes_it_reads(index: int, more: int, language: str) -> None:
    form = Format(language)
    first, last = Month(index), min(Month(index + more), Month.of(2026, 10))
    said = f"{form.month(first)}-{form.month(last)}"
    assert written(said) == [f"{first}" if first == last else f"{first}..{last}"]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    for stretch in read_months(text, TODAY):
        assert stretch.first is not None or stretch.last is not None
        assert 0 <= stretch.start < stretch.end <= len(text)


@given(
    st.lists(
        st.sampled_from(
            [
                *("с", "по", "до", "за", "май", "июнь", "қазаннан", "наурызға", "дейін", "мен"),
                *("-", ",", "21", "2025", "жылғы"),
            ]
        )
    )
)
def test_no_order_of_such_words_turns_a_stretch_around(words: list[str]) -> None:
    for stretch in read_months(" ".join(words), TODAY):
        if stretch.first is not None and stretch.last is not None:
            assert stretch.first <= stretch.last or "2025" in words or "21" in words

"""Months that people say were paid or were not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.months import Month, months_between
from bot.understanding.reports import Verbs

TODAY = date(2026, 11, 20)
VERBS = Verbs.load()


def told(text: str) -> dict[str, set[str]]:
    """The months by what is said of them."""
    found: dict[str, set[str]] = {}
    for month, mark in VERBS.marks(text, TODAY).items():
        found.setdefault(str(mark), set()).add(str(month))
    return found


def months(first: str, last: str) -> set[str]:
    return {str(month) for month in months_between(Month.parse(first), Month.parse(last))}


@pytest.mark.parametrize(
    "text",
    [
        "с октября по март не платили, с апреля платят, когда статус?",
        "с октября по март не платили с апреля платят когда статус",
        "не платили с октября по март, а с апреля платят",
        "қазаннан наурызға дейін төленбеген, сәуірден бастап төленіп жатыр",
        "казаннан наурызга дейин толемедим сауирден бастап толеп журмин",
        "qazannan naurizga deiin tolemedim, sauirden bastap tolep jurmin",
        "с октября по март долг, с апреля работаю",
        "взносы с октября по март не поступали. С апреля поступают",
    ],
)
def test_a_gap_and_what_came_after(text: str) -> None:
    unpaid, paid = months("2025-10", "2026-03"), months("2026-04", "2026-10")
    assert told(text) == {"unpaid": unpaid, "paid": paid}


@pytest.mark.parametrize(
    ("text", "unpaid", "paid"),
    [
        ("май, июнь, июль не платил", months("2026-05", "2026-07"), set()),
        ("не платил май, июнь, июль", months("2026-05", "2026-07"), set()),
        ("не платил май, июнь, а июль платил", months("2026-05", "2026-06"), {"2026-07"}),
        ("за май заплатил в июне", set(), {"2026-05"}),
        ("тамызды төледім, қыркүйекті төлеген жоқпын", {"2026-09"}, {"2026-08"}),
        ("бастық тамыз айында аудармаған", {"2026-08"}, set()),
        ("соңғы үш ай төлемедім", months("2026-08", "2026-10"), set()),
        ("пропустил август", {"2026-08"}, set()),
        ("последний раз платил в июне", set(), {"2026-06"}),
        ("в 2025 декабре неоплачено", {"2025-12"}, set()),
    ],
)
def test_single_months(text: str, unpaid: set[str], paid: set[str]) -> None:
    found = told(text)
    assert (found.get("unpaid", set()), found.get("paid", set())) == (unpaid, paid)


@pytest.mark.parametrize(
    "text",
    [
        "как оплатить за май и июнь",
        "сколько платит ип в октябре",
        "қазан айына қанша төлеу керек",
        "можно заплатить за август?",
        "1 октября родила",
        "когда появится статус",
        "не платил никогда",
    ],
)
def test_what_reports_nothing(text: str) -> None:
    assert told(text) == {}


def test_what_is_long_ago_or_ahead_is_left_out() -> None:
    found = VERBS.marks("с мая 2019 платят", TODAY)
    assert max(found) == Month.of(2026, 10)
    assert len(found) <= 37
    assert not told("в декабре 2027 заплатят")


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert all(month <= Month.of(2026, 11) for month in VERBS.marks(text, TODAY))

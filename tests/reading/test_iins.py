"""An IIN among other words. The month of birth in each is 13: nobody has one."""

from __future__ import annotations

import pytest

from bot.reading.iins import iin_in, without_iins

IIN = "851301300015"


@pytest.mark.parametrize(
    "text",
    [
        IIN,
        f"вот {IIN} проверьте",
        "851301 300015",
        "8513 0130 0015",
        "мой иин 851301 300015, статус?",
        "ЖСН-ім: 851301-300015",
        "iin:851301300015",
    ],
)
def test_it_is_found(text: str) -> None:
    assert iin_in(text) == IIN
    assert iin_in(without_iins(text)) is None
    assert "300015" not in without_iins(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "85130130001",
        "8513013000151",
        "получаю 250000 и 300000",
        "250 000 300 000 как посчитать",
        "+7 701 000 13 13",
        "мой иин 85130 1300",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert iin_in(text) is None
    assert without_iins(text) == text

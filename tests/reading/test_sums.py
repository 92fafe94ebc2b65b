"""Sums as people write them on a phone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.sums import misread_sentence
from bot.answers.voice import Voice
from bot.reading.sums import Misreading, SumMisread, read_sum, sums_named
from bot.rules.law import load as load_law
from bot.texts import load as load_texts

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["kk", "ru"])
def voice(request: pytest.FixtureRequest) -> Voice:
    return Voice(load_texts(ROOT / "locales")[request.param], load_law(ROOT / "data" / "law"))


@pytest.mark.parametrize(
    ("text", "tenge"),
    [
        ("300000", "300000"),
        ("300 000", "300000"),
        ("300\u00a0000", "300000"),
        ("300\u202f000\u00a0₸", "300000"),
        ("300.000", "300000"),
        ("300,000", "300000"),
        ("300'000", "300000"),
        ("300000₸", "300000"),
        ("300 000 тг", "300000"),
        ("300 000 теңге", "300000"),
        ("300 мың", "300000"),
        ("300мың теңге", "300000"),
        ("300 мын", "300000"),
        ("300 тыс", "300000"),
        ("300 тыс. тг.", "300000"),
        ("300 тысяч", "300000"),
        ("300к", "300000"),
        ("300K", "300000"),
        ("1,2 млн", "1200000"),
        ("1.2 млн", "1200000"),
        ("1.200 млн", "1200000"),
        ("1,5 миллион", "1500000"),
        ("1 млн 200 мың", "1200000"),
        ("1.200.000", "1200000"),
        ("1 200 000", "1200000"),
        ("1200 000", "1200000"),
        ("0,5 млн", "500000"),
        ("300 мың 500 тг", "300500"),
        ("300 000,50", "300000.50"),
        ("300.000,50", "300000.50"),
        ("300,50", "300.50"),
        ("0,555", "0.56"),
        ("Жалақым – 300 мың теңге", "300000"),
        ("где-то 300 тысяч в месяц", "300000"),
        ("айына 300000-дай", "300000"),
        ("30\u200b0000", "300000"),
        ("٣٠٠٠٠٠", "300000"),
        ("0", "0"),
        ("-0", "0"),
        ("1 млрд", "1000000000"),
    ],
)
def test_a_sum_is_read(text: str, tenge: str) -> None:
    assert read_sum(text) == Decimal(tenge)


@pytest.mark.parametrize(
    ("text", "reason", "understood"),
    [
        ("", "nothing", "0"),
        ("білмеймін", "nothing", "0"),
        ("триста тысяч", "nothing", "0"),
        ("1" * 5000, "nothing", "0"),
        ("87010001313", "nothing", "0"),
        ("250-300 мың", "several", "0"),
        ("300 000 және 150 000", "several", "0"),
        ("300 мың 2 айға", "several", "0"),
        ("5 мың 2 мың", "several", "0"),
        ("+7 701 000 13 13", "several", "0"),
        ("-300000", "negative", "-300000"),
        ("− 300 000", "negative", "-300000"),
        ("минус 300 мың", "negative", "-300000"),
        ("5 млрд", "too_large", "5000000000"),
        ("1 000 000 001", "too_large", "1000000001"),
    ],
)
def test_what_is_no_income_is_not_guessed(text: str, reason: str, understood: str) -> None:
    with pytest.raises(SumMisread) as misread:
        read_sum(text)
    assert misread.value.reason == reason
    assert misread.value.understood == Decimal(understood)


@given(tenge=st.integers(0, 10**9), text=st.sampled_from(["{}", "{:,}", "{} ₸", "{:_}"]))
def test_every_whole_sum_is_read_however_its_thousands_stand(tenge: int, text: str) -> None:
    for sign in (" ", "\u00a0", "\u202f", ".", ",", "'", "’"):
        written = text.format(tenge).replace(",", sign).replace("_", sign)
        assert read_sum(written) == tenge


@given(text=st.text(st.sampled_from("0123456789 .,-−–кмыңтыслн₸тг\u00a0'x"), max_size=30))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        understood = read_sum(text)
    except SumMisread as misread:
        understood = abs(misread.understood)
    assert 0 <= understood < 10**10


@pytest.mark.parametrize("reason", Misreading)
def test_a_refusal_is_one_sentence_with_an_example(voice: Voice, reason: Misreading) -> None:
    sentence = misread_sentence(SumMisread(reason, Decimal(-5000)), voice)
    assert "300\u202f000" in sentence
    assert sentence.count(".") == 1
    named = reason in {Misreading.NEGATIVE, Misreading.TOO_LARGE}
    assert ("−5\u202f000\u202f₸" in sentence) is named


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("250 000 теңге жалақыдан МӘМС-ке қанша ұсталады?", ["250000"]),
        ("оклад 420к, удержат 2%?", ["420000"]),
        ("на одной работе 200 тысяч, на второй 1 млн 50 тыс", ["200000", "1050000"]),
        ("заплатил 4250 тенге за 2 месяца", ["4250"]),
        ("зарплата 180000, с 2026 года", ["180000"]),
        ("с 2026 года 12 месяцев, 18 лет, № 421, 1414", []),
        ("позвоните 8 701 000 13 13", []),
        ("+77010001313 и 851301300015", []),
        ("851301 300015", []),
        ("0 тенге", []),
        ("5 млрд", []),
    ],
)
def test_sums_are_found_among_other_numbers(text: str, sums: list[str]) -> None:
    assert sums_named(text) == tuple(map(Decimal, sums))


@given(text=st.text(st.sampled_from("0123456789 .,-−кмыңтыслн₸тг()+"), max_size=60))
def test_no_named_sum_is_beyond_belief(text: str) -> None:
    assert all(0 < tenge <= 10**9 for tenge in sums_named(text))

"""Words that read alike however they were typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.letters import folded


@pytest.mark.parametrize(
    "spellings",
    [
        ["қыркүйек", "кыркуйек", "qyrkúıek", "kyrkuiek", "ҚЫРКҮЙЕК"],
        ["сақтандыру", "сактандыру", "saqtandyrý", "saqtandyru", "saqtandyry'"],
        ["қарыз", "карыз", "qaryz", "karyz"],
        ["әлеуметтік", "алеуметтик", "áleýmettik", "äleumettik"],
        ["төледім", "толедим", "tóledim", "töledim"],
        ["шарт", "şart", "shart"],
        ["ғылым", "гылым", "ğylym", "ǵylym", "ghylym"],
        ["жұмыс", "жумыс", "jumys", "zhumys", "jūmys"],
        ["статус", "cтaтyс", "status", "СТАТУС"],
        ["платить", "платит", "platit'"],
        ["ещё", "еще", "eshche"],
        ["это", "ето", "eto"],
        ["емханаға", "емханага", "emhanaga"],
    ],
)
def test_spellings_of_one_word_read_alike(spellings: list[str]) -> None:
    assert len(set(map(folded, spellings))) == 1


def test_letters_of_both_alphabets_in_one_word_are_told_apart_by_their_looks() -> None:
    assert folded("МAМС") == folded("МАМС"), "a Latin A among Cyrillic letters"
    assert folded("Qoldauға") == "колдауга", "no word is typed so but one with a foreign stem"


@given(st.text(max_size=80))
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    once = folded(text)
    assert folded(once) == once or not text.isascii()


@given(st.text(st.sampled_from("абвгдежзиклмнопрстуфхцчшщыюя 0123456789.?"), max_size=60))
def test_plain_russian_is_not_touched(text: str) -> None:
    assert folded(text) == text

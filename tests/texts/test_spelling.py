"""No misspelt word in any text."""

from __future__ import annotations

import pytest

from bot.files import LOCALES
from tests.texts.shelves import message, write
from tests.texts.spelling import listed, missing_tool, unknown, words_of

LANGUAGES = ["kk", "ru"]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """A language whose dictionary is here; `.ci/run` installs both."""
    if tool := missing_tool(request.param):
        pytest.skip(f"{tool} is missing: apt-get install hunspell hunspell-kk hunspell-ru")
    return str(request.param)


def test_every_word_is_spelt_as_the_dictionary_or_the_project_spells_it(language: str) -> None:
    words = words_of(LOCALES, language)
    strange = unknown(words, language) - set(listed(LOCALES, language))
    told = "\n".join(f"{word}  ({words[word]})" for word in sorted(strange))
    assert not strange, f"read these; what is right goes into words.{language}.txt:\n{told}"


def test_the_list_holds_only_what_the_dictionary_lacks(language: str) -> None:
    words = set(listed(LOCALES, language))
    assert words - unknown(words, language) == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_list_can_be_read_through(code: str) -> None:
    words = listed(LOCALES, code)
    assert words == sorted({word.lower() for word in words})


@pytest.mark.parametrize(
    ("code", "right", "wrong"),
    [
        ("kk", "Сіз ЖСН-іңізбен сақтандыру туралы 1414-тен біле аласыз.", "сактандыру"),
        ("ru", "Вы платите взнос до 25-го числа, это ваша обязанность.", "обязаность"),
    ],
)
def test_a_misspelt_word_is_found(tmp_path: object, code: str, right: str, wrong: str) -> None:
    if tool := missing_tool(code):
        pytest.skip(f"{tool} is missing: apt-get install hunspell hunspell-kk hunspell-ru")
    write(tmp_path, code, message("some.text", f"{right} {wrong}"))  # type: ignore[arg-type]
    words = words_of(tmp_path, code)  # type: ignore[arg-type]
    strange = unknown(words, code) - set(listed(LOCALES, code))
    assert strange == {wrong}

"""What is taken out of people's words before they are kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.anonymous import anonymous, without_marks


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Меня зовут Иван Петров, не работаю", "[name], не работаю"),
        ("меня зовут иван петров, не работаю", "[name], не работаю"),
        ("Моя фамилия Ахметова. Где статус?", "[name]. Где статус?"),
        ("ФИО: Иванов Иван Иванович", "[name]"),
        ("Менің атым Айгүл, мәртебем жоқ", "[name], мәртебем жоқ"),
        ("Атым Айгүл Серікқызы Әлиева. Мәртебем жоқ", "[name]. Мәртебем жоқ"),
        ("аты-жөнім Болат Серікұлы, ЖСН 801315300123", "[name], ЖСН [digits]"),
        ("плачу за маму Гульнару Сериковну сам", "плачу за маму [name] сам"),
        ("Ахметов Данияр Серикович просит", "[name] просит"),
        ("ИП Иванов закрыто", "ИП [name] закрыто"),
        ("тел 701 234 56 78", "тел [digits]"),
        ("жазыңыз: a.b@mail.ru не @nick", "жазыңыз: [mail] не [mention]"),
        ("смотрел на https://egov.kz/cms и t.me/x", "смотрел на [link] и [link]"),
        ("8013-1530-0123", "[digits]"),
        ("карта 4400 4301 2345 6789", "карта [digits]"),
        ("заплатил 300000", "заплатил [digits]"),
    ],
)
def test_what_tells_who_asks_is_taken_out(said: str, kept: str) -> None:
    assert anonymous(said) == kept
    assert "[" not in without_marks(kept)


@pytest.mark.parametrize(
    "said",
    [
        "12 айды алдын ала төлесем қанша болады",
        "4250 или 5 950 тенге платить за 2026 год",
        "отпуск с 01.07.2026 по 25.08.2026",
        "Как оплатить через Каспи",
        "кеше қызым емханаға барды, мәртебесі жоқ",
        "личный кабинет egov не открывается",
    ],
)
def test_the_question_itself_stays(said: str) -> None:
    assert anonymous(said) == said


@given(st.text(alphabet="0123456789 -+абқ@./:", max_size=60))
def test_no_long_number_is_left(said: str) -> None:
    assert not re.search(r"\d{5}", anonymous(said))


def test_what_was_in_brackets_by_itself_stays() -> None:
    assert without_marks("статус [не застрахован], [name]") == "статус [не застрахован],  "

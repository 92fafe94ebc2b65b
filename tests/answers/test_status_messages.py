"""Whatever stands in the ledger, the screens about a person are messages that Telegram takes."""

from pathlib import Path

import pytest
from hypothesis import given

from bot.answers.status import (
    brief_message,
    debt_message,
    months_message,
    status_message,
)
from bot.answers.voice import Voice
from bot.answers.ways import ways_message
from bot.playground.html import parse
from bot.rules.law import Law, load
from bot.rules.situation import Disclosure
from bot.rules.status import status
from bot.screen import LONGEST_TEXT
from bot.texts import Catalogs
from bot.texts import load as load_texts
from tests.rules.histories import Person, people, thorough

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def law() -> Law:
    return load(ROOT / "data" / "law")


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return load_texts(ROOT / "locales")


@thorough
@given(person=people())
def test_every_screen_fits_and_is_well_formed(law: Law, catalogs: Catalogs, person: Person) -> None:
    for disclosure in Disclosure:
        answer = status(law, person.history, person.day, disclosure)
        for language in ("kk", "ru"):
            voice = Voice(catalogs[language], law)
            screens = [
                status_message(answer, voice, disclosure),
                status_message(answer, voice, disclosure, own_words=True),
                months_message(answer, voice),
                debt_message(answer, voice),
                ways_message(answer, voice),
                brief_message(answer, voice),
            ]
            for screen in screens:
                text = parse(screen).text
                assert 0 < len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT
                assert "None" not in text
                assert "{" not in text

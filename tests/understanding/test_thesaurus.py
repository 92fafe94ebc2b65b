"""The words that the bot knows as alike."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot.reading.letters import folded
from bot.understanding.features import Said
from bot.understanding.thesaurus import FILE, Thesaurus
from bot.understanding.words import words

WRITTEN = tomllib.loads(FILE.read_text("utf-8"))
THESAURUS = Thesaurus.load()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("баламды", "child"),
        ("ребёнка", "child"),
        ("balamdy", "child"),
        ("не работаю", "jobless"),
        ("жұмысым жоқ", "jobless"),
        ("jumysym joq", "jobless"),
        ("шетелде", "abroad"),
        ("за границей", "abroad"),
        ("ип", "entrepreneur"),
        ("ЖК", "entrepreneur"),
        ("өз есебімнен демалыс", "unpaid_leave"),
        ("без содержания", "unpaid_leave"),
    ],
)
def test_words_of_both_languages_meet_in_one_meaning(text: str, meaning: str) -> None:
    assert meaning in THESAURUS.meanings(words(text))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("қалай көремін", "abroad"),
        ("деп тұр", "travel"),
        ("деңгей", "money"),
        ("санаторий", "exempt"),
        ("колледж", "phone"),
        ("закончил", "law"),
        ("қалай", "place"),
        ("не үшін төлеу керек", "another_person"),
    ],
)
def test_words_that_only_look_alike_once_folded_do_not(text: str, meaning: str) -> None:
    assert meaning not in THESAURUS.meanings(words(text))


@pytest.mark.parametrize("meaning", sorted(WRITTEN))
def test_no_entry_stands_twice_or_for_half_the_language(meaning: str) -> None:
    entries = WRITTEN[meaning].split()
    alike = [folded(entry) for entry in entries]
    assert len(alike) == len(set(alike))
    for entry in entries:
        parts = re.split("[_-]", entry)
        assert all(part.strip(".") for part in parts), entry
        assert len(parts) > 1 or entry.endswith(".") or len(entry) > 2, entry


def test_courtesy_is_left_out_of_a_question_but_makes_a_greeting() -> None:
    asked = Said.of("здравствуйте, скажите пожалуйста, какая пеня за просрочку", THESAURUS)
    assert asked.words == words("какая пеня за просрочку")
    assert Said.of("спасибо большое", THESAURUS).words == words("спасибо большое")


def test_values_are_no_words() -> None:
    assert words("оклад 250 000 тг, иин 851301300015, 2026, https://egov.kz/x") == (
        *("оклад", "тг", "иин", "2026"),
    )


def test_the_files_of_words_come_with_the_package() -> None:
    folder = Path(FILE).parent
    assert {path.name for path in folder.glob("*.toml")} == {"thesaurus.toml", "verbs.toml"}

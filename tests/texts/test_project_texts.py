"""The project's own texts, against the project's own code."""

from __future__ import annotations

from pathlib import Path

import bot
import handlers
from bot.answers.topics import load as load_topics
from bot.files import LAW, TOPICS
from bot.rules.law import load as load_law
from bot.texts import load
from bot.texts.checker import check
from bot.texts.usage import used

CODE = [Path(package.__file__).parent for package in (bot, handlers) if package.__file__]
LOCALES = CODE[0].parent / "locales"


def test_the_texts_are_in_order() -> None:
    problems = check(LOCALES, used(*CODE), load_topics(TOPICS).articles(load_law(LAW)))
    assert not problems, "\n" + "\n".join(map(str, problems))


def test_both_languages_load() -> None:
    catalogs = load(LOCALES)
    assert catalogs["kk"].language == "kk"
    assert catalogs["ru"].language == "ru"

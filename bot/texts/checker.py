"""The one checker of texts, for CI, the command line and whoever publishes.

`check` looks at everything at once: files, both languages against each other and against the
code, markup, lengths, links, wording.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from bot.texts.articles import Articles, article_problems, is_article, is_colloquial
from bot.texts.catalog_files import CatalogFile, Entry
from bot.texts.catalogs import load_problems, named, read_languages
from bot.texts.languages import LANGUAGES
from bot.texts.problems import Problem, problem
from bot.texts.telegram_html import read
from bot.texts.templates import PLACEHOLDER, placeholders
from bot.texts.usage import ANY, is_family
from bot.texts.wording import BLANK, Finding, findings, foreign_links

MESSAGE_LENGTH: Final = 3500  # Telegram takes 4096; the rest is for what fills the placeholders
Place = Callable[[str, str], object]
"""The file, or folder, in which a key of a language should have stood."""

_PLAIN_LENGTHS: Final = {"button.": 32, "alert.": 200}


@dataclass(frozen=True, slots=True)
class _Language:
    """The readable entries of one language, and where the rest should have been."""

    code: str
    place: Place
    entries: Mapping[str, Entry]
    obsolete: frozenset[str]

    def lacks(self, key: str, code: str) -> Problem:
        place = self.place(self.code, key)
        return problem(place, 0, key, "obsolete" if key in self.obsolete else code)


def check(
    directory: Path,
    used: Mapping[str, frozenset[str]] | None = None,
    articles: Articles | None = None,
) -> list[Problem]:
    """Every problem of the texts below `directory`, sorted by place.

    `used` is what the code asks for (see `usage.used`); without it the code is not compared.
    Without `articles` the texts `faq.*` are looked at like any others.
    """
    return check_files(
        read_languages(directory),
        lambda language, _key: directory / language / "LC_MESSAGES",
        used,
        articles,
    )


def check_files(
    files: Mapping[str, Sequence[CatalogFile]],
    place: Place,
    used: Mapping[str, frozenset[str]] | None = None,
    articles: Articles | None = None,
) -> list[Problem]:
    """The same for files that have been read, by language."""
    problems = [fault for of_one in files.values() for fault in load_problems(of_one)]
    everything = [file for of_one in files.values() for file in of_one]
    entries = [entry for file in everything for entry in file.entries]
    problems += [fault for entry in entries for fault in _entry_problems(entry)]
    if articles is not None:
        problems += _problems_of_articles(entries, articles)
    if all(file.readable for file in everything):
        languages = [_language(code, place, files[code]) for code in LANGUAGES]
        problems += _comparison(languages, used)
        if articles is not None:
            problems += _missing_articles(languages, articles)
    return sorted(set(problems))


def objections(html: str, longest: int) -> list[Finding]:
    """What is wrong with a text that stands in no file; `longest` in visible characters."""
    reading = read(html)
    length = _length(reading.text)
    found = [
        *([Finding("empty", {})] if not reading.text.strip() else []),
        *([Finding("html", {})] if reading.faults else []),
        *([Finding("long", {"length": str(length)})] if length > longest else []),
        *findings(reading.text),
        *foreign_links(reading.text, reading.links),
    ]
    return [finding for number, finding in enumerate(found) if finding not in found[:number]]


def _language(code: str, place: Place, files: Iterable[CatalogFile]) -> _Language:
    entries = {entry.key: entry for file in files for entry in file.entries}
    obsolete = frozenset[str]().union(*(file.obsolete for file in files))
    return _Language(code, place, entries, obsolete)


def _entry_problems(entry: Entry) -> Iterator[Problem]:
    for form in entry.forms:
        reading = read(form)
        yield from (entry.fault("html", fault=fault) for fault in reading.faults)
        yield from _length_problems(entry, form, reading.text)
        if is_colloquial(entry.key):
            continue
        seen = PLACEHOLDER.sub(BLANK, reading.text)
        links = tuple(PLACEHOLDER.sub(BLANK, link) for link in reading.links)
        for found in (*findings(seen), *foreign_links(seen, links)):
            yield entry.fault(found.code, **found.details)


def _length_problems(entry: Entry, form: str, visible: str) -> Iterator[Problem]:
    """Lengths as Telegram counts them, in UTF-16 units, placeholders as they are written."""
    limits = [limit for prefix, limit in _PLAIN_LENGTHS.items() if entry.key.startswith(prefix)]
    limit = limits[0] if limits else MESSAGE_LENGTH
    length = _length(visible)
    if length > limit:
        yield entry.fault("long", length=length, limit=limit)
    if limits and ("<" in form or "&" in form):
        yield entry.fault("plain-only")
    if entry.key.startswith("button.") and "\n" in form:
        yield entry.fault("one-line")


def _length(visible: str) -> int:
    return len(visible.encode("utf-16-le")) // 2


def _problems_of_articles(entries: Iterable[Entry], articles: Articles) -> Iterator[Problem]:
    for entry in entries:
        if is_article(entry.key):
            yield from article_problems(entry, articles)


def _missing_articles(languages: list[_Language], articles: Articles) -> Iterator[Problem]:
    for language in languages:
        for key in articles.keys - language.entries.keys():
            yield language.lacks(key, "article-missing")


def _comparison(
    languages: list[_Language],
    used: Mapping[str, frozenset[str]] | None,
) -> Iterator[Problem]:
    for one, other in combinations(languages, 2):
        yield from _differences(one, other)
    if used is None:
        return
    yield from _unanswered(languages, used)
    for language in languages:
        yield from _code_differences(language, used)


def _differences(one: _Language, other: _Language) -> Iterator[Problem]:
    yield from (one.lacks(key, "missing") for key in other.entries.keys() - one.entries.keys())
    yield from (other.lacks(key, "missing") for key in one.entries.keys() - other.entries.keys())
    for key in one.entries.keys() & other.entries.keys():
        first, second = one.entries[key], other.entries[key]
        if first.counted is not second.counted:
            yield second.fault("plural-mismatch")
        elif _names(first) != _names(second):
            here, there = named(_names(second)), named(_names(first))
            yield second.fault("placeholders", here=here, there=there, language=one.code)


def _unanswered(
    languages: list[_Language],
    used: Mapping[str, frozenset[str]],
) -> Iterator[Problem]:
    present = {key for language in languages for key in language.entries}
    for key in used:
        if not is_family(key):
            if key not in present:
                yield from (language.lacks(key, "missing-in-code") for language in languages)
        elif not any(map(_pattern(key).fullmatch, present)):
            places = (one.place(one.code, key) for one in languages)
            yield from (problem(place, 0, key, "family-empty") for place in places)


def _code_differences(
    language: _Language,
    used: Mapping[str, frozenset[str]],
) -> Iterator[Problem]:
    families = [(_pattern(key), names) for key, names in used.items() if is_family(key)]
    for key, entry in language.entries.items():
        asked = [used[key]] if key in used else []
        asked = asked or [names for pattern, names in families if pattern.fullmatch(key)]
        if not asked:
            yield entry.fault("unused")
        elif not any(_fits(_names(entry), names) for names in asked):
            here, there = named(_names(entry)), named(asked[0])
            yield entry.fault("placeholders-code", here=here, there=there)


def _fits(names: frozenset[str], given: frozenset[str]) -> bool:
    return given - {ANY} <= names if ANY in given else given == names


def _names(entry: Entry) -> frozenset[str]:
    """The placeholders of a message; `n` belongs to every counted one, shown or not."""
    counted = frozenset({"n"}) if entry.counted else frozenset[str]()
    return counted.union(*map(placeholders, entry.forms))


def _pattern(family: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, family.split("*"))))

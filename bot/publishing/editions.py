"""Four files that belong together: read, compared, and merged with what the program brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Self

from bot.state.text_files import Files, Place, edition_of
from bot.texts import Catalogs, Problem
from bot.texts.articles import Articles
from bot.texts.catalog_files import CatalogFile, read_content, rewritten
from bot.texts.catalogs import load_files
from bot.texts.checker import check_files
from bot.texts.comparison import Change, Conflict, Forms, differences, joined, met
from bot.texts.languages import LANGUAGES

Used = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Measure:
    """What texts are held against: what the code asks for, and what articles need."""

    used: Used
    articles: Articles


@dataclass(frozen=True)
class Edition:
    files: Files
    read: Mapping[Place, CatalogFile]

    @classmethod
    def of(cls, files: Files) -> Self:
        read = {
            (language, domain): read_content(label(language, domain), content, language)
            for (language, domain), content in sorted(files.items())
        }
        return cls(MappingProxyType(dict(files)), MappingProxyType(read))

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """Those that the program comes with."""
        paths = {
            (language, path.stem): path
            for language in LANGUAGES
            for path in sorted((folder / language / "LC_MESSAGES").glob("*.po"))
        }
        return cls.of({place: path.read_bytes() for place, path in paths.items()})

    @cached_property
    def digest(self) -> bytes:
        return edition_of(self.files)

    def domains(self, language: str) -> dict[str, str]:
        """In which file each key of a language stands."""
        return {
            key: domain
            for (one, domain), file in self.read.items()
            if one == language
            for key in file.texts
        }

    def forms_of(self, language: str) -> dict[str, Forms]:
        """All texts of a language, whichever file they stand in."""
        files = (file for (one, _), file in self.read.items() if one == language)
        return {key: forms for file in files for key, forms in file.texts.items()}

    def with_files(self, read: Mapping[Place, CatalogFile]) -> dict[str, list[CatalogFile]]:
        """By language, the files with others in the place of some."""
        both = {**self.read, **read}
        return {
            language: [both[place] for place in sorted(both) if place[0] == language]
            for language in LANGUAGES
        }

    def with_texts(self, texts: Mapping[Place, Mapping[str, Forms]]) -> Edition:
        """The same files, only the texts that differ written anew."""
        files, read = dict(self.files), dict(self.read)
        for place, forms in texts.items():
            language, domain = place
            files[place] = rewritten(self.files[place], self.read[place].texts, forms)
            if files[place] is not self.files[place]:
                read[place] = read_content(label(language, domain), files[place], language)
        return Edition(MappingProxyType(files), MappingProxyType(read))

    def problems(self, measure: Measure) -> list[Problem]:
        """What the checker has to say."""

        def place(language: str, key: str) -> str:
            return label(language, self.domains(language).get(key, "messages"))

        return check_files(self.with_files({}), place, measure.used, measure.articles)

    def catalogs(self, articles: Articles) -> Catalogs:
        """Raises `TextsFaulty`."""
        return load_files(self.with_files({}), articles)


def label(language: str, domain: str) -> str:
    """A file of the live texts, as problems name it."""
    return f"{language}/{domain}.po"


def changes(before: Edition, after: Edition) -> Iterator[Change]:
    """Key by key, in the order of the languages and files."""
    for language in LANGUAGES:
        domains = {**before.domains(language), **after.domains(language)}
        one, other = before.forms_of(language), after.forms_of(language)
        for key, text, now in differences(one, other):
            yield Change(language, domains[key], key, text, now)


def merged(
    base: Edition, published: Edition, shipped: Edition
) -> tuple[Edition, tuple[Conflict, ...]]:
    """Published texts on another program: `base` is what theirs came with, `shipped` this one's.

    What was edited stays, what was not follows the program; both at once is a conflict.
    """
    if base.digest == shipped.digest:
        return published, ()
    texts: dict[Place, dict[str, Forms]] = {place: {} for place in shipped.files}
    conflicts = []
    for language in LANGUAGES:
        was, edited, now = (one.forms_of(language) for one in (base, published, shipped))
        domains = {**published.domains(language), **shipped.domains(language)}
        for key in {**now, **edited}:
            meeting = met(was.get(key), edited.get(key), now.get(key))
            if meeting.forms is not None:
                texts[language, domains[key]][key] = meeting.forms
            if meeting.conflict:
                conflicts.append(
                    Conflict(
                        language,
                        domains[key],
                        key,
                        published=joined(edited[key]) or "",
                        shipped=joined(now[key]) or "",
                        spoken=meeting.conflict,
                    )
                )
    return shipped.with_texts(texts), tuple(conflicts)

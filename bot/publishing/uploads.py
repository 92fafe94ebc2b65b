"""Files as they were sent: which ones they are, and everything that is wrong with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from bot.publishing.editions import Edition, Measure, label
from bot.publishing.shapes import Upload, UploadRefused
from bot.state.text_files import Place
from bot.texts import Problem
from bot.texts.catalog_files import CatalogFile, read_content
from bot.texts.checker import check_files
from bot.texts.languages import LANGUAGES
from bot.texts.problems import problem

_NAME_LENGTH: Final = 100
_UNSHOWN: Final = re.compile(r"[^\w ./()-]+")
_NAMED_ONE_BY_ONE: Final = 5
"""More keys than that are missing as one fault: nobody leaves out so many by hand."""


def taken_in(
    uploads: Sequence[Upload], live: Edition, shipped: Edition, measure: Measure
) -> Edition:
    """The live texts with the files in their places. Raises `UploadRefused` with every reason."""
    if len(uploads) > len(shipped.files):
        count, most = len(uploads), len(shipped.files)
        raise UploadRefused(
            [problem(_name(uploads[0]), 0, "", "many-files", count=count, most=most)]
        )
    found: dict[Place, CatalogFile] = {}
    names: dict[Place, str] = {}
    problems: list[Problem] = []
    for upload in uploads:
        name = _name(upload)
        file = read_content(name, upload.data)
        place = _place(name, file, live, problems)
        if place in names:
            problems.append(problem(name, 0, "", "sent-twice", other=names[place]))
        elif place is not None:
            found[place], names[place] = file, name
    if found:
        problems += _all_problems(found, names, live, shipped, measure)
    if problems:
        raise UploadRefused(sorted(set(problems)))
    return shipped.with_texts({place: file.texts for place, file in {**live.read, **found}.items()})


def _name(upload: Upload) -> str:
    """The name, its end at least, without signs that could be taken for something else."""
    return _UNSHOWN.sub("_", upload.name)[-_NAME_LENGTH:].strip() or "file"


def _place(name: str, file: CatalogFile, live: Edition, problems: list[Problem]) -> Place | None:
    """Which of the files it is; None, with the reason among the problems, where that is unclear."""
    if not file.readable or file.language is None:
        problems += file.problems
        return None
    known = live.domains(file.language)
    domains = Counter(known[key] for key in file.texts if key in known)
    if not domains:
        problems.append(problem(name, 0, "", "foreign"))
        return None
    if other := _spoken(file, live):
        problems.append(problem(name, 1, "", "other-language", said=file.language, found=other))
        return None
    ((domain, _),) = domains.most_common(1)
    return file.language, domain


def _spoken(file: CatalogFile, live: Edition) -> str | None:
    """Another language than the header says, where more of its texts are the live ones of that."""
    alike = {
        language: sum(texts.get(key) == forms for key, forms in file.texts.items())
        for language in LANGUAGES
        for texts in [live.forms_of(language)]
    }
    best = max(alike, key=alike.__getitem__)
    return best if alike[best] > alike[file.language or best] else None


def _all_problems(
    found: Mapping[Place, CatalogFile],
    names: Mapping[Place, str],
    live: Edition,
    shipped: Edition,
    measure: Measure,
) -> Iterator[Problem]:
    lost = {place: _lost(file, shipped.read[place]) for place, file in found.items()}
    many = {place: keys for place, keys in lost.items() if len(keys) > _NAMED_ONE_BY_ONE}
    for place, keys in many.items():
        yield problem(names[place], 0, "", "lost", count=len(keys), first=keys[0])
    left_out = {key for keys in many.values() for key in keys}
    domains = {language: live.domains(language) for language in LANGUAGES}

    def place_of(language: str, key: str) -> str:
        place = language, _domain(key, domains)
        return names.get(place, label(*place))

    checked = check_files(live.with_files(found), place_of, measure.used, measure.articles)
    for one in checked:
        if one.line or one.key not in left_out:
            yield one
    for place, keys in lost.items():
        if place not in many:
            yield from _missing(names[place], keys, checked)


def _domain(key: str, domains: Mapping[str, Mapping[str, str]]) -> str:
    """Of a key that one of the languages may not have."""
    known = (of_one[key] for of_one in domains.values() if key in of_one)
    return next(known, "messages")


def _lost(file: CatalogFile, shipped: CatalogFile) -> list[str]:
    """Keys that the program needs and the file has not, in their order."""
    there = file.texts
    return [key for key in shipped.texts if key not in there]


def _missing(name: str, keys: Sequence[str], checked: Iterable[Problem]) -> Iterator[Problem]:
    """Those that the checker does not miss: of a family, gone in both languages."""
    said = {one.key for one in checked if not one.line}
    return (problem(name, 0, key, "missing") for key in keys if key not in said)

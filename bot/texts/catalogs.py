"""The texts a running bot speaks from: immutable snapshots, swapped whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path

from babel import Locale

from bot.texts.articles import Articles, is_article, topic_of
from bot.texts.catalog_files import CatalogFile, Entry, read_file
from bot.texts.languages import LANGUAGES
from bot.texts.markup import Markup
from bot.texts.problems import Problem, TextsFaulty, problem
from bot.texts.templates import Template, placeholders, stray_brace


@dataclass(frozen=True, slots=True)
class Message:
    """One text; `names` are the placeholders that a caller gives (`n` never among them)."""

    entry: Entry
    templates: tuple[Template, ...]
    names: frozenset[str]

    @classmethod
    def of(cls, entry: Entry) -> Message:
        names = placeholders(entry.forms[0]) - ({"n"} if entry.counted else set())
        return cls(entry, tuple(map(Template.of, entry.forms)), names)

    def refusal(self, values: Mapping[str, object], *, counted: bool) -> Problem | None:
        """Why these values cannot fill this text; names only, never the values."""
        if self.entry.counted is not counted:
            return self.entry.fault("counted")
        if values.keys() != self.names:
            return self.entry.fault("values", given=named(values), wanted=named(self.names))
        return None


class Texts:
    """One language of one snapshot. Calling it gives Telegram HTML."""

    __slots__ = ("_form", "_listener", "_messages", "language")

    def __init__(self, language: str, messages: Mapping[str, Message]) -> None:
        self.language = language
        self._messages = messages
        self._form = _plural_form(language)
        self._listener: Callable[[str], object] | None = None

    def heard_by(self, listener: Callable[[str], object]) -> Texts:
        """The same texts, with somebody who is told the key of every text given out."""
        heard = copy(self)
        heard._listener = listener  # noqa: SLF001  of the same class
        return heard

    def __call__(self, key: str, /, **values: object) -> Markup:
        """The text `key`, its placeholders filled with the values, each escaped for HTML.

        A `Markup` value, such as another text, goes in as it is. An unknown key, a placeholder
        missing or one too many raise `TextsFaulty`.
        """
        return self._message(key, values, counted=False).templates[0].fill(values)

    def counted(self, key: str, n: int, /, **values: object) -> Markup:
        """The same in the plural form for `n`, which also fills `{n}`."""
        message = self._message(key, values, counted=True)
        return message.templates[self._form(n)].fill({**values, "n": n})

    def tell(self, key: str, values: Mapping[str, object]) -> Markup:
        """The text `key` that shows what it wants of `values`; only a missing one is an error.

        For families whose members show different values, such as the reasons of a result.
        """
        message = self._messages.get(key)
        wanted = {name: values[name] for name in message.names & values.keys()} if message else {}
        return self(key, **wanted)

    def has(self, key: str) -> bool:
        return key in self._messages

    def keys(self) -> Iterator[str]:
        """Every key of the language, in the order of the files."""
        return iter(self._messages)

    def names(self, key: str) -> frozenset[str]:
        """The placeholders that the text `key` wants to have filled."""
        return self._messages[key].names

    def unfit(self, articles: Articles) -> Iterator[Problem]:
        """What keeps the articles of this language from being shown."""
        for key in sorted(articles.keys - self._messages.keys()):
            yield problem(self.language, 0, key, "article-missing")
        for key in articles.foreign(self._messages):
            yield self._messages[key].entry.fault("article-topic", topic=topic_of(key))
        for key, message in self._messages.items():
            if is_article(key):
                for name in sorted(articles.unknown(message.names)):
                    yield message.entry.fault("article-figure", name=name)

    def _message(self, key: str, values: Mapping[str, object], *, counted: bool) -> Message:
        message = self._messages.get(key)
        if message is None:
            raise TextsFaulty([problem("", 0, key, "unknown-key", language=self.language)])
        if refusal := message.refusal(values, counted=counted):
            raise TextsFaulty([refusal])
        if self._listener:
            self._listener(key)
        return message


@dataclass(frozen=True, slots=True)
class Catalogs:
    """A snapshot of both languages: `catalogs["kk"]`."""

    texts: Mapping[str, Texts]

    def __getitem__(self, language: str) -> Texts:
        return self.texts[language]


class Shelf:
    """Holds the snapshot in use. Whoever answers an update takes `current` once and keeps it."""

    __slots__ = ("_current",)

    def __init__(self, catalogs: Catalogs) -> None:
        self._current = catalogs

    @property
    def current(self) -> Catalogs:
        return self._current

    def replace(self, catalogs: Catalogs) -> None:
        self._current = catalogs


def load(directory: Path, articles: Articles | None = None) -> Catalogs:
    """Read every `.po` below `<directory>/<language>/LC_MESSAGES/`.

    Raises `TextsFaulty`, with all reasons, where a message could not be shown: broken files,
    empty or fuzzy texts, missing plural forms; with `articles` also where an article lacks a text,
    belongs to no topic, or asks for a number that nobody knows. What is merely unwise is the
    checker's matter.
    """
    return load_files(read_languages(directory), articles)


def load_files(
    shelves: Mapping[str, Sequence[CatalogFile]], articles: Articles | None = None
) -> Catalogs:
    """The same from files that have been read, by language."""
    if problems := [fault for files in shelves.values() for fault in load_problems(files)]:
        raise TextsFaulty(problems)
    texts = {language: _assembled(language, files) for language, files in shelves.items()}
    if articles is not None:
        problems = [fault for one in texts.values() for fault in one.unfit(articles)]
        if problems:
            raise TextsFaulty(problems)
    return Catalogs(texts)


def read_languages(directory: Path) -> Mapping[str, list[CatalogFile]]:
    """The files of all languages, by language."""
    return {language: read_language(directory, language) for language in LANGUAGES}


def read_language(directory: Path, language: str) -> list[CatalogFile]:
    """The files of one language, by name; none is a problem in itself."""
    folder = directory / language / "LC_MESSAGES"
    files = [read_file(path, language) for path in sorted(folder.glob("*.po"))]
    missing = CatalogFile(problems=(problem(folder, 0, "", "no-files"),), readable=False)
    return files or [missing]


def load_problems(files: Iterable[CatalogFile]) -> Iterator[Problem]:
    """What keeps the files of one language from being loaded."""
    first: dict[str, Entry] = {}
    for file in files:
        yield from file.problems
        for entry in file.entries:
            yield from _placeholder_faults(entry)
            other = first.setdefault(entry.key, entry)
            if other is not entry:
                yield entry.fault("duplicate", first=f"{other.file}:{other.line}")


def named(names: Iterable[str]) -> str:
    """Placeholder names as an operator reads them."""
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _placeholder_faults(entry: Entry) -> Iterator[Problem]:
    if any(map(stray_brace, entry.forms)):
        yield entry.fault("brace")
    if not entry.counted and "n" in placeholders(entry.forms[0]):
        yield entry.fault("reserved-n")
    if len({placeholders(form) - {"n"} for form in entry.forms}) > 1:
        yield entry.fault("plural-placeholders")


def _assembled(language: str, files: Iterable[CatalogFile]) -> Texts:
    entries = (entry for file in files for entry in file.entries)
    return Texts(language, {entry.key: Message.of(entry) for entry in entries})


def _plural_form(language: str) -> Callable[[int], int]:
    categories = LANGUAGES[language].forms
    rule = Locale.parse(language).plural_form
    return lambda n: categories.index(rule(abs(n)))

"""Meanings of words in both languages, from `thesaurus.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, Self

from bot.reading.letters import folded

FILE: Final = Path(__file__).parent / "thesaurus.toml"
_PARTS: Final = re.compile("[_-]")
_KEY: Final = 2
"""Letters by which entries are looked up."""
_COURTESY: Final = "courtesy"
_FEWEST_LEFT: Final = 3
"""Of fewer words the courtesy is a part: «как дела», «көп рақмет»."""
_MOST_REMEMBERED: Final = 20_000


@dataclass(frozen=True, slots=True)
class _Beginning:
    """How a word begins, or all of it."""

    letters: str
    whole: bool

    @classmethod
    def of(cls, written: str) -> Self:
        return cls(folded(written.rstrip(".")), written.endswith("."))

    def fits(self, word: str) -> bool:
        return word == self.letters if self.whole else word.startswith(self.letters)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Words in a row that have one meaning."""

    meaning: str
    parts: tuple[_Beginning, ...]

    def fits(self, words: Sequence[str]) -> bool:
        return len(words) == len(self.parts) and all(
            part.fits(word) for part, word in zip(self.parts, words, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """What words mean, whichever language and everyday form they come in."""

    entries: Mapping[str, tuple[_Entry, ...]]
    """By the first letters of their first words."""
    _begun: dict[str, tuple[_Entry, ...]] = field(default_factory=dict)
    """Entries that a word begins; of the words met first."""

    @classmethod
    def load(cls, path: Path = FILE) -> Self:
        entries: dict[str, list[_Entry]] = defaultdict(list)
        for meaning, written in tomllib.loads(path.read_text("utf-8")).items():
            for one in written.split():
                entry = _Entry(meaning, tuple(map(_Beginning.of, _PARTS.split(one))))
                entries[entry.parts[0].letters[:_KEY]].append(entry)
        return cls(MappingProxyType({key: tuple(some) for key, some in entries.items()}))

    def without_courtesy(self, words: Sequence[str]) -> tuple[str, ...]:
        """What is asked, without «здравствуйте», «пожалуйста» and the like around it."""
        rest = tuple(word for word in words if not self._is_courtesy(word))
        return rest if len(rest) >= _FEWEST_LEFT else tuple(words)

    def meanings(self, words: Sequence[str]) -> frozenset[str]:
        """Every meaning found among folded words."""
        return frozenset(self._found(words))

    def _found(self, words: Sequence[str]) -> Iterator[str]:
        for place, word in enumerate(words):
            for entry in self._beginning_with(word):
                if len(entry.parts) == 1 or entry.fits(words[place : place + len(entry.parts)]):
                    yield entry.meaning

    def _is_courtesy(self, word: str) -> bool:
        entries = self._beginning_with(word)
        return any(entry.meaning == _COURTESY and len(entry.parts) == 1 for entry in entries)

    def _beginning_with(self, word: str) -> tuple[_Entry, ...]:
        found = self._begun.get(word)
        if found is None:
            entries = self.entries.get(word[:_KEY], ())
            found = tuple(entry for entry in entries if entry.parts[0].fits(word))
            if len(self._begun) < _MOST_REMEMBERED:
                self._begun[word] = found
        return found

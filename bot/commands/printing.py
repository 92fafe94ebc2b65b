"""Where the answer of a command goes: text for people or one JSON object."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from bot.answers.voice import Voice
from bot.files import LAW, LOCALES
from bot.rules.law import load as load_law
from bot.texts import Markup, plain
from bot.texts import load as load_texts


@dataclass(frozen=True, slots=True)
class Printer:
    """Speaks one language; answers on standard output, complaints on standard error."""

    voice: Voice
    as_json: bool

    @classmethod
    def of(cls, language: str, *, as_json: bool) -> Printer:
        return cls(Voice(load_texts(LOCALES)[language], load_law(LAW)), as_json)

    def answer(self, message: Markup, data: Mapping[str, object]) -> None:
        print(_written(data) if self.as_json else plain(message))

    def refuse(self, sentence: Markup, data: Mapping[str, object]) -> None:
        """The sentence, and with `--json` the error object on standard output as well."""
        if self.as_json:
            print(_written(data))
        self.complain(plain(sentence))

    def complain(self, line: str) -> None:
        """One line of plain text."""
        print(line, file=sys.stderr)


def _written(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False)

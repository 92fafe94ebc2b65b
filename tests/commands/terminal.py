"""Commands run in this process, as somebody types them."""

import io
import json
import sys
from typing import Any

import pytest

from bot.__main__ import main


class Terminal:
    """Runs commands and keeps what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._patch = patch

    def set(self, **settings: object) -> None:
        for name, value in settings.items():
            self._patch.setenv(name, str(value))

    def run(self, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self._patch.setattr(sys, "stdin", io.StringIO(stdin))
        code = main(list(arguments))
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err

    def ask(self, *arguments: str, stdin: str = "") -> Any:
        """The JSON object of a command that must succeed."""
        code, out, err = self.run(*arguments, "--json", stdin=stdin)
        assert code == 0, err
        return json.loads(out)

    def lines(self, command: str, rows: list[Any], *options: str) -> list[Any]:
        """Answers to a file of questions; a row that is text goes in as it is."""
        stdin = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
        code, out, _ = self.run(command, "--jsonl", *options, stdin=stdin)
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]

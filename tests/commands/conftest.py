"""A terminal whose day is the demo day, and one with a ledger of the worked examples."""

from pathlib import Path

import pytest

from tests.commands.people import write_files
from tests.commands.terminal import Terminal


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal(capsys, monkeypatch)
    terminal.set(TODAY="2026-11-20")
    return terminal


@pytest.fixture
def filled(terminal: Terminal, tmp_path: Path) -> Terminal:
    terminal.set(TODAY="2027-01-01", LEDGER_URL=f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    code, _, err = terminal.run("ledger", "import", *write_files(tmp_path))
    assert code == 0, err
    return terminal

"""A terminal whose day is the demo day."""

import pytest

from tests.commands.terminal import Terminal


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal(capsys, monkeypatch)
    terminal.set(TODAY="2026-11-20")
    return terminal

"""Every command of the README does what it says, on a ledger of invented people."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from bot.commands.demo import DEMO_FILES
from tests.commands.terminal import Terminal
from tests.publishing.desk import KEY, shipped, with_text

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = re.compile(
    r"^(?:echo '(?P<stdin>[^']*)' \| )?\.venv/bin/python -m bot (?P<rest>.+)$", re.MULTILINE
)
LINK = re.compile(r"\]\(([^)#:]+)\)|src=\"([^\"]+)\"")


@pytest.fixture
def desk(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Terminal:
    """A terminal in a folder that holds the files which the README speaks of."""
    monkeypatch.chdir(tmp_path)
    for file in DEMO_FILES[:2]:
        shutil.copy(file, tmp_path / file.name)
    (tmp_path / "messages.po").write_bytes(with_text(shipped(), KEY, "Что вам нужно?"))
    terminal = Terminal(capsys, monkeypatch)
    terminal.set(TODAY="2026-11-20", LEDGER_URL=f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    terminal.run("ledger", "import", "payments.csv", "categories.csv")
    return terminal


def test_every_command_of_the_readme_works(desk: Terminal) -> None:
    commands = list(COMMAND.finditer(README))
    assert len(commands) >= 10
    for command in commands:
        arguments = shlex.split(command["rest"], comments=True)
        code, out, err = desk.run(*arguments, stdin=command["stdin"] or "")
        assert code == 0, f"{command[0]}: {err}"
        assert out
    assert Path("plan.ics").exists()


def test_every_link_of_the_readme_leads_somewhere() -> None:
    places = [one or other for one, other in LINK.findall(README)]
    assert len(places) >= 8
    assert [place for place in places if not (ROOT / place).exists()] == []

"""The page for operators is true: its commands work, its counts and settings exist."""

import asyncio
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES
from bot.files import ROOT
from bot.playground import TelegramServer
from bot.settings import Settings
from tests.commands.terminal import Terminal
from tests.running import RunningApp, free_port, running, settings_of

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BOT = re.compile(r"(?:LEDGER_URL=(?P<ledger>\S+) )?\.venv/bin/python -m bot (?P<rest>.+)")
PORT = "9464"
IIN = "862719423464"
RUNS_THE_BOT = {"make run"}
"""Tried by others: by CI in a fresh clone, and by the tests of restarts and crashes."""


@dataclass
class Desk:
    """A folder with a ledger in its place, and somebody who types there what the page says."""

    folder: Path
    terminal: Terminal
    port: int

    def types(self, line: str) -> str:
        bot = BOT.fullmatch(line)
        if bot is None:
            done = subprocess.run(
                ["bash", "-c", line.replace(PORT, str(self.port))],
                cwd=self.folder,
                capture_output=True,
                text=True,
                check=False,
            )
            code, out, err = done.returncode, done.stdout, done.stderr
        else:
            here = f"sqlite:///{self.folder}/data/state/ledger.sqlite3"
            self.terminal.set(LEDGER_URL=bot["ledger"] or here)
            code, out, err = self.terminal.run(*bot["rest"].split(), stdin=f"{IIN}\n")
        assert code == 0, f"{line}: {out} {err}"
        return out


@pytest.fixture
def desk(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, Terminal(capsys, monkeypatch), free_port())


def blocks() -> list[list[str]]:
    found = [block[1].strip().splitlines() for block in BLOCK.finditer(PAGE)]
    return [lines for lines in found if not RUNS_THE_BOT & set(lines)]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_every_command_works(endpoint: TelegramServer, desk: Desk) -> None:
    """Those about restoring while nothing runs, the others beside a running bot."""
    restoring = [lines for lines in blocks() if any("mv data/state" in line for line in lines)]
    beside = [lines for lines in blocks() if lines not in restoring]
    assert (len(restoring), len(beside)) == (1, 5)
    (desk.folder / "bot.log").write_text('{"event": "x", "request": "1f2e3d"}\n')
    settings = settings_of(
        desk.folder / "data" / "state" / "ledger.sqlite3", iin_key=None, metrics_port=desk.port
    )
    async with running(endpoint, settings) as bot:
        await filled(bot)
        for lines in beside:
            for line in lines:
                assert await asyncio.to_thread(desk.types, line) or line.startswith(("mk", "ins"))
    for line in restoring[0]:
        await asyncio.to_thread(desk.types, line)
    async with running(endpoint, settings) as restored:
        assert (await restored.app.ledger.stats()).people > 10


async def filled(bot: RunningApp) -> None:
    await bot.app.ledger.import_files(DEMO_FILES, admission(bot.app.law, bot.app.clock.today()))


async def test_the_table_lists_every_count(endpoint: TelegramServer, tmp_path: Path) -> None:
    async with running(endpoint, settings_of(tmp_path / "l.sqlite3")) as bot:
        exposed = bot.app.metrics.exposition().decode()
    families = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in text_string_to_metric_families(exposed)
    }
    listed = set(re.findall(r"^\| `(mams_\w+)` \|", PAGE, re.MULTILINE))
    ours = {name for name in families if name.startswith("mams_")}
    assert listed == {name for name in ours if not name.endswith("_created")}


OF_OTHERS = {"SIGTERM", "BOT_KILLS", "BOT_IMPORT_KILLS", "BOT_FUZZ"}
"""A signal, and how much tests are to try."""


def test_every_setting_named_there_exists() -> None:
    named = set(re.findall(r"\b(?:[A-Z]+_)+[A-Z]+\b", PAGE)) - OF_OTHERS
    assert len(named) > 12
    assert named <= {name.upper() for name in Settings.model_fields}

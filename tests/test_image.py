"""The image: its steps carried out one by one, and the bot run in it as a person would."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.files import LOCALES
from bot.playground import TelegramServer
from bot.playground.chats import Message, User
from bot.texts import load, plain
from bot.texts.catalogs import Texts
from tests.image import ROOT, Container, Image, ignored
from tests.running import free_port, until
from tests.wire.fixtures import TOKEN

PATIENCE = 180.0
"""Seconds for a new process to be up, on a busy machine."""
UNREACHABLE = (
    "No matching distribution found",
    "Could not find a version",
    "Connection",
    "Network",
)
STATE = "data/state"
OPERATOR = {
    "OPERATOR_NAME": "ГКП «Пример»",
    "OPERATOR_CONTACT": "1414",
    "BOT_IS_OFFICIAL": "false",
    "LOOKUP_POLICY": "open",
}


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """Built once, in a folder where other accounts may look."""
    folder = Path(tempfile.mkdtemp(prefix="image-"))
    folder.chmod(0o755)
    context = folder / "context"
    for path in _tracked():
        target = context / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, target)
    for secret in (".env", f"{STATE}/ledger.sqlite3", "bot/__pycache__/x.pyc", "people.csv"):
        (context / secret).parent.mkdir(parents=True, exist_ok=True)
        (context / secret).write_text("secret")
    image = Image(folder / "root", context)
    image.root.mkdir()
    (image.root / "tmp").mkdir()
    try:
        image.build()
    except subprocess.CalledProcessError as failed:
        if any(reason in failed.stderr for reason in UNREACHABLE):
            pytest.skip("pip finds no index with the packages of requirements.lock")
        raise AssertionError(failed.stderr) from failed
    yield image
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def container(image: Image) -> Container:
    """The user and its folder, as the image makes them."""
    account = next(line for line in image.noted if line.startswith("useradd"))
    assert account.endswith(f" {image.user}")
    number = int(re.findall(r"--uid (\d+)", account)[0])
    assert f"chown {image.user}:{image.user} {STATE}" in image.noted
    python = image.root / "venv/bin/python"
    try:
        subprocess.run([python, "-c", ""], check=True, user=number)
    except PermissionError:  # no other account may be taken, or may run this Python
        return Container(image, None)
    os.chown(image.workdir / STATE, number, number)
    return Container(image, number)


def _tracked() -> list[str]:
    """The files of the product, as a fresh clone holds them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()]


def test_nothing_but_the_product_is_sent_to_the_builder() -> None:
    rules = (ROOT / ".dockerignore").read_text("utf-8")
    out = (".env", ".git/config", "data/state/ledger.key", "bot/rules/__pycache__/a.pyc", "p.csv")
    assert [path for path in out if not ignored(path, rules)] == []
    needed = (
        "requirements.lock",
        "bot/app.py",
        "locales/kk/LC_MESSAGES/faq.po",
        "data/law/ages.toml",
    )
    assert [path for path in needed if ignored(path, rules)] == []


def test_the_image_holds_the_product_and_no_secret(image: Image) -> None:
    held = {file.relative_to(image.workdir).parts[0] for file in image.workdir.rglob("*")}
    assert held == {"bot", "handlers", "locales", "data"}
    assert not any((image.workdir / STATE).iterdir())
    for file in image.workdir.rglob("*"):
        assert file.is_dir() or file.stat().st_size != len("secret") or file.read_text() != "secret"


def test_what_is_installed_is_what_is_locked(image: Image) -> None:
    lock = (image.context / "requirements.lock").read_text("utf-8")
    locked = set(re.findall(r"^([\w.-]+==[^ ;]+)", lock, re.MULTILINE))
    pip = image.root / "venv/bin/pip"
    listed = subprocess.run(
        [pip, "list", "--format=freeze", "--disable-pip-version-check"],
        check=True,
        capture_output=True,
        text=True,
    )
    installed = {_canonical(line) for line in listed.stdout.split()}
    assert {one for one in installed if not one.startswith(("pip==", "setuptools=="))} == {
        _canonical(one) for one in locked
    }
    subprocess.run([pip, "check"], check=True, capture_output=True)


def _canonical(pinned: str) -> str:
    name, _, version = pinned.partition("==")
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"


def test_it_is_not_root_and_its_state_is_a_volume(image: Image) -> None:
    assert image.user not in {"", "root", "0"}
    assert image.volumes == [image.workdir / STATE]


@asynccontextmanager
async def _started(
    container: Container, *arguments: str, **env: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The entry point with these arguments (those of the image without any), until the end."""
    command = [*container.image.entrypoint, *(arguments or container.image.command)]
    program = shutil.which(command[0], path=container.image.env()["PATH"])
    assert program
    process = await asyncio.create_subprocess_exec(
        program,
        *command[1:],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        **container.options(env),
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _stop(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        assert await process.wait() == 0


async def test_a_token_without_an_operator_is_refused_by_name(container: Container) -> None:
    async with _started(container, BOT_TOKEN=TOKEN) as process, asyncio.timeout(PATIENCE):
        out, _ = await process.communicate()
    assert process.returncode != 0
    assert all(name in out.decode() for name in OPERATOR)
    assert TOKEN not in out.decode()


async def test_the_playground_opens_to_the_machine_around(container: Container) -> None:
    arguments = ("playground", "--host", "0.0.0.0", "--port", "0")
    port = str(free_port())
    async with _started(container, *arguments, METRICS_PORT=port) as process:
        assert process.stdout
        async with asyncio.timeout(PATIENCE):
            url = ""
            while not url:
                line = (await process.stdout.readline()).decode()
                assert line, "it ended"
                url = "".join(re.findall(r"http://\S+", line))
        async with ClientSession() as session, session.get(f"{url}/") as page:
            assert page.status == 200
        await _stop(process)
    demo = container.image.workdir / STATE / "demo.sqlite3"
    assert demo.exists()


class Chat:
    """Somebody's chat with the bot in the container."""

    def __init__(self, telegram: TelegramServer, texts: Texts) -> None:
        self.telegram = telegram
        self.texts = texts
        self.user: User = telegram.user(language_code="kk")

    @property
    def last(self) -> Message:
        return self.telegram.chat(self.user).messages[-1]

    async def says(self, text: str) -> None:
        await self.telegram.send_text(self.user, text)
        await until(lambda: self.last.from_bot, PATIENCE)

    async def taps(self, data: str) -> None:
        tap = await self.telegram.tap(self.user, self.last.id, data)
        await until(lambda: tap.answered, PATIENCE)

    def reads(self, key: str) -> bool:
        return plain(self.texts(key)) in self.last.text


async def test_it_answers_stops_and_remembers(container: Container) -> None:
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        env = {
            **OPERATOR,
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": telegram.base_url,
            "METRICS_PORT": str(free_port()),
        }
        chat = Chat(telegram, load(LOCALES)["kk"])
        async with _started(container, **env) as process:
            await chat.says("/start")
            assert container.is_healthy(env)
            await chat.taps("menu:lang_kk")
            await chat.taps("consent:1")
            assert chat.reads("menu.title"), chat.last.text
            await _stop(process)
        assert not container.is_healthy(env)
        assert container.is_healthy({**env, "METRICS_PORT": ""}), "nothing is known then"
        async with _started(container, **env) as process:
            await chat.says("/menu")
            assert chat.reads("menu.title"), chat.last.text
            await _stop(process)
    state = container.image.workdir / STATE
    assert {"ledger.sqlite3", "ledger.key"} <= {file.name for file in state.iterdir()}
    if container.account is not None:
        assert {file.stat().st_uid for file in state.iterdir()} == {container.account}

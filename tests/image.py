"""The steps of the Dockerfile, carried out in a folder where there is no engine for containers."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
BUILD_SECONDS: Final = 600
PLACES: Final = ("/venv", "/app", "/tmp")
ACCOUNTS: Final = ("useradd", "chown")
"""What changes accounts or needs root: noted instead of done."""


@dataclass(frozen=True)
class Step:
    """One instruction of a Dockerfile, such as `COPY` and what stands behind it."""

    name: str
    rest: str


def steps(dockerfile: str) -> Iterator[Step]:
    lines = (line for line in dockerfile.splitlines() if not line.lstrip().startswith("#"))
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        name, _, rest = line.strip().partition(" ")
        if name:
            yield Step(name.upper(), rest.strip())


def ignored(path: str, rules: str) -> bool:
    """Whether `.dockerignore` keeps this file out: the last rule that fits it or a folder above."""
    out = False
    parts = path.split("/")
    above = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    for rule in filter(None, map(str.strip, rules.splitlines())):
        pattern = rule.removeprefix("!")
        anywhere = pattern.removeprefix("**/")
        fits = any(
            (fnmatch(part, pattern) and part.count("/") == pattern.count("/"))
            or (anywhere != pattern and fnmatch(part.rpartition("/")[2], anywhere))
            for part in above
        )
        out = not rule.startswith("!") if fits else out
    return out


@dataclass
class Image:
    """A folder that stands for the root of the image, filled by `build`."""

    root: Path
    context: Path
    environment: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    """Of the build, with the values that nobody changes."""
    workdir: Path = Path()
    user: str = "root"
    volumes: list[Path] = field(default_factory=list)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    healthcheck: str = ""
    noted: list[str] = field(default_factory=list)
    """What would have changed accounts, a line for each command."""

    def build(self) -> None:
        """Raises `CalledProcessError` where a step fails."""
        for step in steps((self.context / "Dockerfile").read_text("utf-8")):
            getattr(self, f"_{step.name.lower()}")(self._given(step.rest))

    def env(self, **given: str) -> dict[str, str]:
        """The environment of a container: that of the image, and what the operator gives."""
        return {
            "PATH": os.defpath,
            "HOME": str(self.root),
            "LANG": "C.UTF-8",
            **self.environment,
        } | given

    def place(self, text: str) -> str:
        """The same with the folders of the image where they are on this machine."""
        folders = "|".join(PLACES)
        return re.sub(rf"(?<![\w.{{}}/-])({folders})(?=[/\s:\"']|$)", rf"{self.root}\1", text)

    def _given(self, rest: str) -> str:
        for name, value in self.arguments.items():
            rest = rest.replace(f"${{{name}}}", value)
        return rest

    def _arg(self, rest: str) -> None:
        name, _, value = rest.partition("=")
        self.arguments[name] = value

    def _from(self, rest: str) -> None:
        self.workdir = self.root
        assert rest.startswith("python:3.11-slim-bookworm")

    def _copy(self, rest: str) -> None:
        *sources, target = shlex.split(rest)
        if sources[0].startswith("--from="):
            assert sources[1:] == [target], "a folder of an earlier stage, at the same place"
            return
        rules = (self.context / ".dockerignore").read_text("utf-8")
        goal = self.workdir / self.place(target)
        for source in sources:
            self._take(self.context / source, goal, rules)

    def _take(self, source: Path, goal: Path, rules: str) -> None:
        files = (
            [source] if source.is_file() else [one for one in source.rglob("*") if one.is_file()]
        )
        for file in files:
            if ignored(file.relative_to(self.context).as_posix(), rules):
                continue
            copied = goal if file == source else goal / file.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copied)
        assert goal.exists(), f"{source.name} is not in the context"

    def _run(self, rest: str) -> None:
        tools = self.root / "tools"
        tools.mkdir(exist_ok=True)
        for name in ACCOUNTS:
            tool = tools / name
            tool.write_text(f'#!/bin/sh\necho "{name} $@" >> {self.root}/noted\n')
            tool.chmod(0o755)
        (tools / "python").unlink(missing_ok=True)
        (tools / "python").symlink_to(_python())
        subprocess.run(
            self.place(rest),
            shell=True,
            cwd=self.workdir,
            env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"},
            check=True,
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
        )
        noted = self.root / "noted"
        self.noted = noted.read_text("utf-8").splitlines() if noted.exists() else []

    def _workdir(self, rest: str) -> None:
        self.workdir = Path(self.place(rest))
        self.workdir.mkdir(parents=True, exist_ok=True)

    def _env(self, rest: str) -> None:
        for pair in shlex.split(rest):
            name, _, value = pair.partition("=")
            self.environment[name] = self.place(value).replace("$PATH", os.defpath)

    def _user(self, rest: str) -> None:
        self.user = rest

    def _volume(self, rest: str) -> None:
        self.volumes.append(Path(self.place(rest)))

    def _stopsignal(self, rest: str) -> None:
        assert rest == "SIGTERM"

    def _healthcheck(self, rest: str) -> None:
        self.healthcheck = rest.partition("CMD ")[2]

    def _entrypoint(self, rest: str) -> None:
        self.entrypoint = json.loads(rest)

    def _cmd(self, rest: str) -> None:
        self.command = json.loads(rest)


def _python() -> Path:
    """Debian's own where it is of this version: other accounts may run it, as in the image."""
    own, debian = Path(sys.base_prefix) / "bin" / "python3", Path("/usr/bin/python3")
    asked = f"import ensurepip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if debian.exists():
        fits = subprocess.run([debian, "-c", asked], capture_output=True, check=False)
        return own if fits.returncode else debian
    return own


@dataclass(frozen=True)
class Container:
    """How a program of the image is started: its folder, its environment, and as whom."""

    image: Image
    account: int | None
    """The number of the image's user; None where this machine does not let us be another."""

    def options(self, env: Mapping[str, str]) -> dict[str, object]:
        who = (
            {}
            if self.account is None
            else {"user": self.account, "group": self.account, "extra_groups": []}
        )
        return {"cwd": self.image.workdir, "env": self.image.env(**env), **who}

    def is_healthy(self, env: Mapping[str, str]) -> bool:
        checked = subprocess.run(
            self.image.healthcheck,
            shell=True,
            capture_output=True,
            check=False,
            **self.options(env),
        )
        return checked.returncode == 0

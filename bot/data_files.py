"""The files below `data/` that people write: TOML, and faults that say where they stand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


class DataFault(Exception):
    """A file of `data/` cannot be used; the message names the file and the place in it."""


def read_toml(path: Path, fault: type[DataFault]) -> dict[str, Any]:
    """What the file holds, at least something; raises `fault` for what cannot be read."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise fault(f"{path}: {error}") from error
    if not entries:
        raise fault(f"{path}: holds nothing, is it cut off?")
    return entries

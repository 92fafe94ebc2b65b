"""A bar that shows how far a long import has come."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from bot.ledger import Progress


@contextmanager
def progress_bar(label: str) -> Iterator[Progress | None]:
    """A bar on standard error, gone at the end; None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = TextColumn(label, markup=False), BarColumn(), TaskProgressColumn()
    with Bar(
        *columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True
    ) as shown:
        task = shown.add_task(label, total=None)
        yield lambda done, whole: shown.update(task, completed=done, total=whole)

"""`python -m benchmarks [--rows N] [--people N] [--rounds N] [--only-questions] [--only-growth]`.

A table of ratios, and one of how well questions are understood.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.answers import answer_figures, loading_figures
from benchmarks.crowd import crowd_figures
from benchmarks.figures import Figure, Unit
from benchmarks.growth import growth_table, growths
from benchmarks.ledger import filled_ledger, history_figures, import_figures
from benchmarks.people import LONG_HISTORY, TODAY, iins, rows_by_month
from benchmarks.service import service_figures, start_figures
from benchmarks.understanding import accuracy_table, measured
from bot.answers.voice import Voice
from bot.commands.admission import admission
from bot.files import LAW, LOCALES
from bot.ledger import Pseudonyms
from bot.rules.law import load as load_law
from bot.texts import load as load_texts

_MICROSECOND, _MILLISECOND = 1e-6, 1e-3
_MEBIBYTE = 1024 * 1024
_LONG_ROUNDS = 3
"""Imports and starts are long: what comes and goes evens out within one."""
_QUESTIONS, _SERVICE_ROUNDS = 20, 9
"""What each of the people asks in one round of the service, and its rounds: two processes and the
local Telegram share the machine, so that a round by itself says little.
"""

Number = Annotated[int, typer.Option(min=1)]


def main(
    rows: Number = 100_000,
    people: Number = 10_000,
    rounds: Number = 15,
    only_questions: bool = False,  # noqa: FBT001, FBT002
    only_growth: bool = False,  # noqa: FBT001, FBT002
) -> None:
    """How long things take beside their floors. `--rounds` is for what takes milliseconds."""
    if only_growth:
        found = list(growths())
        Console().print(growth_table(found))
        raise typer.Exit(any(growth.too_fast for growth in found))
    if only_questions:
        Console().print(accuracy_table(measured(load_texts(LOCALES))))
        return
    if rows > people * LONG_HISTORY:
        raise typer.BadParameter(f"at most {LONG_HISTORY} rows for each of the people")
    with TemporaryDirectory() as folder:
        figures = asyncio.run(_measured(Path(folder), rows, people, rounds))
    Console().print(_table(figures))
    Console().print(accuracy_table(measured(load_texts(LOCALES))))


async def _measured(folder: Path, rows: int, people: int, rounds: int) -> list[Figure]:
    law, texts = load_law(LAW), load_texts(LOCALES)
    pseudonyms, admitted = Pseudonyms(bytes(32)), admission(law, TODAY)
    voice = Voice(texts["kk"], law)
    payments = rows_by_month(list(islice(iins(), people)), rows)
    long_rounds = min(rounds, _LONG_ROUNDS)
    figures = await service_figures(folder, admitted, _QUESTIONS, min(rounds, _SERVICE_ROUNDS))
    figures += await start_figures(folder, long_rounds)
    figures += await import_figures(folder, payments, pseudonyms, admitted, long_rounds)
    async with filled_ledger(folder, payments, pseudonyms, admitted) as filled:
        figures += await history_figures(filled, rounds)
        for group in (filled.insured, filled.lapsed):
            figures += await answer_figures(filled, group, voice, rounds)
    figures += await crowd_figures(folder, pseudonyms, admitted, rounds)
    figures += await loading_figures(LOCALES, LAW, rounds)
    return figures


def _table(figures: Sequence[Figure]) -> Table:
    table = Table("what", "its floor")
    for heading in ("ours", "floor", "ratio", "min", "max"):
        table.add_column(heading, justify="right", no_wrap=True)
    for figure in figures:
        least, middle, most = figure.ratios
        ratios = (f"{ratio:.2f}" for ratio in (middle, least, most))
        table.add_row(
            *(figure.name, figure.floor_is),
            *(_written(one, figure.unit) for one in (figure.our_median, figure.floor_median)),
            *ratios,
        )
    return table


def _written(amount: float, unit: Unit) -> str:
    match unit:
        case Unit.BYTES:
            return f"{amount / _MEBIBYTE:.0f} MiB"
        case Unit.RATE:
            return f"{amount:.0f}"
        case _:
            return _duration(amount)


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    if seconds >= _MILLISECOND:
        return f"{seconds / _MILLISECOND:.1f} ms"
    return f"{seconds / _MICROSECOND:.0f} µs"


if __name__ == "__main__":
    typer.run(main)

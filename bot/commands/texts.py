"""Commands about locale files: `texts check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.files import LOCALES, ROOT
from bot.texts import TextsFaulty
from bot.texts.checker import check
from bot.texts.usage import used


def texts_commands() -> typer.Typer:
    commands = typer.Typer(help="Locale files.", no_args_is_help=True)
    commands.command("check")(check_texts)
    return commands


def check_texts(
    directory: Annotated[Path, typer.Argument(help="A folder like locales/.")] = LOCALES,
) -> None:
    """Check both languages: keys, placeholders, HTML, lengths, links, typed-in amounts."""
    try:
        asked_for = used(ROOT / "bot", ROOT / "handlers")
        problems = check(directory, asked_for)
    except TextsFaulty as fault:
        problems = list(fault.problems)
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{directory.name}: fine")

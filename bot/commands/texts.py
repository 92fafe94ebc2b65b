"""Commands about locale files: `texts check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.answers.topics import TopicsFault
from bot.answers.topics import load as load_topics
from bot.files import LAW, LOCALES, ROOT, TOPICS
from bot.rules.law import load as load_law
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
    """Check both languages: keys, placeholders, HTML, lengths, links, typed-in amounts; topics."""
    problems: list[object]
    try:
        asked_for = used(ROOT / "bot", ROOT / "handlers")
        articles = load_topics(TOPICS).articles(load_law(LAW))
        problems = [*check(directory, asked_for, articles)]
    except TextsFaulty as fault:
        problems = [*fault.problems]
    except TopicsFault as fault:
        problems = [fault]
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{directory.name}: fine")

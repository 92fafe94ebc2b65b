"""Commands about locale files: check, compare, publish, list releases, go back, export."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.answers.topics import TopicsFault
from bot.answers.topics import load as load_topics
from bot.commands import releases
from bot.commands.answers import Json, Lang, Language
from bot.commands.asking import ANSWERED, REFUSED
from bot.commands.live_texts import ledger_exists, ledger_texts, readable_texts
from bot.commands.printing import Printer
from bot.files import LAW, LOCALES, ROOT, TOPICS
from bot.ledger import Pseudonyms
from bot.publishing import (
    MAX_BYTES,
    NoSuchRelease,
    Outdated,
    Publishing,
    Upload,
    UploadRefused,
)
from bot.rules.law import load as load_law
from bot.settings import Settings, SettingsFault, load_settings
from bot.state import COMMAND_LINE, Actors, actor_of
from bot.texts import TextsFaulty
from bot.texts.checker import check
from bot.texts.usage import used

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", exists=True, help=".po files, or folders with them."),
]
Note = Annotated[str, typer.Option(help="What changes and why; stands in the history.")]
Author = Annotated[
    int | None, typer.Option(metavar="ID", help="The admin of ADMIN_IDS whose texts they are.")
]
AcceptDrop = Annotated[
    bool, typer.Option("--accept-drop", help="Also where fewer questions are answered right.")
]
Into = Annotated[Path, typer.Option("--into", metavar="DIR", help="A folder like locales/.")]
Number = Annotated[int, typer.Argument(metavar="N", min=0, help="0: what the program came with.")]
Limit = Annotated[int, typer.Option(min=1, help="How many, the newest first.")]

Work = Callable[[Printer, Settings], Coroutine[None, None, int]]
"""Does one command and gives its exit code."""


def texts_commands() -> typer.Typer:
    commands = typer.Typer(help="Locale files.", no_args_is_help=True)
    commands.command("check")(check_texts)
    commands.command("diff")(diff)
    commands.command("publish")(publish)
    commands.command("history")(history)
    commands.command("rollback")(rollback)
    commands.command("export")(export)
    return commands


def check_texts(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE...]", exists=True, help="As for publish; or one folder like locales/."
        ),
    ] = None,
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Check both languages: keys, placeholders, HTML, lengths, links, typed-in amounts; topics.

    A folder, as a rule the project's own, is checked by itself; files together with the live ones.
    """
    paths = files or [LOCALES]
    if len(paths) == 1 and paths[0].is_dir():
        _check_folder(paths[0])
    else:
        _run(partial(_check, paths=paths), lang, as_json=as_json)


def diff(files: Files, lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """Show which texts of the running bot would change, key by key; change nothing."""
    _run(partial(_diff, paths=files), lang, as_json=as_json)


def publish(
    files: Files,
    note: Note = "",
    author: Author = None,
    accept_drop: AcceptDrop = False,  # noqa: FBT002
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Give texts to the running bots: they speak them within seconds."""
    work = partial(_publish, paths=files, note=note, author=author, drop_accepted=accept_drop)
    _run(work, lang, as_json=as_json)


def history(limit: Limit = 20, lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """List the releases."""
    _run(partial(_history, limit=limit), lang, as_json=as_json)


def rollback(number: Number, lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """Go back to the texts of a release; that makes a new one."""
    _run(partial(_roll_back, number=number), lang, as_json=as_json)


def export(into: Into = Path("texts"), lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """Write the live .po files, for Poedit, Weblate or git."""
    _run(partial(_export, into=into), lang, as_json=as_json)


def _run(work: Work, language: Language, *, as_json: bool) -> NoReturn:
    printer = Printer.of(language.value, as_json=as_json)
    try:
        code = asyncio.run(work(printer, load_settings()))
    except UploadRefused as fault:
        releases.refuse(fault.problems, printer)
        code = REFUSED
    except Outdated as fault:
        releases.outdated(fault, printer)
        code = REFUSED
    raise typer.Exit(code)


def _check_folder(directory: Path) -> None:
    """In English whatever happens: the texts themselves may be at fault."""
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


async def _check(printer: Printer, settings: Settings, paths: list[Path]) -> int:
    async with readable_texts(settings) as (publishing, _):
        candidate = await publishing.candidate(_uploads(paths))
    releases.fine(candidate, printer)
    return ANSWERED


async def _diff(printer: Printer, settings: Settings, paths: list[Path]) -> int:
    async with readable_texts(settings) as (publishing, _):
        candidate = await publishing.candidate(_uploads(paths))
    releases.compared(candidate, printer)
    return ANSWERED


async def _publish(
    printer: Printer,
    settings: Settings,
    paths: list[Path],
    note: str,
    author: int | None,
    *,
    drop_accepted: bool,
) -> int:
    _require_ledger(settings)
    async with ledger_texts(settings) as (publishing, _, pseudonyms):
        actor = _actor(author, settings, pseudonyms)
        candidate = await publishing.candidate(_uploads(paths))
        if not candidate.changes:
            releases.compared(candidate, printer)
            return ANSWERED
        trial = await publishing.tried(candidate)
        if trial.drop and not drop_accepted:
            releases.dropped(trial, printer)
            return REFUSED
        draft = await publishing.keep(candidate, actor, note, trial)
        if publishing.needs_second_admin:
            releases.waits(draft, printer)
            return ANSWERED
        release = await publishing.publish(draft.number, actor, drop_accepted=True)
    releases.published(release, trial, printer)
    return ANSWERED


async def _history(printer: Printer, settings: Settings, limit: int) -> int:
    if not ledger_exists(settings):
        releases.listed([], Actors({}), None, printer)
        return ANSWERED
    async with ledger_texts(settings) as (publishing, _, pseudonyms):
        actors = Actors.of(settings, pseudonyms)
        found = await publishing.history(limit)
        releases.listed(found, actors, publishing.standing, printer)
    return ANSWERED


async def _roll_back(printer: Printer, settings: Settings, number: int) -> int:
    _require_ledger(settings)
    async with ledger_texts(settings) as (publishing, _, _):
        live = await publishing.live()
        try:
            release = await publishing.roll_back(number, COMMAND_LINE, live=live.number)
        except NoSuchRelease:
            releases.unknown(number, printer)
            return REFUSED
    releases.rolled_back(release, number, printer)
    return ANSWERED


async def _export(printer: Printer, settings: Settings, into: Path) -> int:
    async with readable_texts(settings) as (publishing, _):
        written = await _written(publishing, into)
        releases.exported(written, into, publishing.standing.release, printer)
    return ANSWERED


async def _written(publishing: Publishing, into: Path) -> list[Path]:
    paths = []
    for language, domain in publishing.places:
        path = into / language / "LC_MESSAGES" / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(await publishing.exported(language, domain))
        paths.append(path)
    return paths


def _uploads(paths: Sequence[Path]) -> list[Upload]:
    """Every file, of folders those in them; never more of one than is looked at."""
    files = [
        file for path in paths for file in (sorted(path.rglob("*.po")) if path.is_dir() else [path])
    ]
    if not files:
        raise typer.BadParameter("no .po file there", param_hint="FILE...")
    uploads = []
    for file in files:
        with file.open("rb") as opened:
            uploads.append(Upload(str(file), opened.read(MAX_BYTES + 1)))
    return uploads


def _require_ledger(settings: Settings) -> None:
    """No new ledger is made for texts: nobody would speak them there."""
    if not ledger_exists(settings):
        raise SettingsFault(
            f"LEDGER_URL: there is no {settings.ledger_path} yet; name the ledger of the bot"
        )


def _actor(author: int | None, settings: Settings, pseudonyms: Pseudonyms) -> str:
    if author is None:
        return COMMAND_LINE
    if author not in settings.admin_ids:
        raise SettingsFault("--author: expected an id that stands in ADMIN_IDS")
    return actor_of(pseudonyms.account(author))

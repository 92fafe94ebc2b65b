"""Commands about the ledger: files in, counts, integrity, copies, forgetting, invented people."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.answers.refusals import refusal_json, refusal_sentence
from bot.clock import Clock
from bot.commands import reports
from bot.commands.admission import admission
from bot.commands.answers import Json, Lang, Language
from bot.commands.asking import ANSWERED, REFUSED, read_iin
from bot.commands.demo import demo_day, demo_settings, fill_demo
from bot.commands.printing import Printer
from bot.commands.progress import progress_bar
from bot.database import Database, DatabaseError, DatabaseFault
from bot.ledger import (
    Admission,
    ImportFault,
    ImportReport,
    LedgerDamage,
    Progress,
    Pseudonyms,
    StoredLedger,
    move,
    open_ledger,
)
from bot.rules.identity import iin_fault
from bot.rules.refusals import BadInput
from bot.settings import Settings, ledger_place, ledger_url, load_settings
from bot.state.text_files import damaged_files
from bot.texts import Markup, plain

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="CSV: payments, categories or persons.")
]
Copy = Annotated[Path, typer.Argument(metavar="FILE", help="Must not exist yet.")]
Place = Annotated[str, typer.Argument(help="sqlite:///path or postgresql://...")]
Iin = Annotated[str, typer.Argument(metavar="IIN", help="Twelve digits; - reads them.")]

Read = Callable[[StoredLedger, Sequence[Path], Admission, Progress | None], Awaitable[ImportReport]]
Work = Callable[[Printer, Settings], Coroutine[None, None, int]]
"""Does one command and gives its exit code."""


def ledger_commands() -> typer.Typer:
    commands = typer.Typer(help="Who paid what, when.", no_args_is_help=True)
    commands.command("import")(import_files)
    commands.command("check")(check_files)
    commands.command("stats")(stats)
    commands.command("verify")(verify)
    commands.command("backup")(backup)
    commands.command("forget")(forget)
    commands.command("demo")(demo)
    commands.command("move")(move_ledger)
    return commands


def import_files(files: Files, lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """Take files in: all of them, or nothing where one line is wrong."""
    _run(partial(_import, files=files), lang, as_json=as_json)


def check_files(files: Files, lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """Say what an import would do, and change nothing."""
    _run(partial(_check, files=files), lang, as_json=as_json)


def stats(lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """How much the ledger holds."""
    _run(_stats, lang, as_json=as_json)


def verify(lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """Whether the ledger is whole and adds up."""
    _run(_verify, lang, as_json=as_json)


def backup(file: Copy, lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """Copy the ledger, also while the bot is running."""
    _run(partial(_backup, file=file), lang, as_json=as_json)


def forget(iin: Iin, lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """Erase everything about a person."""
    _run(partial(_forget, iin=read_iin(iin) or ""), lang, as_json=as_json)


def demo(lang: Lang = Language.KK, as_json: Json = False) -> None:  # noqa: FBT002
    """Fill the demo ledger, a file beside the ledger, with invented people."""
    _run(_demo, lang, as_json=as_json)


def move_ledger(
    from_url: Place,
    to_url: Place,
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Copy everything from one database into another, empty one, and compare both."""
    places = _place(from_url, "FROM_URL"), _place(to_url, "TO_URL")
    _run(partial(_move, from_place=places[0], to_place=places[1]), lang, as_json=as_json)


def _place(url: str, argument: str) -> Path | str:
    try:
        return ledger_place(ledger_url(url))
    except ValueError:
        expected = "expected sqlite:///path/to/file or postgresql://..."
        raise typer.BadParameter(f"{argument}: {expected}") from None


def _run(work: Work, language: Language, *, as_json: bool) -> NoReturn:
    printer = Printer.of(language.value, as_json=as_json)
    try:
        code = asyncio.run(work(printer, load_settings()))
    except ImportFault as fault:
        code = _refuse_files(fault, printer)
    raise typer.Exit(code)


@asynccontextmanager
async def _opened(
    settings: Settings,
) -> AsyncIterator[tuple[StoredLedger, Database, Pseudonyms]]:
    """The ledger; where it turns out to be damaged inside, one sentence says so."""
    try:
        async with open_ledger(settings) as opened:
            yield opened
    except (sqlite3.Error, DatabaseError) as error:
        place = settings.ledger_path or "LEDGER_URL"
        raise DatabaseFault.of(place, error) from error


def _refuse_files(fault: ImportFault, printer: Printer) -> int:
    voice = printer.voice
    for problem in fault.problems:
        printer.complain(reports.problem_line(problem, voice.texts))
    nothing = reports.nothing_taken_in(fault, voice)
    printer.refuse(nothing, reports.import_fault_json(fault, voice))
    return REFUSED


async def _import(printer: Printer, settings: Settings, files: list[Path]) -> int:
    label = printer.voice.texts("ledger.importing")
    report = await _read(StoredLedger.import_files, files, label, printer, settings)
    printer.answer(reports.import_message(report, printer.voice), reports.report_json(report))
    return ANSWERED


async def _check(printer: Printer, settings: Settings, files: list[Path]) -> int:
    label = printer.voice.texts("ledger.checking")
    report = await _read(StoredLedger.check_files, files, label, printer, settings)
    printer.answer(reports.check_message(report, printer.voice), reports.report_json(report))
    return ANSWERED


async def _read(
    read: Read, files: list[Path], label: Markup, printer: Printer, settings: Settings
) -> ImportReport:
    today = Clock(settings.timezone, settings.today).today()
    async with _opened(settings) as (ledger, _, _):
        with progress_bar(plain(label)) as progress:
            return await read(ledger, files, admission(printer.voice.law, today), progress)


async def _stats(printer: Printer, settings: Settings) -> int:
    async with _opened(settings) as (ledger, _, _):
        found = await ledger.stats()
    printer.answer(reports.stats_message(found, printer.voice), reports.stats_json(found))
    return ANSWERED


async def _verify(printer: Printer, settings: Settings) -> int:
    async with _opened(settings) as (ledger, database, _):
        found = await ledger.verify()
        if damaged := await damaged_files(database):
            damage = LedgerDamage("texts", str(damaged))
            found = replace(found, damages=(*found.damages, damage))
    data = reports.verification_json(found)
    if found.sound:
        printer.answer(reports.verification_message(found, printer.voice), data)
        return ANSWERED
    texts = printer.voice.texts
    for damage in found.damages:
        printer.complain(reports.damage_line(damage, texts))
    printer.refuse(texts("ledger.damaged"), data)
    return REFUSED


async def _backup(printer: Printer, settings: Settings, file: Path) -> int:
    async with _opened(settings) as (ledger, _, _):
        await ledger.backup(file)
    printer.answer(printer.voice.texts("ledger.copied", file=str(file)), {"file": str(file)})
    return ANSWERED


async def _forget(printer: Printer, settings: Settings, iin: str) -> int:
    if fault := iin_fault(iin):
        refusal, voice = BadInput("iin", fault), printer.voice
        printer.refuse(refusal_sentence(refusal, voice), refusal_json(refusal, voice))
        return REFUSED
    async with _opened(settings) as (ledger, _, pseudonyms):
        found = await ledger.forget(pseudonyms.person(iin))
    message = reports.forgotten_message(found, printer.voice)
    printer.answer(message, reports.forgotten_json(found))
    return ANSWERED


async def _move(printer: Printer, _: Settings, from_place: Path | str, to_place: Path | str) -> int:
    with progress_bar(plain(printer.voice.texts("ledger.moving"))) as progress:
        moved = await move(from_place, to_place, progress)
    printer.answer(reports.moved_message(moved, printer.voice), reports.moved_json(moved))
    return ANSWERED


async def _demo(printer: Printer, settings: Settings) -> int:
    settings = demo_settings(settings)
    async with _opened(settings) as (ledger, _, _):
        file = settings.ledger_path
        assert file is not None, "invented people stand in a file"
        report = await fill_demo(ledger, printer.voice.law, file)
    day = demo_day()
    message = reports.demo_message(report, day, file, printer.voice)
    printer.answer(message, reports.demo_json(report, day, file))
    return ANSWERED

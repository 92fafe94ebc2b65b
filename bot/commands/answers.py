"""Commands that answer questions, one function each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.asking import NOWHERE, Form, read_iin
from bot.commands.asking import ask as answer


class Language(StrEnum):
    """Of the answer."""

    KK = "kk"
    RU = "ru"


Lang = Annotated[Language, typer.Option("--lang", help="Language of the answer.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]
Jsonl = Annotated[
    bool, typer.Option("--jsonl", help="Questions as JSON lines from standard input, answers too.")
]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="YYYY-MM-DD; today if left.")]


def add_answers(commands: typer.Typer) -> None:
    """Register every question as a command."""
    for command in (calc, leave, penalty, due, iin, rules, status, plan, ask):
        commands.command()(command)


def calc(
    kind: Annotated[str | None, typer.Argument(help="employee, independent, ...")] = None,
    income: Annotated[
        list[str] | None, typer.Option(help="Tenge a month; repeat it for several jobs.")
    ] = None,
    period: Annotated[str | None, typer.Option(metavar="YYYY-MM")] = None,
    exempt: Annotated[bool, typer.Option("--exempt", help="A privileged employee.")] = False,  # noqa: FBT002
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
    jsonl: Jsonl = False,  # noqa: FBT002
) -> None:
    """What one month costs."""
    needed = {"KIND": kind, "--period": period}
    given = {"kind": kind, "income": income or None, "period": period, "exempt": exempt}
    _ask("calc", given, needed, lang, _form(as_json=as_json, jsonl=jsonl))


def leave(
    first: Annotated[str | None, typer.Option("--from", metavar="DATE")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE")] = None,
    pay: Annotated[str | None, typer.Option(help="Tenge for the whole leave.")] = None,
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
    jsonl: Jsonl = False,  # noqa: FBT002
) -> None:
    """Paid leave spread over months."""
    needed = {"--from": first, "--to": last, "--pay": pay}
    given = {"from": first, "to": last, "pay": pay}
    _ask("leave", given, needed, lang, _form(as_json=as_json, jsonl=jsonl))


def penalty(
    amount: Annotated[str | None, typer.Option(help="The late sum in tenge.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="The due date.")] = None,
    paid: Annotated[str | None, typer.Option(metavar="DATE", help="The day of payment.")] = None,
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
    jsonl: Jsonl = False,  # noqa: FBT002
) -> None:
    """Penalty of those who withhold for others."""
    given = {"amount": amount, "due": due, "paid": paid}
    needed = {f"--{name}": value for name, value in given.items()}
    _ask("penalty", given, needed, lang, _form(as_json=as_json, jsonl=jsonl))


def due(
    period: Annotated[str | None, typer.Argument(metavar="YYYY-MM")] = None,
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
    jsonl: Jsonl = False,  # noqa: FBT002
) -> None:
    """The due date of a month."""
    given = {"period": period}
    _ask("due", given, {"YYYY-MM": period}, lang, _form(as_json=as_json, jsonl=jsonl))


def iin(
    iin: Annotated[str | None, typer.Argument(help="Twelve digits; - reads them.")] = None,
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
    jsonl: Jsonl = False,  # noqa: FBT002
) -> None:
    """Check digit of an IIN, and nothing else about the person."""
    form = _form(as_json=as_json, jsonl=jsonl)
    _ask("iin", {"iin": read_iin(iin)}, {"IIN": iin}, lang, form)


def rules(
    on: On = None,
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
    jsonl: Jsonl = False,  # noqa: FBT002
) -> None:
    """Every number of the law in force on a day, with its source."""
    _ask("rules", {"on": on}, {}, lang, _form(as_json=as_json, jsonl=jsonl))


def status(
    iin: Annotated[str | None, typer.Argument(help="Twelve digits; - reads them.")] = None,
    on: On = None,
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
    jsonl: Jsonl = False,  # noqa: FBT002
) -> None:
    """Status, months, debt and ways back from the ledger."""
    form = _form(as_json=as_json, jsonl=jsonl)
    _ask("status", {"iin": read_iin(iin), "on": on}, {"IIN": iin}, lang, form)


def plan(
    iin: Annotated[str | None, typer.Argument(help="Twelve digits; - reads them.")] = None,
    way: Annotated[str | None, typer.Option(help="repay, prepay, prepay_now or debt.")] = None,
    on: On = None,
    csv: Annotated[Path | None, typer.Option(help="Write a table to print here.")] = None,
    ics: Annotated[Path | None, typer.Option(help="Write a calendar here.")] = None,
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
    jsonl: Jsonl = False,  # noqa: FBT002
) -> None:
    """What to pay month by month for a way back, or for the whole debt."""
    form = _form(as_json=as_json, jsonl=jsonl)
    keep = {name: path for name, path in (("csv", csv), ("ics", ics)) if path is not None}
    if keep and form == "jsonl":
        raise typer.BadParameter("--csv and --ics are for one question, not for --jsonl")
    given = {"iin": read_iin(iin), "way": way, "on": on}
    _ask("plan", given, {"IIN": iin, "--way": way}, lang, form, keep)


def ask(
    text: Annotated[str | None, typer.Argument(help="A question in any words.")] = None,
    top: Annotated[str | None, typer.Option(help="At most so many articles; 3 if left.")] = None,
    lang: Lang = Language.KK,
    as_json: Json = False,  # noqa: FBT002
    jsonl: Jsonl = False,  # noqa: FBT002
) -> None:
    """The answer that a citizen would get to a free question."""
    given = {"text": text, "top": top}
    _ask("ask", given, {"TEXT": text}, lang, _form(as_json=as_json, jsonl=jsonl))


def _form(*, as_json: bool, jsonl: bool) -> Form:
    if jsonl:
        return "jsonl"
    return "json" if as_json else "text"


def _ask(
    name: str,
    given: Mapping[str, object],
    needed: Mapping[str, object],
    language: Language,
    form: Form,
    keep: Mapping[str, Path] = NOWHERE,
) -> None:
    missing = [option for option, value in needed.items() if value is None]
    if missing and form != "jsonl":
        raise typer.BadParameter(f"{', '.join(missing)} is missing")
    try:
        code = asyncio.run(answer(name, given, language.value, form, keep))
    except OSError as fault:
        if fault.filename not in map(str, keep.values()):
            raise
        raise typer.BadParameter(f"{fault.filename}: {fault.strerror}") from None
    raise typer.Exit(code)

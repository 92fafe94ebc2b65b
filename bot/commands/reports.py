"""What the ledger commands found, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.answers.voice import Voice, joined
from bot.ledger import (
    Forgotten,
    ImportFault,
    ImportReport,
    LedgerDamage,
    Moved,
    Problem,
    Stats,
    Taken,
    Verification,
)
from bot.rules.months import Month
from bot.texts import Markup, Texts, plain

_TIYN_IN_TENGE = 100


def import_message(report: ImportReport, voice: Voice) -> Markup:
    """What an import has changed."""
    changed = report.new or report.replaced
    headline = voice.texts("ledger.imported" if changed else "ledger.unchanged")
    return joined([headline, *_rows(report, voice)])


def check_message(report: ImportReport, voice: Voice) -> Markup:
    """What an import would change."""
    return joined([voice.texts("ledger.checked"), *_rows(report, voice)])


def _rows(report: ImportReport, voice: Voice) -> Iterator[Markup]:
    number = voice.format.number
    for kind, taken in report.by_kind.items():
        if taken != Taken():
            counts = {name: number(count) for name, count in asdict(taken).items()}
            yield voice.texts.tell(f"ledger.rows.{kind}", counts)
    seconds = number(Decimal(f"{report.seconds:.1f}"))
    yield voice.texts("ledger.people-seconds", people=number(report.people), seconds=seconds)


def report_json(report: ImportReport) -> dict[str, object]:
    return {
        "new": report.new,
        "repeated": report.repeated,
        "replaced": report.replaced,
        "people": report.people,
        "seconds": round(report.seconds, 3),
        "files": {str(kind): asdict(taken) for kind, taken in report.by_kind.items()},
    }


def problem_line(problem: Problem, texts: Texts) -> str:
    """`file:line: column: sentence`, as compilers write it."""
    place = f"{problem.file}:{problem.line}" if problem.line else f"{problem.file}"
    column = [problem.column] if problem.column else []
    return ": ".join([place, *column, _problem_sentence(problem, texts)])


def _problem_sentence(problem: Problem, texts: Texts) -> str:
    return plain(texts.tell(f"import.problem.{problem.code}", problem.values))


def nothing_taken_in(fault: ImportFault, voice: Voice) -> Markup:
    """How many problems there are, and that the ledger is as it was."""
    further = fault.count - len(fault.problems)
    more = voice.texts.counted("ledger.more-problems", further) if further else None
    return joined([more, voice.texts.counted("ledger.refused", fault.count)])


def import_fault_json(fault: ImportFault, voice: Voice) -> dict[str, object]:
    problems = [
        {
            "file": str(problem.file),
            "line": problem.line,
            "column": problem.column,
            "code": problem.code,
            "message": _problem_sentence(problem, voice.texts),
        }
        for problem in fault.problems
    ]
    error = {
        "code": "bad_input",
        "field": "file",
        "message": plain(nothing_taken_in(fault, voice)),
        "count": fault.count,
        "problems": problems,
    }
    return {"error": error}


def stats_message(stats: Stats, voice: Voice) -> Markup:
    texts, form = voice.texts, voice.format
    counts = texts(
        "ledger.stats",
        people=form.number(stats.people),
        payments=form.number(stats.payments),
        categories=form.number(stats.categories),
        phones=form.number(stats.phones),
    )
    periods = None
    if stats.first_period is not None and stats.last_period is not None:
        first, last = form.month(stats.first_period), form.month(stats.last_period)
        periods = texts("ledger.periods", first=first, last=last)
    return joined([counts, periods, texts("ledger.invented") if stats.demo else None])


def stats_json(stats: Stats) -> dict[str, object]:
    first, last = _written(stats.first_period), _written(stats.last_period)
    return {**asdict(stats), "first_period": first, "last_period": last}


def _written(month: Month | None) -> str | None:
    return None if month is None else str(month)


def verification_message(found: Verification, voice: Voice) -> Markup:
    number, totals = voice.format.number, found.totals
    totals_text = voice.texts(
        "ledger.totals",
        payments=number(totals["payments"]),
        money=voice.format.money(Decimal(totals["tiyn"]) / _TIYN_IN_TENGE),
        categories=number(totals["categories"]),
        phones=number(totals["phones"]),
    )
    return joined([voice.texts("ledger.sound"), totals_text])


def damage_line(damage: LedgerDamage, texts: Texts) -> str:
    return plain(texts(f"ledger.damage.{damage.code}", detail=damage.detail))


def verification_json(found: Verification) -> dict[str, object]:
    damages = [asdict(damage) for damage in found.damages]
    return {"sound": found.sound, "damages": damages, "totals": dict(found.totals)}


def forgotten_message(forgotten: Forgotten, voice: Voice) -> Markup:
    if not forgotten.total:
        return voice.texts("ledger.nothing-to-forget")
    counts = {name: voice.format.number(count) for name, count in asdict(forgotten).items()}
    return voice.texts.tell("ledger.forgotten", counts)


def forgotten_json(forgotten: Forgotten) -> dict[str, object]:
    return {**asdict(forgotten), "total": forgotten.total}


def moved_message(moved: Moved, voice: Voice) -> Markup:
    number = voice.format.number
    counts = {"rows": number(moved.rows), "tables": number(len(moved.tables))}
    return voice.texts.tell("ledger.moved", counts)


def moved_json(moved: Moved) -> dict[str, object]:
    return {"rows": moved.rows, "tables": dict(moved.tables)}


def demo_message(report: ImportReport, day: date, file: Path, voice: Voice) -> Markup:
    texts = voice.texts
    headline = texts("ledger.demo-filled" if report.new else "ledger.demo-ready", file=str(file))
    setting = f"TODAY={day.isoformat()}"
    on = texts("ledger.demo-day", day=voice.format.day(day, year=True), setting=setting)
    return joined([headline, *_rows(report, voice), on])


def demo_json(report: ImportReport, day: date, file: Path) -> dict[str, object]:
    return {"file": str(file), "day": day.isoformat(), **report_json(report)}

"""What the commands about texts print, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bot.answers.voice import joined
from bot.commands.printing import Printer
from bot.newsroom.people import People
from bot.publishing import Candidate, Change, Conflict, Draft, Outdated, Release, Standing, Trial
from bot.state import Actors
from bot.texts import Markup, Problem, markup, plain


def refuse(problems: Sequence[Problem], printer: Printer) -> None:
    """Every problem on a line of its own."""
    for problem in problems:
        printer.complain(str(problem))
    sentence = printer.voice.texts.counted("texts.refused", len(problems))
    error = {
        "code": "bad_input",
        "field": "file",
        "message": plain(sentence),
        "problems": [asdict(problem) for problem in problems],
    }
    printer.refuse(sentence, {"error": error})


def outdated(fault: Outdated, printer: Printer) -> None:
    sentence = printer.voice.texts("texts.outdated", number=fault.live)
    _refuse("outdated", sentence, printer, live=fault.live)


def unknown(number: int, printer: Printer) -> None:
    sentence = printer.voice.texts("texts.no-release", number=number)
    _refuse("not_found", sentence, printer, release=number)


def dropped(trial: Trial, printer: Printer) -> None:
    sentence = joined([*_trial(trial, printer), printer.voice.texts("texts.drop")])
    _refuse("drop", sentence, printer, trial=asdict(trial))


def fine(candidate: Candidate, printer: Printer) -> None:
    texts, changed = printer.voice.texts, len(candidate.changes)
    data = {"fine": True, "changed": changed}
    printer.answer(joined([texts("texts.fine"), _summary(candidate, printer)]), data)


def compared(candidate: Candidate, printer: Printer) -> None:
    lines = [*map(_change, candidate.changes), *_conflicts(candidate.conflicts, printer)]
    data = {
        "base": candidate.base,
        "changes": [asdict(change) for change in candidate.changes],
        "conflicts": [asdict(conflict) for conflict in candidate.conflicts],
    }
    printer.answer(joined([*lines, _summary(candidate, printer)]), data)


def published(release: Release, trial: Trial, printer: Printer) -> None:
    texts = printer.voice.texts
    changed = texts.counted("texts.changes", release.changed)
    done = texts("texts.published", number=release.number)
    data = {**_release(release), "trial": asdict(trial)}
    printer.answer(joined([changed, *_trial(trial, printer), done]), data)


def waits(draft: Draft, printer: Printer) -> None:
    texts = printer.voice.texts
    changed = texts.counted("texts.changes", len(draft.changes))
    waiting = texts("texts.waits", number=draft.number)
    data = {"draft": draft.number, "changed": len(draft.changes), "trial": asdict(draft.trial)}
    printer.answer(joined([changed, *_trial(draft.trial, printer), waiting]), data)


def rolled_back(release: Release, number: int, printer: Printer) -> None:
    texts = printer.voice.texts
    same = release.number == number
    done = texts("texts.rolled-back", number=release.number, of=number)
    printer.answer(texts("texts.same", number=number) if same else done, _release(release))


def listed(
    releases: Sequence[Release], actors: Actors, standing: Standing | None, printer: Printer
) -> None:
    """The newest first; then what is amiss with it on this version of the program."""
    texts = printer.voice.texts
    lines = [_line(release, actors, printer) for release in releases]
    problems = standing.problems if standing else ()
    conflicts = standing.conflicts if standing else ()
    broken = [markup(str(problem)) for problem in problems]
    data = {
        "releases": [_release(release) for release in releases],
        "conflicts": [asdict(conflict) for conflict in conflicts],
        "problems": [asdict(problem) for problem in problems],
    }
    page = joined(
        [
            *(lines or [texts("texts.no-releases")]),
            *_conflicts(conflicts, printer),
            *([texts("texts.broken"), *broken] if broken else []),
        ]
    )
    printer.answer(page, data)


def exported(paths: Iterable[Path], into: Path, number: int, printer: Printer) -> None:
    sentence = printer.voice.texts("texts.exported", folder=str(into), number=number)
    printer.answer(sentence, {"release": number, "files": [str(path) for path in paths]})


def _refuse(code: str, sentence: Markup, printer: Printer, **details: object) -> None:
    printer.refuse(sentence, {"error": {"code": code, "message": plain(sentence), **details}})


def _summary(candidate: Candidate, printer: Printer) -> Markup:
    texts, changed = printer.voice.texts, len(candidate.changes)
    return texts.counted("texts.would-change", changed) if changed else texts("texts.no-change")


def _change(change: Change) -> Markup:
    """The key, then the text before and after, as `diff` writes it."""
    lines = [f"{change.language}/{change.domain}.po: {change.key}"]
    lines += _marked("-", change.before) + _marked("+", change.after)
    return joined(map(markup, lines))


def _marked(sign: str, text: str | None) -> list[str]:
    return [] if text is None else [f"{sign} {line}" for line in text.split("\n")]


def _conflicts(conflicts: Iterable[Conflict], printer: Printer) -> Iterator[Markup]:
    for one in conflicts:
        place = f"{one.language}/{one.domain}.po: {one.key}"
        said = printer.voice.texts(
            "texts.conflict-published" if one.spoken == "published" else "texts.conflict-shipped"
        )
        lines = [f"{place}: {said}", *_marked("-", one.shipped), *_marked("+", one.published)]
        yield joined(map(markup, lines))


def _trial(trial: Trial, printer: Printer) -> Iterator[Markup]:
    now, before = trial.right_now, trial.right_before
    yield printer.voice.texts("texts.tried", now=now, total=trial.total, before=before)
    for sign, questions in (("-", trial.worse), ("+", trial.better)):
        yield from (markup(f"{sign} {one.text} ({one.topic})") for one in questions)


def _line(release: Release, actors: Actors, printer: Printer) -> Markup:
    voice = printer.voice
    assert release.at is not None
    what = (
        voice.texts("texts.as-release", number=release.of)
        if release.of is not None
        else voice.texts.counted("texts.changes", release.changed)
    )
    when = f"{voice.format.day(release.at.date(), year=True)} {release.at:%H:%M}"
    people = People(voice.texts, actors)
    who = people.who(release.author)
    if release.confirmed_by != release.author:
        who = joined([who, people.who(release.confirmed_by)], " + ")
    return joined(
        [markup(f"{release.number}"), markup(when), who, what, markup(release.note)], "  "
    )


def _release(release: Release) -> dict[str, object]:
    """As programs read it; who it was stays with the bot."""
    at = None if release.at is None else release.at.isoformat()
    return {
        "number": release.number,
        "base": release.base,
        "kind": str(release.kind),
        "at": at,
        "note": release.note,
        "of": release.of,
        "changed": release.changed,
    }

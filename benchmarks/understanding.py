"""How well questions are understood, beside what is at hand, for each way of writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time

from rich.table import Table

from benchmarks.baselines import Find, full_text, fuzzy
from benchmarks.people import TODAY
from benchmarks.questions import asked
from bot.texts import Catalogs
from bot.understanding import Outcome, Understanding
from bot.understanding.examples import examples
from bot.understanding.index import DECLINED, GREETED, PEOPLE, kind_of
from bot.understanding.questions import BESIDE, Asked, Half, Said, Verdict, said_by, verdict

Method = Callable[[str], Said]


@dataclass(frozen=True, slots=True)
class Score:
    """A method measured on all questions."""

    name: str
    verdicts: Mapping[Asked, Verdict]
    built: float
    """Seconds of one core to learn the texts."""
    took: Sequence[float]
    """Seconds of one core for each question."""

    def counted(self, rows: Iterable[Asked]) -> Mapping[Verdict, int]:
        counts = dict.fromkeys(Verdict, 0)
        for row in rows:
            counts[self.verdicts[row]] += 1
        return counts


def measured(catalogs: Catalogs) -> list[Score]:
    """The bot, then what it is measured beside."""
    rows = [row for row in asked() if row.topic != "iin"]  # read, not searched for
    lines = examples(catalogs)
    builders: dict[str, Callable[[], Method]] = {
        "bot": lambda: _understanding(Understanding.of(catalogs)),
        "trigram": lambda: _searching(full_text(lines, "trigram"), rows),
        "unicode61": lambda: _searching(full_text(lines, "unicode61"), rows),
        "RapidFuzz": lambda: _searching(fuzzy(lines), rows),
    }
    return [_score(name, build, rows) for name, build in builders.items()]


def accuracy_table(scores: Sequence[Score]) -> Table:
    """Right answers first and confident wrong ones, for each way of writing and each half."""
    table = Table(title="Understanding of free questions")
    table.add_column("questions", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    for score in scores:
        table.add_column(score.name, justify="right", no_wrap=True)
    for name, rows in _groups(list(scores[0].verdicts)).items():
        table.add_row(name, str(len(rows)), *(_cell(score.counted(rows)) for score in scores))
    table.add_section()
    table.add_row("ms a question", "", *(f"{median(one.took) * 1000:.2f}" for one in scores))
    table.add_row("s to learn", "", *(f"{one.built:.2f}" for one in scores))
    table.caption = (
        "percent: right first, right with confidence, wrong with confidence; "
        "trigram and unicode61 are FTS5"
    )
    return table


def _groups(rows: Sequence[Asked]) -> Mapping[str, Sequence[Asked]]:
    groups: dict[str, list[Asked]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.lang):
        groups[row.lang].append(row)
    for name in sorted(BESIDE):
        groups[name] = [row for row in rows if row.topic == name]
    halves: tuple[Half, ...] = ("seen", "held out")
    for half in halves:
        groups[half] = [row for row in rows if row.half == half]
    return groups


def _cell(counts: Mapping[Verdict, int]) -> str:
    total = sum(counts.values())
    sure, wrong = counts[Verdict.RIGHT], counts[Verdict.WRONG]
    shares = (100 * part / total for part in (sure + counts[Verdict.FIRST], sure, wrong))
    return " ".join(f"{share:3.0f}" for share in shares)


def _score(name: str, build: Callable[[], Method], rows: Sequence[Asked]) -> Score:
    started = process_time()
    method = build()
    built = process_time() - started
    verdicts, took = {}, []
    for row in rows:
        started = process_time()
        said = method(row.query)
        took.append(process_time() - started)
        verdicts[row] = verdict(row, said)
    return Score(name, verdicts, built, took)


def _understanding(understanding: Understanding) -> Method:
    return lambda text: said_by(understanding.understood(text, TODAY))


def _searching(find: Find, rows: Sequence[Asked]) -> Method:
    """A search that keeps silent below the certainty that served it best on the seen half."""

    def at(least: float, guess: tuple[str, float] | None) -> Said:
        if guess is None or guess[1] < least:
            return Said(Outcome.DECLINED)
        kind = kind_of(guess[0])
        if kind in {DECLINED, GREETED}:
            return Said(Outcome.DECLINED if kind == DECLINED else Outcome.MENU)
        return Said(Outcome.ANSWERED, kind if kind == PEOPLE else guess[0])

    seen = [row for row in rows if row.half == "seen"]
    guesses = {row: find(row.query) for row in seen}

    def worth(least: float) -> int:
        verdicts = [verdict(row, at(least, guess)) for row, guess in guesses.items()]
        return verdicts.count(Verdict.RIGHT) - verdicts.count(Verdict.WRONG)

    best = max({guess[1] for guess in guesses.values() if guess is not None}, key=worth)
    return lambda text: at(best, find(text))

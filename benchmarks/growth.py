"""How much longer ten times as much takes: nothing that people send may grow with its square.

Printed are, for each reader and the worst of the texts that are tried on it, seconds of the
processor for 400 and for 4,000 characters, and their ratio.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.table import Table

from bot.files import LOCALES
from bot.reading.anonymous import anonymous
from bot.reading.days import DayMisread, read_day
from bot.reading.iins import iin_in, without_iins
from bot.reading.letters import folded
from bot.reading.months import read_months
from bot.reading.sums import SumMisread, read_sum, sums_named
from bot.redaction import redact
from bot.texts import load, plain
from bot.texts.catalog_files import read_file
from bot.texts.telegram_html import read as read_html
from bot.understanding import Understanding

TODAY = date(2026, 11, 20)
SHORT, TIMES = 400, 10
MOST = 30.0
"""A ratio above this is no longer that of a line with some noise."""
LEAST_SECONDS = 0.002
"""What takes less for the long text is quick enough, whatever its ratio."""
UNITS = (
    *(
        "a",
        "я",
        "1",
        " ",
        "\n",
        "1 ",
        "1-",
        "1.",
        ",",
        "a.",
        "a@",
        "@a",
        "a-",
        "-",
        "(",
        "+7 ",
        "\\",
    ),
    *(
        "Аб",
        "Аб ",
        "Ертай Қасымұлы ",
        "мама ",
        "қаңтар ",
        "май-",
        "с мая по ",
        "май, ",
        "2026 ",
        "08.",
    ),
    *(
        "300 мың ",
        "1 млн ",
        "1,2",
        "1 000",
        "не плачу ",
        "төлемедім ",
        "?",
        "? ",
        "и ",
        "және ",
        "http://",
    ),
    *(
        "<b>",
        "</b>",
        "<",
        "&",
        "&#1;",
        "\\u0031",
        "\\x31",
        "%31",
        "\\\\u",
        "\u200b",
        "\u0301",
        "a'",
        "1:",
        "п.",
    ),
    *("меня зовут ", "ИП ", "ұлы ", "вна ", "ИИН ", "жсн 1 ", "x" * 41, "a1"),
)


@dataclass(frozen=True)
class Growth:
    """Seconds of the processor for a short and a long text of one sort."""

    reader: str
    unit: str
    short: float
    long: float

    @property
    def ratio(self) -> float:
        return self.long / max(self.short, 1e-9)

    @property
    def too_fast(self) -> bool:
        return self.long > LEAST_SECONDS and self.ratio > MOST


def growths(attempts: int = 3) -> Iterator[Growth]:
    """The worst text for each reader."""
    for name, read in _readers().items():
        yield max((_growth(name, read, unit, attempts) for unit in UNITS), key=_badness)


def growth_table(found: Iterable[Growth]) -> Table:
    table = Table("reader", "worst of", "400, ms", "4,000, ms", "ratio")
    for one in found:
        shown = (f"{1000 * one.short:.2f}", f"{1000 * one.long:.2f}", f"{one.ratio:.0f}")
        table.add_row(one.reader, repr(one.unit[:12]), *shown, style="red" if one.too_fast else "")
    return table


def _badness(growth: Growth) -> tuple[bool, float]:
    return growth.too_fast, growth.long


def _growth(name: str, read: Callable[[str], object], unit: str, attempts: int) -> Growth:
    short, long = (_seconds(read, unit, length, attempts) for length in (SHORT, SHORT * TIMES))
    return Growth(name, unit, short, long)


def _seconds(read: Callable[[str], object], unit: str, length: int, attempts: int) -> float:
    text = (unit * length)[:length]
    taken = []
    for _ in range(attempts):
        started = time.process_time()
        read(text)
        taken.append(time.process_time() - started)
    return min(taken)


def _readers() -> dict[str, Callable[[str], object]]:
    understanding = Understanding.of(load(LOCALES))
    understood = {"understood": lambda text: understanding.understood(text, TODAY)}
    return _readers_but_understanding() | understood


def _readers_but_understanding() -> dict[str, Callable[[str], object]]:
    return {
        "anonymous": anonymous,
        "redact": redact,
        "read_months": lambda text: read_months(text, TODAY),
        "read_day": _day,
        "read_sum": _sum,
        "sums_named": sums_named,
        "folded": folded,
        "iin_in": iin_in,
        "without_iins": without_iins,
        "telegram_html": read_html,
        "plain": plain,
        "read_file": _catalog,
    }


def _sum(text: str) -> None:
    with suppress(SumMisread):
        read_sum(text)


def _day(text: str) -> None:
    with suppress(DayMisread):
        read_day(text, TODAY)


def _catalog(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "messages.po"
        path.write_text(f'msgid "a.b"\nmsgstr "x"\n{text}\n', "utf-8")
        read_file(path, "ru")

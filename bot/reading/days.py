"""Days as people write them: «25.08.2026», «25 тамыз», «1 марта 2027», «2026-08-25», «ертең»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.reading.letters import folded

_LONGEST_TEXT: Final = 100
_CENTURY: Final = 2000
_LATEST_SHORT_YEAR: Final = 79
"""«.79» is 2079, «.80» is 1980."""

_NEAR_DAYS: Final = {
    **dict.fromkeys(("бугин", "сегодня"), 0),
    **dict.fromkeys(("ертен", "завтра"), 1),
    **dict.fromkeys(("кеше", "вчера"), -1),
}
_MONTHS: Final = (
    *(("кантар", "январ"), ("акпан", "феврал"), ("науриз", "март"), ("сауир", "апрел")),
    *(("мамир", "маи", "мая", "мае", "маю"), ("маусим", "июн"), ("шилде", "июл")),
    *(("тамиз", "август"), ("киркуиек", "сентябр"), ("казан", "октябр")),
    *(("караша", "ноябр"), ("желтоксан", "декабр")),
)
"""Folded beginnings of the names of the months, in both languages, и for ы too."""
_SHORT: Final = (
    *(("кан", "янв"), ("акп", "фев"), ("нау", "мар"), ("сау", "апр"), ("мам",), ("мау",)),
    *(("шил",), ("там", "авг"), ("кир", "сен", "сент"), ("каз", "окт"), ("кар", "ноя", "нояб")),
    *(("жел", "дек"),),
)
"""What stands for them where there is little room; only as whole words."""
_LONGEST_ENDING: Final = 6
"""Letters by which a name may go on: «тамыздағы»; a longer word is another one."""

_NUMBER: Final = r"(?<!\d){}(?!\d)"
_YEAR_FIRST: Final = re.compile(_NUMBER.format(r"(\d{4})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})"))
_DAY_FIRST: Final = re.compile(
    _NUMBER.format(r"(\d{1,2})\s?[-./]\s?(\d{1,2})(?:\s?[-./]\s?(\d{4}|\d{2}))?")
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_YEAR: Final = re.compile(_NUMBER.format(r"(\d{4})"))
_DAY: Final = re.compile(_NUMBER.format(r"(\d{1,2})"))


class DayFault(StrEnum):
    """Why a text is not the day that was asked for."""

    NOTHING = "nothing"
    """No day is written there."""
    NO_SUCH_DAY = "no_such_day"
    """It looks like a day, but the calendar has none."""


@dataclass(eq=False)
class DayMisread(Exception):
    """Carries why; what was typed is not kept, for it may be anything."""

    fault: DayFault


def read_day(text: str, today: date) -> date:
    """The one day that `text` names; without a year the one nearest to `today`.

    Raises `DayMisread`.
    """
    if len(text) > _LONGEST_TEXT:
        raise DayMisread(DayFault.NOTHING)
    plain = folded(text)
    for word in _WORD.findall(plain):
        if word in _NEAR_DAYS:
            return today + timedelta(days=_NEAR_DAYS[word])
    written = _in_digits(plain) or _in_words(plain)
    if written is None:
        raise DayMisread(DayFault.NOTHING)
    year, month, day = written
    return _nearest(month, day, today) if year is None else _dated(year, month, day)


def month_named(word: str) -> int | None:
    """The number (1-12) of the month that a word names in some form, in either language."""
    plain = folded(word).replace("ы", "и")
    for number, (beginnings, short) in enumerate(zip(_MONTHS, _SHORT, strict=True), start=1):
        if plain in short or any(_goes_on(beginning, plain) for beginning in beginnings):
            return number
    return None


def _goes_on(beginning: str, word: str) -> bool:
    return word.startswith(beginning) and len(word) <= len(beginning) + _LONGEST_ENDING


_Written = tuple[int | None, int, int]


def _in_digits(text: str) -> _Written | None:
    if found := _YEAR_FIRST.search(text):
        year, month, day = map(int, found.groups())
        return year, month, day
    if found := _DAY_FIRST.search(text):
        day, month = int(found[1]), int(found[2])
        return _full_year(found[3]), month, day
    return None


def _in_words(text: str) -> _Written | None:
    months = [number for word in _WORD.findall(text) if (number := month_named(word))]
    days = [int(day) for day in _DAY.findall(text)]
    years = [int(year) for year in _YEAR.findall(text)]
    if len(months) != 1 or len(days) != 1 or len(years) > 1:
        return None
    return (years[0] if years else None), months[0], days[0]


def _full_year(written: str | None) -> int | None:
    if written is None:
        return None
    year = int(written)
    if len(written) > 2:  # noqa: PLR2004  «26» or «2026»
        return year
    return year + (_CENTURY if year <= _LATEST_SHORT_YEAR else _CENTURY - 100)


def _dated(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DayMisread(DayFault.NO_SUCH_DAY) from None


def _nearest(month: int, day: int, today: date) -> date:
    years = (today.year - 1, today.year, today.year + 1)
    days = []
    for year in years:
        try:
            days.append(date(year, month, day))
        except ValueError:  # the 29th of February of a common year, or no day at all
            continue
    if not days:
        raise DayMisread(DayFault.NO_SUCH_DAY)
    return min(days, key=lambda one: abs(one - today))

"""Months and stretches of months as people write them: «с октября 21 по март 22», «тамыз айында».

«қазаннан наурызға дейін», «с апреля», «соңғы үш ай», «10.2025-03.2026» are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Final

from bot.reading.days import month_named
from bot.reading.letters import folded
from bot.rules.months import Month

_LONGEST_TEXT: Final = 2000
_MOST_POINTS: Final = 40
_TOKEN: Final = re.compile(
    r"(?P<year_first>(?<![\d.])20\d\d[-./](?:1[0-2]|0?[1-9])(?![\d./]|-\d))"
    r"|(?P<month_first>(?<![\d./])(?:1[0-2]|0?[1-9])[./](?:20)?\d\d(?![\d./]))"
    r"|(?P<digits>\d+)|(?P<word>[^\W\d_]+)|(?P<dash>[-–—])|(?P<sign>[^\s\w])"
)
_SINCE: Final = frozenset({"с", "со", "от", "начиная"})
_UNTIL: Final = frozenset({"по", "до"})
_UNTIL_AFTER: Final = frozenset({"деиин", "шеиин"})
_BETWEEN: Final = frozenset({"мен", "бен", "пен", "и"})
_AND: Final = frozenset({"и", "да", "жане", "мен", "бен", "пен"})
_ROLES: Final = {"за": "for", "в": "in", "во": "in"}
_ABLATIVE: Final = ("нан", "нен", "дан", "ден", "тан", "тен")
_DATIVE: Final = ("га", "ге", "ка", "ке")
_KAZAKH_YEAR: Final = "жыл"
_YEAR_WORD: Final = re.compile("г|гг|год\\w{0,3}|ж|жыл\\w{0,5}")
_LAST: Final = re.compile("последн\\w{1,3}|крайн\\w{1,3}|сонгы|откен")
_MONTHS_WORD: Final = re.compile("мес|месяц\\w{0,3}|аи\\w{0,4}")
_COUNTS: Final = {
    **dict.fromkeys(("два", "двух", "еки"), 2),
    **dict.fromkeys(("три", "трех", "уш"), 3),
    **dict.fromkeys(("четыре", "четырех", "торт"), 4),
    **dict.fromkeys(("пят", "пяти", "бес"), 5),
    **dict.fromkeys(("шест", "шести", "алты"), 6),
}
_EARLIEST_SHORT_YEAR: Final = 17
"""«октября 16» is a day: the system did not exist in 2016."""
_CENTURY: Final = 2000
_YEAR_OF_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months from `first` to `last`; an end that was left open is None.

    It stands at `start:end` of the text.
    """

    first: Month | None
    last: Month | None
    start: int
    end: int
    role: str = ""
    """`for` (за июнь), `in` (в июне), or nothing where no such word stands before it."""

    @property
    def known_start(self) -> Month:
        known = self.last if self.first is None else self.first
        assert known is not None
        return known

    @property
    def known_end(self) -> Month:
        return self.known_start if self.last is None else self.last


def read_months(text: str, today: date) -> tuple[Stretch, ...]:
    """Every month and stretch of months that `text` names, in its order.

    Without a year the latest that has begun is meant; after a stretch with a year, the next one.
    """
    if len(text) > _LONGEST_TEXT:
        return ()
    tokens = [_Token.of(found) for found in _TOKEN.finditer(text)]
    points = list(_points(tokens, today))[:_MOST_POINTS]
    spans = list(_spans(points, tokens))
    stretches = [*_resolved(spans, Month.containing(today)), *_recent(tokens, today)]
    return tuple(sorted(stretches, key=lambda stretch: stretch.start))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    plain: str
    start: int
    end: int

    @classmethod
    def of(cls, found: re.Match[str]) -> _Token:
        kind = found.lastgroup or ""
        plain = folded(found[0]) if kind == "word" else found[0]
        return cls(kind, plain, found.start(), found.end())


@dataclass(frozen=True, slots=True)
class _Point:
    """One month as it is named; it takes up the tokens `first:after`."""

    number: int
    year: int | None
    word: str
    first: int
    after: int


class _Shape(Enum):
    ONE = auto()
    RANGE = auto()
    SINCE = auto()
    UNTIL = auto()


@dataclass(frozen=True, slots=True)
class _Span:
    """One point or two, before their years are known."""

    shape: _Shape
    begin: _Point
    finish: _Point
    start: int
    end: int
    role: str
    listed: bool
    """Whether the next one goes on with the same list: «май, июнь и июль»."""

    @property
    def dated(self) -> bool:
        return self.begin.year is not None or self.finish.year is not None


def _points(tokens: Sequence[_Token], today: date) -> Iterator[_Point]:
    place = 0
    while place < len(tokens):
        point = _numeric(tokens, place) or _named(tokens, place, today)
        if point is not None:
            yield point
        place = point.after if point is not None else place + 1


def _numeric(tokens: Sequence[_Token], place: int) -> _Point | None:
    token = tokens[place]
    if token.kind not in {"year_first", "month_first"}:
        return None
    numbers = [int(part) for part in re.findall(r"\d+", token.plain)]
    year, number = numbers if token.kind == "year_first" else reversed(numbers)
    year = year if year >= _CENTURY else year + _CENTURY
    return _Point(number, year, "", place, place + 1)


def _named(tokens: Sequence[_Token], place: int, today: date) -> _Point | None:
    token = tokens[place]
    number = month_named(token.plain) if token.kind == "word" else None
    if number is None:
        return None
    year, first = _year_before(tokens, place, today)
    after = place + 1
    if year is None:
        year, after = _year_after(tokens, place + 1, today)
    return _Point(number, year, token.plain, first, after)


def _year_before(tokens: Sequence[_Token], place: int, today: date) -> tuple[int | None, int]:
    """«2021 жылғы қазан», «2021 қазан», «21 жылғы қазан»."""
    back = place - 1
    worded = back >= 0 and tokens[back].plain.startswith(_KAZAKH_YEAR)
    back -= worded
    if back >= 0 and tokens[back].kind == "digits":
        year = _year(tokens[back].plain, today)
        if year is not None and (worded or len(tokens[back].plain) > 2):  # noqa: PLR2004
            return year, back
    return None, place


def _year_after(tokens: Sequence[_Token], place: int, today: date) -> tuple[int | None, int]:
    """«октября 2021 года», «октября 21»."""
    if place < len(tokens) and tokens[place].kind == "digits":
        year = _year(tokens[place].plain, today)
        ordinal = place + 1 < len(tokens) and tokens[place + 1].kind == "dash"
        ordinal = ordinal and tokens[place + 1].start == tokens[place].end
        if year is not None and not (ordinal and len(tokens[place].plain) == 2):  # noqa: PLR2004
            worded = place + 1 < len(tokens) and _YEAR_WORD.fullmatch(tokens[place + 1].plain)
            return year, place + (2 if worded else 1)
    return None, place


def _year(written: str, today: date) -> int | None:
    year = int(written) if len(written) in {2, 4} else 0
    if len(written) == 2:  # noqa: PLR2004  «21»
        year = year + _CENTURY if year >= _EARLIEST_SHORT_YEAR else 0
    return year if _CENTURY < year <= today.year + 1 else None


def _spans(points: Sequence[_Point], tokens: Sequence[_Token]) -> Iterator[_Span]:
    place = 0
    while place < len(points):
        point = points[place]
        following = points[place + 1] if place + 1 < len(points) else None
        if following is not None and _joined(point, following, tokens):
            yield _span(_Shape.RANGE, point, following, points[place + 2 : place + 3], tokens)
            place += 2
            continue
        shape = _Shape.SINCE if _since(point, tokens) else _Shape.ONE
        shape = _Shape.UNTIL if shape is _Shape.ONE and _until(point, tokens) else shape
        yield _span(shape, point, point, points[place + 1 : place + 2], tokens)
        place += 1


def _span(
    shape: _Shape,
    begin: _Point,
    finish: _Point,
    following: Sequence[_Point],
    tokens: Sequence[_Token],
) -> _Span:
    before = tokens[begin.first - 1].plain if begin.first else ""
    gap = tokens[finish.after : following[0].first] if following else ()
    listed = bool(following) and all(token.plain in _AND | {","} for token in gap)
    start, end = tokens[begin.first].start, tokens[finish.after - 1].end
    return _Span(shape, begin, finish, start, end, _ROLES.get(before, ""), listed)


def _joined(begin: _Point, finish: _Point, tokens: Sequence[_Token]) -> bool:
    """Whether two months are the ends of one stretch."""
    gap = [
        token
        for token in tokens[begin.after : finish.first]
        if token.kind != "digits" and not _YEAR_WORD.fullmatch(token.plain)
    ]
    words = [token.plain for token in gap]
    after = tokens[finish.after].plain if finish.after < len(tokens) else ""
    if len(words) == 1 and (gap[0].kind == "dash" or words[0] in _UNTIL):
        return True
    if len(words) == 1 and words[0] in _BETWEEN and after.startswith("аралы"):
        return True
    return not words and begin.word.endswith(_ABLATIVE) and finish.word.endswith(_DATIVE)


def _since(point: _Point, tokens: Sequence[_Token]) -> bool:
    return _word_before(point, tokens) in _SINCE or point.word.endswith(_ABLATIVE)


def _until(point: _Point, tokens: Sequence[_Token]) -> bool:
    after = tokens[point.after].plain if point.after < len(tokens) else ""
    return _word_before(point, tokens) in _UNTIL or after in _UNTIL_AFTER


def _word_before(point: _Point, tokens: Sequence[_Token]) -> str:
    """The preposition; «с 1 апреля» has a day between."""
    place = point.first - 1
    if place > 0 and tokens[place].kind == "digits":
        place -= 1
    return tokens[place].plain if place >= 0 else ""


def _resolved(spans: Sequence[_Span], current: Month) -> Iterator[Stretch]:
    """Years for those that name none: from the one beside that does, else back from today."""
    known: Month | None = None
    for run in _runs(spans):
        dated = next((place for place, span in enumerate(run) if span.dated), None)
        if dated is None and known is None:
            yield from _backward(run, current)
            continue
        ahead = [_forward(run[dated or 0], known, current)]
        for span in run[(dated or 0) + 1 :]:
            ahead.append(_forward(span, ahead[-1].known_end, current))
        if dated:
            yield from _backward(run[:dated], ahead[0].known_start - 1)
        yield from ahead
        known = ahead[-1].known_end


def _runs(spans: Sequence[_Span]) -> Iterator[list[_Span]]:
    run: list[_Span] = []
    for span in spans:
        run.append(span)
        if not span.listed:
            yield run
            run = []
    if run:
        yield run


def _backward(run: Sequence[_Span], limit: Month) -> list[Stretch]:
    found = []
    for span in reversed(run):
        last = _latest(span.finish.number, limit)
        found.append(_stretch(span, _latest(span.begin.number, last), last))
        limit = last - 1 if span.shape is _Shape.ONE else limit
    return found[::-1]


def _forward(span: _Span, known: Month | None, current: Month) -> Stretch:
    begin, finish = span.begin, span.finish
    if begin.year is not None:
        first = Month.of(begin.year, begin.number)
    elif finish.year is not None:
        first = _latest(begin.number, Month.of(finish.year, finish.number))
    elif known is not None:
        first = _earliest(begin.number, known + (span.shape is not _Shape.UNTIL))
    else:
        first = _latest(begin.number, current)
    if finish.year is not None:
        return _stretch(span, first, Month.of(finish.year, finish.number))
    return _stretch(span, first, _earliest(finish.number, first))


def _stretch(span: _Span, first: Month, last: Month) -> Stretch:
    begin = None if span.shape is _Shape.UNTIL else first
    finish = None if span.shape is _Shape.SINCE else last
    return Stretch(begin, finish, span.start, span.end, span.role)


def _latest(number: int, limit: Month) -> Month:
    return limit - (limit.number - number) % _YEAR_OF_MONTHS


def _earliest(number: int, limit: Month) -> Month:
    return limit + (number - limit.number) % _YEAR_OF_MONTHS


def _recent(tokens: Sequence[_Token], today: date) -> Iterator[Stretch]:
    """«последние три месяца», «соңғы 3 ай»: the months before the current one."""
    for place in range(len(tokens) - 2):
        last, count, unit = tokens[place : place + 3]
        months = _COUNTS.get(count.plain) or (int(count.plain) if count.kind == "digits" else 0)
        if (
            _LAST.fullmatch(last.plain)
            and _MONTHS_WORD.fullmatch(unit.plain)
            and 0 < months <= _YEAR_OF_MONTHS
        ):
            current = Month.containing(today)
            yield Stretch(current - months, current - 1, last.start, unit.end)

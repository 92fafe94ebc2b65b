"""Draws twelve months as a PNG, light or dark, with fonts of its own. Sizes are in pixels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from bot.answers.picture import Cell, Picture, Theme
from bot.files import FONTS
from bot.rules.situation import MonthState

WIDTH: Final = 1080
HEIGHT: Final = 1350
MARGIN: Final = 60
COLUMNS: Final = 3
GAP: Final = 18
CELL_WIDTH: Final = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) // COLUMNS
CELL_HEIGHT: Final = 188
PADDING: Final = 22
CORNER: Final = 18
SIGN_WIDTH: Final = 62
"""Room for a sign, with the space after it."""
LEADING: Final = 1.3
"""Height of a line by the size of its letters."""

SIGNS: Final[Mapping[MonthState, str]] = MappingProxyType(
    {
        MonthState.COVERED: "✓",
        MonthState.PARTIAL: "◐",
        MonthState.DUE: "○",
        MonthState.UNPAID: "✗",
    }
)


@dataclass(frozen=True)
class Palette:
    """Colours as `#rrggbb`; all but the first two are written in, on either of them."""

    ground: str
    cell: str
    ink: str
    quiet: str
    states: Mapping[MonthState, str]

    @property
    def written(self) -> tuple[str, ...]:
        return (self.ink, self.quiet, *self.states.values())


PALETTES: Final[Mapping[Theme, Palette]] = MappingProxyType(
    {
        Theme.LIGHT: Palette(
            ground="#eef1f5",
            cell="#ffffff",
            ink="#16202c",
            quiet="#4c5866",
            states=MappingProxyType(
                {
                    MonthState.COVERED: "#0b6b3a",
                    MonthState.PARTIAL: "#8a4b00",
                    MonthState.DUE: "#1f5aa6",
                    MonthState.UNPAID: "#b3201f",
                }
            ),
        ),
        Theme.DARK: Palette(
            ground="#10161d",
            cell="#1d2731",
            ink="#f2f5f8",
            quiet="#b3bfcb",
            states=MappingProxyType(
                {
                    MonthState.COVERED: "#62d394",
                    MonthState.PARTIAL: "#f2b45c",
                    MonthState.DUE: "#86b8f5",
                    MonthState.UNPAID: "#ff8f88",
                }
            ),
        ),
    }
)


@dataclass(frozen=True)
class Style:
    """Letters of one size."""

    size: int
    bold: bool = False

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        """Read anew for every drawing: a font is not shared between threads."""
        name = "DejaVuSans-Bold.ttf" if self.bold else "DejaVuSans.ttf"
        return ImageFont.truetype(FONTS / name, self.size, layout_engine=ImageFont.Layout.BASIC)

    @property
    def line(self) -> int:
        return round(self.size * LEADING)


HEADLINE: Final = Style(46, bold=True)
TITLE: Final = Style(27)
MONTH: Final = Style(28, bold=True)
YEAR: Final = Style(26)
SIGN: Final = Style(52, bold=True)
STATE: Final = Style(26)
LEGEND_SIGN: Final = Style(28, bold=True)
SMALL: Final = Style(24)


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text at its place: its top left corner, and the width it may take."""

    x: int
    y: int
    text: str
    style: Style
    colour: str
    room: int


@dataclass(frozen=True, slots=True)
class Box:
    """A cell with the edge that shows its state."""

    x: int
    y: int
    edge: str


def draw(picture: Picture, theme: Theme) -> bytes:
    """The PNG. Takes a fraction of a second of one core: call it from a thread."""
    palette = PALETTES[theme]
    image = Image.new("RGB", (WIDTH, HEIGHT), palette.ground)
    canvas = ImageDraw.Draw(image)
    for box in boxes(picture, palette):
        _draw_box(canvas, box, palette)
    for word in words(picture, palette):
        canvas.text((word.x, word.y), word.text, word.colour, word.style.font)
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def boxes(picture: Picture, palette: Palette) -> Iterator[Box]:
    top = _grid_top(picture)
    for number, cell in enumerate(picture.cells):
        yield Box(*_place(number, top), palette.states[cell.state])


def words(picture: Picture, palette: Palette) -> Iterator[Word]:
    """Every line of the picture with its place, from the top down."""
    top = _grid_top(picture)
    room = WIDTH - 2 * MARGIN
    headline = _lines(picture.headline, HEADLINE, room)
    yield from _column(headline, MARGIN, HEADLINE, palette.ink, MARGIN, room)
    below = MARGIN + len(headline) * HEADLINE.line + 14
    title = _lines(picture.title, TITLE, room)
    yield from _column(title, below, TITLE, palette.quiet, MARGIN, room)
    for number, cell in enumerate(picture.cells):
        yield from _cell_words(cell, *_place(number, top), palette)
    yield from _bottom_words(picture, top + _grid_height(picture) + 26, palette)


def fits(word: Word) -> bool:
    """Whether the line keeps within its room and within the picture."""
    return word.style.font.getlength(word.text) <= word.room and word.y + word.style.line <= HEIGHT


def _grid_top(picture: Picture) -> int:
    room = WIDTH - 2 * MARGIN
    headline = len(_lines(picture.headline, HEADLINE, room)) * HEADLINE.line
    title = len(_lines(picture.title, TITLE, room)) * TITLE.line
    return MARGIN + headline + 14 + title + 26


def _grid_height(picture: Picture) -> int:
    rows = -(-len(picture.cells) // COLUMNS)
    return rows * (CELL_HEIGHT + GAP) - GAP


def _place(number: int, top: int) -> tuple[int, int]:
    row, column = divmod(number, COLUMNS)
    return MARGIN + column * (CELL_WIDTH + GAP), top + row * (CELL_HEIGHT + GAP)


def _cell_words(cell: Cell, x: int, y: int, palette: Palette) -> Iterator[Word]:
    left, room = x + PADDING, CELL_WIDTH - 2 * PADDING
    year_room = round(YEAR.font.getlength(cell.year)) + 1
    year_left = left + room - year_room
    yield Word(left, y + 22, cell.month, MONTH, palette.ink, room - year_room - 8)
    yield Word(year_left, y + 24, cell.year, YEAR, palette.quiet, year_room)
    colour = palette.states[cell.state]
    yield Word(left, y + 90, SIGNS[cell.state], SIGN, colour, SIGN_WIDTH)
    state_room = room - SIGN_WIDTH
    lines = _lines(cell.words, STATE, state_room)
    first = y + 124 - len(lines) * STATE.line // 2
    yield from _column(lines, first, STATE, colour, left + SIGN_WIDTH, state_room)


def _bottom_words(picture: Picture, y: int, palette: Palette) -> Iterator[Word]:
    room = WIDTH - 2 * MARGIN
    for state, meaning in picture.legend:
        colour = palette.states[state]
        yield Word(MARGIN, y - 3, SIGNS[state], LEGEND_SIGN, colour, 40)
        yield Word(MARGIN + 46, y, meaning, SMALL, palette.ink, room - 46)
        y += SMALL.line + 5
    footnote = _lines(picture.footnote, SMALL, room)
    yield from _column(footnote, y + 14, SMALL, palette.quiet, MARGIN, room)


def _column(
    lines: Iterable[str], y: int, style: Style, colour: str, x: int, room: int
) -> Iterator[Word]:
    for number, line in enumerate(lines):
        yield Word(x, y + number * style.line, line, style, colour, room)


def _lines(text: str, style: Style, room: int) -> list[str]:
    """The text broken between words; a word that is too long alone stays whole."""
    font, lines = style.font, [""]
    for written in text.splitlines():
        for word in written.split():
            longer = f"{lines[-1]} {word}".strip()
            if font.getlength(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        lines.append("")
    return [line for line in lines if line]


def _draw_box(canvas: ImageDraw.ImageDraw, box: Box, palette: Palette) -> None:
    """The edge on the left stands out below the cell, both with round corners."""
    right, bottom = box.x + CELL_WIDTH, box.y + CELL_HEIGHT
    canvas.rounded_rectangle((box.x, box.y, right, bottom), CORNER, box.edge)
    canvas.rounded_rectangle((box.x + 8, box.y, right, bottom), CORNER, palette.cell)

"""The twelve months as a picture: readable, complete, and saying no more than the screen."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from PIL import Image, ImageColor

from bot.answers.drawing import HEIGHT, PALETTES, SIGNS, WIDTH, Style, draw, fits, words
from bot.answers.picture import Cell, Picture, Theme, caption, picture
from bot.answers.voice import Voice
from bot.files import FONTS
from bot.playground.html import parse
from bot.rules.declared import (
    Declaration,
    DeclaredMonth,
    EarlierMonths,
    declaration_window,
    declared_status,
)
from bot.rules.law import Law, load
from bot.rules.months import Month, months_between
from bot.rules.situation import Disclosure, MonthState
from bot.rules.status import Status, status
from bot.screen import LONGEST_CAPTION
from bot.texts import Catalogs, plain
from bot.texts import load as load_texts
from tests.rules.histories import Person, people, thorough

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)
LANGUAGES = ["kk", "ru"]
MISSING = "\U0010ffff"
READABLE = 4.5
"""Contrast that WCAG 2 asks of text."""


@pytest.fixture(scope="module")
def law() -> Law:
    return load(ROOT / "data" / "law")


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return load_texts(ROOT / "locales")


@pytest.fixture(params=LANGUAGES)
def voice(request: pytest.FixtureRequest, catalogs: Catalogs, law: Law) -> Voice:
    return Voice(catalogs[request.param], law)


def mixed(law: Law, day: date = TODAY) -> Status:
    """Months of every state."""
    window = declaration_window(law, day)
    kinds = (DeclaredMonth.PAID, DeclaredMonth.EMPLOYER_PART, DeclaredMonth.UNPAID)
    marks = {month: kinds[number % 3] for number, month in enumerate(window)}
    return declared_status(law, Declaration(marks, EarlierMonths.UNKNOWN), day)


def every_cell(voice: Voice) -> list[Cell]:
    return [
        Cell(voice.format.month_name(month), "2026", state, voice.texts(f"months.state.{state}"))
        for month in months_between(Month.of(2026, 1), Month.of(2026, 12))
        for state in MonthState
    ]


def luminance(colour: str) -> float:
    parts = [part / 255 for part in ImageColor.getrgb(colour)[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_rightly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", Theme)
def test_every_colour_can_be_read(theme: Theme) -> None:
    palette = PALETTES[theme]
    assert set(palette.states) == set(MonthState) == set(SIGNS)
    for colour in palette.written:
        for behind in (palette.ground, palette.cell):
            assert contrast(colour, behind) >= READABLE, (colour, behind)


def test_states_differ_by_sign_and_by_word(voice: Voice) -> None:
    assert len(set(SIGNS.values())) == len(MonthState)
    assert len({voice.texts(f"months.state.{state}") for state in MonthState}) == len(MonthState)


@pytest.mark.parametrize("theme", Theme)
def test_the_picture_is_a_png_in_the_colours_of_its_theme(
    voice: Voice, law: Law, theme: Theme
) -> None:
    png = draw(picture(mixed(law), voice), theme)
    palette = PALETTES[theme]
    with Image.open(BytesIO(png)) as image:
        assert image.format == "PNG"
        assert image.size == (WIDTH, HEIGHT) == (1080, 1350)
        colours = {pixel for _, pixel in image.getcolors(WIDTH * HEIGHT) or []}
    for colour in (palette.ground, palette.cell, *palette.written):
        assert ImageColor.getrgb(colour) in colours, colour
    assert len(png) < 500_000


def test_no_word_leaves_its_cell(voice: Voice, law: Law) -> None:
    drawn = picture(mixed(law), voice)
    cells = every_cell(voice)
    for start in range(0, len(cells), 12):
        page = Picture(
            drawn.headline,
            drawn.title,
            tuple(cells[start : start + 12]),
            drawn.legend,
            drawn.footnote,
        )
        for word in words(page, PALETTES[Theme.LIGHT]):
            assert fits(word), word


@pytest.mark.parametrize("own_words", [True, False])
@pytest.mark.parametrize("day", [TODAY, date(2027, 9, 30), date(2030, 12, 31)])
def test_the_longest_pictures_fit(voice: Voice, law: Law, day: date, own_words: bool) -> None:  # noqa: FBT001
    for word in words(picture(mixed(law, day), voice, own_words=own_words), PALETTES[Theme.DARK]):
        assert fits(word), word


def test_the_font_has_every_letter_and_sign(voice: Voice, law: Law) -> None:
    assert "Permission is hereby granted" in (FONTS / "LICENSE.txt").read_text("utf-8")
    for word in words(picture(mixed(law), voice), PALETTES[Theme.LIGHT]):
        nothing = bytes(word.style.font.getmask(MISSING))
        for letter in set(word.text) - {" "}:
            assert bytes(word.style.font.getmask(letter)) != nothing, letter


def test_kazakh_letters_are_in_both_fonts() -> None:
    for bold in (True, False):
        font = Style(30, bold=bold).font
        nothing = bytes(font.getmask(MISSING))
        for letter in "ӘәҒғҚқҢңӨөҰұҮүҺһІі":
            assert bytes(font.getmask(letter)) != nothing, letter


def test_the_picture_says_what_the_caption_says(voice: Voice, law: Law) -> None:
    answer = mixed(law)
    drawn, told = picture(answer, voice), plain(caption(answer, voice))
    assert len(drawn.cells) == 12
    assert {cell.state for cell in drawn.cells} == set(MonthState)
    assert drawn.headline in told
    assert drawn.footnote in told
    for (month, _), cell in zip(answer.months, drawn.cells, strict=True):
        assert f"{voice.format.month(month)}: {cell.words}" in told
    assert voice.format.day(TODAY, year=True) in drawn.title
    own = plain(caption(answer, voice, own_words=True))
    assert plain(voice.texts("status.own-words")) in own


@thorough
@given(person=people())
def test_every_caption_fits(law: Law, catalogs: Catalogs, person: Person) -> None:
    for language in LANGUAGES:
        answer = status(law, person.history, person.day, Disclosure.PUBLIC)
        told = parse(caption(answer, Voice(catalogs[language], law), own_words=True)).text
        assert len(told.encode("utf-16-le")) // 2 <= LONGEST_CAPTION

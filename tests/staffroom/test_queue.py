"""Questions put together, and which of them have been dealt with."""

from datetime import UTC, date, datetime

import pytest

from bot.files import LOCALES
from bot.staffroom import Case, cases, language_of_words
from bot.staffroom.aliases import objection, ways_to_ask, with_ways_to_ask
from bot.state import BadRating, KeptQuestion, Settled
from bot.texts import Catalogs
from bot.texts import load as load_texts
from bot.understanding import Understanding

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return load_texts(LOCALES)


@pytest.fixture(scope="module")
def understanding(catalogs: Catalogs) -> Understanding:
    return Understanding.of(catalogs)


def asked(number: int, words: str, outcome: str = "declined", day: date = DAY) -> KeptQuestion:
    return KeptQuestion(number, day, "kk", words, (), outcome)


def found(
    understanding: Understanding,
    *questions: KeptQuestion,
    ratings: tuple[BadRating, ...] = (),
    settled: dict[str, Settled] | None = None,
) -> list[Case]:
    return cases(questions, ratings, settled or {}, understanding)


def test_the_same_words_in_any_order_and_spelling(understanding: Understanding) -> None:
    (case,) = found(
        understanding,
        asked(1, "МРТ кезегі қашан?"),
        asked(2, "қашан мрт кезеги", "unsure"),
        asked(3, "Сәлем! kashan MRT kezegi", day=date(2026, 11, 22)),
    )
    assert (case.number, case.times, case.last) == (3, 3, date(2026, 11, 22))
    assert case.outcomes == {"declined": 2, "unsure": 1}


def test_the_most_frequent_first(understanding: Understanding) -> None:
    listed = found(understanding, asked(1, "бір"), asked(2, "екі екі сұрақ"), asked(3, "бір"))
    assert [case.number for case in listed] == [3, 2]


def test_why_answers_did_not_help(understanding: Understanding) -> None:
    ratings = (
        BadRating(1, "how-to-pay", "unclear", ""),
        BadRating(1, "how-to-pay", "", "терминал туралы жоқ"),
        BadRating(9, "dental", "wrong", "басқа сұрақтікі"),
    )
    (case,) = found(understanding, asked(1, "қалай", "answered"), ratings=ratings)
    assert (case.badly_rated, case.reasons) == (2, {"unclear": 1})
    assert case.remarks == ("терминал туралы жоқ",)


@pytest.mark.parametrize(
    ("settled", "day", "open_again"),
    [
        (Settled(datetime(2026, 11, 20, 10, tzinfo=UTC), waiting=False), DAY, False),
        (Settled(datetime(2026, 11, 20, 10, tzinfo=UTC), waiting=False), date(2026, 11, 21), True),
        (Settled(datetime(2026, 11, 20, 10, tzinfo=UTC), waiting=True), date(2026, 11, 21), False),
    ],
)
def test_what_was_dealt_with_is_open_when_it_is_asked_again(
    understanding: Understanding, settled: Settled, day: date, *, open_again: bool
) -> None:
    (case,) = found(understanding, asked(1, "МРТ кезегі"))
    again = found(understanding, asked(2, "МРТ кезегі", day=day), settled={case.likeness: settled})
    assert bool(again) is open_again


def test_words_without_a_word_are_told_apart(understanding: Understanding) -> None:
    assert len(found(understanding, asked(1, "??"), asked(2, "🙂"))) == 2


@pytest.mark.parametrize(
    ("words", "reads", "language"),
    [
        ("мәртебем бар ма", "ru", "kk"),
        ("сколько платить", "kk", "kk"),
        ("сколько платить", "ru", "ru"),
    ],
)
def test_the_language_of_a_line(words: str, reads: str, language: str) -> None:
    assert language_of_words(words, reads) == language


def test_lines_go_into_the_file_and_nothing_else_changes(catalogs: Catalogs) -> None:
    path = LOCALES / "ru" / "LC_MESSAGES" / "faq.po"
    line = 'мост <или> коронка & "цена"'
    changed = with_ways_to_ask(path.read_bytes(), {"dental": [line], "gone": ["нет"]})
    folder = path.parent
    assert b"faq.gone" not in changed
    assert b"&lt;" in changed
    assert folder.exists()
    before = ways_to_ask("dental", catalogs["ru"])
    assert line not in before
    text = changed.decode()
    assert 'мост &lt;или&gt; коронка &amp; \\"цена\\"' in text
    assert text.count("msgid ") == path.read_text("utf-8").count("msgid ")


def test_what_cannot_be_added(catalogs: Catalogs) -> None:
    texts = catalogs["kk"]
    known = ways_to_ask("dental", texts)
    assert objection("", "dental", texts) == "empty"
    assert objection("5 ?", "dental", texts) == "empty"
    assert objection(known[0].upper(), "dental", texts) == "known"
    assert objection("тіс көпірі қанша тұрады", "dental", texts) is None
    assert objection("ұзын " * 500, "dental", texts) == "full"

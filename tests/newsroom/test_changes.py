"""Differences between texts: told apart, kept short, counted, and undone."""

from hypothesis import given
from hypothesis import strategies as st

from bot.files import LOCALES
from bot.newsroom.changes import MOST_ON_PAGE, changes_file, changes_message, counted, pages
from bot.newsroom.releases import taken_back
from bot.publishing import Change
from bot.screen import LONGEST_TEXT, visible_length
from bot.texts import load
from bot.texts.telegram_html import read

TEXTS = load(LOCALES).texts
WORDS = st.text(alphabet="аәб <&>{}\n.", max_size=3500)
CHANGES = st.lists(
    st.builds(
        Change,
        language=st.sampled_from(["kk", "ru"]),
        domain=st.sampled_from(["messages", "faq"]),
        key=st.from_regex(r"[a-z]{1,10}\.[a-z]{1,40}", fullmatch=True),
        before=st.none() | WORDS,
        after=st.none() | WORDS,
    ),
    min_size=1,
    max_size=20,
)


def change(key: str, before: str | None, after: str | None) -> Change:
    return Change("ru", "messages", key, before, after)


def test_words_that_went_and_words_that_came_stand_out() -> None:
    page = changes_message([change("a.b", "Плати до среды.", "Плати до пятницы.")], 0, TEXTS["ru"])
    assert "<s>среды.</s>" in page
    assert "<b>пятницы.</b>" in page


def test_tags_of_a_text_are_shown_as_they_are_written() -> None:
    page = changes_message([change("a.b", "<b>Да</b>", "<i>Да</i> & нет")], 0, TEXTS["ru"])
    assert "&lt;i&gt;" in page
    assert not read(page).faults


def test_a_word_in_a_long_text_is_shown_with_what_is_around_it() -> None:
    around = "слово " * 300
    page = changes_message(
        [change("a.b", f"{around}было {around}", f"{around}стало {around}")], 0, TEXTS["ru"]
    )
    assert "<b>стало</b>" in page
    assert visible_length(page) < 800


@given(CHANGES)
def test_every_change_stands_on_a_page_that_fits(changes: list[Change]) -> None:
    of_all = pages(changes)
    assert [one for page in of_all for one in page] == changes
    assert all(1 <= len(page) <= MOST_ON_PAGE for page in of_all)
    for texts in TEXTS.values():
        for number in range(len(of_all)):
            page = changes_message(changes, number, texts)
            assert visible_length(page) <= LONGEST_TEXT
            assert not read(page).faults


@given(CHANGES)
def test_the_file_has_all_of_them_in_full(changes: list[Change]) -> None:
    written = changes_file(changes, TEXTS["kk"]).decode()
    for one in changes:
        assert one.key in written
        assert (one.before or "") in written
        assert (one.after or "") in written


def test_counts_name_file_and_kind() -> None:
    told = counted([change("a.b", "x", "y"), change("a.c", None, "y")], TEXTS["ru"])
    assert told == "messages.po, на русском: изменено 1, новых 1"


def test_going_back_behind_several_releases() -> None:
    """The oldest text comes back; what came and went meanwhile is no change."""
    newest = [change("a.b", "2", "3"), change("a.c", "x", None)]
    older = [change("a.b", "1", "2"), change("a.c", None, "x"), change("a.d", "p", "q")]
    assert {(one.key, one.before, one.after) for one in taken_back([newest, older])} == {
        ("a.b", "3", "1"),
        ("a.d", "q", "p"),
    }

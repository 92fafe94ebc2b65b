from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import Markup, Shelf, Texts, TextsFaulty, load, plain
from bot.texts.templates import Template
from tests.texts.shelves import message, write, write_both

KK = (
    message("status.insured", "Сіз {day} дейін сақтандырылғансыз.")
    + message("months.left", "Бір ай қалды: {list}", "{n} ай қалды: {list}")
    + message("page.whole", "<b>{title}</b>\n{body}")
)
RU = (
    message("status.insured", "Вы застрахованы до {day}.")
    + message("months.left", "Остался {n} месяц: {list}", "{n} месяца: {list}", "{n} мес.: {list}")
    + message("page.whole", "<b>{title}</b>\n{body}")
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return write_both(tmp_path, KK, RU)


def codes(refused: pytest.ExceptionInfo[TextsFaulty]) -> list[str]:
    return [fault.code for fault in refused.value.problems]


def test_a_text_is_filled_in_each_language(directory: Path) -> None:
    catalogs = load(directory)
    assert catalogs["kk"].language == "kk"
    filled = catalogs["kk"]("status.insured", day="15 желтоқсанға")
    assert filled == "Сіз 15 желтоқсанға дейін сақтандырылғансыз."
    assert catalogs["ru"]("status.insured", day=15) == "Вы застрахованы до 15."
    assert catalogs["ru"].has("status.insured")
    assert not catalogs["ru"].has("status.lost")


def test_values_are_escaped_and_markup_is_not(directory: Path) -> None:
    texts = load(directory)["ru"]
    inner = texts("status.insured", day="<i>&\"'")
    assert inner == "Вы застрахованы до &lt;i&gt;&amp;&quot;&#x27;."
    whole = texts("page.whole", title="A&B", body=inner)
    assert whole == f"<b>A&amp;B</b>\n{inner}"
    assert texts("page.whole", title=Markup("<i>x</i>"), body="") == "<b><i>x</i></b>\n"


def test_a_text_told_takes_what_it_wants_of_the_values(directory: Path) -> None:
    texts = load(directory)["ru"]
    assert texts.tell("status.insured", {"day": 15, "law": "x"}) == "Вы застрахованы до 15."
    with pytest.raises(TextsFaulty, match=r"\{day\}"):
        texts.tell("status.insured", {"law": "x"})
    with pytest.raises(TextsFaulty, match=r"no\.such"):
        texts.tell("no.such", {})


def test_values_are_never_looked_into(directory: Path) -> None:
    texts = load(directory)["kk"]
    filled = texts("status.insured", day="{list} {0} {day.__class__} %s")
    assert "{list} {0} {day.__class__} %s" in filled


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "0 мес.: a"),
        (1, "Остался 1 месяц: a"),
        (2, "2 месяца: a"),
        (5, "5 мес.: a"),
        (11, "11 мес.: a"),
        (21, "Остался 21 месяц: a"),
        (112, "112 мес.: a"),
    ],
)
def test_russian_has_three_plural_forms(directory: Path, n: int, expected: str) -> None:
    assert load(directory)["ru"].counted("months.left", n, list="a") == expected


def test_kazakh_has_two_plural_forms(directory: Path) -> None:
    texts = load(directory)["kk"]
    assert texts.counted("months.left", 1, list="a") == "Бір ай қалды: a"
    assert texts.counted("months.left", 0, list="a") == "0 ай қалды: a"
    assert texts.counted("months.left", 12, list="a") == "12 ай қалды: a"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda texts: texts("no.such"), "unknown-key"),
        (lambda texts: texts("status.insured"), "values"),
        (lambda texts: texts("status.insured", day=1, month=2), "values"),
        (lambda texts: texts("status.insured", days=1), "values"),
        (lambda texts: texts("months.left", list=""), "counted"),
        (lambda texts: texts.counted("status.insured", 3, day=1), "counted"),
        (lambda texts: texts.counted("months.left", 3), "values"),
        (lambda texts: texts.counted("months.left", 3, list="", n=4), "values"),
    ],
)
def test_a_wrong_call_is_refused(directory: Path, call: Callable[[Texts], str], code: str) -> None:
    with pytest.raises(TextsFaulty) as refused:
        call(load(directory)["kk"])
    assert codes(refused) == [code]


def test_a_refusal_names_the_place_and_no_value(directory: Path) -> None:
    with pytest.raises(TextsFaulty, match=r"messages\.po:7: status\.insured: .*\{day\}") as refused:
        load(directory)["kk"]("status.insured", iin="991314300018")
    assert "991314300018" not in str(refused.value)


BROKEN = {
    "syntax": 'msgid "a.b"\nmsgstr "not closed\n',
    "order": 'msgid "a.b"\nmsgstr "one"\nmsgstr "two"\n',
    "duplicate": message("a.b", "one") + message("a.b", "two"),
    "fuzzy": "#, fuzzy\n" + message("a.b", "one"),
    "empty": message("a.b", ""),
    "plural-missing": 'msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "{n}"\nmsgstr[1] "{n}"\n',
    "plural-key": message("a.b", "1", "2", "3").replace('plural "a.b"', 'plural "a.c"'),
    "plural-placeholders": message("a.b", "{x}", "{y}", "{x}"),
    "reserved-n": message("a.b", "{n}"),
    "brace": message("a.b", "{Day} and {"),
    "key": message("Қате кілт", "one"),
    "unreadable": 'msgid "a.b"\n# a comment between\nmsgstr "one"\n',
}


@pytest.mark.parametrize("code", BROKEN)
def test_what_cannot_be_shown_is_not_loaded(tmp_path: Path, code: str) -> None:
    write_both(tmp_path, message("a.b", "бір"), BROKEN[code])
    with pytest.raises(TextsFaulty) as refused:
        load(tmp_path)
    assert codes(refused) == [code]
    (fault,) = refused.value.problems
    assert fault.file.endswith("ru/LC_MESSAGES/messages.po")
    assert fault.line > 5


def test_a_second_text_of_a_key_is_named_across_files(tmp_path: Path) -> None:
    write_both(tmp_path, KK, RU)
    write(tmp_path, "ru", message("page.whole", "again"), name="a-first")
    with pytest.raises(TextsFaulty, match=r"a-first\.po:7") as refused:
        load(tmp_path)
    assert codes(refused) == ["duplicate"]


def test_a_key_over_several_lines_is_still_a_repetition(tmp_path: Path) -> None:
    folded = 'msgid ""\n"a."\n"b"\nmsgstr "two"\n'
    write_both(tmp_path, KK, message("a.b", "one") + folded)
    with pytest.raises(TextsFaulty) as refused:
        load(tmp_path)
    assert codes(refused) == ["duplicate"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Привет".encode("cp1251"), "encoding"),
        (b"\x1f\x8b\x08rest", "not-text"),
        (b"PK\x03\x04rest", "not-text"),
        (b"\xde\x12\x04\x95rest", "not-text"),
        ("msgid".encode("utf-16"), "encoding"),
        (b'msgid "a.b"\0', "not-text"),
        (b"#" * 2_000_001, "too-large"),
    ],
)
def test_a_file_that_is_no_text_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    write_both(tmp_path, KK, content)
    with pytest.raises(TextsFaulty) as refused:
        load(tmp_path)
    assert codes(refused) == [code]


def test_a_header_of_another_language_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "ru", RU)
    kazakh = (write_both(tmp_path / "x", KK, RU) / "ru/LC_MESSAGES/messages.po").read_bytes()
    write(tmp_path, "kk", kazakh)
    with pytest.raises(TextsFaulty) as refused:
        load(tmp_path)
    assert {"header"} <= set(codes(refused))


def test_a_language_without_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "kk", KK)
    with pytest.raises(TextsFaulty) as refused:
        load(tmp_path)
    assert codes(refused) == ["no-files"]


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    write_both(tmp_path, message("a.b", "") + message("a.c", "{"), BROKEN["syntax"])
    with pytest.raises(TextsFaulty) as refused:
        load(tmp_path)
    assert codes(refused) == ["empty", "brace", "syntax"]


def test_windows_line_ends_and_a_byte_order_mark_are_tolerated(directory: Path) -> None:
    path = directory / "ru/LC_MESSAGES/messages.po"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(directory)["ru"]("status.insured", day=1) == "Вы застрахованы до 1."


def test_a_shelf_is_swapped_whole(directory: Path, tmp_path: Path) -> None:
    shelf = Shelf(load(directory))
    pinned = shelf.current
    other = write_both(tmp_path / "new", message("a.b", "жаңа"), message("a.b", "новое"))
    shelf.replace(load(other))
    assert shelf.current["ru"]("a.b") == "новое"
    assert pinned["ru"]("status.insured", day=1) == "Вы застрахованы до 1."


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), st.text()))
def test_whatever_the_values_they_come_out_as_they_went_in(values: dict[str, str]) -> None:
    text = "".join(f"[{{{name}}}]" for name in values)
    filled = Template.of(text).fill({name: Markup(value) for name, value in values.items()})
    assert filled == "".join(f"[{value}]" for value in values.values())


@given(st.text(alphabet="<>&\"'абв 1", max_size=40))
def test_an_escaped_value_reads_as_itself_again(value: str) -> None:
    assert plain(Template.of("{it}").fill({"it": value})) == value


def test_hundreds_of_messages_load_fast_enough_for_a_reload(tmp_path: Path) -> None:
    body = "".join(message(f"text.number-{n}", f"{{day}}: мәтін {'сөз ' * 40}") for n in range(600))
    write_both(tmp_path, body, body)
    load(tmp_path)
    started = time.perf_counter()
    load(tmp_path)
    assert time.perf_counter() - started < 1  # many times the usual, for a busy machine

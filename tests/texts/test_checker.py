from __future__ import annotations

from pathlib import Path

import pytest

from bot.texts import TextsFaulty
from bot.texts.checker import check
from bot.texts.usage import ANY, used
from tests.texts.shelves import message, write, write_both

NARROW = "\u202f"
NO_BREAK = "\u00a0"


def found(directory: Path, usage: dict[str, frozenset[str]] | None = None) -> list[str]:
    return [f"{fault.code} {fault.key}".strip() for fault in check(directory, usage)]


def codes_of(directory: Path, text: str, key: str = "some.text") -> set[str]:
    """What is said of one text, written into both languages."""
    body = message(key, text)
    return {fault.code for fault in check(write_both(directory, body, body))}


def test_good_texts_pass(tmp_path: Path) -> None:
    kk = message("status.insured", "Сіз {day} дейін сақтандырылғансыз.") + message(
        "months.left",
        "Бір ай қалды.",
        "{n} ай қалды.",
    )
    ru = message("status.insured", "Вы застрахованы до {day}.") + message(
        "months.left",
        "Остался {n} месяц.",
        "Осталось {n} месяца.",
        "Осталось {n} месяцев.",
    )
    usage = {"status.insured": frozenset({"day"}), "months.left": frozenset({"n"})}
    assert check(write_both(tmp_path, kk, ru), usage) == []


def test_languages_are_compared(tmp_path: Path) -> None:
    kk = message("only.kazakh", "бар") + message("both.here", "{day} {month}")
    ru = message("only.russian", "есть") + message("both.here", "{day}")
    ru += '#~ msgid "only.kazakh"\n#~ msgstr "есть"\n'
    assert found(write_both(tmp_path, kk, ru)) == [
        "missing only.russian",
        "obsolete only.kazakh",
        "placeholders both.here",
    ]


def test_counted_in_one_language_only(tmp_path: Path) -> None:
    write_both(tmp_path, message("a.b", "бір", "{n}"), message("a.b", "один"))
    assert found(tmp_path) == ["plural-mismatch a.b"]


def test_the_code_is_compared(tmp_path: Path) -> None:
    body = message("known.text", "{day}") + message("left.over", "а") + message("because.one", "б")
    usage = {
        "known.text": frozenset({"date"}),
        "asked.for": frozenset[str](),
        "because.*": frozenset[str](),
        "faq.*.answer": frozenset({ANY}),
    }
    problems = check(write_both(tmp_path, body, body), usage)
    in_one = [
        "family-empty faq.*.answer",
        "missing-in-code asked.for",
        "placeholders-code known.text",
        "unused left.over",
    ]
    assert sorted(f"{fault.code} {fault.key}" for fault in problems) == sorted(in_one * 2)
    assert any("{day} here, {date} in the code" in fault.message for fault in problems)


def test_a_family_that_hands_over_values_by_name_accepts_any_of_them(tmp_path: Path) -> None:
    body = message("because.one", "{x} {law}") + message("because.two", "{y}")
    write_both(tmp_path, body, body)
    assert found(tmp_path, {"because.*": frozenset({ANY})}) == []
    with_law = found(tmp_path, {"because.*": frozenset({ANY, "law"})})
    assert with_law == ["placeholders-code because.two"] * 2


def test_a_literal_use_goes_before_a_family(tmp_path: Path) -> None:
    body = message("because.one", "{x}") + message("because.two", "б")
    usage = {"because.*": frozenset[str](), "because.one": frozenset({"x"})}
    assert found(write_both(tmp_path, body, body), usage) == []


def test_a_counted_message_is_asked_for_with_its_number(tmp_path: Path) -> None:
    write_both(tmp_path, message("a.b", "бір", "көп"), message("a.b", "раз", "два", "много"))
    assert found(tmp_path, {"a.b": frozenset({"n"})}) == []
    assert found(tmp_path, {"a.b": frozenset()}) == ["placeholders-code a.b"] * 2


def test_a_broken_file_is_not_compared(tmp_path: Path) -> None:
    write_both(tmp_path, message("a.b", "бір"), 'msgid "a.b\n')
    assert found(tmp_path, {"c.d": frozenset()}) == ["syntax"]


def test_a_problem_says_where(tmp_path: Path) -> None:
    write_both(tmp_path, message("a.b", "бір"), message("a.b", "раз!"))
    (fault,) = check(tmp_path)
    assert str(fault).endswith("ru/LC_MESSAGES/messages.po:7: a.b: an exclamation mark")


def test_every_plural_form_is_read(tmp_path: Path) -> None:
    write_both(tmp_path, message("a.b", "бір", "көп"), message("a.b", "раз", "два!", "<b>много"))
    assert found(tmp_path) == ["exclamation a.b", "html a.b"]


@pytest.mark.parametrize(
    "text",
    [
        f"4{NARROW}250{NARROW}₸",
        "4250 теңге",
        "500 тг",
        "100 тенге в месяц",
        "85₸",
        f"5{NO_BREAK}%",
        "1,4 МЗП",
        "5 пайыз",
        "5 процентов",
        "300 МРП",
        "300 АЕК",
        "300 мың теңге",
        "1,5 млн",
        "5-пайыздық",
        "121 теңге",
    ],
)
def test_a_typed_in_amount(tmp_path: Path, text: str) -> None:
    assert codes_of(tmp_path, text) == {"amount"}


@pytest.mark.parametrize("text", ["85000", f"85{NARROW}000", "85 000", "93.000", "8 800 080 7777"])
def test_a_typed_in_number(tmp_path: Path, text: str) -> None:
    assert codes_of(tmp_path, text) == {"number"}


@pytest.mark.parametrize(
    "text",
    ["12 ай", "12 айдан кейін", "3 айлық", "12-ай", "12 месяцев", "3 мес.", f"1{NO_BREAK}месяц"],
)
def test_a_typed_in_number_of_months(tmp_path: Path, text: str) -> None:
    assert codes_of(tmp_path, text) == {"months"}


@pytest.mark.parametrize(
    "text",
    [
        "103, 112, 1414",
        "КНП 121, 122, 123 и 124",
        "24/7",
        "405-V заңы, 206-VIII",
        "ҚР ДСМ-1234 бұйрығы",
        "приказ № 1234, 4812/НҚ",
        "2026 жылғы 15 желтоқсан",
        "с 15 декабря 2026 года, 2025–2027",
        "31.12.2026",
        "ЖСН 12 саннан тұрады",
        "{sum} теңге, {percent}%, {count} ай",
        "17 аймақ, 2 айыппұл, 15 мамыр, 2 места",
        "Код: <code>{code}</code>",
    ],
)
def test_numbers_that_are_no_amounts(tmp_path: Path, text: str) -> None:
    assert codes_of(tmp_path, text) == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("стaтус", "look-alike"),  # a Latin a
        ("жылғы қаpаша", "look-alike"),  # a Latin p
        ("сiз", "look-alike"),  # a Latin i
        ("əлеуметтік", "look-alike"),  # a Latin schwa
        ("eGоv", "look-alike"),  # a Cyrillic o
        ("c 15 декабря", "look-alike"),  # a Latin c alone
        ("НЕ ЗАСТРАХОВАН", "capitals"),
        ("Берілді: МӘРТЕБЕ", "capitals"),
        ("Рахмет!", "exclamation"),
        ("два  пробела", "spaces"),
        (f"два{NO_BREAK} пробела", "spaces"),
        ("Сәлем 👋 және 🙂", "emoji"),
        ("✅ Оплачено", "emoji-first"),
        ("невидимое\u200bслово", "invisible"),
        ("вправо\u202eвлево", "invisible"),
        ("<b>не закрыт", "html"),
        ("мы & вы", "html"),
        ('<a href="https://example.com/">сайт</a>', "link"),
        ('<a href="http://egov.kz/">сайт</a>', "link"),
        ('<a href="https://egov.kz@evil.example/">сайт</a>', "link"),
        ('<a href="https://notegov.kz/">сайт</a>', "link"),
        ('<a href="https://t.me/SaqtandyryBot2">бот</a>', "link"),
        ('<a href="tg://user?id=1">бот</a>', "link"),
        ("сайт osms-kz.com", "link"),
        ("пишите @someone", "link"),
        ("ж" * 3501, "long"),
    ],
)
def test_wording_that_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert codes_of(tmp_path, text) == {code}


@pytest.mark.parametrize(
    "text",
    [
        "МӘМС-тің, ОСМС, ТМККК, ГОБМП, ЖСН",
        "SMS-ке, eGov-қа, Telegram-да, Kaspi",
        "период ММГГГГ, IBAN",
        "Оплачено ✅",
        "Семья 👨‍👩‍👧",
        "Флаг 🇰🇿",
        '<a href="https://adilet.zan.kz/kaz/docs/Z1500000405#z1">Заң</a>',
        '<a href="{link}">сілтеме</a>',
        '<a href="https://idp.egov.kz/{page}">сілтеме</a>',
        "t.me/SaqtandyryBot, @SaqtandyryBot, fms.kz, https://msqory.kz.",
        "{month}да, {day}-ға",
        "ж" * 3500,
    ],
)
def test_wording_that_passes(tmp_path: Path, text: str) -> None:
    assert codes_of(tmp_path, text) == set()


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("button.back", "ж" * 33, "long"),
        ("button.back", "Артқа\nқайту", "one-line"),
        ("button.back", "<b>Артқа</b>", "plain-only"),
        ("button.back", "А &amp; Б", "plain-only"),
        ("alert.limit", "ж" * 201, "long"),
        ("alert.limit", "<i>Кейін</i>", "plain-only"),
    ],
)
def test_buttons_and_alerts_are_short_plain_text(
    tmp_path: Path, key: str, text: str, code: str
) -> None:
    assert codes_of(tmp_path, text, key) == {code}


def test_lengths_count_what_is_seen_in_telegrams_units(tmp_path: Path) -> None:
    assert codes_of(tmp_path, "<b>" + "ж" * 3500 + "</b>") == set()
    assert codes_of(tmp_path, "ж" * 31 + "👋", "button.hello") == {"long"}
    assert codes_of(tmp_path, "ж" * 30 + "👋", "button.hello") == set()


def test_a_second_file_counts(tmp_path: Path) -> None:
    write_both(tmp_path, message("a.b", "бір"), message("a.b", "раз"))
    write(tmp_path, "kk", message("faq.one.answer", "жауап"), name="faq")
    assert found(tmp_path) == ["missing faq.one.answer"]


def source(directory: Path, code: str, name: str = "handler.py") -> Path:
    directory.mkdir(exist_ok=True)
    (directory / name).write_text(code)
    return directory


def test_usage_is_read_from_source(tmp_path: Path) -> None:
    roots = source(
        tmp_path / "code",
        """
async def show(texts, shelf, catalogs, self, rule, ready, numbers):
    texts("status.insured", day=1, month=2)
    t("button.back")
    self._texts("screen.title", name=1)
    texts.counted("months.left", 3, list="")
    self.texts.counted("days.left", 3)
    catalogs["kk"]("start.kazakh")
    shelf.current[language]("start.any", who=1)
    texts("yes.ready" if ready else "no.ready")
    duty = "duty.required" if ready else "duty.voluntary"
    texts(duty)
    return [texts(key) for key in ("list.first", "list.second")]


class Page:
    def title(self):
        if self.wide:
            key = "page.wide"
        else:
            key = f"page.{self.name}.narrow"
        return self.texts(key, name=1)


async def more(texts, rule, numbers):
    texts(f"because.{rule}", **numbers)
    texts("faq." + rule + ".answer")
    texts.tell("reason.known", numbers)
    texts.has("never.filled")
    other("not.a-text", x=1)
    texts()
""",
    )
    assert used(roots) == {
        "status.insured": {"day", "month"},
        "button.back": set(),
        "screen.title": {"name"},
        "months.left": {"list", "n"},
        "days.left": {"n"},
        "start.kazakh": set(),
        "start.any": {"who"},
        "yes.ready": set(),
        "no.ready": set(),
        "duty.required": set(),
        "duty.voluntary": set(),
        "list.first": set(),
        "list.second": set(),
        "page.wide": {"name"},
        "page.*.narrow": {"name"},
        "because.*": {ANY},
        "faq.*.answer": set(),
        "reason.known": {ANY},
    }


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("texts(key)", "opaque-key"),
        ("def f(texts, key):\n    texts(key)", "opaque-key"),
        ("key = key\ntexts(key)", "opaque-key"),
        ("texts(f'{key}.title')", "opaque-key"),
        ("texts('a.b', day=1)\ntexts('a.b')", "calls-differ"),
        ("texts('a.b')\ntexts.counted('a.b', 2)", "calls-differ"),
        ("texts(", "source"),
    ],
)
def test_code_that_cannot_be_compared_is_named(tmp_path: Path, code: str, fault: str) -> None:
    with pytest.raises(TextsFaulty) as refused:
        used(source(tmp_path / "code", code))
    (problem,) = refused.value.problems
    assert problem.code == fault
    assert problem.file.endswith("handler.py")


def test_calls_of_one_family_may_differ(tmp_path: Path) -> None:
    code = "texts(f'way.{kind}', day=1, sum=2)\ntexts(f'way.{kind}', day=1)"
    assert used(source(tmp_path / "code", code)) == {"way.*": {ANY, "day"}}

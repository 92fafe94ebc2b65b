"""What is made of a message: an article, several, none, and what its data calls for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.history import PayerKind
from bot.rules.months import Month
from bot.texts import Catalogs
from bot.understanding import Flow, Outcome, Understanding, Understood
from bot.understanding.examples import examples
from bot.understanding.index import Index

TODAY = date(2026, 11, 20)
IIN = "851301300015"


def topic(understood: Understood) -> str:
    assert understood.outcome is Outcome.ANSWERED, understood
    return understood.matches[0].topic


# However it is spelt


@pytest.mark.parametrize(
    "text",
    [
        "Дербес төлеуші бір айға қанша төлейді?",
        "дербес толеуши бир айга канша толейди",
        "derbes tóleýshi bir aıǵa qansha tóleıdi",
        "derbes toleushi bir aiga kansha toleidi",
        "derbes töleuşi bir ayğa qanşa töleydi",
        "ДЕРБЕС ТӨЛЕУШІ БІР АЙҒА ҚАНША ТӨЛЕЙДІ",
        "дербес төлеушы быр айға қанша төлейды",
    ],
)
def test_one_question_in_every_spelling(understanding: Understanding, text: str) -> None:
    assert topic(understanding.understood(text, TODAY)) == "self-payer-amount"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ИП", "entrepreneur-contributions"),
        ("жк жарнасы", "entrepreneur-contributions"),
        ("пеня", "penalty-late"),
        ("кнп", "payment-requisites-knp"),
        ("дмс", "employees-have-dms|voluntary-remains"),
        ("вмс", "foreign-imputed-insurance"),
        ("АСП", "asp-recipients"),
        ("гпх", "civil-contract-gph"),
    ],
)
def test_the_shortest_words_are_known(
    understanding: Understanding, text: str, expected: str
) -> None:
    found = understanding.understood(text, TODAY)
    assert found.matches[0].topic in expected.split("|")


def test_words_of_the_whole_domain_carry_no_answer(understanding: Understanding) -> None:
    for text in ("осмс", "мәмс төлеу", "медицинское страхование осмс платить"):
        found = understanding.understood(text, TODAY)
        assert not found.matches or found.matches[0].score < 0.75, text


# What is no question about an article


@pytest.mark.parametrize(
    "text",
    [
        "хочу прикрепиться к поликлинике по месту жительства",
        "емханаға тіркелгім келеді",
        "emhanaga tirkelgim keledi",
        "не приходит код из смс",
        "приложение egov не работает",
        "запишите на приём к лору",
        "сколько стоит огпо на машину",
        "көлікті сақтандыру қанша",
        "курс доллара на сегодня",
    ],
)
def test_what_the_bot_does_not_know_is_declined_without_the_nearest_article(
    understanding: Understanding, text: str
) -> None:
    assert understanding.understood(text, TODAY) == Understood(Outcome.DECLINED)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!",
        "👍",
        "привет",
        "Сәлеметсіз бе",
        "рахмет",
        "спасибо",
        "дурак",
        "ақымақ",
        "да",
    ],
)
def test_what_asks_nothing_leads_to_the_menu(understanding: Understanding, text: str) -> None:
    found = understanding.understood(text, TODAY)
    assert (found.outcome, found.matches) == (Outcome.MENU, ())
    assert found.action is not None
    assert found.action.flow is Flow.MENU


@pytest.mark.parametrize("text", ["позовите оператора", "тірі адаммен сөйлескім келеді"])
def test_who_wants_a_person_gets_the_contacts(understanding: Understanding, text: str) -> None:
    found = understanding.understood(text, TODAY)
    assert topic(found) == "contacts-phones"
    assert found.action is not None
    assert found.action.flow is Flow.CONTACTS


def test_a_greeting_before_a_question_is_not_in_its_way(understanding: Understanding) -> None:
    asked = "здравствуйте, подскажите пожалуйста, какая пеня за просрочку?"
    assert topic(understanding.understood(asked, TODAY)) == "penalty-late"


# Data


@pytest.mark.parametrize(
    "text", [IIN, f"{IIN} сақтандырылған ба", "мой иин 851301 300015 есть долги?"]
)
def test_an_iin_leads_to_the_status_and_is_not_repeated(
    understanding: Understanding, text: str
) -> None:
    found = understanding.understood(text, TODAY)
    assert found.outcome is Outcome.ANSWERED
    assert found.action is not None
    assert found.action.flow is Flow.STATUS
    assert "851301" not in repr(found)


@pytest.mark.parametrize(
    ("text", "kind", "incomes"),
    [
        ("айлығым 280 мың, қанша ұсталады?", "employee", ["280000"]),
        ("оклад 190 000, сколько вычтут на медстрах", "employee", ["190000"]),
        ("две работы, зарплата 200 тысяч и 150 тысяч", "employee", ["200000", "150000"]),
        ("по гпх получил 500000, какой взнос", "civil_contract", ["500000"]),
        ("таксую, доход 350 тыс, сколько на осмс", "self_employed", ["350000"]),
        ("единый платеж с 150000 сколько", "single_payment", ["150000"]),
        ("ИП, доход 900 000 в месяц, сколько платить", "entrepreneur", []),
    ],
)
def test_an_income_is_for_the_calculator(
    understanding: Understanding, text: str, kind: str, incomes: list[str]
) -> None:
    action = understanding.understood(text, TODAY).action
    assert action is not None
    assert action.flow is Flow.CALCULATOR
    assert action.kind is PayerKind(kind)
    assert action.incomes == tuple(map(Decimal, incomes))


@pytest.mark.parametrize(
    "text",
    ["переплатил 5000 тенге, верните", "пеня с 100 000 тенге сколько", "с 2026 года 12 месяцев"],
)
def test_another_sum_is_no_income(understanding: Understanding, text: str) -> None:
    assert understanding.understood(text, TODAY).action is None


def test_months_are_for_ones_own_table(understanding: Understanding) -> None:
    text = "шілдеде төлемедім, тамыздан бастап төлеп жүрмін, статус бола ма?"
    action = understanding.understood(text, TODAY).action
    assert action is not None
    assert action.flow is Flow.MONTHS
    assert action.marks[Month.of(2026, 7)] == "unpaid"
    assert action.marks[Month.of(2026, 10)] == "paid"


# Several questions


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        (
            "Сколько платит ИП за себя? Какая пеня за просрочку?",
            ["entrepreneur-contributions", "penalty-late"],
        ),
        (
            "МӘМС деген не? Емханаға қалай тіркелемін?",
            ["what-is-mams", None],
        ),
        (
            "сколько платит ип и еще как прикрепиться к поликлинике",
            ["entrepreneur-contributions", None],
        ),
        (
            "жұмыссыз қалсам мәртебе қанша сақталады\nтерминалдан қалай төлеймін",
            ["three-months-rule", "terminal-instructions"],
        ),
    ],
)
def test_each_question_of_a_message_is_answered_or_named(
    understanding: Understanding, text: str, topics: list[str | None]
) -> None:
    found = understanding.understood(text, TODAY)
    assert [part.match and part.match.topic for part in found.parts] == topics
    assert [match.topic for match in found.matches] == [one for one in topics if one]
    assert all(part.text in text for part in found.parts)


def test_a_remark_beside_a_question_is_no_other_question(understanding: Understanding) -> None:
    found = understanding.understood("Я уволился в мае. Сколько действует страховка?", TODAY)
    assert found.parts == ()
    assert topic(found) == "three-months-rule"


# Whatever is typed


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=400))
def test_any_text_is_understood_somehow(understanding: Understanding, text: str) -> None:
    found = understanding.understood(text, TODAY)
    assert len(found.matches) <= 5
    assert all(0 <= match.score <= 1 for match in found.matches)
    assert (found.outcome is Outcome.UNSURE) <= bool(found.matches or found.action)


@settings(max_examples=100, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            [
                *("осмс", "төлеу", "ип", "статус", "сколько", "қанша", "300000", "мың", IIN, "май"),
                *("не", "платил", "?", ".", "и", "еще", "прикрепиться", "привет", "қарыз"),
                *("қазаннан", "наурызға", "дейін", "[", "<", "&", "😀", "12", "с", "по"),
            ]
        ),
        max_size=60,
    )
)
def test_no_order_of_words_shows_an_iin_or_breaks(
    understanding: Understanding, words: list[str]
) -> None:
    found = understanding.understood(" ".join(words), TODAY)
    assert IIN not in repr(found)
    assert not any(match.topic.startswith("ask.") for match in found.matches)


@pytest.mark.parametrize(
    "text",
    [
        "а" * 100_000,
        "осмс " * 50_000,
        "? " * 50_000,
        "май по " * 20_000,
        "1" * 100_000,
        "қ\n" * 9999,
    ],
)
def test_a_message_of_any_length_takes_bounded_work(
    understanding: Understanding, text: str
) -> None:
    """Far above what it takes, far below what a text read to its end a second time would take."""
    started = process_time()
    understanding.understood(text, TODAY)
    assert process_time() - started < 2


# Learning


def test_the_same_texts_give_the_same_index(catalogs: Catalogs) -> None:
    one, other = Index.of(catalogs), Index.of(catalogs)
    assert (one.weights == other.weights).all()
    assert one.topics == other.topics


def test_both_languages_and_every_article_are_learned_from(catalogs: Catalogs) -> None:
    lines = examples(catalogs)
    topics = {line.topic for line in lines}
    assert {"ask.greeting", "ask.human", "ask.decline.apps"} <= topics
    assert len([topic for topic in topics if not topic.startswith("ask.")]) >= 101
    assert not [line.text for line in lines if "{" in line.text or "<" in line.text]


def test_its_own_lines_are_understood(understanding: Understanding, catalogs: Catalogs) -> None:
    """An editor who adds a way to ask is understood in these very words."""
    lines = [
        line
        for line in examples(catalogs)
        if line.weight == 1 and not line.topic.startswith("ask.")
    ]
    said = [
        (line, understanding.index.matches(understanding.index.said(line.text))) for line in lines
    ]
    missed = [line.text for line, matches in said if matches[0].topic != line.topic]
    assert len(missed) < len(lines) / 50, missed

"""Questions in a person's own words, over the wire."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answers.voice import Voice
from bot.rules.months import Month
from handlers.faq import Asked
from handlers.states import Months
from tests.conversations.test_calculator import sums
from tests.conversations.test_own_months import WINDOW, label, table
from tests.running import TODAY, RunningApp
from tests.wire import Citizen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
IIN = "862719423464"


def article(running_app: RunningApp, language: str, topic: str) -> str:
    app = running_app.app
    voice = Voice(app.shelf.current[language], app.law)
    return app.library.article(app.library.topics.by_id[topic], voice, TODAY).message()


def offered(citizen: Citizen) -> list[str]:
    data = [button.data or "" for button in citizen.screen.every_button()]
    return [one.removeprefix("menu:faq_") for one in data if one.startswith("menu:faq_")]


async def kept(running_app: RunningApp) -> list[tuple[Any, ...]]:
    return await running_app.app.database.fetch_all(
        "SELECT language, words, topics, outcome FROM questions ORDER BY question"
    )


# An article


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Кешіктіріп төлесем, өсімпұл қанша?", "penalty-late"),
        ("карызым кай айларга бар", "debt-periods"),
        ("qaryzym qai ailarga bar", "debt-periods"),
        ("какая пеня если опоздал с оплатой", "penalty-late"),
        ("ип сколька платит за сибя", "entrepreneur-contributions"),
        ("мамам үшін осмс оплатить етсем бола ма", "pay-for-another"),
    ],
)
async def test_an_article_answers_in_the_language_of_the_person(
    running_app: RunningApp, language: str, text: str, topic: str
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says(text)
    assert citizen.screen.html == article(running_app, language, topic)
    assert citizen.screen.find(f"opinion:{topic}")
    assert len(citizen.heard) == 1


async def test_an_opinion_about_the_answer_points_to_the_question(running_app: RunningApp) -> None:
    citizen = await running_app.settler("ru")
    await citizen.says("какая пеня за просрочку, меня зовут Аружан")
    await citizen.taps("opinion:penalty-late:0")
    ((question,),) = await running_app.app.database.fetch_all(
        "SELECT question FROM feedback ORDER BY note DESC LIMIT 1"
    )
    assert question == await Asked.about("penalty-late", running_app.state(citizen))
    ((words,),) = await running_app.app.database.fetch_all(
        "SELECT words FROM questions WHERE question = ?", (question,)
    )
    assert "пеня" in words
    assert "Аружан" not in words


# None, or one of several


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "емханаға тіркелгім келеді",
        "хочу прикрепиться к поликлинике",
        "сколько стоит каско",
        "асдлфкдж",
    ],
)
async def test_what_nobody_knows_is_declined_with_who_does(
    running_app: RunningApp, language: str, text: str
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says(text)
    assert citizen.screen.html == running_app.text(language, "ask.declined")
    for helper in ("1414", "Qoldau 24/7", "eGov"):
        assert helper in citizen.screen.text
    assert offered(citizen) == []
    assert citizen.screen.find("menu:contacts")
    assert citizen.screen.find("menu:menu")
    assert (await kept(running_app))[-1] == (language, text, "", "declined")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_when_unsure_at_most_three_are_offered(
    running_app: RunningApp, language: str
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("кто аплачивает личение в стацонаре")
    assert citizen.screen.html == running_app.text(language, "ask.unsure")
    assert "inpatient-payment" in offered(citizen)
    assert len(offered(citizen)) <= 3
    assert (await kept(running_app))[-1][3] == "unsure"
    asked = citizen.screen
    await citizen.taps("menu:faq_inpatient-payment")
    assert citizen.screen.html == article(running_app, language, "inpatient-payment")
    assert citizen.screen.message_id == asked.message_id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["Сәлем", "привет", "рахмет", "ты тупой бот", "👍", "..."])
async def test_what_asks_nothing_gets_the_menu(
    running_app: RunningApp, language: str, text: str
) -> None:
    citizen = await running_app.settler(language)
    before = len(await kept(running_app))
    await citizen.says(text)
    assert citizen.screen.html == running_app.text(language, "ask.nothing")
    assert citizen.screen.find("menu:status")
    assert len(await kept(running_app)) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["позовите оператора", "тірі адам керек"])
async def test_who_wants_a_person_gets_the_contacts(
    running_app: RunningApp, language: str, text: str
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says(text)
    assert citizen.screen.html == article(running_app, language, "contacts-phones")


# Several questions


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_several_questions_each_is_answered_or_named(
    running_app: RunningApp, language: str
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("Сколько платит ИП за себя? Как прикрепиться к <b>поликлинике</b>?")
    screen = citizen.screen
    assert running_app.text(language, "ask.several") in screen.html
    assert running_app.text(language, "faq.entrepreneur-contributions.title") in screen.text
    unknown = "Как прикрепиться к <b>поликлинике</b>?"
    assert running_app.text(language, "ask.part.unknown", question=unknown) in screen.html
    assert offered(citizen) == ["entrepreneur-contributions"]
    assert (await kept(running_app))[-1][3] == "partly"


# Data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [f"{IIN} қарызым бар ма", "мой иин 862719 423464 есть долг?"])
async def test_an_iin_in_a_question_is_looked_up_and_wiped(
    running_app: RunningApp, language: str, text: str
) -> None:
    citizen = await running_app.settler(language)
    before = await kept(running_app)
    await citizen.says(text)
    written = [message for message in citizen.chat.messages if not message.from_bot]
    assert written[-1].deleted
    heard = [message for message in citizen.chat.messages if message.from_bot]
    assert not [one.text for one in heard if "862719" in (one.text or "")]
    assert citizen.screen.find("view:debt")
    assert await kept(running_app) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "income"),
    [("айлығым 280 мың, осмс қанша ұсталады?", 280_000), ("оклад 420 тыс сколько вычтут", 420_000)],
)
async def test_an_income_is_one_tap_from_its_contributions(
    running_app: RunningApp, language: str, text: str, income: int
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says(text)
    button = citizen.screen.buttons[0][0]
    assert button.text == running_app.text(language, "button.ask.calculator")
    assert button.data == "cside:own"
    await citizen.taps("cside:own")
    contributions, deductions = income * 2 // 100, income * 3 // 100
    assert sums(citizen.screen)[:1] == [income]
    assert {contributions, deductions} <= set(sums(citizen.screen))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_fixed_kind_is_one_tap_away_without_the_income(
    running_app: RunningApp, language: str
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("я ИП, доход 900 000, сколько платить осмс за себя")
    await citizen.taps("cside:own")
    assert 5950 in sums(citizen.screen)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "с октября по март не платили, с апреля платят, когда статус?",
        "қазаннан наурызға дейін төленбеген, сәуірден бастап төленіп жатыр, статус қашан?",
        "казаннан наурызга дейин толемедим сауирден бастап толеп журмин статус кашан",
    ],
)
async def test_months_are_marked_and_one_tap_from_the_status(
    running_app: RunningApp, language: str, text: str
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says(text)
    assert citizen.screen.buttons[0][0].text == running_app.text(language, "button.ask.months")
    assert "2026" not in "".join(button.data or "" for button in citizen.screen.every_button())
    await citizen.taps("own:grid")
    paid_since = Month.of(2026, 4)
    marks = {month: "paid" if month >= paid_since else "unpaid" for month in WINDOW}
    assert table(citizen.screen) == [
        label(running_app, language, month, mark) for month, mark in marks.items()
    ]
    await citizen.taps("own:answer")
    headline = running_app.text(language, "status.headline.not_insured")
    assert headline in citizen.screen.html
    assert await running_app.state(citizen).get_state() == Months.marks.state


async def test_months_of_long_ago_bring_no_empty_table(running_app: RunningApp) -> None:
    citizen = await running_app.settler("ru")
    await citizen.says("в мае 2021 не платил, что теперь")
    assert citizen.screen.find("own:grid") is None


# Beside conversations


async def test_a_question_asked_in_the_calculator_is_for_the_calculator(
    running_app: RunningApp,
) -> None:
    citizen = await running_app.settler("ru")
    await citizen.taps("menu:calc")
    await citizen.taps("ckind:employee")
    await citizen.says("300 мың")
    assert 300_000 in sums(citizen.screen)


async def test_nobody_without_consent_is_kept_from_asking(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk", consents=False)
    await citizen.says("өсімпұл қанша")
    assert citizen.screen.html == article(running_app, "kk", "penalty-late")


async def test_a_new_edition_of_the_texts_is_learned_from_at_once(running_app: RunningApp) -> None:
    """Where it says something new to learn from."""
    app = running_app.app
    before = app.shelf.current
    first = await app.interpreter.of(before)
    try:
        app.shelf.replace(type(before)(dict(before.texts)))
        assert await app.interpreter.of(app.shelf.current) is first
        app.shelf.replace(type(before)({**before.texts, "ru": before["kk"]}))
        assert await app.interpreter.of(app.shelf.current) is not first
    finally:
        app.shelf.replace(before)

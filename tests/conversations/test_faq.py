"""The library over the wire: sections, links, articles, steps, and what people say of them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.answers.faq import Article
from bot.answers.topics import Topic
from bot.answers.voice import Voice
from bot.playground import TelegramServer
from handlers import states
from handlers.faq import CONTACTS, PAGE, Asked
from handlers.places import places
from tests.ledger.files import AIGUL
from tests.running import PATIENCE, TODAY, RunningApp, running, settings_of
from tests.wire import Citizen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
TOPIC = "self-payer-amount"
REASONS = ["other-question", "unclear", "wrong", "no-step"]


def article(running_app: RunningApp, language: str, topic: str = TOPIC) -> Article:
    app = running_app.app
    voice = Voice(app.shelf.current[language], app.law)
    return app.library.article(app.library.topics.by_id[topic], voice, TODAY)


def topics(running_app: RunningApp, section: str) -> tuple[Topic, ...]:
    return running_app.app.library.topics.sections[section]


def listed(citizen: Citizen) -> list[str]:
    """Topics that stand on buttons."""
    data = [button.data or "" for button in citizen.screen.every_button()]
    return [one.removeprefix("menu:faq_") for one in data if one.startswith("menu:faq_")]


async def opinions(running_app: RunningApp, topic: str) -> list[tuple[Any, ...]]:
    columns = "language, helped, reason, words, question"
    return await running_app.app.database.fetch_all(
        f"SELECT {columns} FROM feedback WHERE topic = ? ORDER BY note", (topic,)
    )


# Finding an article


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_the_menu_to_an_article_and_back(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.taps("menu:faq")
    assert citizen.screen.html == running_app.text(language, "library.title")
    sections = running_app.app.library.topics.sections
    for section in sections:
        name = running_app.text(language, f"button.section.{section}")
        assert citizen.screen.find(name), section
    first = citizen.screen.message_id
    await citizen.taps("lsection:status")
    assert listed(citizen) == [topic.id for topic in topics(running_app, "status")[:PAGE]]
    topic = listed(citizen)[2]
    await citizen.taps(f"menu:faq_{topic}")
    assert citizen.screen.html == article(running_app, language, topic).message()
    assert citizen.screen.message_id == first, "the screen changes in place"
    await citizen.taps("lsection:status")
    assert topic in listed(citizen)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_hold_every_topic_once(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    expected = [topic.id for topic in topics(running_app, "payment")]
    pages = -(-len(expected) // PAGE)
    assert pages > 2
    await citizen.says("/faq")
    await citizen.taps("lsection:payment")
    seen = listed(citizen)
    for page in range(1, pages):
        told = running_app.text(language, "library.page", page=page, pages=pages)
        assert told in citizen.screen.html
        await citizen.taps(f"{page + 1}/{pages} ›")
        assert citizen.screen.find(f"‹ {page}/{pages}")
        seen += listed(citizen)
    assert seen == expected
    assert not citizen.screen.find("›")


async def test_an_article_leads_back_to_its_own_page(running_app: RunningApp) -> None:
    citizen = await running_app.settler("ru")
    last = topics(running_app, "payment")[-1].id
    await citizen.says(f"/start faq_{last}")
    await citizen.taps("lsection:payment")
    assert last in listed(citizen)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_link_opens_an_article(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says(f"/start faq_{TOPIC}")
    assert citizen.screen.html == article(running_app, language).message()
    assert "4\u202f250\u202f₸" in citizen.screen.text
    assert len(citizen.heard) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_newcomer_gets_there_without_consent(
    running_app: RunningApp, language: str
) -> None:
    citizen = running_app.citizen(language)
    await citizen.says(f"/start faq_{TOPIC}")
    await citizen.taps(f"menu:lang_{language}")
    await citizen.taps("consent:0")
    assert citizen.screen.html == article(running_app, language).message()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_link_to_a_topic_that_is_not_there(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/start faq_how-to-fly")
    assert citizen.screen.html.startswith(running_app.text(language, "library.unknown"))
    assert citizen.screen.find("lsection:status")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_contacts_are_an_article(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/contacts")
    assert citizen.screen.html == article(running_app, language, CONTACTS).message()
    assert "1414" in citizen.screen.text


async def test_every_article_can_be_opened(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk")
    for topic in running_app.app.library.topics.by_id:
        await citizen.says(f"/start faq_{topic}")
        assert citizen.screen.html == article(running_app, "kk", topic).message()


# Going on from it


@pytest.mark.parametrize("language", LANGUAGES)
async def test_steps_and_related_topics_lead_on(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    topic = article(running_app, language).topic
    await citizen.says(f"/start faq_{TOPIC}")
    shown = citizen.screen
    assert listed(citizen) == list(topic.related[:3])
    steps = [button.data for row in shown.buttons[:2] for button in row]
    assert steps[: len(topic.steps)] == [f"menu:{step}" for step in topic.steps]
    await citizen.taps("menu:calc")
    assert citizen.screen.find("ckind")
    await citizen.taps(f"menu:faq_{topic.related[0]}", on=shown)
    assert citizen.screen.html == article(running_app, language, topic.related[0]).message()


async def test_places_that_are_not_there_are_no_steps(running_app: RunningApp) -> None:
    citizen = await running_app.settler("ru")
    for topic in running_app.app.library.topics.by_id.values():
        await citizen.says(f"/start faq_{topic.id}")
        shown = [button.data for button in citizen.screen.every_button()]
        for step in topic.steps:
            assert (f"menu:{step}" in shown) is (step.partition("_")[0] in places()), topic.id


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_person_spoken_of_is_not_asked_for_again(
    running_app: RunningApp, language: str
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says(AIGUL)
    await citizen.taps("menu:menu")
    for button in ("menu:faq", "lsection:payment", f"menu:faq_{TOPIC}"):
        await citizen.taps(button)
    assert citizen.screen.find("view:ways")
    assert not citizen.screen.find("menu:ways")
    await citizen.taps("view:ways")
    assert citizen.screen.html != running_app.text(language, "lookup.ask")


# What people say of it


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_article_that_helped(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    topic = {"kk": "dental", "ru": "vaccination"}[language]
    await citizen.says(f"/start faq_{topic}")
    await citizen.taps(f"opinion:{topic}:1")
    assert citizen.screen.html.startswith(article(running_app, language, topic).message())
    assert citizen.screen.html.endswith(running_app.text(language, "feedback.thanks"))
    assert not citizen.screen.find("opinion")
    assert citizen.screen.find("menu:menu")
    assert await opinions(running_app, topic) == [(language, 1, "", "", None)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
async def test_an_article_that_did_not_help(
    running_app: RunningApp, language: str, reason: str
) -> None:
    citizen = await running_app.settler(language)
    topic = running_app.app.library.topics.sections["care"][REASONS.index(reason)].id
    before = len(await opinions(running_app, topic))
    await citizen.says(f"/start faq_{topic}")
    await citizen.taps(f"opinion:{topic}:0")
    assert citizen.screen.html.endswith(running_app.text(language, "feedback.why"))
    await citizen.taps(f"owhy:{topic}:{reason}")
    assert citizen.screen.html == running_app.text(language, f"feedback.noted.{reason}")
    for way_on in ("menu:faq", "menu:contacts", "owords", "menu:menu"):
        assert citizen.screen.find(way_on), way_on
    assert (await opinions(running_app, topic))[before:] == [(language, 0, reason, "", None)]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_are_kept_without_a_name(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    topic = {"kk": "sanatorium", "ru": "treatment-abroad"}[language]
    who, what = {
        "kk": ("Менің атым Айгүл", "Мысал керек"),
        "ru": ("Меня зовут Айгүл", "Нужен пример"),
    }[language]
    said = f"{who}, тел 87012345678. {what}"
    kept = f"[name], тел [phone]. {what}"
    await citizen.says(f"/start faq_{topic}")
    await citizen.taps(f"opinion:{topic}:0")
    await citizen.taps(f"owhy:{topic}:unclear")
    await citizen.taps("owords")
    assert citizen.screen.html == running_app.text(language, "feedback.words")
    await citizen.says(said)
    assert citizen.screen.html == running_app.text(language, "feedback.words-noted")
    assert await opinions(running_app, topic) == [(language, 0, "unclear", kept, None)]
    assert await running_app.state(citizen).get_state() is None
    await citizen.says(said)
    assert citizen.screen.html != running_app.text(language, "feedback.words-noted")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_can_be_given_up(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says(f"/start faq_{TOPIC}")
    await citizen.taps(f"opinion:{TOPIC}:0")
    await citizen.taps(f"owhy:{TOPIC}:wrong")
    await citizen.taps("owords")
    assert await running_app.state(citizen).get_state() == states.Feedback.words.state
    await citizen.says("/cancel")
    assert citizen.screen.html == running_app.text(language, "cancel.feedback")
    assert await running_app.state(citizen).get_data() == {}


async def test_an_opinion_points_to_the_question_that_led_there(running_app: RunningApp) -> None:
    citizen = await running_app.settler("ru")
    other = article(running_app, "ru", "opt-out").topic.related[0]
    number = await running_app.app.questions.keep("можно отказаться", "ru", ["opt-out"], "1", TODAY)
    await citizen.says("/start faq_opt-out")
    await Asked(number, ("opt-out",)).keep(running_app.state(citizen))
    await citizen.taps("opinion:opt-out:1")
    await citizen.taps(f"menu:faq_{other}")
    await citizen.taps(f"opinion:{other}:1")
    assert await opinions(running_app, "opt-out") == [("ru", 1, "", "", number)]
    assert (await opinions(running_app, other))[-1] == ("ru", 1, "", "", None)


# Buttons that outlived what they spoke of


@pytest.mark.parametrize(
    "data", ["lsection:gone:0", "lsection:status:9", "opinion:gone:1", "owhy:gone:wrong"]
)
async def test_a_button_older_than_the_library(running_app: RunningApp, data: str) -> None:
    citizen = await running_app.settler("kk")
    await citizen.taps("menu:faq")
    screen = citizen.screen
    await citizen._act(lambda: citizen.server.tap(citizen.user, screen.message_id, data))
    assert citizen.screen.html.startswith(running_app.text("kk", "library.unknown"))
    assert await opinions(running_app, "gone") == []


async def test_a_reason_given_a_day_later_still_counts(running_app: RunningApp) -> None:
    citizen = await running_app.settler("ru")
    await citizen.says("/start faq_fund-safety")
    await citizen.taps("opinion:fund-safety:0")
    await running_app.state(citizen).clear()
    await citizen.taps("owhy:fund-safety:wrong")
    assert await opinions(running_app, "fund-safety") == [
        ("ru", 0, "", "", None),
        ("ru", 0, "wrong", "", None),
    ]
    shown = citizen.screen
    await running_app.state(citizen).clear()
    await citizen.taps("owords", on=shown)
    assert citizen.screen.html == running_app.text("ru", "feedback.too-late")


@pytest.mark.asyncio(loop_scope="function")
async def test_words_that_are_too_old_are_erased_at_the_next_start(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    old = TODAY - timedelta(days=settings.keep_words_days + 1)
    async with running(endpoint, settings) as before:
        for day in (old, TODAY):
            await before.app.questions.keep("қарыз қайда", "kk", [], "nothing", day)
            await before.app.feedback.keep("opt-out", "kk", day, helped=True)
    async with running(endpoint, settings) as after, asyncio.timeout(PATIENCE):
        for table in ("questions", "feedback"):
            days = f"SELECT day FROM {table}"  # erased beside the first answers, not before them
            while await after.app.database.fetch_all(days) != [(TODAY.toordinal(),)]:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

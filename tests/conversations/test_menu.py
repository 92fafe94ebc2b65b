"""The menu, help, languages, giving up."""

import pytest

from handlers.states import Lookup
from tests.running import RunningApp

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_has_a_way_back(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    for page in ("help", "settings", "privacy"):
        await citizen.says(f"/{page}")
        screen = citizen.screen
        assert screen.find("menu"), page
        await citizen.taps("menu:menu")
        assert citizen.screen.html == running_app.text(language, "menu.title")


async def test_help_names_a_living_person(running_app: RunningApp) -> None:
    citizen = await running_app.settler("ru")
    await citizen.taps("menu:help")
    screen = citizen.screen
    assert "1414" in screen.text
    assert len(citizen.heard) == 1
    assert citizen.heard[0].message_id == screen.message_id


async def test_a_tap_changes_the_screen_in_place(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk")
    before = citizen.screen.message_id
    for button in ("menu:help", "menu:settings", "menu:lang", "menu:lang_ru", "menu:help"):
        await citizen.taps(button)
        assert citizen.screen.message_id == before


async def test_a_double_tap_is_no_error(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk")
    citizen.tolerated = ("message is not modified",)
    before = citizen.screen
    await citizen.taps("menu:help", on=before)
    screen = citizen.screen
    await citizen.taps("menu:help", on=before)
    again = citizen.screen
    assert again.html == screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_to_cancel(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/cancel")
    screen = citizen.screen
    assert screen.html == running_app.text(language, "cancel.nothing")
    assert screen.find("menu:help")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cancel_says_what_was_cancelled(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    state = running_app.state(citizen)
    await state.set_state(Lookup.iin)
    await state.set_data({"on": "2026-11-20"})
    await citizen.says("/cancel")
    screen = citizen.screen
    assert screen.html == running_app.text(language, "cancel.lookup")
    assert await state.get_state() is None
    assert await state.get_data() == {}


async def test_an_unnamed_conversation_can_be_cancelled_too(running_app: RunningApp) -> None:
    citizen = await running_app.settler("ru")
    await running_app.state(citizen).set_state("Unnamed:step")
    await citizen.says("/cancel")
    assert citizen.screen.html == running_app.text("ru", "cancel.other")


@pytest.mark.parametrize(("here", "there"), [("kk", "ru"), ("ru", "kk")])
async def test_the_language_changes_at_once(running_app: RunningApp, here: str, there: str) -> None:
    citizen = await running_app.settler(here)
    await citizen.says("/language")
    screen = citizen.screen
    assert screen.html == running_app.text(here, "language.choose")
    await citizen.taps(f"menu:lang_{there}")
    screen = citizen.screen
    assert screen.html == running_app.text(there, "language.changed")
    await citizen.taps("menu:help")
    assert citizen.screen.html == running_app.text(there, "help.page")


async def test_a_change_of_language_keeps_what_was_begun(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk")
    state = running_app.state(citizen)
    await state.set_state(Lookup.iin)
    await citizen.says("/language")
    await citizen.taps("menu:lang_ru")
    screen = citizen.screen
    assert screen.html == running_app.text("ru", "language.changed-midway")
    assert await state.get_state() == Lookup.iin.state


async def test_before_any_choice_telegrams_language_counts(running_app: RunningApp) -> None:
    for code, language in (("kk", "kk"), ("ru", "ru"), ("ru-RU", "ru"), ("en", "kk"), ("", "kk")):
        citizen = running_app.citizen(code)
        await citizen.says("/help")
        assert citizen.screen.html == running_app.text(language, "help.page")

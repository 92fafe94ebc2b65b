"""The first meeting, links, and consent."""

import pytest

from bot.answers.operator import introduction
from tests.running import TODAY, RunningApp

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
UNKNOWN_LINKS = [
    "nowhere",
    "nowhere_at-all",
    "801315300123",
    "menu_801315300123",
    "%00",
    "два слова",
]


async def test_the_first_message_is_in_both_languages(running_app: RunningApp) -> None:
    citizen = running_app.citizen("en")
    await citizen.says("/start")
    screen = citizen.screen
    for language in LANGUAGES:
        assert running_app.text(language, "welcome.greeting") in screen.html
    assert [button.text for button in screen.every_button()] == ["Қазақша", "Русский"]
    assert len(citizen.heard) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_start_to_the_menu_with_consent(running_app: RunningApp, language: str) -> None:
    citizen = running_app.citizen("ru" if language == "kk" else "kk")
    await citizen.says("/start")
    await citizen.taps(f"menu:lang_{language}")
    screen = citizen.screen
    texts = running_app.app.shelf.current[language]
    assert introduction(running_app.app.settings, texts) in screen.html
    assert "t.me/SaqtandyryBot" in screen.html
    assert texts("consent.question") in screen.html
    await citizen.taps("consent:1")
    screen = citizen.screen
    assert screen.html == texts("menu.title")
    account = await running_app.account(citizen)
    assert (account.language, account.consented_on) == (language, TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_consent_may_be_declined_and_given_later(
    running_app: RunningApp, language: str
) -> None:
    citizen = running_app.citizen()
    await citizen.says("/start")
    await citizen.taps(f"menu:lang_{language}")
    await citizen.taps("consent:0")
    screen = citizen.screen
    assert screen.html == running_app.text(language, "consent.refused")
    assert screen.find("menu:help")
    assert (await running_app.account(citizen)).consented_on is None
    await citizen.says("/privacy")
    await citizen.taps("consent:1")
    assert (await running_app.account(citizen)).consented_on == TODAY


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_has_been_here_gets_the_menu(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/start")
    assert citizen.screen.html == running_app.text(language, "menu.title")
    await citizen.says("/Start")
    assert citizen.screen.html == running_app.text(language, "menu.title")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_link_chooses_the_language(running_app: RunningApp, language: str) -> None:
    citizen = running_app.citizen("en")
    await citizen.says(f"/start lang_{language}")
    screen = citizen.screen
    assert running_app.text(language, "consent.question") in screen.html
    await citizen.taps("consent:1")
    other = "ru" if language == "kk" else "kk"
    await citizen.says(f"/start lang_{other}")
    screen = citizen.screen
    assert screen.html == running_app.text(other, "language.changed")


async def test_a_link_is_followed_after_the_welcome(running_app: RunningApp) -> None:
    citizen = running_app.citizen()
    await citizen.says("/start settings")
    await citizen.taps("menu:lang_ru")
    await citizen.taps("consent:1")
    screen = citizen.screen
    assert running_app.text("ru", "settings.nobody") in screen.html


async def test_a_link_that_needs_no_consent_is_followed_without(running_app: RunningApp) -> None:
    citizen = running_app.citizen()
    await citizen.says("/start help")
    await citizen.taps("menu:lang_kk")
    await citizen.taps("consent:0")
    assert citizen.screen.html == running_app.text("kk", "help.page")


@pytest.mark.parametrize("link", UNKNOWN_LINKS)
async def test_a_link_to_nowhere_leads_to_the_menu(running_app: RunningApp, link: str) -> None:
    settled = await running_app.settler("ru")
    await settled.says(f"/start {link}")
    screen = settled.screen
    assert screen.html == running_app.text("ru", "welcome.unknown-link")
    assert screen.find("menu:help")


@pytest.mark.parametrize("link", [*UNKNOWN_LINKS, "lang_en", "lang_801315300123"])
async def test_a_newcomer_with_such_a_link_is_welcomed(running_app: RunningApp, link: str) -> None:
    newcomer = running_app.citizen()
    await newcomer.says(f"/start {link}")
    await newcomer.taps("menu:lang_kk")
    await newcomer.taps("consent:1")
    screen = newcomer.screen
    assert screen.html == running_app.text("kk", "menu.title")


async def test_nothing_typed_after_start_is_kept(running_app: RunningApp) -> None:
    newcomer = running_app.citizen()
    await newcomer.says("/start 801315300123")
    rows = await running_app.app.database.fetch_all("SELECT data FROM conversations")
    assert not any("801315300123" in data for (data,) in rows)

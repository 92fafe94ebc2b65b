"""What is kept, and how it is erased."""

import pytest

from bot.state import Limit
from tests.running import RunningApp

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
PERSON = b"p" * 16


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_says_what_matters(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/privacy")
    screen = citizen.screen
    for word in ("/forget", "1414", "msqory.kz", "egov.kz", "t.me/SaqtandyryBot", "СМС"):
        assert word in screen.text
    assert f" {running_app.app.settings.keep_words_days} " in screen.text, (
        "how long people's own words are kept"
    )
    assert not screen.find("consent:1"), "consent has been given already"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_consent_can_be_given_on_the_page(running_app: RunningApp, language: str) -> None:
    citizen = running_app.citizen(language)
    await citizen.says("/start")
    await citizen.taps(f"menu:lang_{language}")
    await citizen.taps("menu:privacy")
    await citizen.taps("consent:1")
    screen = citizen.screen
    assert screen.html == running_app.text(language, "menu.title")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_forget_erases_and_says_so(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    key = running_app.key(citizen)
    await running_app.app.accounts.remember(key, PERSON)
    await running_app.app.lookups.ask(key, PERSON)
    await running_app.state(citizen).set_state("Unnamed:step")
    await citizen.says("/forget")
    screen = citizen.screen
    assert screen.html == running_app.text(language, "forget.question")
    await citizen.taps("forget:1")
    screen = citizen.screen
    account = await running_app.account(citizen)
    assert (account.language, account.consented_on, account.remembered) == (None, None, None)
    assert await running_app.state(citizen).get_state() is None
    for table in ("accounts", "conversations"):
        query = f"SELECT count(*) FROM {table} WHERE account = ?"
        assert await running_app.app.database.fetch_one(query, (key,)) == (0,)


async def test_forgetting_does_not_lift_the_daily_limit(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk")
    key, lookups = running_app.key(citizen), running_app.app.lookups
    for number in range(lookups.limits.account_a_day):
        assert await lookups.ask(key, bytes([number + 1]) * 16) is None
    await citizen.says("/forget")
    await citizen.taps("forget:1")
    held = await running_app.app.database.fetch_all(
        "SELECT person FROM lookups WHERE account = ?", (key,)
    )
    assert len(held) == lookups.limits.account_a_day
    assert all(person.startswith(bytes(8)) for (person,) in held)
    refused = await lookups.ask(key, PERSON)
    assert refused is not None
    assert refused.limit is Limit.ACCOUNT


async def test_forget_can_be_thought_over(running_app: RunningApp) -> None:
    citizen = await running_app.settler("ru")
    await citizen.says("/forget")
    await citizen.taps("forget:0")
    screen = citizen.screen
    assert screen.html == running_app.text("ru", "forget.kept")
    assert (await running_app.account(citizen)).language == "ru"


async def test_after_forgetting_everything_begins_anew(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk")
    await citizen.says("/forget")
    await citizen.taps("forget:1")
    await citizen.says("/start")
    screen = citizen.screen
    assert [button.text for button in screen.every_button()] == ["Қазақша", "Русский"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_settings_tell_whether_somebody_is_remembered(
    running_app: RunningApp, language: str
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/settings")
    screen = citizen.screen
    assert running_app.text(language, "settings.nobody") in screen.html
    assert not screen.find("unremember")
    await running_app.app.accounts.remember(running_app.key(citizen), PERSON)
    await citizen.says("/settings")
    screen = citizen.screen
    assert running_app.text(language, "settings.somebody") in screen.html
    await citizen.taps("unremember")
    screen = citizen.screen
    assert running_app.text(language, "settings.nobody") in screen.html
    account = await running_app.account(citizen)
    assert (account.remembered, account.language) == (None, language)

"""Choosing reminders, seeing what is on, and turning them off, from every place."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import App
from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES, demo_people
from bot.playground import TelegramServer
from bot.rules.reminders import About, Lead, Matter, Wish
from bot.state import Reminder
from tests.running import TODAY, Hands, RunningApp, running, settings_of
from tests.wire import Citizen
from tests.wire.fixtures import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
IIN = {person.key: person.iin for person in demo_people()}
PHONES = dict(reversed(row.split(",")) for row in DEMO_FILES[2].read_text().split())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def people_app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningApp]:
    path = tmp_path_factory.mktemp("people") / "ledger.sqlite3"
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings_of(path, lookups_per_day=100)) as app,
    ):
        await fill(app.app)
        yield app


async def fill(app: App) -> None:
    await app.ledger.import_files(DEMO_FILES, admission(app.law, TODAY))


async def mine(app: RunningApp, citizen: Citizen) -> dict[Matter, Reminder]:
    return dict(await app.app.reminders.of(app.key(citizen)))


async def remembering(app: RunningApp, language: str, key: str) -> Citizen:
    citizen = await app.settler(language)
    await citizen.says(IIN[key])
    await citizen.taps("remember")
    return citizen


def chosen(citizen: Citizen) -> list[str]:
    """The data of the buttons that are marked as chosen."""
    buttons = citizen.screen.every_button()
    return [str(button.data) for button in buttons if button.text.endswith("☑")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_tap_turns_it_on_for_a_self_payer(people_app: RunningApp, language: str) -> None:
    citizen = await people_app.settler(language)
    await citizen.says("/remind")
    page = citizen.screen
    assert people_app.text(language, "remind.nothing-on") in page.html
    assert people_app.text(language, "remind.lacks.person") in page.html
    assert page.find("rend") is None
    assert page.find("menu:status")
    assert await mine(people_app, citizen) == {}
    await citizen.taps("rlead:three-days")
    kept = (await mine(people_app, citizen))[Matter.DUE]
    assert kept.wish == Wish(Matter.DUE, About.INDEPENDENT, Lead.THREE_DAYS)
    assert (kept.person, kept.proved, kept.next_on) == (None, False, date(2026, 11, 22))
    assert chosen(citizen) == ["rlead:three-days", "rabout:independent"]
    assert citizen.screen.message_id == page.message_id
    assert people_app.text(language, "remind.lead.three-days") in citizen.screen.html
    assert "22" in citizen.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_choice_is_one_tap_away(people_app: RunningApp, language: str) -> None:
    citizen = await people_app.settler(language)
    await citizen.says("/remind")
    await citizen.taps("rabout:entrepreneur")
    assert chosen(citizen) == ["rlead:three-days", "rabout:entrepreneur"]
    await citizen.taps("rlead:day")
    assert chosen(citizen) == ["rlead:day", "rabout:entrepreneur"]
    kept = (await mine(people_app, citizen))[Matter.DUE]
    assert kept.wish == Wish(Matter.DUE, About.ENTREPRENEUR, Lead.DAY)
    assert kept.next_on == date(2026, 11, 24)
    await citizen.taps("rlead:week")
    kept = (await mine(people_app, citizen))[Matter.DUE]
    assert kept.next_on == TODAY, "the week has begun: today is the first day to tell it"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_settings_show_what_is_on_and_turn_it_off(
    people_app: RunningApp, language: str
) -> None:
    citizen = await people_app.settler(language)
    await citizen.says("/settings")
    assert people_app.text(language, "settings.no-reminders") in citizen.screen.html
    assert citizen.screen.find("roff") is None
    await citizen.taps("menu:remind")
    await citizen.taps("rlead:three-days")
    await citizen.taps("menu:settings")
    settings = citizen.screen
    assert people_app.text(language, "remind.about.independent") in settings.html
    assert people_app.text(language, "remind.lead.three-days") in settings.html
    assert "22" in settings.text
    await citizen.taps("roff::settings")
    assert people_app.text(language, "settings.no-reminders") in citizen.screen.html
    assert citizen.screen.message_id == settings.message_id
    assert await mine(people_app, citizen) == {}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_turns_off_one_by_one(people_app: RunningApp, language: str) -> None:
    citizen = await remembering(people_app, language, "lost-job")
    await citizen.taps("menu:remind")
    await citizen.taps("rlead:week")
    await citizen.taps("rend")
    assert set(await mine(people_app, citizen)) == {Matter.DUE, Matter.END}
    await citizen.taps("roff:due:page")
    assert set(await mine(people_app, citizen)) == {Matter.END}
    assert chosen(citizen) == ["rend"]
    await citizen.taps("roff:end:page")
    assert people_app.text(language, "remind.nothing-on") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_with_somebody_remembered_it_is_about_them(
    people_app: RunningApp, language: str
) -> None:
    citizen = await remembering(people_app, language, "lost-job")
    assert citizen.screen.find("menu:remind"), "the status runs out"
    await citizen.taps("menu:remind")
    await citizen.taps("rlead:three-days")
    kept = (await mine(people_app, citizen))[Matter.DUE]
    assert kept.wish.about is About.PERSON
    assert kept.person == people_app.app.pseudonyms.person(IIN["lost-job"])
    await citizen.taps("rabout:independent")
    kept = (await mine(people_app, citizen))[Matter.DUE]
    assert (kept.wish.about, kept.person) == (About.INDEPENDENT, None)
    await citizen.taps("rabout:person")
    await citizen.taps("rend")
    kept = (await mine(people_app, citizen))[Matter.END]
    assert kept.next_on == TODAY, "two weeks before the 30th have begun"
    end = "2026 жылғы 30 қараша" if language == "kk" else "30 ноября 2026 года"
    assert end in citizen.screen.text
    await citizen.taps("menu:settings")
    assert end in citizen.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_status_that_goes_on_and_a_plan_lead_there_too(
    people_app: RunningApp, language: str
) -> None:
    citizen = await people_app.settler(language)
    await citizen.says(IIN["employed"])
    assert citizen.screen.find("menu:remind")
    await citizen.says(IIN["first-job"])
    assert citizen.screen.find("menu:remind"), "the status comes by itself if nothing is missed"
    await citizen.says(IIN["only-debt"])
    assert citizen.screen.find("menu:remind") is None, "nothing goes on and nothing runs out"
    await citizen.taps("view:ways")
    await citizen.taps("plan:repay:person")
    await citizen.taps("menu:remind")
    assert people_app.text(language, "remind.title") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whom_the_state_pays_for_is_shown_no_day(
    people_app: RunningApp, language: str
) -> None:
    citizen = await remembering(people_app, language, "turning-18")
    await citizen.taps("menu:remind")
    await citizen.taps("rend")
    assert people_app.text(language, "remind.next.no-end") in citizen.screen.html
    assert "2027" not in citizen.screen.text
    assert "2026" not in citizen.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_longer_remembering_ends_what_was_about_them_and_says_so(
    people_app: RunningApp, language: str
) -> None:
    citizen = await remembering(people_app, language, "lost-job")
    await citizen.taps("menu:remind")
    await citizen.taps("rlead:three-days")
    await citizen.taps("rend")
    await citizen.says("/settings")
    await citizen.taps("unremember")
    assert people_app.text(language, "settings.reminders-ended") in citizen.screen.html
    assert people_app.text(language, "settings.no-reminders") in citizen.screen.html
    assert await mine(people_app, citizen) == {}
    await citizen.says("/settings")
    assert people_app.text(language, "settings.reminders-ended") not in citizen.screen.html


async def test_an_own_month_outlives_the_tie(people_app: RunningApp) -> None:
    citizen = await remembering(people_app, "kk", "lost-job")
    await citizen.taps("menu:remind")
    await citizen.taps("rabout:entrepreneur")
    await citizen.says("/settings")
    await citizen.taps("unremember")
    assert people_app.text("kk", "settings.reminders-ended") not in citizen.screen.html
    assert set(await mine(people_app, citizen)) == {Matter.DUE}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_remembering_another_person_ends_it_and_says_so(
    people_app: RunningApp, language: str
) -> None:
    citizen = await remembering(people_app, language, "lost-job")
    await citizen.taps("menu:remind")
    await citizen.taps("rend")
    await citizen.says(IIN["employed"])
    await citizen.taps("remember")
    answers = [call for call in citizen.calls if call.method == "answerCallbackQuery"]
    told = people_app.text(language, "alert.reminders-ended")
    assert [call.parameters.get("text") for call in answers] == [told]
    assert await mine(people_app, citizen) == {}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_forgetting_erases_reminders_and_counts_them(
    people_app: RunningApp, language: str
) -> None:
    citizen = await remembering(people_app, language, "lost-job")
    await citizen.taps("menu:remind")
    await citizen.taps("rlead:week")
    await citizen.taps("rend")
    await citizen.says("/forget")
    await citizen.taps("forget:1")
    done = {"accounts": 1, "conversations": 1, "lookups": 1, "reminders": 2}
    assert citizen.screen.html == people_app.text(language, "forget.done", **done)
    assert await mine(people_app, citizen) == {}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_privacy_page_names_the_chat(people_app: RunningApp, language: str) -> None:
    citizen = await people_app.settler(language)
    await citizen.says("/privacy")
    sealed = "шифрланған" if language == "kk" else "зашифрованный"
    assert sealed in citizen.screen.text


async def test_an_old_button_about_somebody_no_longer_remembered_keeps_nothing(
    people_app: RunningApp,
) -> None:
    citizen = await remembering(people_app, "kk", "lost-job")
    await citizen.taps("menu:remind")
    old = citizen.screen
    await citizen.says("/settings")
    await citizen.taps("unremember")
    await citizen.taps("rabout:person", on=old)
    assert people_app.text("kk", "remind.lacks.person") in citizen.screen.html
    citizen.tolerated = ("message is not modified",)
    await citizen.taps("rend", on=old)
    assert await mine(people_app, citizen) == {}


async def test_nothing_about_the_person_stands_in_buttons(people_app: RunningApp) -> None:
    citizen = await remembering(people_app, "kk", "lost-job")
    await citizen.taps("menu:remind")
    await citizen.taps("rend")
    key = people_app.app.pseudonyms.person(IIN["lost-job"]).hex()
    for button in citizen.screen.every_button():
        assert key not in (button.data or "")
        assert IIN["lost-job"] not in (button.data or "")


@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_where_proof_is_asked_it_is_asked_here_too(tmp_path: Path, language: str) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3", lookup_policy="verified")
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with running(telegram, settings) as app:
            await fill(app.app)
            phone = next(number for number, iin in PHONES.items() if iin == IIN["lost-job"])
            user = telegram.user(language_code=language, phone=phone)
            citizen = Citizen(telegram, user, app.settled)
            await citizen.says("/start")
            await citizen.taps(f"menu:lang_{language}")
            await citizen.taps("consent:1")
            key = app.app.pseudonyms.person(IIN["lost-job"])
            await app.app.accounts.remember(app.key(citizen), key)
            await citizen.says("/remind")
            assert app.text(language, "remind.lacks.proof") in citizen.screen.html
            assert citizen.screen.find("rabout:person") is None
            await telegram.tap(user, citizen.screen.message_id, "rend")
            await app.settled()
            assert await mine(app, citizen) == {}
            await citizen.taps("menu:status")
            await citizen.taps("prove")
            await citizen.shares_contact()
            await citizen.taps("menu:remind")
            await citizen.taps("rend")
            kept = (await mine(app, citizen))[Matter.END]
            assert (kept.person, kept.proved) == (key, True)
            await citizen.says("/cancel")
        async with running(telegram, settings) as app:
            citizen = Citizen(telegram, user, app.settled)
            await citizen.says("/remind")
            await citizen.taps("rlead:day")
            kept = (await mine(app, citizen))[Matter.DUE]
            assert kept.proved, "who has proved it once need not for another choice"


@pytest.mark.asyncio(loop_scope="function")
async def test_late_in_the_evening_the_first_day_is_tomorrow(tmp_path: Path) -> None:
    hands = Hands(date(2026, 11, 22), 22)
    settings = settings_of(tmp_path / "ledger.sqlite3", today=None)
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings, hands) as app,
    ):
        citizen = await app.settler("ru")
        await citizen.says("/remind")
        await citizen.taps("rlead:three-days")
        assert "23 ноября" in citizen.screen.text
        hands.set(date(2026, 11, 25), 22)
        await citizen.taps("rlead:day")
        assert "24 декабря" in citizen.screen.text, "the due date is over for today"

"""Parts of the bot turned off: what citizens read, in the middle of anything, in every process."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground import TelegramServer
from bot.state import Feature
from handlers.states import Lookup
from tests.conversations.office import IIN, LANGUAGES, Office, open_office
from tests.running import PATIENCE, Hands
from tests.wire import Citizen
from tests.wire.fixtures import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANYBODY = IIN["lost-job"]


@pytest_asyncio.fixture(loop_scope="module")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_office(telegram, tmp_path / "ledger.sqlite3") as office,
    ):
        yield office


def reads(office: Office, citizen: Citizen, language: str, feature: Feature) -> None:
    """One clear sentence, and what works instead."""
    assert citizen.screen.html == office.text(language, f"closed.{feature}")
    assert "1414" in citizen.screen.text
    for works in ("menu:months", "menu:calc", "menu:menu"):
        assert citizen.screen.find(works), works


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("feature", list(Feature))
async def test_each_is_turned_off_and_on_by_itself(
    office: Office, language: str, feature: Feature
) -> None:
    admin, citizen = await office.admin(language), await office.app.settler(language)
    await admin.says("/switches")
    for one in Feature:
        assert admin.screen.find(f"switch:{one}:0"), one
    await admin.taps(f"switch:{feature}:0")
    name = office.text(language, f"admin.feature.{feature}")
    assert office.text(language, "admin.switches.off", name=name) in admin.screen.html
    off = [one for one in Feature if admin.screen.find(f"switch:{one}:1")]
    assert off == [feature]
    acts = {
        Feature.LOOKUPS: "/status",
        Feature.QUESTIONS: "ыыы",
        Feature.REMINDERS: "/remind",
    }
    for other, act in acts.items():
        await citizen.says("/menu")
        await citizen.says(act)
        closed = citizen.screen.html == office.text(language, f"closed.{other}")
        assert closed is (other is feature), act
    await admin.taps(f"switch:{feature}:1")
    assert not [one for one in Feature if admin.screen.find(f"switch:{one}:1")]
    await citizen.says("/menu")
    await citizen.says(acts.get(feature, "/status"))
    assert citizen.screen.html != office.text(language, f"closed.{feature}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whoever_was_just_typing_the_iin(office: Office, language: str) -> None:
    """The number is wiped all the same, is not counted, and nothing waits for it any more."""
    citizen = await office.app.settler(language)
    await citizen.says("/debt")
    assert await office.app.state(citizen).get_state() == Lookup.iin.state
    await office.app.app.board.turn(Feature.LOOKUPS, on=False)
    await citizen.says(ANYBODY)
    reads(office, citizen, language, Feature.LOOKUPS)
    assert not [one for one in citizen.chat.messages if ANYBODY in one.text and not one.deleted]
    assert await office.app.state(citizen).get_state() is None
    key = office.app.key(citizen)
    used = await office.app.app.database.fetch_all(
        "SELECT 1 FROM lookups WHERE account = ?", (key,)
    )
    assert used == []
    await office.app.app.board.turn(Feature.LOOKUPS, on=True)
    await citizen.says(ANYBODY)
    assert citizen.screen.find("view:")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_typed_instead_of_an_iin(office: Office, language: str) -> None:
    citizen = await office.app.settler(language)
    await citizen.says("/status")
    await office.app.app.board.turn(Feature.LOOKUPS, on=False)
    await citizen.says("сәлем")
    reads(office, citizen, language, Feature.LOOKUPS)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_way_leads_past_it_to_the_ledger(office: Office, language: str) -> None:
    """Every button under an answer about a person that was given before."""
    citizen = await office.app.settler(language)
    await citizen.says(ANYBODY)
    seen = [citizen.screen]
    for tap in ("view:debt", "plan:", "view:year", "picture:", "view:ways", "whatif:person"):
        await citizen.taps(tap)
        seen.append(citizen.screen)
    await citizen.taps("remember", on=seen[0])
    await office.app.app.board.turn(Feature.LOOKUPS, on=False)
    doors = {"view", "plan", "ptick", "pfile", "picture", "remember", "whatif", "wscreen"}
    tapped = set()
    for screen in seen:
        for data in {button.data for button in screen.every_button() if button.data}:
            if data.partition(":")[0] in doors and data not in tapped:
                tapped.add(data)
                await citizen.taps(data, on=screen)
                assert citizen.screen.html == office.text(language, "closed.lookups"), data
    assert {data.partition(":")[0] for data in tapped} == doors
    for way in ("/status", "/debt", "/year", "/ways", ANYBODY):
        await citizen.says(way)
        reads(office, citizen, language, Feature.LOOKUPS)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_own_months_and_calculator_work_meanwhile(office: Office, language: str) -> None:
    for feature in Feature:
        await office.app.app.board.turn(feature, on=False)
    citizen = await office.app.settler(language)
    await citizen.says("/status")
    await citizen.taps("menu:months")
    await citizen.taps("oall:1")
    await citizen.taps("own:answer")
    assert citizen.screen.find("own:grid")
    await citizen.says("/calc")
    await citizen.taps("ckind:independent")
    assert citizen.screen.find("cyear:independent")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whoever_was_just_writing_what_is_missing(office: Office, language: str) -> None:
    citizen = await office.app.settler(language)
    await citizen.says("/start faq_how-to-pay")
    article = citizen.screen
    await citizen.taps("opinion:how-to-pay:0")
    await citizen.taps("owhy")
    await citizen.taps("owords")
    await office.app.app.board.turn(Feature.FEEDBACK, on=False)
    await citizen.says("Мен Айгүл, ештеңе түсінбедім")
    reads(office, citizen, language, Feature.FEEDBACK)
    assert await office.app.state(citizen).get_state() is None
    words = await office.app.app.database.fetch_all("SELECT words FROM feedback")
    assert words == [("",)]
    await citizen.taps("opinion:how-to-pay:1", on=article)
    reads(office, citizen, language, Feature.FEEDBACK)
    await citizen.says("/start faq_how-to-pay")
    assert not citizen.screen.find("opinion"), "what is off is not offered"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_reminders_can_still_be_ended(office: Office, language: str) -> None:
    citizen = await office.app.settler(language)
    await citizen.says("/remind")
    await citizen.taps("rabout:independent")
    page = citizen.screen
    await office.app.app.board.turn(Feature.REMINDERS, on=False)
    for choice in ("rlead", "rabout:entrepreneur"):
        await citizen.taps(choice, on=page)
        reads(office, citizen, language, Feature.REMINDERS)
    key = office.app.key(citizen)
    assert len(await office.app.app.reminders.of(key)) == 1
    await citizen.taps("roff", on=page)
    assert not await office.app.app.reminders.of(key)
    assert office.text(language, "settings.no-reminders") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_settings_open_while_lookups_are_off(office: Office, language: str) -> None:
    """A reminder about a person can be ended although nothing about them is read."""
    citizen = await office.app.settler(language)
    await citizen.says(ANYBODY)
    await citizen.taps("remember")
    await citizen.says("/remind")
    await citizen.taps("rend")
    await office.app.app.board.turn(Feature.LOOKUPS, on=False)
    await citizen.says("/settings")
    await citizen.taps("roff")
    assert not await office.app.app.reminders.of(office.app.key(citizen))


async def test_no_reminder_leaves_while_they_are_off(tmp_path: Path) -> None:
    due, noon = date(2026, 11, 22), 12
    hands = Hands()
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_office(telegram, tmp_path / "l.sqlite3", hands, today=None) as office,
    ):
        app, own, other = office.app, await office.app.settler("kk"), await office.app.settler("ru")
        await own.says("/remind")
        await own.taps("rabout:independent")
        await other.says(ANYBODY)
        await other.taps("remember")
        await other.says("/remind")
        await other.taps("rabout:person")
        hands.set(due, noon)
        before = {one.user.id: len(one.chat.messages) for one in (own, other)}

        def told(one: Citizen) -> int:
            return len(one.chat.messages) - before[one.user.id]

        await app.app.board.turn(Feature.REMINDERS, on=False)
        await app.app.reminding.round()
        assert (told(own), told(other)) == (0, 0)
        await app.app.board.turn(Feature.LOOKUPS, on=False)
        await app.app.board.turn(Feature.REMINDERS, on=True)
        await app.app.reminding.round()
        assert (told(own), told(other)) == (1, 0), "nothing is read about a person"
        await app.app.board.turn(Feature.LOOKUPS, on=True)
        await app.app.reminding.round()
        assert (told(own), told(other)) == (1, 1), "what waited is told, and nothing twice"


async def test_a_switch_outlives_a_restart(tmp_path: Path) -> None:
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with open_office(telegram, tmp_path / "l.sqlite3") as before:
            citizen = await before.app.settler("ru")
            admin = await before.admin()
            await admin.says("/switches")
            await admin.taps("switch:lookups:0")
        async with open_office(telegram, tmp_path / "l.sqlite3") as after:
            citizen = after.again(citizen)
            await citizen.says("/status")
            reads(after, citizen, "ru", Feature.LOOKUPS)


async def test_every_process_on_the_ledger_follows_within_seconds(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    async with (
        TelegramServer(TOKEN, page=False).running() as here,
        TelegramServer(TOKEN, page=False).running() as there,
        open_office(here, path) as first,
        open_office(there, path) as second,
    ):
        there.network.updates._last_id += 1_000_000  # two bots of one ledger never share a number
        admin, citizen = await first.admin(), await second.app.settler("kk")
        await citizen.says("/status")
        assert citizen.screen.html == second.text("kk", "lookup.ask")
        await admin.says("/switches")
        await admin.taps("switch:lookups:0")
        await admin.says("/banner")
        await admin.says("Іздеу уақытша өшірулі.")
        await admin.says("Поиск временно отключён.")
        await admin.taps("bshow")
        await follows(citizen, "/status", second.text("kk", "closed.lookups"))
        await citizen.says("/menu")
        assert "Іздеу уақытша өшірулі." in citizen.screen.text
        await admin.taps("boff")
        await admin.says("/switches")
        await admin.taps("switch:lookups:1")
        await follows(citizen, "/status", second.text("kk", "lookup.ask"))
        await citizen.says("/menu")
        assert citizen.screen.html == second.text("kk", "menu.title")


async def follows(citizen: Citizen, act: str, answer: str) -> None:
    async with asyncio.timeout(PATIENCE):
        await citizen.says(act)
        while citizen.screen.html != answer:
            await asyncio.sleep(0.1)
            await citizen.says(act)

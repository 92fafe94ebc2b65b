"""A person supposes: months paid now, payments that stop, another day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
import pytest_asyncio

from bot.answers.format import Format
from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES, demo_people
from bot.playground import TelegramServer
from bot.rules.months import Month
from tests.running import TODAY, RunningApp, running, settings_of
from tests.wire import Citizen
from tests.wire.fixtures import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
IIN = {person.key: person.iin for person in demo_people()}
AUGUST = Month.of(2026, 8)


async def with_august_unpaid(running_app: RunningApp, language: str) -> Citizen:
    """Somebody whose own months lack August."""
    citizen = await running_app.settler(language)
    await citizen.says("/months")
    await citizen.taps("oall:1")
    for _ in range(3):
        await citizen.taps("omonth:2026-08")
    await citizen.taps("own:answer")
    await citizen.taps("whatif:own")
    return citizen


def standing(running_app: RunningApp, language: str, one: str) -> str:
    return running_app.text(language, f"whatif.standing.{one}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_month_paid_now_stands_beside_today(running_app: RunningApp, language: str) -> None:
    citizen = await with_august_unpaid(running_app, language)
    assert standing(running_app, language, "not_insured") in citizen.screen.html
    assert running_app.text(language, "whatif.choose") in citizen.screen.html
    await citizen.taps("wscreen:pay")
    await citizen.taps("wpay:2026-08")
    chosen = citizen.screen.find("wpay:2026-08")
    assert chosen
    name = Format(language).short_month(AUGUST)
    assert chosen.text == running_app.text(language, "button.whatif.month-paid", month=name)
    await citizen.taps("wscreen:answer")
    html = citizen.screen.html
    now, then = html.split(running_app.text(language, "whatif.if.pay", months=month(language)))
    assert standing(running_app, language, "not_insured") in now
    assert standing(running_app, language, "insured") in then
    assert "4\u202f250\u202f₸" in then
    assert Format(language).day_on(date(2026, 11, 25), year=True) in then


def month(language: str) -> str:
    return Format(language).months([AUGUST])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_month_is_taken_back(running_app: RunningApp, language: str) -> None:
    citizen = await with_august_unpaid(running_app, language)
    await citizen.taps("wscreen:pay")
    await citizen.taps("wpay:2026-08")
    await citizen.taps("wpay:2026-08")
    await citizen.taps("wscreen:answer")
    assert running_app.text(language, "whatif.choose") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_payments_that_stop_and_a_day(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/months")
    await citizen.taps("oall:1")
    await citizen.says("/whatif")
    await citizen.taps("wscreen:stops")
    await citizen.taps("wstops:2027-03")
    through = Format(language).day_by(date(2027, 5, 31), year=True)
    assert through in citizen.screen.text
    assert running_app.text(language, "whatif.goes-on") in citizen.screen.html
    await citizen.taps("wscreen:day")
    await citizen.says("1 июня 2027")
    assert standing(running_app, language, "not_insured") in citizen.screen.html
    await citizen.taps("wscreen:nothing")
    assert running_app.text(language, "whatif.choose") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_day_that_is_none_keeps_the_step(running_app: RunningApp, language: str) -> None:
    citizen = await with_august_unpaid(running_app, language)
    await citizen.taps("wscreen:day")
    for typed, reason in (
        ("31.02.2027", "no_such_day"),
        ("19.11.2026", "in_past"),
        ("когда-нибудь", "nothing"),
    ):
        await citizen.says(typed)
        assert citizen.screen.html == running_app.text(language, f"events.misread.{reason}")
    await citizen.says("1 марта")
    assert Format(language).day_on(date(2027, 3, 1), year=True) in citizen.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_both_readings_of_a_coming_day(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/months")
    await citizen.taps("oall:1")
    await citizen.says("/whatif")
    await citizen.taps("wscreen:day")
    await citizen.taps("wday:2027-03-01")
    html = citizen.screen.html
    assert running_app.text(language, "whatif.goes-on") in html
    otherwise = html.split(running_app.text(language, "whatif.otherwise"))[1]
    assert standing(running_app, language, "not_insured") in otherwise


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nobody_is_spoken_of(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/whatif")
    assert citizen.screen.html == running_app.text(language, "whatif.of-whom")
    assert citizen.screen.find("menu:status")
    assert citizen.screen.find("menu:months")


@pytest.mark.parametrize("button", ["wscreen:pay", "wscreen:stops", "wscreen:day"])
async def test_old_buttons_say_that_they_are_old(running_app: RunningApp, button: str) -> None:
    citizen = await with_august_unpaid(running_app, "ru")
    screen = citizen.screen
    await citizen.says("/cancel")
    await citizen.taps(button, on=screen)
    assert citizen.screen.html == running_app.text("ru", "whatif.out-of-date")


# On a ledger


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ledger_app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningApp]:
    """The bot on a ledger of invented people."""
    path = tmp_path_factory.mktemp("people") / "ledger.sqlite3"
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings_of(path, lookups_per_day=100)) as app,
    ):
        await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))
        yield app


@pytest.mark.parametrize("language", LANGUAGES)
async def test_on_a_ledger_the_missing_month_is_paid_now(
    ledger_app: RunningApp, language: str
) -> None:
    citizen = await ledger_app.settler(language)
    await citizen.says(IIN["booking-gap"])
    await citizen.taps("whatif:person")
    await citizen.taps("wscreen:pay")
    first = citizen.screen.buttons[0][0]
    assert first.data
    await citizen.taps(first.data)
    await citizen.taps("wscreen:answer")
    form, html = Format(language), citizen.screen.html
    now = form.day_by(date(2026, 11, 30), year=True)
    then = form.day_by(date(2027, 1, 31), year=True)
    assert ledger_app.text(language, "status.until.retention", through=now) in html
    assert ledger_app.text(language, "status.until.contributions", through=then) in html
    await citizen.taps("view:status")
    assert ledger_app.text(language, "status.headline.insured") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_place_remembers_whom_the_account_remembers(
    ledger_app: RunningApp, language: str
) -> None:
    citizen = await ledger_app.settler(language)
    await citizen.says(IIN["employed"])
    await citizen.taps("remember")
    await citizen.says("/cancel")
    await citizen.says("/whatif")
    assert standing(ledger_app, language, "insured") in citizen.screen.html


async def test_two_who_are_covered_alike_look_alike_when_something_is_supposed(
    ledger_app: RunningApp,
) -> None:
    """A pensioner and a person whose category has an end: nobody may tell them apart."""
    told = []
    for key in ("pensioner", "turning-18"):
        citizen = await ledger_app.settler("ru")
        await citizen.says(IIN[key])
        await citizen.taps("whatif:person")
        screens = [citizen.screen.html]
        await citizen.taps("wscreen:pay")
        screens.append(repr(citizen.screen.buttons))
        await citizen.taps("wscreen:answer")
        await citizen.taps("wscreen:day")
        await citizen.taps("wday:2027-06-01")
        screens.append(citizen.screen.html)
        told.append(screens)
    assert told[0] == told[1]


async def test_nothing_supposed_stands_in_a_button_or_names_a_person(
    ledger_app: RunningApp,
) -> None:
    citizen = await ledger_app.settler("kk")
    await citizen.says(IIN["booking-gap"])
    await citizen.taps("whatif:person")
    await citizen.taps("wscreen:day")
    await citizen.taps("wday:2027-01-01")
    kept = str(await ledger_app.state(citizen).get_data())
    assert IIN["booking-gap"] not in kept
    assert {button.data for button in citizen.screen.every_button()} == {
        *("wscreen:pay", "wscreen:stops", "wscreen:day", "wscreen:nothing"),
        *("view:status", "menu:menu"),
    }

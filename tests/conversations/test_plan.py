"""A plan in the chat: ticked, kept over a restart, taken along as a file."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES, demo_people
from bot.playground import TelegramServer
from tests.running import TODAY, running, settings_of
from tests.wire import Citizen
from tests.wire.fixtures import TOKEN

IIN = {person.key: person.iin for person in demo_people()}


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_plan_is_ticked_kept_and_sent(tmp_path: Path, language: str) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3", lookups_per_day=100)
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with running(telegram, settings) as app:
            await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))
            citizen = await app.settler(language)
            await citizen.says(IIN["seasonal"])
            await citizen.taps("view:ways")
            ways = citizen.screen
            await citizen.taps("plan:prepay:person")
            assert citizen.screen.message_id != ways.message_id
            copies = [one.copy for one in citizen.screen.every_button() if one.copy]
            assert copies[:2] == ["122026", "4250"]
            assert len(copies) == 24
            await citizen.taps("ptick:prepay:person:2026-12")
            kept = await app.state(citizen).get_data()
            assert kept["plan"] == {"way": "prepay", "of": "person", "paid": ["2026-12"]}
            assert IIN["seasonal"] not in json.dumps(kept)
        async with running(telegram, settings) as app:
            citizen = Citizen(telegram, citizen.user, app.settled)
            await citizen.taps("ptick:prepay:person:2027-01")
            paid = app.text(language, "button.plan.paid", period="122026")
            assert citizen.screen.find(paid)
            plan = citizen.screen
            await citizen.taps("pfile:prepay:person:csv")
            assert citizen.screen.document is not None
            table = StringIO(citizen.screen.document.decode("utf-8-sig"))
            assert len(list(csv.reader(table, delimiter=";"))) == 14
            await citizen.taps("pfile:prepay:person:ics", on=plan)
            assert citizen.screen.document is not None
            assert len(Calendar.from_ical(citizen.screen.document).walk("VEVENT")) == 3
            await citizen.taps("menu:menu")
            await citizen.taps("ptick:prepay:person:2027-01", on=plan)
            assert citizen.screen.find(app.text(language, "button.plan.unpaid", period="012027"))
            assert citizen.screen.find(paid), "the menu does not untick what was paid"
            await citizen.says("/cancel")
            await citizen.taps("ptick:prepay:person:2027-01", on=plan)
            assert citizen.screen.html == app.text(language, "plan.out-of-date")
            assert citizen.screen.find("menu:status")


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_debt_has_a_plan(tmp_path: Path, language: str) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3", lookups_per_day=100)
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings) as app,
    ):
        await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))
        citizen = await app.settler(language)
        await citizen.says(IIN["only-debt"])
        await citizen.taps("view:debt")
        await citizen.taps("plan:debt:person")
        assert app.text(language, "plan.title.debt") in citizen.screen.html
        await citizen.taps("view:status")


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_when_all_is_ticked_nothing_is_left(tmp_path: Path, language: str) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings) as app,
    ):
        await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))
        citizen = await app.settler(language)
        await citizen.says(IIN["booking-gap"])
        await citizen.taps("view:ways")
        await citizen.taps("plan:repay:person")
        (tick,) = [one.data for one in citizen.screen.every_button() if "ptick" in (one.data or "")]
        assert tick is not None
        await citizen.taps(tick)
        assert app.text(language, "plan.all-paid") in citizen.screen.html
        assert not [one for one in citizen.screen.every_button() if one.copy]
        await citizen.taps(tick)
        assert app.text(language, "plan.all-paid") not in citizen.screen.html


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_own_months_have_a_plan_too(tmp_path: Path, language: str) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings) as app,
    ):
        citizen = await app.settler(language, consents=False)
        await citizen.taps("menu:months")
        await citizen.taps(app.text(language, "button.own.all"))
        for _ in range(3):
            await citizen.taps("omonth:2026-05")
        await citizen.taps(app.text(language, "button.own.count"))
        await citizen.taps(app.text(language, "button.view.ways"))
        await citizen.taps("plan:repay:own")
        copies = [one.copy for one in citizen.screen.every_button() if one.copy]
        assert copies == ["052026", "4250"]


async def test_another_persons_lookup_takes_the_ticks_away(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings) as app,
    ):
        await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))
        citizen = await app.settler("kk")
        await citizen.says(IIN["seasonal"])
        await citizen.taps("view:ways")
        await citizen.taps("plan:repay:person")
        await citizen.taps("ptick:repay:person:2025-11")
        await citizen.says(IIN["only-debt"])
        assert (await app.state(citizen).get_data())["plan"] is None


async def test_where_proof_is_asked_there_is_no_plan_without_it(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3", lookup_policy="verified")
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings) as app,
    ):
        await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))
        citizen = await app.settler("kk")
        await citizen.says(IIN["only-debt"])
        shown = citizen.screen
        await telegram.tap(citizen.user, shown.message_id, "plan:debt:person")
        await app.settled()
        assert citizen.screen.html == app.text("kk", "plan.out-of-date")

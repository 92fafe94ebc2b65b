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

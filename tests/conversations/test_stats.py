"""Counts as an admin reads them: what people did, never who."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground import TelegramServer
from bot.state import Counts
from tests.conversations.office import IIN, LANGUAGES, Office, open_office
from tests.running import TODAY
from tests.wire.fixtures import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_office(telegram, tmp_path / "ledger.sqlite3") as office,
    ):
        yield office


async def counted(office: Office) -> dict[tuple[str, str], int]:
    tallies = await office.app.app.counts.between(TODAY, TODAY)
    return {(tally.name, tally.language): tally.times for tally in tallies}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_people_do_is_counted(office: Office, language: str) -> None:
    citizen = await office.app.settler(language)
    people = list(IIN.values())
    await citizen.says(people[0])
    await citizen.says(people[1])
    await citizen.says("сколько стоит каско на машину")
    await citizen.says("/start faq_how-to-pay")
    await citizen.taps("opinion:how-to-pay:1")
    await citizen.says("/start faq_debt-periods")
    await citizen.taps("opinion:debt-periods:0")
    await citizen.says("/remind")
    await citizen.taps("rabout:independent")
    found = await counted(office)
    updates = found.pop(("updates", language))
    assert updates == 12
    assert found == {
        ("lookups", language): 2,
        ("unanswered", language): 1,
        ("topic.how-to-pay", language): 1,
        ("topic.debt-periods", language): 1,
        ("helped", language): 1,
        ("not-helped", language): 1,
        ("reminders", language): 1,
    }


async def test_plans_and_lookups_beyond_the_limit_are_counted(tmp_path: Path) -> None:
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_office(telegram, tmp_path / "l.sqlite3", lookups_per_day=1) as office,
    ):
        citizen = await office.app.settler("ru")
        await citizen.says(IIN["lost-job"])
        await citizen.says(IIN["employed"])
        await citizen.says(IIN["lost-job"])
        await citizen.taps("view:ways")
        await citizen.taps("plan:")
        found = await counted(office)
        names = ("lookups", "limited", "plans")
        assert [found[name, "ru"] for name in names] == [2, 1, 1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_admin_reads_seven_and_thirty_days(office: Office, language: str) -> None:
    app = office.app.app
    for ago, times in ((0, 3), (6, 2), (7, 4), (29, 5), (30, 100)):
        clock = type(app.clock)(app.clock.timezone, TODAY - timedelta(days=ago))
        earlier = Counts(app.database, clock, app.library.topics.by_id)
        for _ in range(times):
            earlier.add("lookups", "kk")
            earlier.add("unanswered", "ru")
            earlier.add("topic.how-to-pay", "kk")
        earlier.add("answered", "kk")
        await earlier.flush()
    admin = await office.admin(language)
    await admin.says("/stats")
    for lookups, unanswered, share in ((5, 5, "71"), (14, 14, "78")):
        told = office.text(language, "admin.stats.sum", times=lookups, kk=lookups, ru=0)
        assert office.text(language, "admin.stats.of.lookups", sum=told) in admin.screen.html
        told = office.text(language, "admin.stats.sum", times=unanswered, kk=0, ru=unanswered)
        assert office.text(language, "admin.stats.of.unanswered", sum=told) in admin.screen.html
        assert f"{share}%" in admin.screen.text.replace("\u00a0", "")
        topic = office.text(language, "admin.stats.topic", topic="how-to-pay", times=lookups)
        assert topic in admin.screen.html
        if lookups == 5:
            await admin.taps("stats:30")
    days = [line for line in admin.screen.text.splitlines() if line.count(",") == 2]
    assert len(days) == 31, "thirty days below the line that names the columns"


async def test_what_was_counted_outlives_a_restart(tmp_path: Path) -> None:
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with open_office(telegram, tmp_path / "l.sqlite3") as before:
            await before.app.settler("kk")
        async with open_office(telegram, tmp_path / "l.sqlite3") as after:
            assert (await counted(after))["updates", "kk"] == 3


async def test_nothing_that_people_write_becomes_a_count(office: Office) -> None:
    citizen = await office.app.settler("kk")
    before = set(await counted(office))
    for said in ("lookups", "/start faq_lookups", "/start faq_no-such-topic", "/lookups"):
        await citizen.says(said)
    for data in ("opinion:helped:1", "menu:faq_topic", "stats:7", "lib:updates:0"):
        await office.app.telegram.tap(citizen.user, citizen.screen.message_id, data)
        await office.app.settled()
    assert set(await counted(office)) - before == {("unanswered", "kk")}


async def test_no_account_stands_in_the_counts(office: Office) -> None:
    admin = await office.admin()
    await admin.says("/stats")
    assert str(admin.user.id) not in admin.screen.text

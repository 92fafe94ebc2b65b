"""Invented people from their files are those that a ledger holds."""

from pathlib import Path

from bot.commands.demo import demo_day, demo_people, demo_settings, fill_demo
from bot.files import LAW
from bot.ledger import open_ledger
from bot.rules.history import History
from bot.rules.law import load as load_law
from bot.staffroom import DemoPeople
from tests.running import settings_of


def in_order(history: History) -> tuple[object, object]:
    return sorted(history.payments), sorted(history.categories, key=lambda one: one.starts_on)


async def test_files_and_ledger_say_the_same(tmp_path: Path) -> None:
    people = DemoPeople.load()
    law = load_law(LAW)
    settings = demo_settings(settings_of(tmp_path / "ledger.sqlite3"))
    async with open_ledger(settings) as (ledger, database, pseudonyms):
        await fill_demo(ledger, law, database.path)
        for person in demo_people():
            held = await ledger.history(pseudonyms.person(person.iin))
            assert in_order(people.histories[person.key]) == in_order(held), person.key
    assert people.day == demo_day()
    assert list(people.histories) == [person.key for person in demo_people()]

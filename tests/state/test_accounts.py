"""What is kept about accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.database import Database
from bot.state import Account, Accounts, DatabaseStorage, Erased
from tests.ledger.files import AIGUL, PSEUDONYMS, TODAY, person
from tests.state.windows import lookups_on

CITIZEN = PSEUDONYMS.account(13)
OTHER = PSEUDONYMS.account(14)


@pytest.fixture
async def database(place: Path | str) -> AsyncIterator[Database]:
    async with Database.open(place) as database:
        yield database


async def test_a_new_account_has_chosen_nothing(database: Database) -> None:
    assert await Accounts(database).get(CITIZEN) == Account(None, None, None)


async def test_settings_are_kept_one_by_one(database: Database) -> None:
    accounts = Accounts(database)
    await accounts.set_language(CITIZEN, "ru")
    await accounts.remember(CITIZEN, person(AIGUL))
    await accounts.consent(CITIZEN, TODAY)
    await accounts.set_language(CITIZEN, "kk")
    assert await accounts.get(CITIZEN) == Account("kk", TODAY, person(AIGUL))
    assert await accounts.get(OTHER) == Account()
    await accounts.remember(CITIZEN, None)
    assert await accounts.get(CITIZEN) == Account("kk", TODAY, None)


async def test_the_announcement_read_is_kept_beside_the_settings(database: Database) -> None:
    accounts = Accounts(database)
    await accounts.note_banner(CITIZEN, 3)
    await accounts.set_language(CITIZEN, "kk")
    await accounts.note_banner(CITIZEN, 4)
    assert await accounts.get(CITIZEN) == Account("kk", banner_read=4)
    await accounts.forget(CITIZEN)
    assert await accounts.get(CITIZEN) == Account()


async def test_forgetting_erases_all_about_one_account(database: Database) -> None:
    accounts, lookups = Accounts(database), lookups_on(database)
    storage = DatabaseStorage(database, PSEUDONYMS)
    for number, account in ((13, CITIZEN), (14, OTHER)):
        await accounts.remember(account, person(AIGUL))
        await storage.set_state(StorageKey(1, number, number), "Form:kind")
        await storage.set_state(StorageKey(1, number, number, destiny="b"), "Form:kind")
        await lookups.ask(account, person(AIGUL))
    erased = await accounts.forget(CITIZEN)
    assert erased == Erased(accounts=1, conversations=2, lookups=1, reminders=0, remembered=True)
    assert erased.total == 4
    assert await accounts.get(CITIZEN) == Account()
    assert await storage.get_state(StorageKey(1, 13, 13)) is None
    assert await accounts.get(OTHER) == Account(remembered=person(AIGUL))
    assert await storage.get_state(StorageKey(1, 14, 14)) == "Form:kind"
    assert (await accounts.forget(CITIZEN)).total == 0

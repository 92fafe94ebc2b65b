"""What is kept of reminders: who asked, sealed; what was told, once; and how all of it goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database import Database
from bot.ledger import Pseudonyms, ledger_on
from bot.rules.reminders import About, Lead, Matter, Occasion, Wish
from bot.state import Accounts, ChatSeal, Erased, Reminder, Reminders, SealBroken
from bot.state import reminders as kept
from tests.ledger.files import AIGUL, BOLAT, PSEUDONYMS, TODAY, person

CHAT, OTHER_CHAT = 700_000_013, 700_000_014
CITIZEN, OTHER = PSEUDONYMS.account(CHAT), PSEUDONYMS.account(OTHER_CHAT)
DUE = Wish(Matter.DUE, About.INDEPENDENT)
ABOUT_PERSON = Wish(Matter.DUE, About.PERSON, Lead.WEEK)
END = Wish(Matter.END, About.PERSON)
OCCASION = Occasion(Matter.DUE, date(2026, 11, 25), 3)
LATER = TODAY + timedelta(days=30)
SEAL = ChatSeal(PSEUDONYMS.chat_key)
CHATS = st.integers(-(2**63), 2**63 - 1)
ACCOUNTS = st.binary(min_size=16, max_size=16)

only_a_file = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


@dataclass
class Shelf:
    database: Database
    reminders: Reminders

    async def choose(
        self, wish: Wish = DUE, about: bytes | None = None, chat: int = CHAT, on: date = TODAY
    ) -> Reminder:
        account = PSEUDONYMS.account(chat)
        given = {"proved": False, "language": "kk", "next_on": on, "today": TODAY}
        await self.reminders.choose(account, chat, wish, about, **given)  # type: ignore[arg-type]
        return (await self.reminders.of(account))[wish.matter]

    async def places(self, today: date = TODAY) -> list[bytes]:
        return [one.account for one in await self.reminders.waiting(today, 100)]


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


@pytest.fixture
async def shelf(place: Path | str) -> AsyncIterator[Shelf]:
    async with Database.open(place) as database:
        yield Shelf(database, Reminders(database, SEAL, PSEUDONYMS))


@given(chat=CHATS, account=ACCOUNTS)
def test_a_seal_opens_for_its_account_only(chat: int, account: bytes) -> None:
    sealed = SEAL.close(chat, account)
    assert (len(sealed), SEAL.open(sealed, account)) == (36, chat)
    assert sealed != SEAL.close(chat, account)
    with pytest.raises(SealBroken):
        SEAL.open(sealed, account[::-1] + b"x")
    with pytest.raises(SealBroken):
        ChatSeal(Pseudonyms(b"another key of 32 bytes, or more").chat_key).open(sealed, account)
    with pytest.raises(SealBroken):
        SEAL.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), account)


def test_the_key_of_the_seals_is_neither_the_secret_nor_what_the_ledger_shows() -> None:
    secret = b"a key for tests only, 32 bytes!!"
    assert len(PSEUDONYMS.chat_key) == 32
    assert PSEUDONYMS.chat_key != secret
    assert not PSEUDONYMS.chat_key.startswith(PSEUDONYMS.proof_of_key)


async def test_a_choice_replaces_the_earlier_one_of_its_matter(shelf: Shelf) -> None:
    await shelf.choose(DUE)
    await shelf.choose(END, person(AIGUL))
    changed = await shelf.choose(ABOUT_PERSON, person(AIGUL), on=LATER)
    mine = await shelf.reminders.of(CITIZEN)
    assert {matter: one.wish for matter, one in mine.items()} == {
        Matter.DUE: ABOUT_PERSON,
        Matter.END: END,
    }
    assert (changed.person, changed.next_on, changed.language) == (person(AIGUL), LATER, "kk")
    assert shelf.reminders.chat_id(changed) == CHAT
    assert await shelf.reminders.of(OTHER) == {}


async def test_the_language_is_the_accounts_once_it_has_one(shelf: Shelf) -> None:
    await shelf.choose()
    await Accounts(shelf.database).set_language(CITIZEN, "ru")
    (waiting,) = await shelf.reminders.waiting(TODAY, 10)
    assert waiting.language == "ru"


async def test_one_or_all_can_be_ended(shelf: Shelf) -> None:
    for wish in (DUE, END):
        await shelf.choose(wish)
        await shelf.choose(wish, chat=OTHER_CHAT)
    assert await shelf.reminders.end(CITIZEN, Matter.DUE) == 1
    assert list(await shelf.reminders.of(CITIZEN)) == [Matter.END]
    assert await shelf.reminders.end(OTHER) == 2
    assert await shelf.reminders.end(OTHER) == 0
    assert await shelf.reminders.of(OTHER) == {}


async def test_only_those_whose_day_has_come_are_read_and_page_by_page(shelf: Shelf) -> None:
    for number in range(7):
        await shelf.choose(chat=number, on=TODAY - timedelta(days=number % 3))
    await shelf.choose(chat=OTHER_CHAT, on=TODAY + timedelta(days=1))
    read: list[Reminder] = []
    while page := await shelf.reminders.waiting(TODAY, 2, read[-1] if read else None):
        assert len(page) <= 2
        read += page
    accounts = [one.account for one in read]
    assert len(accounts) == len(set(accounts)) == 7
    assert OTHER not in accounts
    assert [one.next_on for one in read] == sorted(one.next_on for one in read)


async def test_who_was_looked_at_waits_for_the_next_day(shelf: Shelf) -> None:
    reminder = await shelf.choose()
    await shelf.reminders.look_again(reminder, LATER, TODAY)
    assert await shelf.places() == []
    assert await shelf.places(LATER) == [CITIZEN]


async def test_an_occasion_is_taken_once(shelf: Shelf) -> None:
    reminder = await shelf.choose()
    assert await shelf.reminders.claim(reminder, OCCASION, LATER, TODAY)
    assert not await shelf.reminders.claim(reminder, OCCASION, LATER, TODAY)
    assert await shelf.reminders.told(CITIZEN, None, OCCASION)
    assert await shelf.places() == []


async def test_an_occasion_given_back_waits_as_before(shelf: Shelf) -> None:
    reminder = await shelf.choose()
    await shelf.reminders.claim(reminder, OCCASION, LATER, TODAY)
    await shelf.reminders.release(reminder, OCCASION, TODAY)
    assert await shelf.reminders.waiting(TODAY, 10) == [reminder]
    assert await shelf.reminders.claim(reminder, OCCASION, LATER, TODAY)


async def test_what_was_ended_or_changed_meanwhile_is_not_told(shelf: Shelf) -> None:
    read = await shelf.choose()
    await shelf.choose(replace(DUE, lead=Lead.DAY))
    assert not await shelf.reminders.claim(read, OCCASION, LATER, TODAY)
    assert not await shelf.reminders.told(CITIZEN, None, OCCASION)
    assert await shelf.places() == [CITIZEN], "the new choice still waits for its own day"
    await shelf.reminders.end(CITIZEN)
    assert not await shelf.reminders.claim(read, OCCASION, LATER, TODAY)


async def test_turning_off_and_on_tells_nothing_twice(shelf: Shelf) -> None:
    reminder = await shelf.choose()
    await shelf.reminders.claim(reminder, OCCASION, LATER, TODAY)
    await shelf.reminders.end(CITIZEN)
    again = await shelf.choose()
    assert not await shelf.reminders.claim(again, OCCASION, LATER, TODAY)


async def test_occasions_about_others_are_others(shelf: Shelf) -> None:
    reminder = await shelf.choose(ABOUT_PERSON, person(AIGUL))
    await shelf.reminders.claim(reminder, OCCASION, LATER, TODAY)
    assert await shelf.reminders.told(CITIZEN, person(AIGUL), OCCASION)
    assert not await shelf.reminders.told(CITIZEN, person(BOLAT), OCCASION)
    assert not await shelf.reminders.told(OTHER, person(AIGUL), OCCASION)


async def test_a_clock_that_went_back_looks_again(shelf: Shelf) -> None:
    reminder = await shelf.choose()
    ahead = TODAY + timedelta(days=200)
    await shelf.reminders.look_again(reminder, ahead + timedelta(days=5), ahead)
    assert await shelf.places() == []
    await shelf.reminders.rewind(TODAY)
    assert await shelf.places() == [CITIZEN]
    await shelf.reminders.look_again(reminder, LATER, TODAY)
    await shelf.reminders.rewind(TODAY)
    assert await shelf.places() == []


async def test_occasions_long_over_are_forgotten(shelf: Shelf) -> None:
    reminder = await shelf.choose()
    await shelf.reminders.claim(reminder, OCCASION, LATER, TODAY)
    assert await shelf.reminders.purge(OCCASION.last_day) == 0
    assert await shelf.reminders.purge(OCCASION.last_day + timedelta(days=1)) == 1
    assert not await shelf.reminders.told(CITIZEN, None, OCCASION)


async def test_forgetting_an_account_erases_its_reminders(shelf: Shelf) -> None:
    for chat in (CHAT, OTHER_CHAT):
        await shelf.reminders.claim(await shelf.choose(chat=chat), OCCASION, LATER, TODAY)
        await shelf.choose(END, person(AIGUL), chat=chat)
    erased = await Accounts(shelf.database).forget(CITIZEN)
    assert erased == Erased(0, 0, 0, reminders=2, remembered=False)
    assert erased.total == 2
    assert await shelf.reminders.of(CITIZEN) == {}
    assert not await shelf.reminders.told(CITIZEN, None, OCCASION)
    assert len(await shelf.reminders.of(OTHER)) == 2
    assert await shelf.reminders.told(OTHER, None, OCCASION)


async def test_reminders_about_somebody_end_with_the_tie_to_them(shelf: Shelf) -> None:
    accounts = Accounts(shelf.database)
    await accounts.remember(CITIZEN, person(AIGUL))
    await shelf.choose(DUE)
    await shelf.choose(END, person(AIGUL))
    assert await accounts.remember(CITIZEN, person(AIGUL)) == 0
    assert await accounts.remember(CITIZEN, person(BOLAT)) == 1
    assert list(await shelf.reminders.of(CITIZEN)) == [Matter.DUE]
    await shelf.choose(END, person(BOLAT))
    assert await accounts.remember(CITIZEN, None) == 1
    assert list(await shelf.reminders.of(CITIZEN)) == [Matter.DUE], "an own month needs no tie"


async def test_forgetting_a_person_ends_reminders_about_them(shelf: Shelf) -> None:
    await shelf.choose(END, person(AIGUL))
    await shelf.choose(END, person(BOLAT), chat=OTHER_CHAT)
    forgotten = await ledger_on(shelf.database, PSEUDONYMS).forget(person(AIGUL))
    assert (forgotten.reminders, forgotten.total) == (1, 1)
    assert await shelf.reminders.of(CITIZEN) == {}
    assert len(await shelf.reminders.of(OTHER)) == 1


@only_a_file
async def test_no_chat_stands_in_the_file_in_any_spelling(shelf: Shelf, tmp_path: Path) -> None:
    reminder = await shelf.choose(END, person(AIGUL))
    await shelf.reminders.claim(reminder, OCCASION, LATER, TODAY)
    await shelf.database.tidy()
    found = bytes_in(tmp_path)
    assert reminder.chat in found
    spellings = [str(CHAT).encode(), AIGUL.encode(), OCCASION.name.encode()]
    for order in ("big", "little"):
        spellings += [CHAT.to_bytes(size, order) for size in (4, 8)]  # type: ignore[arg-type]
    assert not [spelling for spelling in spellings if spelling in found]


@only_a_file
async def test_looking_for_those_who_wait_reads_an_index(shelf: Shelf) -> None:
    """However many reminders there are, a round reads those of its day only."""
    values = (TODAY.toordinal(), 0, b"", "", 9)
    plan = await shelf.database.fetch_all(f"EXPLAIN QUERY PLAN {kept._WAITING}", values)
    told = " ".join(str(row[-1]) for row in plan)
    assert "reminders_by_next_on" in told
    assert "TEMP B-TREE" not in told

"""aiogram's storage contract, run over its own memory storage and over ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage

from bot.database import Database
from bot.state import Accounts, ChatIsolation, DatabaseStorage
from tests.ledger.files import PSEUDONYMS
from tests.servers import own_pseudonyms, postgres_schema, redis_part

CITIZEN = 5000000013
DAY = 24 * 60 * 60
KEY = StorageKey(bot_id=42, chat_id=CITIZEN, user_id=CITIZEN)


class Form(StatesGroup):
    kind = State()


class Hours:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
async def database(place: Path | str) -> AsyncIterator[Database]:
    async with Database.open(place) as database:
        yield database


@pytest.fixture
def kept(database: Database, hours: Hours) -> DatabaseStorage:
    return DatabaseStorage(database, PSEUDONYMS, now=hours)


@pytest.fixture(params=["memory", "sqlite", "postgres", "redis"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[BaseStorage]:
    if request.param == "memory":
        yield MemoryStorage()
    elif request.param == "redis":
        async with redis_part(own_pseudonyms()) as redis:
            yield redis.storage()
    else:
        with ExitStack() as stack:
            server = request.param == "postgres"
            place = stack.enter_context(postgres_schema()) if server else tmp_path / "s.sqlite3"
            async with Database.open(place) as database:
                yield DatabaseStorage(database, PSEUDONYMS)


async def test_a_new_conversation_is_empty(storage: BaseStorage) -> None:
    assert await storage.get_state(KEY) is None
    assert await storage.get_data(KEY) == {}
    assert await storage.get_value(KEY, "kind") is None
    assert await storage.get_value(KEY, "kind", "employee") == "employee"


async def test_state(storage: BaseStorage) -> None:
    await storage.set_state(KEY, Form.kind)
    assert await storage.get_state(KEY) == "Form:kind"
    await storage.set_state(KEY, "plain")
    assert await storage.get_state(KEY) == "plain"
    await storage.set_state(KEY, None)
    assert await storage.get_state(KEY) is None


async def test_data_is_replaced_and_updated(storage: BaseStorage) -> None:
    await storage.set_data(KEY, {"kind": "employee", "months": ["2026-08"], "жас": None})
    assert await storage.get_data(KEY) == {"kind": "employee", "months": ["2026-08"], "жас": None}
    assert await storage.update_data(KEY, {"kind": "independent"}) == {
        "kind": "independent",
        "months": ["2026-08"],
        "жас": None,
    }
    assert await storage.get_value(KEY, "kind") == "independent"
    await storage.set_data(KEY, {"n": 1.5})
    assert await storage.get_data(KEY) == {"n": 1.5}
    await storage.set_data(KEY, {})
    assert await storage.get_data(KEY) == {}


async def test_what_is_given_out_is_not_what_is_kept(storage: BaseStorage) -> None:
    given = {"kind": "employee"}
    await storage.set_data(KEY, given)
    given["kind"] = "changed"
    (await storage.get_data(KEY))["kind"] = "changed"
    assert await storage.get_data(KEY) == {"kind": "employee"}


async def test_state_and_data_do_not_touch_each_other(storage: BaseStorage) -> None:
    await storage.set_data(KEY, {"kind": "employee"})
    await storage.set_state(KEY, Form.kind)
    assert await storage.get_data(KEY) == {"kind": "employee"}
    await storage.set_data(KEY, {})
    assert await storage.get_state(KEY) == "Form:kind"
    await storage.set_data(KEY, {"a": 1})
    await storage.set_state(KEY, None)
    assert await storage.get_data(KEY) == {"a": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"bot_id": 43},
        {"chat_id": 7},
        {"user_id": 7},
        {"thread_id": 7},
        {"business_connection_id": "7"},
        {"destiny": "other"},
    ],
    ids=lambda other: next(iter(other)),
)
async def test_conversations_are_apart(storage: BaseStorage, other: dict[str, Any]) -> None:
    await storage.set_state(KEY, Form.kind)
    await storage.set_data(KEY, {"kind": "employee"})
    elsewhere = replace(KEY, **other)
    assert await storage.get_state(elsewhere) is None
    assert await storage.get_data(elsewhere) == {}
    await storage.set_data(elsewhere, {"kind": "other"})
    assert await storage.get_data(KEY) == {"kind": "employee"}


async def test_data_that_is_no_dict_is_refused(storage: BaseStorage) -> None:
    with pytest.raises(DataNotDictLikeError):
        await storage.set_data(KEY, [("a", 1)])  # type: ignore[arg-type]


async def test_closing_is_harmless(storage: BaseStorage) -> None:
    await storage.close()


@pytest.mark.parametrize("data", [{1: "a"}, {"a": {1: 2}}, {"a": (1, 2)}])
async def test_data_that_json_would_change_is_refused(
    kept: DatabaseStorage, data: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="plain JSON"):
        await kept.set_data(KEY, data)


async def test_a_restart_loses_nothing(place: Path | str) -> None:
    async with Database.open(place) as database:
        await DatabaseStorage(database, PSEUDONYMS).set_state(KEY, Form.kind)
        await DatabaseStorage(database, PSEUDONYMS).set_data(KEY, {"kind": "employee"})
    async with Database.open(place) as database:
        storage = DatabaseStorage(database, PSEUDONYMS)
        assert await storage.get_state(KEY) == "Form:kind"
        assert await storage.get_data(KEY) == {"kind": "employee"}


async def test_a_conversation_of_yesterday_is_gone(
    kept: DatabaseStorage, database: Database, hours: Hours
) -> None:
    await kept.set_state(KEY, Form.kind)
    hours.seconds += DAY
    assert await kept.get_state(KEY) == "Form:kind"
    await kept.set_data(KEY, {"kind": "employee"})
    hours.seconds += DAY
    assert await kept.get_state(KEY) == "Form:kind"
    hours.seconds += 1
    assert await kept.get_state(KEY) is None
    assert await kept.get_data(KEY) == {}
    await kept.set_data(KEY, {"kind": "new"})
    assert await kept.get_state(KEY) is None
    hours.seconds += DAY + 1
    await kept.set_state(replace(KEY, chat_id=7), Form.kind)
    assert await database.fetch_one("SELECT count(*) FROM conversations") == (1,)
    hours.seconds += DAY + 1
    assert await kept.purge() == 1


async def test_a_finished_conversation_leaves_no_row(
    kept: DatabaseStorage, database: Database
) -> None:
    await kept.set_state(KEY, Form.kind)
    await kept.set_data(KEY, {"kind": "employee"})
    await kept.set_state(KEY, None)
    await kept.set_data(KEY, {})
    assert await database.fetch_one("SELECT count(*) FROM conversations") == (0,)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_telegram_ids_are_not_on_the_disk(
    kept: DatabaseStorage, database: Database, tmp_path: Path
) -> None:
    await kept.set_state(KEY, Form.kind)
    await Accounts(database).set_language(PSEUDONYMS.account(CITIZEN), "kk")
    await database.tidy()
    found = _bytes_in(tmp_path)
    assert PSEUDONYMS.account(CITIZEN) in found
    assert str(CITIZEN).encode() not in found
    assert CITIZEN.to_bytes(8) not in found


def _bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("l.sqlite3*"))


async def test_updates_of_one_chat_wait_for_each_other_and_locks_vanish() -> None:
    isolation = ChatIsolation()
    order: list[str] = []

    async def handle(key: StorageKey, name: str) -> None:
        async with isolation.lock(key):
            order.append(f"{name} begins")
            await asyncio.sleep(0.01)
            order.append(f"{name} ends")

    other = replace(KEY, chat_id=7)
    await asyncio.gather(handle(KEY, "a"), handle(KEY, "b"), handle(other, "c"))
    assert order.index("a ends") < order.index("b begins")
    assert order.index("c begins") < order.index("a ends")
    with pytest.raises(RuntimeError):
        async with isolation.lock(KEY):
            raise RuntimeError
    await handle(KEY, "d")
    assert len(isolation._locks) == 0
    await isolation.close()

"""Limits as people meet them: why, until when, what works meanwhile; and nobody slows others."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES, demo_people
from bot.playground import TelegramServer
from bot.reception import MOST_WAITING
from bot.state import Limit
from tests.running import TODAY, Hands, RunningApp, running, settings_of, until
from tests.wire import Citizen

LANGUAGES = ["kk", "ru"]
IIN = {person.key: person.iin for person in demo_people()}
PEOPLE = list(IIN.values())
UNKNOWN = IIN["nobody"]
WRONG = "901301300018"


def settings(tmp_path: Path, **given: Any) -> Any:
    return settings_of(tmp_path / "l.sqlite3", **{"lookups_per_day": 100, "today": None, **given})


async def fill(app: RunningApp) -> None:
    await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))


def limited(app: RunningApp, language: str, limit: Limit) -> str:
    return app.text(language, f"lookup.limit.{limit}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_account_and_different_people(
    endpoint: TelegramServer, tmp_path: Path, language: str
) -> None:
    async with running(endpoint, settings(tmp_path, lookups_per_day=2), Hands()) as app:
        await fill(app)
        citizen = await app.settler(language)
        for iin in (*PEOPLE[:2], *PEOPLE[:2]):
            await citizen.says(iin)
        await citizen.says(PEOPLE[2])
        assert citizen.screen.html == limited(app, language, Limit.ACCOUNT)
        assert [one for one in citizen.chat.messages if not one.from_bot][-1].deleted
        for data in ("menu:months", "menu:calc", "menu:contacts", "menu:menu"):
            assert citizen.screen.find(data)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_pause_says_until_when_and_then_is_over(
    endpoint: TelegramServer, tmp_path: Path, language: str
) -> None:
    hands = Hands(TODAY, 12)
    async with running(endpoint, settings(tmp_path, lookup_pause=90), hands) as app:
        await fill(app)
        citizen = await app.settler(language)
        await citizen.taps("menu:debt")
        for iin in PEOPLE[:2]:
            await citizen.says(iin)
        await citizen.taps("menu:status")
        await citizen.says(PEOPLE[2])
        refusal = app.text(language, "lookup.wait.pause", time="12:02")
        assert citizen.screen.html == refusal
        hands.set(TODAY, 12, 2)
        await citizen.says(PEOPLE[2])
        assert citizen.screen.html != refusal
        assert citizen.screen.find("remember")
    async with running(endpoint, settings(tmp_path, lookup_pause=90), hands) as app:
        citizen = Citizen(endpoint, citizen.user, app.settled)
        await citizen.says(PEOPLE[3])
        assert citizen.screen.html == app.text(language, "lookup.wait.pause", time="12:05")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iin", [IIN["employed"], UNKNOWN])
async def test_many_accounts_and_one_person_known_or_not(
    endpoint: TelegramServer, tmp_path: Path, language: str, iin: str
) -> None:
    async with running(endpoint, settings(tmp_path, accounts_per_person=2), Hands()) as app:
        await fill(app)
        for _ in range(2):
            citizen = await app.settler(language)
            await citizen.says(iin)
            assert citizen.screen.find("remember")
        citizen = await app.settler(language)
        await citizen.says(iin)
        assert citizen.screen.html == limited(app, language, Limit.PERSON)
        await citizen.says(IIN["lost-job"])
        assert citizen.screen.find("remember")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everybody_together_by_minute_and_by_day(
    endpoint: TelegramServer, tmp_path: Path, language: str
) -> None:
    hands = Hands(TODAY, 12)
    given = settings(tmp_path, all_lookups_per_minute=2, all_lookups_per_day=3)
    async with running(endpoint, given, hands) as app:
        await fill(app)
        for iin in PEOPLE[:2]:
            await (await app.settler(language)).says(iin)
        citizen = await app.settler(language)
        await citizen.says(PEOPLE[2])
        assert citizen.screen.html == app.text(language, "lookup.wait.minute", time="12:01")
        hands.set(TODAY, 12, 1)
        await citizen.says(PEOPLE[2])
        assert citizen.screen.find("remember")
        hands.set(TODAY, 12, 2)
        await citizen.says(PEOPLE[3])
        assert citizen.screen.html == limited(app, language, Limit.DAY)


async def test_staff_are_counted_like_anybody(endpoint: TelegramServer, tmp_path: Path) -> None:
    staff = endpoint.user(77, language_code="kk")
    given = settings(tmp_path, lookups_per_day=1, staff_ids={77}, admin_ids={77})
    async with running(endpoint, given, Hands()) as app:
        await fill(app)
        citizen = Citizen(endpoint, staff, app.settled)
        await citizen.says("/start")
        await citizen.taps("menu:lang_kk")
        await citizen.taps("consent:1")
        await citizen.says(PEOPLE[0])
        await citizen.says(PEOPLE[1])
        assert citizen.screen.html == limited(app, "kk", Limit.ACCOUNT)
        assert (await app.app.lookups.lately()).refused == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_is_remembered_is_never_counted(
    endpoint: TelegramServer, tmp_path: Path, language: str
) -> None:
    hands = Hands(TODAY, 12)
    given = settings(tmp_path, lookups_per_day=1, accounts_per_person=1)
    async with running(endpoint, given, hands) as app:
        await fill(app)
        citizen = await app.settler(language)
        await citizen.says(IIN["employed"])
        await citizen.taps("remember")
        hands.set(TODAY.replace(day=21), 12)
        other = await app.settler(language)
        await other.says(IIN["employed"])
        assert other.screen.find("remember")
        for _ in range(3):
            await citizen.says(IIN["employed"])
            assert citizen.screen.find("view:year")
            await citizen.says("/status")
            assert citizen.screen.find("view:year")
        await citizen.says(IIN["lost-job"])
        assert citizen.screen.find("remember"), "the one lookup of the day was not used up"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_slips_are_explained_often_and_lock_nobody_out(
    endpoint: TelegramServer, tmp_path: Path, language: str
) -> None:
    given = settings(tmp_path, slips_per_day=5, lookups_per_day=1)
    async with running(endpoint, given, Hands()) as app:
        await fill(app)
        citizen = await app.settler(language)
        for _ in range(5):
            await citizen.says(WRONG)
            assert citizen.screen.html == app.text(language, "iin.invalid.control")
        await citizen.says(WRONG)
        assert citizen.screen.html == limited(app, language, Limit.SLIPS)
        await citizen.says(IIN["employed"])
        assert citizen.screen.find("remember")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_refusal_says_when_it_ends_and_whom_to_ask(
    endpoint: TelegramServer, tmp_path: Path, language: str
) -> None:
    async with running(endpoint, settings(tmp_path)) as app:
        later = {"kk": "ертең", "ru": "завтра"}[language]
        for limit in Limit:
            if limit in {Limit.PAUSE, Limit.MINUTE}:
                words = app.text(language, f"lookup.wait.{limit}", time="12:34")
                assert "12:34" in words
            else:
                words = limited(app, language, limit)
                assert later in words.lower()
            assert "1414" in words
            assert "eGov" in words


@pytest.mark.parametrize("left_by", ["forget", "restart"])
async def test_no_limit_is_got_round(
    endpoint: TelegramServer, tmp_path: Path, left_by: str
) -> None:
    given = settings(tmp_path, lookups_per_day=1)
    async with running(endpoint, given, Hands()) as app:
        await fill(app)
        citizen = await app.settler("kk")
        await citizen.says(PEOPLE[0])
        if left_by == "forget":
            await citizen.says("/forget")
            await citizen.taps("forget:1")
    async with running(endpoint, given, Hands()) as app:
        citizen = Citizen(endpoint, citizen.user, app.settled)
        await citizen.says("/start")
        if left_by == "forget":
            await citizen.taps("menu:lang_kk")
            await citizen.taps("consent:1")
        await citizen.says(PEOPLE[1])
        assert citizen.screen.html == limited(app, "kk", Limit.ACCOUNT)


async def test_a_refusal_is_logged_without_whom(
    endpoint: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(endpoint, settings(tmp_path, lookups_per_day=1), Hands()) as app:
        citizen = await app.settler("kk")
        for iin in PEOPLE[:2]:
            await citizen.says(iin)
        lines = [one.getMessage() for one in caplog.records]
        (line,) = [one for one in lines if "a lookup was refused" in one]
        assert "account" in line
        assert not [one for one in lines if str(citizen.user.id) in one]
        assert not re.search(r"\d{9,}", line)


# One account that floods


async def flood(app: RunningApp, citizen: Citizen, times: int, text: str = "/menu") -> None:
    await asyncio.gather(*(app.telegram.send_text(citizen.user, text) for _ in range(times)))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_flood_is_answered_as_far_as_it_is_read_and_told_once(
    endpoint: TelegramServer, tmp_path: Path, language: str
) -> None:
    async with running(endpoint, settings(tmp_path), Hands()) as app:
        citizen = await app.settler(language)
        before = len(citizen.chat.messages)
        endpoint.delay_next("sendMessage", 0.5)
        await flood(app, citizen, 300)
        await app.settled()
        told = [one.html for one in citizen.chat.messages[before:] if one.from_bot]
        assert told.count(app.text(language, "crowd.left-out")) == 1
        assert told[-1] == app.text(language, "crowd.left-out"), "after what was read"
        assert MOST_WAITING < len(told) < 300
        left_out = app.app.metrics.value("mams_updates_left_out_total")
        assert left_out == 300 - len(told)
        assert len(app.app.dispatcher._waiting) == 0
        endpoint.repeat()
        await app.settled()
        assert len([one for one in citizen.chat.messages[before:] if one.from_bot]) == len(told)
        await citizen.says("/menu")
        assert citizen.screen.html == app.text(language, "menu.title")


async def test_as_many_as_may_wait_are_all_answered(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    async with running(endpoint, settings(tmp_path), Hands()) as app:
        citizen = await app.settler("kk")
        before = len(citizen.chat.messages)
        endpoint.delay_next("sendMessage", 0.3)
        await flood(app, citizen, MOST_WAITING)
        await app.settled()
        told = [one.html for one in citizen.chat.messages[before:] if one.from_bot]
        assert told == [app.text("kk", "menu.title")] * MOST_WAITING


async def test_others_are_answered_while_one_account_waits(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    """By Telegram's own pace: the flooding chat gets a message a second after the first few."""
    given = settings(tmp_path, messages_per_second=30, messages_per_second_in_chat=1)
    async with running(endpoint, given, Hands()) as app:
        flooding, other = await app.settler("kk"), await app.settler("ru")
        await flood(app, flooding, 100)
        await app.telegram.send_text(other.user, "/help")
        await until(lambda: other.screen.html == app.text("ru", "help.page"))
        assert len(app.app.in_flight) >= 10, "the flood still waits"


# Proof by contact


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("owner", "matches"), [("sender", True), ("somebody", False), ("nobody", False)]
)
async def test_only_the_senders_own_contact_proves_anything(
    endpoint: TelegramServer, tmp_path: Path, language: str, owner: str, *, matches: bool
) -> None:
    """A contact forwarded from the person names that person; one typed by hand names nobody."""
    phone = "+77010000006"
    rows = DEMO_FILES[2].read_text(encoding="utf-8").split()
    iin = next(iin for iin, number in (row.split(",") for row in rows) if number == phone)
    async with running(endpoint, settings(tmp_path, lookup_policy="verified"), Hands()) as app:
        await fill(app)
        owners_phone = phone if owner == "sender" else "+77019999999"
        sender = endpoint.user(language_code=language, phone=owners_phone)
        somebody = endpoint.user(language_code=language, phone=phone)
        citizen = Citizen(endpoint, sender, app.settled)
        await citizen.says("/start")
        await citizen.taps(f"menu:lang_{language}")
        await citizen.taps("consent:1")
        await citizen.says(iin)
        assert not citizen.screen.find("view:year")
        await citizen.taps("prove")
        owner_id = {"sender": None, "somebody": somebody.id, "nobody": 0}[owner]
        await citizen.shares_contact(phone, owner_id=owner_id)
        heard = [one.html for one in citizen.heard]
        assert (app.text(language, "proof.matched") in heard) is matches
        assert (app.text(language, "proof.no-match") in heard) is not matches
        assert bool(citizen.screen.find("view:year")) is matches


async def test_a_phone_of_somebody_else_proves_nothing(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    async with running(endpoint, settings(tmp_path, lookup_policy="verified"), Hands()) as app:
        await fill(app)
        user = endpoint.user(language_code="kk", phone="+77019999999")
        citizen = Citizen(endpoint, user, app.settled)
        await citizen.says("/start")
        await citizen.taps("menu:lang_kk")
        await citizen.taps("consent:1")
        await citizen.says(IIN["employed"])
        await citizen.taps("prove")
        await citizen.shares_contact()
        assert app.text("kk", "proof.no-match") in [one.html for one in citizen.heard]

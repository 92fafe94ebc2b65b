"""Reminders as they arrive: a clock moved by hand, restarts, and everything that fails."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import Endpoint, build
from bot.clock import Clock
from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES, demo_people
from bot.playground import TelegramServer
from bot.playground.chats import Message
from bot.rules.reminders import About, Lead, Matter, Wish
from bot.settings import Settings
from bot.state import Reminders
from bot.state.chats import ChatSeal
from tests.ledger.files import payments
from tests.running import TODAY, Hands, RunningApp, running, settings_of, until
from tests.wire import Citizen

LANGUAGES = ["kk", "ru"]
IIN = {person.key: person.iin for person in demo_people()}
NARROW = "\u202f"
NIGHT, MORNING, NOON, EVENING = 3, 9, 12, 21
DUE_DAY = date(2026, 11, 22)
"""Three days before October is due."""


@dataclass
class Town:
    """A bot on a ledger of invented people, its clock, and what the citizens were sent."""

    telegram: TelegramServer
    settings: Settings
    hands: Hands
    citizens: dict[str, Citizen] = field(default_factory=dict)

    @asynccontextmanager
    async def awake(self) -> AsyncIterator[RunningApp]:
        """The bot runs, from one restart to the next."""
        async with running(self.telegram, self.settings, self.hands) as app:
            for name, citizen in self.citizens.items():
                self.citizens[name] = Citizen(self.telegram, citizen.user, app.settled)
            yield app

    def received(self, name: str) -> list[str]:
        """Every reminder in the chat, as read."""
        messages = self.citizens[name].chat.messages
        return [one.text.replace(NARROW, " ") for one in messages if one.from_bot and _ends(one)]


def _ends(message: Message) -> bool:
    """Whether a button turns a reminder off, as under every reminder and nowhere else."""
    rows = (message.reply_markup or {}).get("inline_keyboard", [])
    return any(
        str(button.get("callback_data", "")).endswith(":message") for row in rows for button in row
    )


@pytest.fixture
def town(endpoint: TelegramServer, tmp_path: Path) -> Town:
    settings = settings_of(tmp_path / "ledger.sqlite3", today=None, lookups_per_day=100)
    return Town(endpoint, settings, Hands())


@pytest.fixture
def personal(caplog: pytest.LogCaptureFixture, town: Town) -> Iterator[None]:
    """No chat in the log and none in the file, in no spelling."""
    yield
    chats = [citizen.user.id for citizen in town.citizens.values()]
    told = "\n".join(record.getMessage() for record in caplog.get_records("call"))
    told += "\n".join(str(record.exc_text) for record in caplog.get_records("call"))
    assert not [chat for chat in chats if str(chat) in told]
    path = town.settings.ledger_path
    assert path is not None
    found = b"".join(file.read_bytes() for file in path.parent.iterdir())
    spellings = [str(chat).encode() for chat in chats]
    spellings += [chat.to_bytes(size, "big") for chat in chats for size in (4, 8)]
    spellings += [iin.encode() for iin in IIN.values()]
    assert not [spelling for spelling in spellings if spelling in found]


async def fill(app: RunningApp) -> None:
    await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))


async def choosing(app: RunningApp, town: Town, name: str, language: str, *taps: str) -> Citizen:
    """Somebody new, known by `name`, who taps these buttons on the page of reminders."""
    town.citizens[name] = citizen = await app.settler(language)
    await citizen.says("/remind")
    for tap in taps:
        await citizen.taps(tap)
    return citizen


async def remembering(app: RunningApp, town: Town, key: str, language: str, *taps: str) -> Citizen:
    """Somebody who remembers an invented person and taps these buttons."""
    town.citizens[key] = citizen = await app.settler(language)
    await citizen.says(IIN[key])
    await citizen.taps("remember")
    await citizen.taps("menu:remind")
    for tap in taps:
        await citizen.taps(tap)
    return citizen


async def look_round(app: RunningApp) -> None:
    await app.app.reminding.round()
    await app.settled()


@pytest.mark.usefixtures("personal")
async def test_a_winter_day_by_day_with_a_restart_every_week(town: Town) -> None:
    """Each reminder once, on its day and not at night, with the months and sums of that day."""
    heard: list[tuple[date, int, str, str]] = []
    counted: dict[str, int] = {}
    day, last = TODAY, date(2027, 2, 26)
    async with town.awake() as app:
        await fill(app)
        await choosing(app, town, "self-payer", "kk", "rlead:three-days")
        await choosing(app, town, "early", "ru", "rlead:week")
        await choosing(app, town, "entrepreneur", "ru", "rabout:entrepreneur", "rlead:day")
        await choosing(app, town, "nobody", "kk")
        await remembering(app, town, "lost-job", "kk", "rlead:three-days", "rend")
        await remembering(app, town, "pensioner", "ru", "rlead:three-days", "rend")
    while day <= last:
        async with town.awake() as app:
            for _ in range(7):
                for hour in (NIGHT, MORNING, NOON, EVENING):
                    town.hands.set(day, hour)
                    await look_round(app)
                    for name in town.citizens:
                        texts = town.received(name)
                        new = texts[counted.get(name, 0) :]
                        heard += [(day, hour, name, text) for text in new]
                        counted[name] = len(texts)
                day += timedelta(days=1)
    assert {hour for _, hour, _, _ in heard} == {MORNING}
    days = {
        name: [day.isoformat() for day, _, whose, _ in heard if whose == name]
        for name in town.citizens
    }
    assert days == {
        "self-payer": ["2026-11-22", "2026-12-22", "2027-01-22", "2027-02-22"],
        "early": ["2026-11-20", "2026-12-18", "2027-01-18", "2027-02-18"],
        "entrepreneur": ["2026-11-24", "2026-12-24", "2027-01-24", "2027-02-24"],
        "nobody": [],
        "lost-job": [
            *("2026-11-20", "2026-11-22", "2026-11-27", "2026-12-22", "2027-01-22", "2027-02-22"),
        ],
        "pensioner": [],
    }
    told = {(name, day.isoformat()): text for day, _, name, text in heard}
    for name, sum_in_2026 in (("self-payer", "4 250 ₸"), ("entrepreneur", "5 950 ₸")):
        own = [text for _, _, whose, text in heard if whose == name]
        assert [sum_in_2026 in text for text in own] == [True, True, True, False]
        periods = ("102026", "112026", "122026", "012027")
        assert all(period in text for period, text in zip(periods, own, strict=True))
        assert "₸" not in own[-1], "the price of 2027 is not known"
        assert "1414" in own[-1]
    assert "25 желтоқсан" in told["self-payer", "2026-12-22"]
    assert "25 ноября" in told["early", "2026-11-20"]
    assert "8 500 ₸" in told["lost-job", "2026-11-22"]
    assert "12 750 ₸" in told["lost-job", "2026-12-22"]
    assert "17 000 ₸" in told["lost-job", "2027-01-22"]
    assert "2026 жылғы 30 қараша" in told["lost-job", "2026-11-20"]
    assert "2026 жылғы 30 қараша" in told["lost-job", "2026-11-27"]
    february = told["lost-job", "2027-02-22"]
    assert "2027 жылғы қаңтар" in february
    assert "барлығы" not in february.lower(), "with a month of no known price there is no total"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("personal")
async def test_a_reminder_can_be_acted_on_and_ended(town: Town, language: str) -> None:
    async with town.awake() as app:
        citizen = await choosing(app, town, "payer", language, "rlead:three-days")
        town.hands.set(DUE_DAY, NOON)
        await look_round(app)
        screen = citizen.screen
        assert [one.copy for one in screen.every_button() if one.copy] == ["102026", "4250"]
        assert screen.buttons[-1][-1].data == "menu:menu"
        await citizen.taps("roff:due:message")
        assert citizen.screen.html == app.text(language, "remind.off")
        assert citizen.screen.message_id != screen.message_id, "the sums stay where they are"
        assert await app.app.reminders.of(app.key(citizen)) == {}
        town.hands.set(date(2026, 12, 22), NOON)
        await look_round(app)
        assert len(town.received("payer")) == 1


async def test_ending_one_of_two_says_that_the_other_stays(town: Town) -> None:
    async with town.awake() as app:
        await fill(app)
        citizen = await remembering(app, town, "lost-job", "ru", "rlead:day", "rend")
        town.hands.set(TODAY, NOON)
        await look_round(app)
        await citizen.taps("roff:end:message")
        assert citizen.screen.html == app.text("ru", "remind.off.rest-on")
        assert set(await app.app.reminders.of(app.key(citizen))) == {Matter.DUE}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_buttons_of_a_reminder_about_somebody_lead_on(town: Town, language: str) -> None:
    async with town.awake() as app:
        await fill(app)
        citizen = await remembering(app, town, "lost-job", language, "rlead:week")
        town.hands.set(TODAY, NOON)
        await look_round(app)
        reminder = citizen.screen
        assert [one.copy for one in reminder.every_button() if one.copy][::2] == [
            *("092026", "102026"),
        ]
        await citizen.taps("menu:ways", on=reminder)
        assert app.text(language, "ways.title") in citizen.screen.html


async def test_the_running_bot_looks_by_itself(town: Town) -> None:
    async with town.awake() as app:
        await choosing(app, town, "payer", "kk", "rlead:three-days")
    town.hands.set(DUE_DAY, NOON)
    async with town.awake():
        await until(lambda: bool(town.received("payer")))


async def test_the_text_is_the_one_in_force_and_the_language_the_accounts(town: Town) -> None:
    async with town.awake() as app:
        citizen = await choosing(app, town, "payer", "kk", "rlead:three-days")
        await citizen.says("/language")
        await citizen.taps("menu:lang_ru")
        town.hands.set(DUE_DAY, NOON)
        await look_round(app)
        (text,) = town.received("payer")
        assert app.text("ru", "remind.due.already") in text


async def test_a_missed_day_is_made_up_for_until_the_due_date(town: Town) -> None:
    async with town.awake() as app:
        await choosing(app, town, "payer", "ru", "rlead:three-days")
        town.hands.set(date(2026, 11, 25), EVENING - 1)
        await look_round(app)
        (text,) = town.received("payer")
        assert "октябрь 2026" in text
        assert app.text("ru", "remind.due.today", month="октябрь 2026")[3:-4] in text


async def test_after_the_due_date_it_is_too_late(town: Town) -> None:
    async with town.awake() as app:
        await choosing(app, town, "payer", "kk", "rlead:three-days")
        town.hands.set(date(2026, 11, 25), EVENING)
        await look_round(app)
        town.hands.set(date(2026, 11, 26), NOON)
        await look_round(app)
        assert town.received("payer") == []
        town.hands.set(date(2026, 12, 22), NOON)
        await look_round(app)
        assert len(town.received("payer")) == 1


async def test_a_clock_that_goes_back_tells_nothing_twice_and_misses_nothing(town: Town) -> None:
    async with town.awake() as app:
        await choosing(app, town, "payer", "kk", "rlead:three-days")
        for day, told in (
            (DUE_DAY, 1),
            (date(2027, 1, 24), 2),
            (DUE_DAY - timedelta(days=2), 2),
            (DUE_DAY, 2),
            (date(2026, 12, 22), 3),
            (date(2027, 1, 24), 3),
            (date(2027, 2, 24), 4),
        ):
            town.hands.set(day, NOON)
            await look_round(app)
            assert len(town.received("payer")) == told, day


async def test_what_was_paid_meanwhile_is_not_asked_for(town: Town, tmp_path: Path) -> None:
    async with town.awake() as app:
        await fill(app)
        await remembering(app, town, "lost-job", "kk", "rlead:three-days", "rend")
        town.hands.set(TODAY, NOON)
        await look_round(app)
        assert len(town.received("lost-job")) == 1
        rows = [
            {
                "iin": IIN["lost-job"],
                "period": f"2026-{month:02d}",
                "paid_on": "2026-11-20",
                "document": f"late {month}",
            }
            for month in (9, 10)
        ]
        file = payments(tmp_path / "late.csv", *rows)
        await app.app.ledger.import_files([file], admission(app.app.law, TODAY))
        for day in range(21, 31):
            town.hands.set(date(2026, 11, day), NOON)
            await look_round(app)
        assert len(town.received("lost-job")) == 1, "nothing is due and nothing ends"


async def test_who_blocked_the_bot_is_left_alone(town: Town) -> None:
    async with town.awake() as app:
        await fill(app)
        citizen = await remembering(app, town, "lost-job", "kk", "rlead:week", "rend")
        await choosing(app, town, "other", "kk", "rlead:week")
        await town.telegram.block(citizen.user)
        town.hands.set(TODAY, NOON)
        await look_round(app)
        assert await app.app.reminders.of(app.key(citizen)) == {}
        assert len(town.received("other")) == 1
        calls = len(town.telegram.calls)
        town.hands.set(date(2026, 11, 27), NOON)
        await look_round(app)
        assert len(town.telegram.calls) == calls


async def test_a_chat_that_is_not_there_ends_it_too(town: Town) -> None:
    async with town.awake() as app:
        citizen = await choosing(app, town, "payer", "kk", "rlead:week")
        town.telegram.fail_next("sendMessage", 400, "Bad Request: chat not found")
        town.hands.set(TODAY, NOON)
        await look_round(app)
        assert await app.app.reminders.of(app.key(citizen)) == {}


@pytest.mark.usefixtures("personal")
async def test_too_many_requests_are_waited_out_and_lose_nobody(town: Town) -> None:
    async with town.awake() as app:
        for number in range(5):
            await choosing(app, town, f"payer {number}", "kk", "rlead:week")
        town.telegram.fail_next("sendMessage", 429, "Too Many Requests", retry_after=3600)
        town.hands.set(TODAY, NOON)
        await look_round(app)
        early = sum(len(town.received(name)) for name in town.citizens)
        assert early < 5
        calls = len(town.telegram.calls)
        await look_round(app)
        assert len(town.telegram.calls) == calls, "an hour was asked for"
    async with town.awake() as app:
        await look_round(app)
        assert [len(town.received(name)) for name in town.citizens] == [1] * 5


async def test_a_fault_of_telegrams_own_is_tried_again(town: Town) -> None:
    async with town.awake() as app:
        await choosing(app, town, "payer", "kk", "rlead:week")
        town.telegram.fail_next("sendMessage", 500, "Internal Server Error", times=2)
        town.hands.set(TODAY, NOON)
        for told in (0, 0, 1, 1):
            await look_round(app)
            assert len(town.received("payer")) == told


@pytest.mark.parametrize("carried_out", [False, True])
@pytest.mark.usefixtures("personal")
async def test_a_connection_lost_midway_never_brings_a_second_message(
    town: Town,
    carried_out: bool,  # noqa: FBT001
) -> None:
    async with town.awake() as app:
        await choosing(app, town, "payer", "kk", "rlead:week")
        town.telegram.drop_next("sendMessage", carried_out=carried_out)
        town.hands.set(TODAY, NOON)
        await look_round(app)
        await look_round(app)
    async with town.awake() as app:
        town.hands.set(date(2026, 11, 24), NOON)
        await look_round(app)
        assert len(town.received("payer")) == int(carried_out)
        town.hands.set(date(2026, 12, 18), NOON)
        await look_round(app)
        assert len(town.received("payer")) == int(carried_out) + 1


@pytest.mark.usefixtures("personal")
async def test_without_a_network_nothing_is_lost(town: Town) -> None:
    async with town.awake() as app:
        await choosing(app, town, "payer", "kk", "rlead:week")
    town.hands.set(TODAY, NOON)
    clock = Clock(town.settings.timezone, read=town.hands.read)
    nowhere = Endpoint(SecretStr(town.telegram.token), "http://127.0.0.1:1")
    async with build(town.settings, clock, nowhere) as cut_off:
        await cut_off.reminding.round()
    assert town.received("payer") == []
    async with town.awake() as app:
        await look_round(app)
        assert len(town.received("payer")) == 1


async def test_a_shutdown_waits_for_the_reminder_in_flight_and_begins_no_other(
    town: Town,
) -> None:
    town.settings = town.settings.model_copy(update={"messages_per_second": 10})
    async with town.awake() as app:
        for number in range(3):
            await choosing(app, town, f"payer {number}", "kk", "rlead:week")
        town.hands.set(TODAY, NOON)
        town.telegram.delay_next("sendMessage", 0.3)
        going = asyncio.create_task(app.app.reminding.round())
        await until(lambda: len(app.app.in_flight) > 0)
    await going
    assert sum(len(town.received(name)) for name in town.citizens) == 1
    async with town.awake() as app:
        await look_round(app)
        assert [len(town.received(name)) for name in town.citizens] == [1, 1, 1]


async def test_messages_do_not_leave_faster_than_telegram_takes_them(town: Town) -> None:
    town.settings = town.settings.model_copy(update={"messages_per_second": 10})
    async with town.awake() as app:
        for number in range(4):
            await choosing(app, town, f"payer {number}", "kk", "rlead:week")
        town.hands.set(TODAY, NOON)
        began = asyncio.get_running_loop().time()
        await look_round(app)
        assert asyncio.get_running_loop().time() - began >= 3 / 10


async def test_rounds_at_the_same_time_send_one_message(town: Town) -> None:
    async with town.awake() as app:
        await choosing(app, town, "payer", "kk", "rlead:week")
        town.hands.set(TODAY, NOON)
        town.telegram.delay_next("sendMessage", 0.1)
        await asyncio.gather(*(look_round(app) for _ in range(3)))
        assert len(town.received("payer")) == 1


async def test_who_turns_it_off_while_others_are_written_to_is_not_written_to(town: Town) -> None:
    async with town.awake() as app:
        citizen = await choosing(app, town, "payer", "kk", "rlead:week")
        town.hands.set(TODAY, NOON)
        (waiting,) = await app.app.reminders.waiting(TODAY, 10)
        letter = await app.app.reminding._prepared(waiting, TODAY)
        assert letter is not None
        await app.app.reminders.end(app.key(citizen))
        gone_on = await app.app.reminding._claimed_and_admitted(letter, citizen.user.id, TODAY)
        assert not gone_on
        assert town.received("payer") == []


async def test_hundreds_go_out_while_people_are_answered(town: Town) -> None:
    """Never more at once than allowed, everybody once; a question in between is answered."""
    async with town.awake() as app:
        reminders, reminding = app.app.reminders, app.app.reminding
        users = [town.telegram.user(language_code="kk") for _ in range(300)]
        for user in users:
            town.telegram.chat(user).met = True
            await reminders.choose(
                app.app.pseudonyms.account(user.id),
                *(user.id, Wish(Matter.DUE, About.INDEPENDENT, Lead.WEEK), None),
                proved=False,
                language="kk",
                next_on=TODAY,
                today=TODAY,
            )
        asking = await app.settler("ru")
        town.hands.set(TODAY, NOON)
        town.telegram.delay_next("sendMessage", 0.05, times=300)
        going = asyncio.create_task(reminding.round())
        await until(lambda: len(app.app.in_flight) > 0)
        most = len(app.app.in_flight)
        await town.telegram.send_text(asking.user, "/help")
        await until(lambda: asking.screen.html == app.text("ru", "help.page"))
        assert not going.done()
        while not going.done():
            most = max(most, len(app.app.in_flight))
            await asyncio.sleep(0)
        await going
        told = [sum(one.from_bot for one in town.telegram.chat(user).messages) for user in users]
        assert told == [1] * 300
        assert most <= 26


@pytest.mark.fails(1)
async def test_a_reminder_that_cannot_be_worded_keeps_nobody_waiting(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town.awake() as app:
        await choosing(app, town, "first", "kk", "rlead:week")
        await choosing(app, town, "second", "ru", "rlead:week")
        town.hands.set(TODAY, NOON)
        letter = app.app.reminding._letter

        async def fails_in_kazakh(reminder: object, today: date) -> object:
            if getattr(reminder, "language", "") == "kk":
                raise RuntimeError("on purpose")
            return await letter(reminder, today)  # type: ignore[arg-type]

        monkeypatch.setattr(app.app.reminding, "_letter", fails_in_kazakh)
        await look_round(app)
        assert (len(town.received("first")), len(town.received("second"))) == (0, 1)
        monkeypatch.undo()
        await look_round(app)
        town.hands.set(TODAY + timedelta(days=1), NOON)
        await look_round(app)
        assert (len(town.received("first")), len(town.received("second"))) == (1, 1)


async def test_a_chat_sealed_under_another_key_ends_its_reminders(town: Town) -> None:
    async with town.awake() as app:
        citizen = await choosing(app, town, "payer", "kk", "rlead:week")
        other = Reminders(app.app.database, ChatSeal(bytes(32)), app.app.pseudonyms)
        kept = (await other.of(app.key(citizen)))[Matter.DUE]
        await other.choose(
            *(app.key(citizen), citizen.user.id, kept.wish, None),
            proved=False,
            language="kk",
            next_on=TODAY,
            today=TODAY,
        )
        town.hands.set(TODAY, NOON)
        await look_round(app)
        assert town.received("payer") == []
        assert await app.app.reminders.of(app.key(citizen)) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("policy", "told"), [("verified", 2), ("open", 0)])
async def test_the_end_of_a_category_is_told_to_the_person_and_to_nobody_else(
    town: Town, language: str, policy: str, told: int
) -> None:
    """The state pays for her until 31 December; only a contact shows that it is she who asks."""
    town.settings = town.settings.model_copy(update={"lookup_policy": policy})
    async with town.awake() as app:
        await fill(app)
        user = town.telegram.user(language_code=language, phone="+77010000025")
        town.citizens["she"] = citizen = Citizen(town.telegram, user, app.settled)
        await citizen.says("/start")
        await citizen.taps(f"menu:lang_{language}")
        await citizen.taps("consent:1")
        await citizen.says(IIN["jobless"])
        if policy == "verified":
            await citizen.taps("prove")
            await citizen.shares_contact()
        for tap in ("remember", "menu:remind", "rend"):
            await citizen.taps(tap)
        assert ("31" in citizen.screen.text) is bool(told)
        for day in range(1, 32):
            town.hands.set(date(2026, 12, day), NOON)
            await look_round(app)
        assert len(town.received("she")) == told


async def test_where_proof_is_asked_from_now_on_nothing_more_is_told(town: Town) -> None:
    async with town.awake() as app:
        await fill(app)
        await remembering(app, town, "lost-job", "kk", "rlead:week", "rend")
    town.settings = town.settings.model_copy(update={"lookup_policy": "verified"})
    town.hands.set(TODAY, NOON)
    async with town.awake() as app:
        await look_round(app)
        assert town.received("lost-job") == []

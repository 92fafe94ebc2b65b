"""The staff room over the wire: questions with their trail, another day, invented people."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from bot.answers.format import Format
from bot.answers.status import status_message
from bot.answers.voice import Voice
from bot.playground import TelegramServer
from bot.rules.situation import Disclosure
from bot.rules.status import status
from bot.staffroom import Room
from bot.texts import plain
from tests.conversations.office import IIN, LANGUAGES, Office
from tests.conversations.room import STAFF, in_room, noted, open_house, welcomed
from tests.running import TODAY
from tests.wire import Citizen
from tests.wire.fixtures import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHER_DAY = date(2025, 12, 31)
REFUND = {"kk": "артық төлеген ақшаны қалай қайтарамын", "ru": "как вернуть лишний взнос"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite3"
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_house(telegram, path) as office,
    ):
        yield office


def article(office: Office, language: str, topic: str, day: date = TODAY) -> str:
    app = office.app.app
    voice = Voice(app.shelf.current[language], app.law)
    return app.library.article(app.library.topics.by_id[topic], voice, day).message()


def day_line(office: Office, language: str, day: date = OTHER_DAY) -> str:
    written = Format(language).day(day, year=True)
    return plain(office.text(language, "staff.as-of", day=written))


async def kept_and_counted(office: Office) -> tuple[int, dict[str, int]]:
    app = office.app.app
    ((kept,),) = await app.database.fetch_all("SELECT count(*) FROM questions")
    tallies = await app.counts.between(TODAY, TODAY)
    counted: dict[str, int] = {}
    for tally in tallies:
        if tally.name != "updates":
            counted[tally.name] = counted.get(tally.name, 0) + tally.times
    return kept, counted


# A question


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_is_answered_as_for_a_citizen_in_both_languages(
    house: Office, language: str
) -> None:
    before = await kept_and_counted(house)
    staff = await in_room(house, language)
    await staff.says(REFUND[language])
    kazakh, russian, trace = staff.heard
    for screen, own in ((kazakh, "kk"), (russian, "ru")):
        assert screen.html.endswith(article(house, own, "refund-overpaid"))
        assert screen.find("menu:faq_no-refund-unused"), "what a citizen can tap"
        assert not screen.find("opinion"), "staff are not asked for opinions"
    assert trace.find("staff:room")
    assert await kept_and_counted(house) == before, "neither kept nor counted"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_trail_tells_words_candidates_keys_rules_and_acts(
    house: Office, language: str
) -> None:
    staff = await in_room(house, language, speech="ru")
    await staff.says("Зарплата 300 тысяч, сколько взнос?")
    _, trace = staff.heard
    lines = trace.text.splitlines()
    assert house.text(language, "staff.trace.words", words="#").partition("<")[0] in lines[2]
    assert lines[2].endswith("зарплата 300 тысяч сколко взнос"), "as they are read"
    assert "how_much, salary" in trace.text
    assert "calculator" in trace.text
    candidates = [line for line in lines if "employee-contributions" in line and "%" in line]
    assert len(candidates) == 1
    for known in (
        "faq.employee-contributions.answer",  # keys
        "article.law",
        "contributions:",  # rules
        "deductions:",
        "contribution_rate",  # parameters
        "206-VIII",  # acts
    ):
        assert known in trace.text, known


async def test_without_the_trail_an_answer_is_one_message(house: Office) -> None:
    staff = await in_room(house, "kk", speech="kk")
    await staff.taps("strace:0")
    await staff.says(REFUND["kk"])
    (alone,) = staff.heard
    assert article(house, "kk", "refund-overpaid") in alone.html
    await staff.says("/staff")
    assert staff.screen.find("strace:1"), "it stays off until it is turned on"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_declined_and_what_asks_several_things(house: Office, language: str) -> None:
    staff = await in_room(house, language, speech=language)
    await staff.says("погода завтра")
    answer, trace = staff.heard
    assert house.text(language, "ask.declined") in answer.html
    assert house.text(language, "staff.trace.outcome.declined") in trace.html
    await staff.says("Қалай төлеймін? Қанша төлеу керек?")
    answer, trace = staff.heard
    assert answer.find("menu:faq_how-to-pay")
    assert answer.find("menu:faq_who-pays-what")
    part = house.text(language, "staff.trace.part", number=2, topic="who-pays-what", score="#")
    assert plain(part).partition("#")[0] in trace.text


async def test_the_data_of_a_question_waits_behind_its_button(house: Office) -> None:
    staff = await in_room(house, "ru", speech="ru")
    await staff.says("Зарплата 300 тысяч, сколько взнос?")
    await staff.taps("cside:own")
    assert "6\u202f000" in staff.screen.text


async def test_commands_and_iins_are_no_questions(house: Office) -> None:
    staff = await in_room(house, "ru")
    await staff.says("/menu")
    assert staff.screen.html == house.text("ru", "menu.title")
    await staff.says("/nothing")
    assert staff.screen.html == house.text("ru", "fallback.command")
    await staff.says(IIN["employed"])
    (alone,) = staff.heard
    assert house.text("ru", "status.headline.insured") in alone.html, "no trail of real people"


# Another day


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_day_stands_above_everything_until_it_is_off(
    house: Office, language: str
) -> None:
    staff = await in_room(house, language, speech=language)
    await staff.taps("staff:day")
    await staff.says("31.12.2025")
    line = day_line(house, language)
    assert staff.screen.text.startswith(line)
    citizen = await house.app.settler(language)
    for act in (
        *("/menu", "/calc", "/months", "/faq", "/finder", "/help", "/start", "/cancel", "/nothing"),
        *("/start faq_self-payer-amount", IIN["long-worker"], REFUND[language]),
    ):
        await staff.says(act)
        assert staff.heard, act
        for screen in staff.heard:
            assert screen.text.startswith(line), act
        await citizen.says("/menu")
        assert citizen.screen.html == house.text(language, "menu.title"), "never for citizens"
    await staff.says("/calc")
    await staff.taps("ckind:independent")
    assert staff.screen.text.startswith(line), "changed screens, too"
    await staff.says(IIN["long-worker"])
    await staff.taps("view:year")
    await staff.taps("picture")
    assert staff.screen.text.startswith(line), "pictures, too"

    await staff.says("/staff")
    await staff.taps("sday:")
    assert line not in staff.screen.text
    await staff.says("/menu")
    assert staff.screen.html == house.text(language, "menu.title")


async def test_answers_and_the_ledger_are_those_of_that_day(house: Office) -> None:
    staff = await in_room(house, "ru", speech="ru")
    await staff.taps("staff:day")
    await staff.says("2025-12-31")
    await staff.says("/start faq_income-cap")
    assert staff.screen.html.endswith(article(house, "ru", "income-cap", OTHER_DAY))
    assert article(house, "ru", "income-cap", OTHER_DAY) != article(house, "ru", "income-cap")
    await staff.says(IIN["self-payer-short"])
    app = house.app.app
    history = await app.ledger.history(app.pseudonyms.person(IIN["self-payer-short"]))
    then = status(app.law, history, OTHER_DAY, Disclosure.PUBLIC)
    voice = Voice(app.shelf.current["ru"], app.law)
    assert staff.screen.html.endswith(status_message(then, voice, Disclosure.PUBLIC))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_days_that_cannot_be_answered_for(house: Office, language: str) -> None:
    staff = await in_room(house, language)
    await staff.taps("staff:day")
    form = Format(language)
    for typed, key, values in (
        ("кез келген күн", "staff.day.misread.nothing", {}),
        ("31.02.2026", "staff.day.misread.no_such_day", {}),
        *(
            (
                typed,
                "staff.day.outside",
                {
                    "first": form.day(date(2021, 7, 1), year=True),
                    "last": form.day(date(2027, 12, 31), year=True),
                },
            )
            for typed in ("30.06.2021", "01.01.2028")
        ),
    ):
        await staff.says(typed)
        assert staff.screen.html == house.text(language, key, **values), typed
    await staff.taps("sday:2027-01-01")
    assert staff.screen.text.startswith(day_line(house, language, date(2027, 1, 1)))
    await staff.taps("staff:leave")


async def test_every_offered_day_and_its_bounds_give_answers(house: Office) -> None:
    staff = await in_room(house, "kk", speech="kk")
    await staff.taps("strace:0")
    for day in ("2021-07-01", "2027-12-31"):
        await staff.taps("staff:day")
        await staff.says(day)
        for act in ("/calc", "/months", "/dates", "/penalty", "/accountant", "/whatif"):
            await staff.says(act)
            assert staff.heard, act
        for person in ("employed", "pensioner", "nobody"):
            await staff.says(IIN[person])
            await staff.taps("view:debt")
            await staff.says("/staff")
            await staff.taps("staff:people")
            await staff.taps(f"sperson:{person}:status:0")
            await staff.says("/staff")
        await staff.says(REFUND["kk"])
    await staff.taps("staff:leave")


async def test_what_is_kept_has_the_day_of_the_calendar(house: Office) -> None:
    """A lookup of another day would have had a limit of its own."""
    staff = await in_room(house, "ru")
    await staff.taps("staff:day")
    await staff.says("2025-12-31")
    await staff.says(IIN["director"])
    days = await house.app.app.database.fetch_all(
        "SELECT DISTINCT day FROM lookups WHERE account = ?", (house.app.key(staff),)
    )
    assert days == [(TODAY.toordinal(),)]
    await staff.says("/start faq_how-to-pay")
    await staff.taps("opinion:how-to-pay:1")
    rows = await house.app.app.database.fetch_all("SELECT DISTINCT day FROM feedback")
    assert rows == [(TODAY.toordinal(),)]
    await staff.says("/staff")
    await staff.taps("staff:leave")


async def test_the_room_is_erased_with_the_rest(house: Office) -> None:
    staff = await in_room(house, "kk")
    await staff.taps("staff:day")
    await staff.says("2025-12-31")
    await staff.says("/forget")
    await staff.taps("forget:1")
    await staff.says("/menu")
    assert day_line(house, "kk") not in staff.screen.text


# Invented people


@pytest.mark.parametrize("language", LANGUAGES)
async def test_invented_people_are_seen_as_citizens_are(house: Office, language: str) -> None:
    """On the day of their stories; each of them, with every screen."""
    staff = await in_room(house, language, speech=language)
    app = house.app.app
    before = await app.database.fetch_all("SELECT count(*) FROM lookups")
    await staff.taps("staff:people")
    people = [button.data or "" for button in staff.screen.every_button()][:-1]
    assert [one.split(":")[1] for one in people] == list(IIN)
    voice = Voice(app.shelf.current[language], app.law)
    for key in ("employed", "lost-job", "pensioner", "nobody"):
        await staff.says("/staff")
        await staff.taps("staff:people")
        await staff.taps(f"sperson:{key}:status:0")
        history = await app.ledger.history(app.pseudonyms.person(IIN[key]))
        known = status(app.law, history, TODAY, Disclosure.PUBLIC)
        assert staff.screen.html.endswith(status_message(known, voice, Disclosure.PUBLIC))
        await staff.taps(f"sperson:{key}:status:1")
        known = status(app.law, history, TODAY, Disclosure.FULL)
        assert staff.screen.html.endswith(status_message(known, voice, Disclosure.FULL))
        for screen in ("debt", "year", "ways"):
            await staff.taps(f"sperson:{key}:{screen}:1")
    assert await app.database.fetch_all("SELECT count(*) FROM lookups") == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_trail_of_somebody_invented(house: Office, language: str) -> None:
    staff = await in_room(house, language)
    await staff.taps("staff:people")
    await staff.taps("sperson:self-payer-short:status:0")
    await staff.taps("sperson:self-payer-short:trace:0")
    for known in ("months_partial", "independent_rate", "minimum_wage", "status.headline"):
        assert known in staff.screen.text
    await staff.taps("sperson:self-payer-short:status:0")
    assert house.text(language, "staff.seen.anybody") in staff.heard[0].html


async def test_an_old_button_of_somebody_who_is_not_invented_any_more(house: Office) -> None:
    staff = await in_room(house, "ru")
    for data in ("sperson:gone:status:0", "sperson:gone:trace:0"):
        await house.app.telegram.tap(staff.user, staff.screen.message_id, data)
        await house.app.settled()
        assert staff.screen.find("sperson:employed:status:0")


# Who may


@pytest.mark.parametrize("language", LANGUAGES)
async def test_for_anybody_else_there_is_no_room(
    house: Office, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    citizen = await house.app.settler(language)
    await Room(open=True, day=OTHER_DAY).keep(house.app.state(citizen))  # as if by mistake
    await citizen.says("/staff")
    assert citizen.screen.html == house.text(language, "fallback.command")
    await citizen.says("/proposals")
    assert citizen.screen.html == house.text(language, "fallback.command")
    for data in (
        *("staff:room", "staff:people", "staff:file", "sspeech:kk", "strace:1", "sdraft:1"),
        *("sday:2025-12-31", "sperson:employed:status:1", "queue:0", "qcase:1", "qsect:1::0"),
        *("qtopic:1:how-to-pay:kk:1", "qwords:1", "qaside:1", "props:0", "pdecide:1:1", "pmake"),
    ):
        await house.app.telegram.tap(citizen.user, citizen.screen.message_id, data)
        await house.app.settled()
        assert citizen.screen.html == house.text(language, "fallback.button"), data
    await citizen.says(REFUND[language])
    assert citizen.screen.html == article(house, language, "refund-overpaid")
    await citizen.sends_document("questions.csv", b"question\nx\n")
    assert citizen.screen.html == house.text(language, "fallback.document")
    told = [one.getMessage() for one in caplog.records if "access refused" in one.getMessage()]
    assert len(told) >= 19
    assert not [line for line in told if str(citizen.user.id) in line]


async def test_admins_may_come_in(house: Office) -> None:
    admin = await house.admin("ru")
    await admin.says("/staff")
    assert admin.screen.find("sspeech:both")
    await admin.taps("staff:leave")


async def test_who_is_no_staff_any_more_is_out_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with open_house(telegram, path) as before:
            staff = await in_room(before, "ru")
            await staff.taps("staff:day")
            await staff.says("2025-12-31")
            room = staff.screen
        async with open_house(telegram, path, staff_ids=frozenset({999})) as after:
            dismissed = after.again(staff)
            await dismissed.says("/menu")
            assert dismissed.screen.html == after.text("ru", "menu.title")
            await dismissed.says(REFUND["ru"])
            assert dismissed.screen.html == article(after, "ru", "refund-overpaid")
            await dismissed.taps("staff:people", on=room)
            assert dismissed.screen.html == after.text("ru", "fallback.button")


async def test_the_room_outlives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with open_house(telegram, path) as before:
            staff = await in_room(before, "ru", speech="ru")
            await staff.taps("staff:day")
            await staff.says("2025-12-31")
        async with open_house(telegram, path) as after:
            staff = after.again(staff)
            await staff.says(REFUND["ru"])
            assert staff.screen.text.startswith(day_line(after, "ru"))


async def test_a_real_iin_is_counted_and_noted(tmp_path: Path) -> None:
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_house(telegram, tmp_path / "l.sqlite3", lookups_per_day=2) as office,
    ):
        staff = await in_room(office, "kk")
        for key in ("employed", "director", "two-jobs"):
            await staff.says(IIN[key])
        assert staff.screen.html == office.text("kk", "lookup.limit.account"), "as a citizen's"
        citizen = await office.app.settler("kk")
        await citizen.says(IIN["employed"])
        entries = await noted(office)
        assert [one.action for one in entries] == [
            "staff.entered",
            "staff.entered",  # left and come back
            "staff.lookup",
            "staff.lookup",
            "staff.lookup-refused",
        ]
        assert {one.actor for one in entries} == {office.app.key(staff).hex()}
        assert not [one for one in entries if one.detail]


async def test_coming_in_twice_is_noted_once(house: Office) -> None:
    staff = await welcomed(house, "kk")
    await staff.says("/staff")
    before = len(await noted(house))
    await staff.says("/staff")
    assert len(await noted(house)) == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cancel_ends_what_was_asked_and_not_the_room(house: Office, language: str) -> None:
    staff: Citizen = await in_room(house, language, speech=language)
    await staff.taps("staff:day")
    await staff.says("/cancel")
    assert staff.screen.html == house.text(language, "cancel.staff")
    await staff.says(REFUND[language])
    assert len(staff.heard) == 2, "still in the room"


async def test_the_command_is_listed_in_the_chats_of_staff_alone(tmp_path: Path) -> None:
    """From the next start on: Telegram knows no chat with somebody who has never written."""
    path = tmp_path / "ledger.sqlite3"
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with open_house(telegram, path) as before:
            for language in LANGUAGES:
                await welcomed(before, language)
        started = len(telegram.calls)
        async with open_house(telegram, path):
            listed = [
                call.parameters["scope"]
                for call in telegram.calls[started:]
                if call.method.lower() == "setmycommands"
                and any(one["command"] == "staff" for one in call.parameters["commands"])
            ]
    theirs = [scope for scope in listed if scope["chat_id"] in STAFF.values()]
    assert {scope["chat_id"] for scope in theirs} == set(STAFF.values())
    assert len(theirs) == len(STAFF) * (len(LANGUAGES) + 1)

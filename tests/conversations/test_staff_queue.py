"""Questions that were not answered: from the queue to a proposal, a draft, and a live answer."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.playground import TelegramServer
from bot.publishing import Trial
from bot.staffroom import ways_to_ask
from tests.conversations.office import ADMINS, LANGUAGES, Office
from tests.conversations.room import STAFF, in_room, noted, open_house
from tests.running import TODAY
from tests.wire.fixtures import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

WHO = ("accounts", "conversations")
UNTRIED = Trial(total=0, right_before=0, right_now=0, worse=(), better=())
MRT = "МРТ кезегі қашан"
REWORDED = {"kk": "мрт кезегі қашан келеді", "ru": "мрт кезегін қанша күту керек"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def open_all_day(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite3"
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_house(telegram, path) as office,
    ):
        yield office


@pytest_asyncio.fixture(loop_scope="module")
async def house(open_all_day: Office) -> Office:
    """With nothing in the queue, and nothing proposed."""
    async with open_all_day.app.app.database.write() as connection:
        for table in ("feedback", "questions", "proposals", "audit", "drafts", *WHO):
            await connection.execute(f"DELETE FROM {table}")
    telegram = open_all_day.app.telegram
    for number in (*ADMINS.values(), *STAFF.values()):
        telegram.chat(telegram.user(number)).met = True  # or it would not take their commands
    return open_all_day


async def keep(
    office: Office, *words: str, outcome: str = "declined", topics: tuple[str, ...] = ()
) -> list[int]:
    kept = office.app.app.questions
    return [await kept.keep(one, "kk", topics, outcome, TODAY) for one in words]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_a_question_to_a_live_answer(
    house: Office, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.wire.citizen.PATIENCE", 120)
    monkeypatch.setattr("tests.running.PATIENCE", 120)
    app = house.app.app
    _, newest = await keep(house, "қашан МРТ кезегі", MRT)
    staff = await in_room(house, language)
    await staff.taps("queue:0")
    await staff.taps(f"qcase:{newest}")
    assert MRT in staff.screen.text
    await staff.taps(f"qsect:{newest}::0")
    await staff.taps(f"qsect:{newest}:care:0")
    await staff.taps(f"qtopic:{newest}:")
    await staff.taps(f"qcase:{newest}")
    await staff.taps(f"qwords:{newest}")
    await staff.says("МРТ очередь")
    await staff.taps(f"qtopic:{newest}:waiting-too-long::0")
    assert MRT in staff.screen.text
    await staff.says(REWORDED[language])
    assert REWORDED[language] in staff.screen.text
    await staff.taps(f"qtopic:{newest}:waiting-too-long:kk:1")
    (proposal,) = await app.proposals.waiting()
    assert (proposal.topic, proposal.language) == ("waiting-too-long", "kk")
    assert proposal.line == REWORDED[language]
    assert proposal.line not in ways_to_ask("waiting-too-long", app.shelf.current["kk"])
    await staff.taps("queue:0")
    assert staff.screen.html == house.text(language, "staff.queue.empty-queue")

    async def untried(_candidate: object) -> Trial:
        return UNTRIED

    monkeypatch.setattr(app.publishing, "tried", untried)
    admin = await house.admin(language)
    await admin.says("/proposals")
    assert proposal.line in admin.screen.text
    assert f"…{staff.user.id}" in admin.screen.text
    await admin.taps(f"pdecide:{proposal.number}:1")
    before = app.shelf.current
    await admin.taps("pmake")
    (draft,) = await app.publishing.waiting()
    told = house.text(language, "admin.proposals.drafted", number=draft.number, lines=1)
    assert admin.screen.html == told
    (change,) = draft.changes
    assert change.key == "faq.waiting-too-long.questions"
    assert app.shelf.current is before, "nothing live has changed"
    await app.publishing.publish(draft.number, draft.author)
    assert proposal.line in ways_to_ask("waiting-too-long", app.shelf.current["kk"])
    await admin.says("/proposals")
    assert not admin.screen.find("pmake")
    assert [one.action for one in await noted(house) if one.action.startswith("proposal")] == [
        "proposal.made",
        "proposal.accepted",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_proposal_of_somebody_who_has_left_was_shown_with_a_dash_for_their_number(
    house: Office, language: str
) -> None:
    gone = "f" * 64
    await house.app.app.proposals.make(gone, "ru", "ждать МРТ", "ждать мрт", "waiting-too-long")
    admin = await house.admin(language)
    await admin.says("/proposals")
    assert house.text(language, "admin.who.former") in admin.screen.html
    assert "…" not in admin.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_did_not_help_is_in_the_queue(house: Office, language: str) -> None:
    citizen = await house.app.settler(language)
    await citizen.says("жарнаны қалай төлеймін")
    await citizen.taps("opinion:how-to-pay:0")
    await citizen.taps("owhy:how-to-pay:unclear")
    await citizen.taps("owords")
    await citizen.says("терминал туралы айтылмаған, +7 701 000 00 00")
    staff = await in_room(house, language)
    await staff.taps("queue:0")
    await staff.taps("qcase")
    assert "терминал туралы айтылмаған" in staff.screen.text
    assert "701" not in staff.screen.text
    assert house.text(language, "staff.queue.rated", count=1) in staff.screen.html
    reason = house.text(language, "button.reason.unclear")
    assert house.text(language, "staff.queue.reason", reason=reason, count=1) in staff.screen.html


async def test_what_was_answered_is_not_in_the_queue(house: Office) -> None:
    await keep(house, "жарнаны қалай төлеймін", outcome="answered", topics=("how-to-pay",))
    staff = await in_room(house, "kk")
    await staff.taps("queue:0")
    assert staff.screen.html == house.text("kk", "staff.queue.empty-queue")


async def test_pages(house: Office) -> None:
    await keep(house, *(f"сұрақ{letter}" for letter in "бвгджзклмн"))
    staff = await in_room(house, "ru")
    await staff.taps("queue:0")
    assert not staff.screen.find("queue:-1")
    await staff.taps("queue:1")
    assert len([one for one in staff.screen.every_button() if "qcase" in (one.data or "")]) == 4
    await staff.taps("queue:0")
    await house.app.telegram.tap(staff.user, staff.screen.message_id, "queue:99")
    await house.app.settled()
    assert staff.screen.find("qcase")


async def test_set_aside_until_it_is_asked_again(house: Office) -> None:
    (number,) = await keep(house, MRT)
    staff = await in_room(house, "kk")
    await staff.taps("queue:0")
    await staff.taps("qcase")
    await staff.taps("qaside")
    assert staff.screen.html == house.text("kk", "staff.queue.empty-queue")
    app = house.app.app
    await app.questions.keep(MRT, "kk", (), "declined", TODAY + timedelta(days=1))
    await staff.says("/staff")
    await staff.taps("queue:0")
    assert staff.screen.find("qcase")
    assert not await app.proposals.waiting()
    assert [one.detail for one in await noted(house) if one.action == "queue.set-aside"] == [
        str(number)
    ]


async def test_two_taps_make_one_proposal(house: Office) -> None:
    (number,) = await keep(house, MRT)
    staff = await in_room(house, "kk")
    await staff.taps("queue:0")
    for _ in range(2):
        data = f"qtopic:{number}:dental:kk:1"
        await house.app.telegram.tap(staff.user, staff.screen.message_id, data)
        await house.app.settled()
    assert len(await house.app.app.proposals.waiting()) == 1
    assert staff.screen.html == house.text("kk", "staff.queue.gone")


async def test_what_is_personal_is_in_no_line(house: Office) -> None:
    (number,) = await keep(house, "меня зовут Айгуль Серикова имплант 870100000000 {x}")
    staff = await in_room(house, "ru")
    await staff.taps("queue:0")
    await staff.taps(f"qcase:{number}")
    await staff.taps(f"qtopic:{number}:dental::0")
    await staff.says("имплант, тел. +7 701 123 45 67 {цена}")
    await staff.taps(f"qtopic:{number}:dental:kk:1")
    (proposal,) = await house.app.app.proposals.waiting()
    assert proposal.line == "имплант, тел. цена"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_line_that_is_there_already(house: Office, language: str) -> None:
    known = ways_to_ask("dental", house.app.app.shelf.current["kk"])[0]
    (number,) = await keep(house, known.capitalize())
    staff = await in_room(house, language)
    await staff.taps("queue:0")
    await staff.taps(f"qcase:{number}")
    await house.app.telegram.tap(
        staff.user, staff.screen.message_id, f"qtopic:{number}:dental:kk:1"
    )
    await house.app.settled()
    assert staff.screen.html == house.text(language, "staff.queue.refused.known")
    assert not await house.app.app.proposals.waiting()


async def test_a_question_that_is_no_longer_kept(house: Office) -> None:
    (number,) = await keep(house, MRT)
    staff = await in_room(house, "kk")
    await staff.taps("queue:0")
    listed = staff.screen
    await house.app.app.questions.purge(TODAY + timedelta(days=1))
    await staff.taps(f"qcase:{number}", on=listed)
    assert staff.screen.html == house.text("kk", "staff.queue.gone")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cancel_makes_no_proposal(house: Office, language: str) -> None:
    (number,) = await keep(house, MRT)
    staff = await in_room(house, language)
    await staff.taps("queue:0")
    await staff.taps(f"qcase:{number}")
    await staff.taps("qwords")
    await staff.says("/cancel")
    assert staff.screen.html == house.text(language, "cancel.queue")
    assert not await house.app.app.proposals.waiting()


# Admins


async def proposed(office: Office, *lines: str) -> list[int]:
    made = [
        await office.app.app.proposals.make("staff", "kk", line, line, "dental") for line in lines
    ]
    return [proposal.number for proposal, _ in made]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_is_decided_once(house: Office, language: str) -> None:
    first, second = await proposed(house, "тіс көпірі", "тіс сауыты")
    admin = await house.admin(language)
    await admin.says("/proposals")
    old = admin.screen
    await admin.taps(f"pdecide:{first}:0")
    assert house.text(language, "admin.proposal.declined", number=first) in admin.screen.html
    assert "тіс сауыты" in admin.screen.text
    await house.app.telegram.tap(admin.user, old.message_id, f"pdecide:{first}:1")
    await house.app.settled()
    assert house.text(language, "admin.proposal.declined", number=first) in admin.screen.html
    await admin.taps(f"pdecide:{second}:1")
    assert await house.app.app.proposals.waiting() == []
    decided = [one for one in await noted(house) if one.action.startswith("proposal")]
    assert [(one.action, one.detail) for one in decided] == [
        ("proposal.declined", str(first)),
        ("proposal.accepted", str(second)),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_draft_of_ones_own_is_not_pushed_out(
    house: Office, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.wire.citizen.PATIENCE", 120)
    monkeypatch.setattr("tests.running.PATIENCE", 120)
    app = house.app.app

    async def untried(_candidate: object) -> Trial:
        return UNTRIED

    monkeypatch.setattr(app.publishing, "tried", untried)
    first, second = await proposed(house, "тіс көпірі", "тіс сауыты")
    admin = await house.admin(language)
    await admin.says("/proposals")
    await admin.taps(f"pdecide:{first}:1")
    await admin.taps("pmake")
    (draft,) = await app.publishing.waiting()
    await admin.says("/proposals")
    await admin.taps(f"pdecide:{second}:1")
    await admin.taps("pmake")
    (again,) = await app.publishing.waiting()
    assert again.number != draft.number, "its own draft gives way, with both lines"
    (change,) = again.changes
    assert "тіс көпірі\nтіс сауыты" in (change.after or "")
    await app.publishing.annotate(again.number, "мысалы, өз жобам")
    await admin.says("/proposals")
    await admin.taps("pmake")
    assert admin.screen.html == house.text(
        language, "admin.proposals.other-draft", number=again.number
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_line_that_the_texts_refuse_can_be_taken_back(
    house: Office, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.wire.citizen.PATIENCE", 120)
    monkeypatch.setattr("tests.running.PATIENCE", 120)
    (number,) = await proposed(house, "ұзын сөз " * 300)  # as if the topic was filled meanwhile
    admin = await house.admin(language)
    await admin.says("/proposals")
    await admin.taps(f"pdecide:{number}:1")
    await admin.taps("pmake")
    assert admin.screen.html.startswith(house.text(language, "admin.proposals.refused"))
    assert await house.app.app.publishing.waiting() == []
    await admin.taps(f"pdecide:{number}:0")
    assert house.text(language, "admin.proposal.declined", number=number) in admin.screen.html
    assert not admin.screen.find("pmake")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_to_decide(house: Office, language: str) -> None:
    admin = await house.admin(language)
    await admin.says("/proposals")
    assert admin.screen.html == house.text(language, "admin.proposals.none")


async def test_words_of_proposals_are_kept_no_longer_than_questions(house: Office) -> None:
    app = house.app.app
    await proposed(house, "тіс көпірі")
    keep_days = app.settings.keep_words_days
    now = app.clock.now()
    assert await app.proposals.purge(now - timedelta(days=keep_days)) == 0
    assert await app.proposals.purge(now + timedelta(seconds=1)) == 1

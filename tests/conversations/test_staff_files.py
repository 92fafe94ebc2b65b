"""A file of questions in the staff room, and answers by a draft beside the live ones."""

import csv
import json
from collections.abc import AsyncIterator
from io import BytesIO, StringIO

import pytest
import pytest_asyncio
from babel.messages.pofile import read_po, write_po

from bot.answers.voice import Voice
from bot.playground import TelegramServer
from bot.publishing import Trial, Upload
from bot.staffroom.tables import LARGEST, MOST_LINES
from tests.conversations.office import LANGUAGES, Office
from tests.conversations.room import in_room, noted, open_house
from tests.running import TODAY
from tests.wire import Citizen, Screen
from tests.wire.fixtures import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUND = {"kk": "артық төлеген ақшаны қалай қайтарамын", "ru": "как вернуть лишний взнос"}
BY_DRAFT = "Подайте заявление: мы ответим за {refund_working_days} рабочих дней."
UNTRIED = Trial(total=0, right_before=0, right_now=0, worse=(), better=())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite3"
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_house(telegram, path) as office,
    ):
        yield office


def table(screen: Screen) -> list[dict[str, str]]:
    assert screen.document is not None
    assert screen.document_name is not None
    assert screen.document_name.endswith(".csv")
    text = StringIO(screen.document.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=";"))


def objects(screen: Screen) -> list[dict[str, object]]:
    assert screen.document is not None
    return [json.loads(line) for line in screen.document.decode().splitlines()]


async def drafted(office: Office, **changed: str) -> int:
    """A draft in which articles of the Russian library say something else."""
    publishing = office.app.app.publishing
    catalog = read_po(BytesIO(await publishing.exported("ru", "faq")))
    for key, text in changed.items():
        message = catalog.get(key.replace("_", "."))
        assert message is not None
        message.string = text
    written = BytesIO()
    write_po(written, catalog, width=0)
    candidate = await publishing.candidate([Upload("faq.po", written.getvalue())])
    return (await publishing.keep(candidate, "an-admin", "", UNTRIED)).number


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_file_becomes_a_table_and_its_twin(house: Office, language: str) -> None:
    staff = await in_room(house, language, speech=language)
    await staff.taps("staff:file")
    assert staff.screen.html == house.text(
        language, "staff.file.ask", lines=MOST_LINES, kilobytes=LARGEST // 1024
    )
    lines = [
        "question;language;topic;day",
        f"{REFUND['ru']};ru;refund-overpaid;",
        f"{REFUND['kk']};kk;dental;2026-01-15",
        "=cmd|calc;;none;",
        "сұрақ;xx;;",
        "погода завтра;ru;none;1999-01-01",
    ]
    await staff.sends_document("сұрақтар.CSV", "\n".join(lines).encode())
    asking, document, twin, summary = staff.heard
    shelf = house.app.app.shelf.current[language]
    assert asking.html == shelf.counted("staff.file.asking", 3)
    rows = table(document)
    assert [row["topic"] for row in rows] == ["refund-overpaid", "refund-overpaid", "none"]
    assert [row["as_expected"] for row in rows] == ["yes", "no", "yes"]
    assert [row["language"] for row in rows] == ["ru", "kk", language]
    assert [row["day"] for row in rows] == ["2026-11-20", "2026-01-15", "2026-11-20"]
    assert rows[2]["question"] == "'=cmd|calc", "no formula"
    assert {row["changed"] for row in rows} == {""}
    assert objects(twin)[2]["question"] == "=cmd|calc"
    assert [one["topic"] for one in objects(twin)] == [row["topic"] for row in rows]
    assert house.text(language, "staff.file.expected", right=2, all=3) in summary.html
    assert house.text(language, "staff.file.not-compared") in summary.html
    for line, column, code in ((5, "language", "language"), (6, "day", "day")):
        reason = house.text(language, f"staff.file.fault.{code}")
        told = house.text(language, "staff.file.fault", line=line, column=column, reason=reason)
        assert told in summary.html
    assert (await noted(house))[-1].action == "staff.file"
    assert (await noted(house))[-1].detail == "3"


async def test_the_same_table_sent_again_shows_what_has_changed(house: Office) -> None:
    staff = await in_room(house, "ru", speech="ru")
    await staff.sends_document("q.csv", f"question\n{REFUND['ru']}\n".encode())
    (document,) = [one for one in staff.heard if (one.document_name or "").endswith(".csv")]
    assert document.document is not None
    await staff.sends_document("a.csv", document.document)
    (again,) = [one for one in staff.heard if (one.document_name or "").endswith(".csv")]
    assert [row["as_expected"] for row in table(again)] == ["yes"]


async def test_an_iin_in_a_file_looks_nobody_up_and_comes_back_masked(house: Office) -> None:
    staff = await in_room(house, "ru", speech="ru")
    before = await house.app.app.database.fetch_all("SELECT count(*) FROM lookups")
    await staff.sends_document("q.csv", "question\nстатус 801315300123\n".encode())
    document = next(one for one in staff.heard if one.document)
    assert "801315300123" not in (document.document or b"").decode()
    assert await house.app.app.database.fetch_all("SELECT count(*) FROM lookups") == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("q.csv", b"q" * (LARGEST + 1), "large"),
        ("q.xlsx", b"PK\x03\x04", "not-csv"),
        ("q.csv", b"PK\x03\x04", "not-csv"),
        ("q.csv", "question\nвопрос".encode("cp1251"), "encoding"),
        ("q.csv", b"text\nx\n", "header"),
        ("q.csv", b"question\n", "empty"),
        ("q.csv", b"question\n" + b"a\n" * (MOST_LINES + 2), "too-many"),
    ],
)
async def test_a_file_that_is_refused_says_why(
    house: Office, language: str, name: str, content: bytes, code: str
) -> None:
    """And the next one is waited for."""
    staff = await in_room(house, language)
    await staff.taps("staff:file")
    await staff.sends_document(name, content)
    values = {"lines": MOST_LINES, "kilobytes": LARGEST // 1024}
    reason = house.app.app.shelf.current[language].tell(f"staff.file.refused.{code}", values)
    assert staff.screen.html.startswith(reason)
    assert len(staff.heard) == 1
    await staff.sends_document("q.csv", "question\nпогода\n".encode())
    assert len(staff.heard) == 4


@pytest.mark.parametrize("language", LANGUAGES)
async def test_telegram_does_not_give_the_file(house: Office, language: str) -> None:
    """Asked again, it does; until then the room waits for the file."""
    staff = await in_room(house, language, speech=language)
    await staff.taps("staff:file")
    house.app.telegram.fail_next("getFile", 400, "Bad Request: wrong file_id")
    await staff.sends_document("q.csv", f"question\n{REFUND[language]}\n".encode())
    assert staff.screen.html == house.text(language, "staff.file.not-fetched")
    await staff.sends_document("q.csv", f"question\n{REFUND[language]}\n".encode())
    assert [one.document_name for one in staff.heard if one.document_name]


async def test_a_table_that_hides_its_size_is_fetched_no_further(house: Office) -> None:
    """As large as told by `getFile`, whatever the message said."""
    staff = await in_room(house, "ru", speech="ru")
    telegram = house.app.telegram
    file = telegram.network.files.add("document", "q.csv", b"#" * (LARGEST + 1))
    document = {"file_id": file.id, "file_unique_id": file.unique_id, "file_name": "q.csv"}
    message = {
        "message_id": 10_000,
        "date": 1,
        "chat": staff.chat.wire(),
        "from": staff.user.wire(),
        "document": document,
    }
    telegram.network.updates.add("message", message)
    await house.app.settled()
    assert house.text("ru", "staff.file.refused.large", kilobytes=LARGEST // 1024) in (
        staff.screen.html
    )


async def test_of_a_file_with_bad_lines_alone_nothing_is_asked(house: Office) -> None:
    staff = await in_room(house, "kk")
    await staff.sends_document("q.csv", b"question;language\na;xx\n")
    (alone,) = staff.heard
    assert house.text("kk", "staff.file.fault.language") in alone.html


async def test_another_day_holds_for_a_file(house: Office) -> None:
    staff = await in_room(house, "ru", speech="ru")
    await staff.taps("staff:day")
    await staff.says("2025-12-31")
    await staff.sends_document("q.csv", b"question\nx\n")
    document = next(one for one in staff.heard if (one.document_name or "").endswith(".csv"))
    assert [row["day"] for row in table(document)] == ["2025-12-31"]
    await staff.says("/staff")
    await staff.taps("staff:leave")


async def test_a_file_outside_the_room_is_a_file(house: Office) -> None:
    staff = await in_room(house, "ru")
    await staff.taps("staff:leave")
    await staff.sends_document("q.csv", b"question\nx\n")
    assert staff.screen.html == house.text("ru", "fallback.document")


# A draft beside what is live


async def comparing(office: Office, language: str, number: int) -> Citizen:
    staff = await in_room(office, language, speech="ru")
    await staff.taps("strace:0")
    await staff.taps("staff:drafts")
    await staff.taps(f"sdraft:{number}")
    assert office.text(language, "staff.texts.draft", number=number) in staff.screen.html
    return staff


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_same_question_by_both_texts(
    house: Office, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.wire.citizen.PATIENCE", 120)
    monkeypatch.setattr("tests.running.PATIENCE", 120)
    live = house.app.app.shelf.current["ru"]
    number = await drafted(
        house,
        **{"faq_refund-overpaid_answer": BY_DRAFT},
    )
    staff = await comparing(house, language, number)
    await staff.says(REFUND["ru"])
    answer, by_draft, apart = staff.heard
    app = house.app.app
    article = app.library.article(
        app.library.topics.by_id["refund-overpaid"], Voice(live, app.law), TODAY
    )
    assert article.message() in answer.html
    assert "мы ответим" in by_draft.html
    assert house.text(language, "staff.differs.part.answer") in apart.html
    assert "мы ответим" in apart.html
    assert house.text(language, "staff.differs.part.details") not in apart.html
    await staff.says("какая пеня если опоздал с оплатой")
    _, apart = staff.heard
    assert apart.html == house.text(language, "staff.differs.nothing")

    await staff.sends_document(
        "q.csv", f"question\n{REFUND['ru']}\nкакая пеня если опоздал с оплатой\n".encode()
    )
    document = next(one for one in staff.heard if (one.document_name or "").endswith(".csv"))
    refund, penalty = table(document)
    assert refund["changed"] == "answer"
    assert "мы ответим" in refund["answer"]
    assert refund["live_topic"] == "refund-overpaid"
    assert "мы ответим" not in refund["live_answer"]
    assert penalty["changed"] == ""
    assert house.text(language, "staff.file.changed", count=1) in staff.screen.html

    await staff.says("/staff")
    await staff.taps("staff:people")
    await staff.taps("sperson:employed:status:0")
    assert house.text(language, "staff.differs.nothing") in staff.screen.html

    await house.app.app.publishing.discard(number, "an-admin")
    await staff.says(REFUND["ru"])
    answer, gone = staff.heard
    assert "мы ответим" not in answer.html
    assert gone.html == house.text(language, "staff.draft.gone")
    await staff.says(REFUND["ru"])
    assert len(staff.heard) == 1
    assert app.shelf.current["ru"] is live, "nothing live was changed"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_without_drafts_there_is_nothing_to_choose(house: Office, language: str) -> None:
    staff = await in_room(house, language)
    await staff.taps("staff:drafts")
    assert staff.screen.html == house.text(language, "staff.drafts.none")

"""Am I insured, what do I owe: from a typed IIN to the last screen, and what is never shown."""

import json
import re
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from bot.answers.status import debt_message, months_message, status_message
from bot.answers.voice import Voice
from bot.answers.ways import ways_message
from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES, demo_people
from bot.playground import TelegramServer
from bot.rules.history import PrivilegedCategory
from bot.rules.situation import Disclosure
from bot.rules.status import status
from handlers.states import Lookup
from tests.running import TODAY, RunningApp, running, settings_of
from tests.wire import Citizen
from tests.wire.fixtures import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
IIN = {person.key: person.iin for person in demo_people()}
SCREENS = ("status", "debt", "year", "ways")
WORDS = {"debt": debt_message, "year": months_message, "ways": ways_message}
NARROW = "\u202f"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ledger_app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningApp]:
    """The bot on a ledger of invented people."""
    path = tmp_path_factory.mktemp("people") / "ledger.sqlite3"
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings_of(path, lookups_per_day=100)) as app,
    ):
        await fill(app)
        yield app


async def fill(app: RunningApp) -> None:
    await app.app.ledger.import_files(DEMO_FILES, admission(app.app.law, TODAY))


async def expected(app: RunningApp, language: str, iin: str, screen: str = "status") -> str:
    """What the rules and the texts make of the person's rows, for anybody's eyes."""
    history = await app.app.ledger.history(app.app.pseudonyms.person(iin))
    answer = status(app.app.law, history, TODAY, Disclosure.PUBLIC)
    voice = Voice(app.app.shelf.current[language], app.app.law)
    if screen == "status":
        return status_message(answer, voice, Disclosure.PUBLIC)
    return WORDS[screen](answer, voice)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everybodys_screens(ledger_app: RunningApp, language: str) -> None:
    citizen = await ledger_app.settler(language)
    for person in demo_people():
        await citizen.says(person.iin)
        assert citizen.screen.html == await expected(ledger_app, language, person.iin)
        first = citizen.screen.message_id
        for screen in SCREENS[1:]:
            if citizen.screen.find(f"view:{screen}"):
                await citizen.taps(f"view:{screen}")
                assert citizen.screen.html == await expected(
                    ledger_app, language, person.iin, screen
                )
                assert citizen.screen.message_id == first
                assert citizen.screen.find("menu:menu")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_first_line_answers_and_the_least_way_is_named(
    ledger_app: RunningApp, language: str
) -> None:
    citizen = await ledger_app.settler(language)
    await citizen.taps("menu:status")
    await citizen.says(IIN["seasonal"])
    lines = citizen.screen.text.replace(NARROW, " ").splitlines()
    headline = ledger_app.text(language, "status.headline.not_insured")
    assert lines[0] == headline.removeprefix("<b>").removesuffix("</b>")
    assert ledger_app.text(language, "status.free-care") in citizen.screen.html
    assert "4 250 ₸" not in lines[0]
    assert "103" in citizen.screen.text
    assert citizen.screen.buttons[0][0].style == "primary"
    assert citizen.screen.buttons[0][0].data == "view:ways"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_document_instead_of_the_iin_is_no_error(
    ledger_app: RunningApp, language: str
) -> None:
    citizen = await ledger_app.settler(language)
    await citizen.taps("menu:status")
    await citizen.sends_document("iin.pdf", b"%PDF")
    assert citizen.screen.html == ledger_app.text(language, "fallback.document")
    await citizen.shares_contact()
    await citizen.says(IIN["employed"])
    assert citizen.screen.html == await expected(ledger_app, language, IIN["employed"])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_message_with_the_iin_is_deleted(ledger_app: RunningApp, language: str) -> None:
    citizen = await ledger_app.settler(language)
    for written in (IIN["employed"], "932902 490 758", f"ИИН {IIN['lost-job']} ?", "90130130001 8"):
        await citizen.says(written)
        own = [message for message in citizen.chat.messages if not message.from_bot]
        assert own[-1].deleted, written


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("90130130001", "length"),
        ("9013013000171", "length"),
        ("901301300018", "control"),
        ("000000000000", "zeros"),
        ("901301400400", "not_issuable"),
    ],
)
async def test_a_wrong_iin_is_explained_and_the_step_kept(
    ledger_app: RunningApp, language: str, written: str, fault: str
) -> None:
    citizen = await ledger_app.settler(language)
    await citizen.taps("menu:debt")
    await citizen.says(written)
    assert citizen.screen.html == ledger_app.text(language, f"iin.invalid.{fault}")
    assert await ledger_app.state(citizen).get_state() == Lookup.iin.state
    await citizen.says(IIN["only-debt"])
    assert citizen.screen.html == await expected(ledger_app, language, IIN["only-debt"], "debt")


async def test_an_iin_typed_after_leaving_the_question_about_debt_gets_the_status(
    ledger_app: RunningApp,
) -> None:
    citizen = await ledger_app.settler("kk")
    await citizen.taps("menu:debt")
    await citizen.taps("menu:menu")
    await citizen.says(IIN["only-debt"])
    assert citizen.screen.html == await expected(ledger_app, "kk", IIN["only-debt"])


async def test_words_instead_of_an_iin_keep_the_step(ledger_app: RunningApp) -> None:
    citizen = await ledger_app.settler("kk")
    await citizen.taps("menu:status")
    await citizen.says("қайдан табамын")
    assert citizen.screen.html == ledger_app.text("kk", "lookup.waiting")
    assert await ledger_app.state(citizen).get_state() == Lookup.iin.state


async def test_an_iin_before_consent_is_wiped_and_not_looked_up(ledger_app: RunningApp) -> None:
    citizen = await ledger_app.settler("kk", consents=False)
    await citizen.says(IIN["employed"])
    assert citizen.screen.html == ledger_app.text("kk", "consent.question")
    assert [one for one in citizen.chat.messages if not one.from_bot][-1].deleted
    await citizen.taps("consent:1")
    assert citizen.screen.html == ledger_app.text("kk", "lookup.ask")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_somebody_unknown_is_not_called_uninsured(
    ledger_app: RunningApp, language: str
) -> None:
    citizen = await ledger_app.settler(language)
    await citizen.says(IIN["nobody"])
    assert ledger_app.text(language, "status.headline.unknown") in citizen.screen.html
    assert ledger_app.text(language, "status.headline.not_insured") not in citizen.screen.html
    assert ledger_app.text(language, "advice.check_register") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nobody_learns_that_the_state_pays(ledger_app: RunningApp, language: str) -> None:
    citizen = await ledger_app.settler(language)
    for key in ("pensioner", "jobless", "turning-18", "graduate", "soldier"):
        await citizen.says(IIN[key])
        shown = citizen.screen.text
        for hidden in ("because.category_active", "status.until.category-open"):
            assert ledger_app.text(language, hidden) not in shown
        for rule in ("retention_after_category", "service"):
            assert ledger_app.text(language, f"disputed.{rule}") not in shown
        assert not any(category in shown for category in PrivilegedCategory)
    await citizen.says(IIN["turning-18"])
    assert ledger_app.text(language, "status.until.while-covered") in citizen.screen.html


async def test_a_short_payment_is_shown_at_the_full_price_of_a_month(
    ledger_app: RunningApp,
) -> None:
    citizen = await ledger_app.settler("ru")
    for key in ("self-payer-short", "entrepreneur-short"):
        history = await ledger_app.app.ledger.history(ledger_app.app.pseudonyms.person(IIN[key]))
        full = status(ledger_app.app.law, history, TODAY)
        assert full.debt is not None
        await citizen.says(IIN[key])
        shown = citizen.screen.text.replace(NARROW, " ")
        remainder = f"{Decimal(full.debt):,} ₸".replace(",", " ")
        assert not re.search(rf"(?<![\d ]){remainder}|(?<!\d) {remainder}", shown)
        assert "4 250 ₸" in shown


async def test_a_screen_about_a_person_no_longer_known_says_so(ledger_app: RunningApp) -> None:
    citizen = await ledger_app.settler("kk")
    await citizen.says(IIN["lost-job"])
    old = citizen.screen
    await citizen.says("/cancel")
    await citizen.taps("view:debt", on=old)
    assert citizen.screen.html == ledger_app.text("kk", "person.forgotten")
    await citizen.taps("menu:status_another")
    assert citizen.screen.html == ledger_app.text("kk", "lookup.ask")


async def test_somebody_remembered_is_answered_without_typing(ledger_app: RunningApp) -> None:
    citizen = await ledger_app.settler("ru")
    await citizen.says(IIN["employed"])
    await citizen.taps("remember")
    assert citizen.screen.find("remember") is None
    await citizen.says("/menu")
    await citizen.taps("menu:debt")
    assert citizen.screen.html == await expected(ledger_app, "ru", IIN["employed"], "debt")
    await citizen.taps("menu:status_another")
    assert citizen.screen.html == ledger_app.text("ru", "lookup.ask")
    account = await ledger_app.account(citizen)
    assert account.remembered == ledger_app.app.pseudonyms.person(IIN["employed"])


async def test_no_iin_stands_in_buttons_state_or_database(ledger_app: RunningApp) -> None:
    citizen = await ledger_app.settler("kk")
    await citizen.says(IIN["courier"])
    for button in citizen.screen.every_button():
        assert IIN["courier"] not in (button.data or "")
    data = json.dumps(await ledger_app.state(citizen).get_data())
    assert IIN["courier"] not in data
    path = ledger_app.app.settings.ledger_path
    assert path is not None
    for file in path.parent.iterdir():
        assert IIN["courier"].encode() not in file.read_bytes()


async def test_the_daily_limit_counts_different_people_and_outlives_a_restart(
    tmp_path: Path,
) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3", lookups_per_day=2)
    keys = ("employed", "lost-job", "seasonal")
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with running(telegram, settings) as app:
            await fill(app)
            citizen = await app.settler("kk")
            for key in (*keys[:2], *keys[:2]):
                await citizen.says(IIN[key])
                assert citizen.screen.html == await expected(app, "kk", IIN[key])
        async with running(telegram, settings) as app:
            citizen = Citizen(telegram, citizen.user, app.settled)
            await citizen.says(IIN[keys[2]])
            assert citizen.screen.html == app.text("kk", "lookup.limit.account")
            await citizen.says(IIN[keys[0]])
            assert citizen.screen.html == await expected(app, "kk", IIN[keys[0]])


@pytest_asyncio.fixture
async def careful_app(tmp_path: Path) -> AsyncIterator[RunningApp]:
    """The bot of an operator who asks for proof before showing months."""
    settings = settings_of(tmp_path / "ledger.sqlite3", lookup_policy="verified")
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        running(telegram, settings) as app,
    ):
        await fill(app)
        yield app


@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_where_proof_is_asked_months_wait_for_the_own_contact(
    careful_app: RunningApp, language: str
) -> None:
    phone = careful_app.telegram.user(phone="+77010000006")
    citizen = Citizen(careful_app.telegram, phone, careful_app.settled)
    await citizen.says("/start")
    await citizen.taps(f"menu:lang_{language}")
    await citizen.taps("consent:1")
    with_phone = phone_of("+77010000006")
    await citizen.says(with_phone)
    brief = citizen.screen
    assert brief.find("view:debt") is None
    assert "2026" not in brief.text
    await citizen.taps("prove")
    assert citizen.keyboard == [[careful_app.text(language, "button.contact")]]
    await citizen.shares_contact("+77010000006", owner_id=0)
    heard = [screen.html for screen in citizen.heard]
    assert heard[0] == careful_app.text(language, "proof.no-match")
    await citizen.taps("prove", on=brief)
    await citizen.shares_contact()
    assert careful_app.text(language, "proof.matched") in [one.html for one in citizen.heard]
    assert citizen.screen.find("view:year")


def phone_of(phone: str) -> str:
    """The invented person who has this phone."""
    rows = DEMO_FILES[2].read_text(encoding="utf-8").split()
    return next(iin for iin, number in (row.split(",") for row in rows) if number == phone)

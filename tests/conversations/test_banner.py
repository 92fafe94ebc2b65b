"""An announcement: written in two languages, checked, shown above the screens, taken off."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground import TelegramServer
from bot.texts import plain
from tests.conversations.office import ADMINS, IIN, LANGUAGES, Office, open_office
from tests.running import TODAY, Hands
from tests.wire import Citizen
from tests.wire.fixtures import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANYBODY = next(iter(IIN.values()))
LONG = {
    "kk": "Терминалдар бүгін кешке дейін істемейді. Төлемді ертең жасаңыз, мерзім өтпейді, "
    "өсімпұл есептелмейді.",
    "ru": "Терминалы сегодня до вечера не работают. Платите завтра: срок не пройдёт, "
    "и пеню никто не начислит.",
}

VALUES = {"longest": 300, "length": 301, "found": "#", "link": "#", "sign": "#"}


@pytest_asyncio.fixture(loop_scope="module")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_office(telegram, tmp_path / "ledger.sqlite3") as office,
    ):
        yield office


async def announcing(admin: Citizen, end: str = "open") -> None:
    await admin.says("/banner")
    await admin.says(LONG["kk"])
    await admin.says(LONG["ru"])
    if end != "open":  # as it is unless chosen otherwise
        await admin.taps(f"bend:{end}")
    await admin.taps("bshow")


def full(office: Office, language: str) -> str:
    return plain(office.text(language, "banner.full", text=LONG[language]))


def is_folded(office: Office, citizen: Citizen, language: str) -> bool:
    title = plain(office.text(language, "banner.folded", beginning="#")).partition("#")[0]
    first = citizen.screen.text.splitlines()[0]
    return first.startswith(title) and first.endswith("/notice") and len(first) < 100


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_the_first_word_to_every_screen_and_off(office: Office, language: str) -> None:
    citizen = await office.app.settler(language)
    admin = await office.admin(language)
    await admin.says("/banner")
    assert admin.screen.html == office.text(language, "admin.banner.ask-kk", longest=300)
    await admin.says(LONG["kk"])
    assert admin.screen.html == office.text(language, "admin.banner.ask-ru", longest=300)
    await admin.says(LONG["ru"])
    for one in LANGUAGES:
        assert full(office, one) in admin.screen.text, "a preview is what citizens will see"
    await citizen.says("/menu")
    assert LONG[language] not in citizen.screen.text, "a preview is seen by the admin alone"
    await admin.taps("bshow")
    assert office.text(language, "admin.banner.live") in admin.screen.html

    await citizen.says("/menu")
    assert citizen.screen.text.startswith(full(office, language))
    assert citizen.screen.html.endswith(office.text(language, "menu.title"))
    await citizen.says(ANYBODY)
    assert is_folded(office, citizen, language), "once in full, then a line"
    for act in ("/menu", "/start", "/start faq_how-to-pay"):
        await citizen.says(act)
        assert is_folded(office, citizen, language), act
    await citizen.says("/notice")
    assert citizen.screen.text == full(office, language)

    await admin.taps("boff")
    assert admin.screen.html == office.text(language, "admin.banner.taken-off")
    await citizen.says("/menu")
    assert citizen.screen.html == office.text(language, "menu.title")
    await citizen.says("/notice")
    assert citizen.screen.html == office.text(language, "banner.none")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_status_debt_and_articles_carry_it(office: Office, language: str) -> None:
    await announcing(await office.admin("ru"))
    for screen in ("status", "debt"):
        citizen = await office.app.settler(language, consents=True)
        await citizen.says("/notice")
        await citizen.says(ANYBODY)
        if screen == "debt":
            await citizen.taps("view:debt")
        assert is_folded(office, citizen, language), screen
    await citizen.taps("view:year")
    assert not is_folded(office, citizen, language), "only the screens that people open first"
    await citizen.says("/start faq_how-to-pay")
    assert is_folded(office, citizen, language)
    await citizen.taps("opinion")
    assert is_folded(office, citizen, language), "the article stays as it was"


async def test_a_newcomer_reads_it_in_both_languages(office: Office) -> None:
    await announcing(await office.admin())
    newcomer = office.app.citizen("kk")
    await newcomer.says("/start")
    for language in LANGUAGES:
        assert full(office, language) in newcomer.screen.text
    await newcomer.taps("menu:lang_ru")
    await newcomer.taps("consent:1")
    assert is_folded(office, newcomer, "ru")


async def test_a_new_one_is_read_in_full_again(office: Office) -> None:
    admin, citizen = await office.admin(), await office.app.settler("kk")
    await announcing(admin)
    await citizen.says("/menu")
    await citizen.says("/menu")
    assert is_folded(office, citizen, "kk")
    await admin.taps("bwrite")
    await admin.says(LONG["kk"])
    await admin.says(LONG["ru"])
    await admin.taps("bshow")
    await citizen.says("/menu")
    assert citizen.screen.text.startswith(full(office, "kk"))


async def test_a_short_one_is_not_folded(office: Office) -> None:
    admin, citizen = await office.admin(), await office.app.settler("ru")
    await admin.says("/banner")
    await admin.says("Бүгін терминалдар істемейді.")
    await admin.says("Сегодня терминалы не работают.")
    await admin.taps("bshow")
    for _ in range(2):
        await citizen.says("/menu")
        assert "Сегодня терминалы не работают.\n" in citizen.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("ә" * 301, "long"),
        ("Тез төлеңіз!", "exclamation"),
        ("Мына жерде: https://example.com/pay", "link"),
        ("Мына жерде: egov-kz.com", "link"),
        ('<a href="https://example.com">осы жерде</a>', "link"),
        ("<b>Терминалдар істемейді", "html"),
        ("<script>істемейді</script>", "html"),
        ("Бүгін 4250 ₸ төлеңіз", "amount"),
        ("ЖСН 801315300123", "number"),
        ("НАЗАР аударыңыз", "capitals"),
        ("Терминaлдар істемейді", "look-alike"),
    ],
)
async def test_what_the_checker_refuses(
    office: Office, language: str, words: str, fault: str
) -> None:
    """The step stays; each reason is said in the admin's language."""
    admin = await office.admin(language)
    await admin.says("/banner")
    await admin.says(words)
    reason = office.app.app.shelf.current[language].tell(f"admin.banner.fault.{fault}", VALUES)
    for part in plain(reason).split("#"):
        assert part in admin.screen.text
    await admin.says(LONG["kk"])
    assert admin.screen.html == office.text(language, "admin.banner.ask-ru", longest=300)
    await admin.says(words)
    assert office.text(language, "admin.banner.again-ru") in admin.screen.html
    await admin.says(LONG["ru"])
    assert admin.screen.find("bshow")


async def test_tags_as_in_the_files_are_formatting(office: Office) -> None:
    admin = await office.admin()
    await admin.says("/banner")
    await admin.says("<b>Терминалдар</b> істемейді: <i>ертең</i> төлеңіз.")
    await admin.says("Терминалы не работают: 5 &lt; 6 & всё.")
    assert "<b>Терминалдар</b>" in admin.screen.html


async def test_a_command_gives_up_and_changes_nothing(office: Office) -> None:
    admin, citizen = await office.admin("ru"), await office.app.settler("ru")
    await admin.says("/banner")
    await admin.says(LONG["kk"])
    await admin.says("/cancel")
    assert admin.screen.html == office.text("ru", "cancel.banner")
    await citizen.says("/menu")
    assert citizen.screen.html == office.text("ru", "menu.title")


async def test_a_second_tap_announces_nothing_new(office: Office) -> None:
    admin = await office.admin()
    await announcing(admin)
    first = (await office.app.app.board.read()).banner
    assert first is not None
    await office.app.telegram.tap(admin.user, admin.screen.message_id, "bshow")
    await office.app.settled()
    again = (await office.app.app.board.read()).banner
    assert again == first


async def test_an_old_button_takes_no_newer_one_off(office: Office) -> None:
    admin = await office.admin()
    await announcing(admin)
    old = admin.screen
    await admin.taps("bwrite")
    await admin.says(LONG["kk"])
    await admin.says(LONG["ru"])
    await admin.taps("bshow")
    await admin.taps("boff", on=old)
    assert office.text("kk", "admin.banner.live") in admin.screen.html
    assert (await office.app.app.board.read()).banner is not None
    await admin.taps("boff")
    await admin.taps("boff", on=old)
    assert admin.screen.html == office.text("kk", "admin.banner.gone")


@pytest.mark.parametrize(("end", "hour"), [("hours", 14), ("today", 24)])
async def test_it_ends_by_itself(tmp_path: Path, end: str, hour: int) -> None:
    hands = Hands(TODAY, 12)
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_office(telegram, tmp_path / "l.sqlite3", hands, today=None) as office,
    ):
        citizen = await office.app.settler("kk")
        await announcing(await office.admin(), end)
        hands.set(TODAY, hour - 1, 59)
        await citizen.says("/menu")
        assert citizen.screen.text.startswith(full(office, "kk"))
        if hour == 24:
            hands.set(TODAY.replace(day=TODAY.day + 1), 0)
        else:
            hands.set(TODAY, hour)
        await citizen.says("/menu")
        assert citizen.screen.html == office.text("kk", "menu.title")


async def test_it_outlives_a_restart_with_who_has_read_it(tmp_path: Path) -> None:
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with open_office(telegram, tmp_path / "l.sqlite3") as before:
            reader, other = await before.app.settler("ru"), await before.app.settler("ru")
            await announcing(await before.admin())
            await reader.says("/menu")
        async with open_office(telegram, tmp_path / "l.sqlite3") as after:
            reader, other = after.again(reader), after.again(other)
            await reader.says("/menu")
            assert is_folded(after, reader, "ru")
            await other.says("/menu")
            assert other.screen.text.startswith(full(after, "ru"))


async def test_what_was_read_is_forgotten_with_the_rest(office: Office) -> None:
    citizen = await office.app.settler("kk")
    await announcing(await office.admin())
    await citizen.says("/menu")
    assert (await office.app.account(citizen)).banner_read is not None
    await citizen.says("/forget")
    await citizen.taps("forget:1")
    assert (await office.app.account(citizen)).banner_read is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_for_anybody_else_there_is_no_such_command(
    office: Office, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    await announcing(await office.admin())
    citizen = await office.app.settler(language)
    for command in ("/banner", "/switches", "/stats"):
        await citizen.says(f"{command} слово")
        assert citizen.screen.html == office.text(language, "fallback.command")
    live = (await office.app.app.board.read()).banner
    assert live is not None
    for data in (f"boff:{live.number}", "bwrite", "bshow", "bend:open", "switch:lookups:0"):
        await office.app.telegram.tap(citizen.user, citizen.screen.message_id, data)
        await office.app.settled()
        assert citizen.screen.html == office.text(language, "fallback.button"), data
    assert await office.app.app.board.read() == type(await office.app.app.board.read())(live)
    told = [one.getMessage() for one in caplog.records if "access refused" in one.getMessage()]
    assert len(told) == 8
    assert not [line for line in told if str(citizen.user.id) in line or "слово" in line]


async def test_who_is_no_admin_any_more_writes_nothing(tmp_path: Path) -> None:
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with open_office(telegram, tmp_path / "l.sqlite3") as before:
            admin = await before.admin("ru")
            await admin.says("/banner")
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(ADMINS, "ru", 999)
            async with open_office(telegram, tmp_path / "l.sqlite3") as after:
                dismissed = after.again(admin)
                await dismissed.says(LONG["kk"])
                assert not dismissed.screen.find("banner")
                assert (await after.app.app.board.read()).banner is None


async def test_what_is_formatted_in_telegram_stays_formatted(office: Office) -> None:
    """And signs typed beside it are signs."""
    admin = await office.admin()
    await admin.says("/banner")
    message = {
        "message_id": 10_000,
        "date": 1,
        "chat": admin.chat.wire(),
        "from": admin.user.wire(),
        "text": "Терминал <b> & банк",
        "entities": [{"type": "italic", "offset": 0, "length": 8}],
    }
    office.app.telegram.network.updates.add("message", message)
    await office.app.settled()
    await admin.says(LONG["ru"])
    assert "<i>Терминал</i> &lt;b&gt; &amp; банк" in admin.screen.html

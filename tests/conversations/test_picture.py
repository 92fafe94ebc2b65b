"""A picture is sent to whoever asks for it, with the same words, and never tells more."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image, ImageColor

from bot.answers.drawing import PALETTES, draw
from bot.answers.picture import Theme, caption, picture
from bot.answers.voice import Voice
from bot.playground import TelegramServer
from bot.rules.situation import Disclosure
from bot.rules.status import status
from tests.conversations.test_person import IIN, fill, ledger_app, phone_of
from tests.running import TODAY, RunningApp, running, settings_of
from tests.wire import Citizen, Screen
from tests.wire.fixtures import TOKEN

__all__ = ["ledger_app"]

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]


def ground(screen: Screen) -> tuple[int, ...]:
    assert screen.document
    with Image.open(BytesIO(screen.document)) as image:
        assert image.size == (1080, 1350)
        corner = image.getpixel((0, 0))
    assert isinstance(corner, tuple)
    return corner


def colour(theme: Theme) -> tuple[int, ...]:
    return ImageColor.getrgb(PALETTES[theme].ground)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_picture_is_sent_light_and_then_dark(
    ledger_app: RunningApp, language: str
) -> None:
    citizen = await ledger_app.settler(language)
    await citizen.says(IIN["seasonal"])
    assert citizen.screen.find("picture:") is None, "not forced on the first screen"
    await citizen.taps("view:year")
    year = citizen.screen
    await citizen.taps(ledger_app.text(language, "button.picture"))
    assert ground(citizen.screen) == colour(Theme.LIGHT)
    assert citizen.screen.message_id != year.message_id
    await citizen.taps(ledger_app.text(language, "button.picture.dark"))
    assert ground(citizen.screen) == colour(Theme.DARK)
    assert citizen.screen.find("picture:person:light")
    await citizen.taps("menu:menu", on=citizen.screen)
    assert citizen.screen.document is None
    assert citizen.screen.find("menu:status")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_anybody_sees_only_what_the_screen_shows(
    ledger_app: RunningApp, language: str
) -> None:
    citizen = await ledger_app.settler(language)
    app = ledger_app.app
    for key in ("seasonal", "pensioner", "self-payer-short"):
        await citizen.says(IIN[key])
        await citizen.taps("view:year")
        await citizen.taps("picture:person:light")
        history = await app.ledger.history(app.pseudonyms.person(IIN[key]))
        answer = status(app.law, history, TODAY, Disclosure.PUBLIC)
        voice = Voice(app.shelf.current[language], app.law)
        assert citizen.screen.html == caption(answer, voice)
        assert citizen.screen.document == draw(picture(answer, voice), Theme.LIGHT)
        assert IIN[key] not in citizen.screen.text
        assert "₸" not in citizen.screen.text


async def test_nothing_is_drawn_of_somebody_unknown(ledger_app: RunningApp) -> None:
    citizen = await ledger_app.settler("kk")
    await citizen.says(IIN["nobody"])
    await citizen.taps("view:year")
    assert citizen.screen.find("picture:") is None


async def test_a_picture_of_a_person_no_longer_known(ledger_app: RunningApp) -> None:
    citizen = await ledger_app.settler("ru")
    await citizen.says(IIN["lost-job"])
    await citizen.taps("view:year")
    old = citizen.screen
    await citizen.says("/cancel")
    await citizen.taps("picture:person", on=old)
    assert citizen.screen.html == ledger_app.text("ru", "person.forgotten")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_own_marks_are_drawn_and_called_an_estimate(
    ledger_app: RunningApp, language: str
) -> None:
    citizen = await ledger_app.settler(language, consents=False)
    await citizen.taps("menu:months")
    await citizen.taps("oall:1")
    await citizen.taps("own:answer")
    await citizen.taps("picture:own:light")
    assert ground(citizen.screen) == colour(Theme.LIGHT)
    assert ledger_app.text(language, "status.own-words") in citizen.screen.html
    assert ledger_app.text(language, "status.headline.insured") in citizen.screen.html
    old = citizen.screen
    await citizen.says("/cancel")
    await citizen.taps("picture:own:dark", on=old)
    assert ledger_app.text(language, "own.out-of-date") in citizen.screen.html


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
async def test_where_proof_is_asked_nothing_is_drawn_before_it(careful_app: RunningApp) -> None:
    phone = "+77010000006"
    user = careful_app.telegram.user(phone=phone)
    citizen = Citizen(careful_app.telegram, user, careful_app.settled)
    await citizen.says("/start")
    await citizen.taps("menu:lang_kk")
    await citizen.taps("consent:1")
    await citizen.says(phone_of(phone))
    await citizen.taps("prove")
    await citizen.shares_contact()
    await citizen.taps("view:year")
    proved = citizen.screen
    await citizen.taps("picture:person")
    assert citizen.screen.document
    await citizen.says(phone_of(phone))
    await citizen.taps("picture:person", on=proved)
    assert citizen.screen.document is None
    assert citizen.screen.find("prove")

"""`/texts` and `/audit`: what is live, every release, the way back, and who did what."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.answers.topics import load as load_topics
from bot.files import QUESTION_SET, TOPICS
from bot.playground import TelegramServer
from bot.texts import plain
from bot.understanding.questions import asked
from tests.conversations.newsroom import (
    NEW,
    TITLE,
    cleared,
    draft_of,
    edited,
    live,
    open_newsroom,
    publishes,
    reads_menu,
    sends,
    shipped,
    title,
)
from tests.conversations.office import ADMINS, LANGUAGES, Office, open_office
from tests.wire.fixtures import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with open_newsroom(tmp_path_factory.mktemp("newsroom") / "ledger.sqlite3") as office:
        yield office


@pytest_asyncio.fixture(loop_scope="module")
async def office(newsroom: Office) -> AsyncIterator[Office]:
    yield newsroom
    await cleared(newsroom)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_tap_goes_back_and_names_what_comes_back(office: Office, language: str) -> None:
    admin, citizen = await office.admin(language), await office.app.settler("ru")
    before = citizen.screen.text
    await publishes(admin, title("ru"))
    first = await live(office)
    key = "fallback.voice"
    await publishes(admin, edited(title("ru"), {key: "Голосовые сообщения я не слушаю."}))
    assert await live(office) == first + 1
    await admin.says("/texts")
    await admin.taps(f"release:{first}")
    await admin.taps(f"rask:{first}")
    assert key in admin.screen.text
    assert TITLE not in admin.screen.text, "that text stays"
    question = admin.screen
    await admin.taps("rback")
    told = office.text(language, "admin.texts.rolled-back", number=first + 2, of=first)
    assert admin.screen.html == told
    assert await reads_menu(citizen) == NEW["ru"]
    assert office.app.text("ru", key) == plain_of_shipped(key)
    admin.tolerated = ("message is not modified",)
    await admin.taps("rback", on=question)
    assert await live(office) == first + 2, "a second tap goes nowhere"

    await admin.says("/texts")
    await admin.taps("release:0")
    await admin.taps("rask:0")
    await admin.taps("rback")
    assert admin.screen.html == office.text(
        language, "admin.texts.rolled-back-zero", number=first + 3
    )
    assert await reads_menu(citizen) == before
    await admin.taps("rback", on=question)
    assert await live(office) == first + 3


def plain_of_shipped(key: str) -> str:
    entry = shipped("ru").decode().partition(f'msgid "{key}"\nmsgstr "')[2]
    return entry.partition('"\n')[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_somebody_was_faster(office: Office, language: str) -> None:
    """Whoever decided about another state of things is asked to look again."""
    admin = await office.admin(language)
    await publishes(admin, title("ru"))
    undo = admin.screen
    await admin.taps("rask", on=undo)
    question = admin.screen
    await publishes(admin, edited(title("ru"), {"fallback.voice": "Голос я не слушаю."}))
    newest = await live(office)
    await admin.taps("rback", on=question)
    told = office.text(language, "admin.texts.roll-back-outdated", live=newest)
    assert admin.screen.html == told
    assert await live(office) == newest


async def test_the_list_has_pages(office: Office) -> None:
    admin = await office.admin("ru")
    for number in range(4):
        await publishes(admin, title("ru", f"Выберите, что нужно{'.' * (number + 1)}"))
        newest = await live(office)
        await office.app.app.publishing.roll_back(0, "command-line", live=newest)
    await admin.says("/texts")
    newest = await live(office)
    assert admin.screen.find(f"release:{newest}")
    await admin.taps(f"releases:{newest - 5}")
    assert admin.screen.find(f"release:{newest - 6}")
    assert not admin.screen.find(f"release:{newest}")
    await admin.taps("releases:0")
    assert admin.screen.find(f"release:{newest}")
    await admin.taps(f"release:{newest}")
    assert office.text("ru", "admin.who.command-line") in admin.screen.text
    await admin.taps("rfile")
    assert TITLE in (admin.screen.document or b"").decode()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_fewer_right_answers_have_to_be_wanted(office: Office, language: str) -> None:
    """Questions are taken away from the articles that are asked for most."""
    admin, base = await office.admin(language), await live(office)
    articles = load_topics(TOPICS).by_id
    seen = Counter(row.topic for row in asked(QUESTION_SET) if row.half == "seen")
    most = [topic for topic, _ in seen.most_common(25) if topic in articles]
    nonsense = "\n".join(f"ааа {letter * 3}" for letter in "бвгджзклмн")
    files = []
    for one in LANGUAGES:
        changed = {f"faq.{topic}.questions": nonsense for topic in most}
        changed |= {f"faq.{topic}.title": "Басқа" for topic in most}
        files.append(edited(shipped(one, "faq"), changed))
    await sends(admin, *files)
    draft = await office.app.app.publishing.draft(draft_of(admin.screen))
    assert draft is not None
    assert draft.trial.drop
    await admin.taps("dtrial")
    assert draft.trial.worse[0].text in admin.screen.text
    await admin.taps("draft:")
    await admin.taps("dpublish")
    assert admin.screen.html.startswith(office.text(language, "admin.texts.drop"))
    assert await live(office) == base
    await admin.taps(office.text(language, "button.admin.draft-anyway"))
    assert admin.screen.html == office.text(language, "admin.texts.published", number=base + 1)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_that_admins_do_is_in_the_audit(office: Office, language: str) -> None:
    admin = await office.admin(language)
    await admin.says("/switches")
    await admin.taps("switch:feedback:0")
    await admin.taps("switch:feedback:1")
    await admin.says("/banner")
    await admin.says("Бүгін терминалдар істемейді.")
    await admin.says("Сегодня терминалы не работают.")
    await admin.taps("bshow")
    await admin.taps("boff")
    number = draft_of(await sends(admin, title("kk")))
    await admin.taps(f"draft:{number}:discard")
    await admin.taps("ddiscard")
    await publishes(admin, title("ru"))
    await admin.says("/texts")
    await admin.taps("tfiles")
    newest = await live(office)
    await admin.says("/texts")
    await admin.taps("release:0")
    await admin.taps("rask:0")
    await admin.taps("rback")
    await admin.says("/audit")
    told = admin.screen.text
    texts = office.app.app.shelf.current[language]
    feature = texts("admin.feature.feedback")
    expected = [
        texts.tell("admin.audit.did.texts.rolled-back", {"number": newest + 1, "of": 0}),
        texts("admin.audit.did.texts.exported"),
        texts.tell("admin.audit.did.texts.published", {"number": newest}),
        texts.tell("admin.audit.did.texts.discarded", {"number": number}),
        texts("admin.audit.did.banner.removed"),
        texts("admin.audit.did.banner.shown"),
        texts.tell("admin.audit.did.switches.turned-on", {"feature": feature}),
        texts.tell("admin.audit.did.switches.turned-off", {"feature": feature}),
    ]
    places = [told.find(plain(one)) for one in expected]
    assert -1 not in places, told
    assert places == sorted(places), "the latest first"
    if (older := admin.screen.find(office.text(language, "button.admin.later"))) is not None:
        assert older.data
        await admin.taps(older.data)
        await admin.taps("audit:0")
        assert admin.screen.text == told


async def test_an_action_that_this_version_does_not_know_is_shown_as_noted(office: Office) -> None:
    """Also one whose detail is not what the words for it want."""
    admin = await office.admin("ru")
    await office.app.app.audit.note("command-line", "moon.landed", "11")
    await office.app.app.audit.note("f" * 32, "texts.published", "")
    await admin.says("/audit")
    assert "moon.landed 11" in admin.screen.text
    assert "texts.published" in admin.screen.text
    assert office.text("ru", "admin.who.former") in admin.screen.text


async def test_admins_have_commands_of_their_own(tmp_path: Path) -> None:
    """In their menu beside those of everybody; one who never came to the bot is passed over."""
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        telegram.chat(telegram.user(ADMINS["ru"])).met = True
        async with open_office(telegram, tmp_path / "ledger.sqlite3") as office:
            citizen = await office.app.settler("ru")
            profile = telegram.network.profile
            theirs = [one["command"] for one in profile.commands_for(citizen.user.id, "ru")]
            own = [one["command"] for one in profile.commands_for(ADMINS["ru"], "ru")]
            assert own[-len(theirs) :] == theirs
            of_admins = {"texts", "proposals", "staff", "banner", "switches", "stats", "audit"}
            assert of_admins == {*own} - {*theirs}

"""A text on its way from an editor's file to a citizen: sent, looked at, confirmed, read."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.texts import plain
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
from tests.conversations.office import LANGUAGES, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHER = {"kk": "ru", "ru": "kk"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with open_newsroom(tmp_path_factory.mktemp("newsroom") / "ledger.sqlite3") as office:
        yield office


@pytest_asyncio.fixture(loop_scope="module")
async def office(newsroom: Office) -> AsyncIterator[Office]:
    """The same bot for every test, each time with the texts that it came with."""
    yield newsroom
    await cleared(newsroom)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_an_editors_file_to_a_citizen(office: Office, language: str) -> None:
    """Both languages at once, as an album; whoever has a chat open reads the new sentence next."""
    citizens = {one: await office.app.settler(one) for one in LANGUAGES}
    before = {one: citizens[one].screen.text for one in LANGUAGES}
    admin, base = await office.admin(language), await live(office)
    await sends(admin, title("kk"), title("ru"))
    assert [screen.text for screen in admin.heard] == [admin.screen.text], "one message of both"
    draft = await office.app.app.publishing.draft(draft_of(admin.screen))
    assert draft is not None
    changed = {(change.language, change.key) for change in draft.changes}
    assert changed == {("kk", TITLE), ("ru", TITLE)}

    await admin.taps("dchange")
    for one in LANGUAGES:
        assert NEW[one] in admin.screen.text
        assert before[one] in admin.screen.text
    await admin.taps("dpreview")
    for one in LANGUAGES:
        assert NEW[one] in admin.screen.text
    await admin.taps("draft:")
    for one in LANGUAGES:
        assert await reads_menu(citizens[one]) == before[one], "nobody has confirmed yet"

    await admin.taps("dpublish")
    told = office.text(language, "admin.texts.published", number=base + 1)
    assert admin.screen.html == told
    for one in LANGUAGES:
        assert await reads_menu(citizens[one]) == NEW[one]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_files_sent_one_by_one_add_up(office: Office, language: str) -> None:
    admin, base = await office.admin(language), await live(office)
    first = draft_of(await sends(admin, title("kk")))
    second = draft_of(await sends(admin, title("ru")))
    draft = await office.app.app.publishing.draft(second)
    assert draft is not None
    assert {change.language for change in draft.changes} == {"kk", "ru"}
    await office.app.telegram.tap(admin.user, admin.screen.message_id, f"dpublish:{first}:0")
    await office.app.settled()
    assert admin.screen.html.endswith(office.text(language, "admin.texts.draft-discarded"))
    assert await live(office) == base


async def test_a_corrected_file_takes_the_place_of_the_earlier_one(office: Office) -> None:
    admin = await office.admin("ru")
    await sends(admin, title("ru", "Выберите!"))
    assert office.text("ru", "admin.texts.fault.exclamation") in admin.screen.html
    await sends(admin, title("ru"))
    draft = await office.app.app.publishing.draft(draft_of(admin.screen))
    assert draft is not None
    assert [change.after for change in draft.changes] == [NEW["ru"]]


async def test_a_language_that_is_missing_may_follow(office: Office) -> None:
    """A placeholder has to be changed in both languages: one file alone is refused."""
    admin = await office.admin("kk")
    key = "admin.texts.published"
    texts = {one: f"{NEW[one]} {{number}}, {{number}}." for one in LANGUAGES}
    broken = {one: f"{NEW[one]}" for one in LANGUAGES}
    await sends(admin, edited(shipped("kk"), {key: broken["kk"]}))
    assert key in admin.screen.text
    await sends(admin, edited(shipped("kk"), {key: texts["kk"]}))
    await sends(admin, edited(shipped("ru"), {key: texts["ru"]}))
    draft = await office.app.app.publishing.draft(draft_of(admin.screen))
    assert draft is not None
    assert {change.language for change in draft.changes} == {"kk", "ru"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_sent_can_be_forgotten(office: Office, language: str) -> None:
    admin = await office.admin(language)
    await sends(admin, title("kk", "Таңдаңыз!"))
    await admin.taps("dforget")
    assert admin.screen.html == office.text(language, "admin.texts.forgotten")
    await sends(admin, title("ru"))
    draft = await office.app.app.publishing.draft(draft_of(admin.screen))
    assert draft is not None
    assert {change.language for change in draft.changes} == {"ru"}


async def test_an_export_sent_back_changes_nothing(office: Office) -> None:
    admin = await office.admin("ru")
    await publishes(admin, title("ru"))
    await admin.says("/texts")
    await admin.taps("tfiles")
    files = [screen.document for screen in admin.heard]
    assert len(files) == 4
    assert all(files)
    await sends(admin, *[content for content in files if content])
    assert admin.screen.html == office.text("ru", "admin.texts.nothing-new")
    await sends(admin, *[edited(content, {}) for content in files if content])
    assert admin.screen.html == office.text("ru", "admin.texts.nothing-new"), "nor does Poedit"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_note_is_read_in_the_list_of_releases(office: Office, language: str) -> None:
    admin = await office.admin(language)
    await sends(admin, title(language))
    await admin.taps(f"draft:{draft_of(admin.screen)}:note")
    await admin.says("а" * 201)
    longest = office.text(language, "admin.texts.note-long", length=201, longest=200)
    assert admin.screen.html == longest
    await admin.says("Жаңа <сөйлем>\nүшін")
    assert "Жаңа <сөйлем> үшін" in admin.screen.text
    await admin.taps("dpublish")
    await admin.says("/texts")
    assert "Жаңа <сөйлем> үшін" in admin.screen.text
    await admin.taps(f"release:{await live(office)}")
    assert "Жаңа <сөйлем> үшін" in admin.screen.text
    assert TITLE in admin.screen.text


async def test_a_note_can_be_given_up(office: Office) -> None:
    admin = await office.admin("kk")
    await sends(admin, title("kk"))
    await admin.taps(f"draft:{draft_of(admin.screen)}:note")
    await admin.says("/cancel")
    assert admin.screen.html == office.text("kk", "cancel.newsroom")
    await admin.says("Қанша төлеймін?")
    assert not admin.screen.find("dpublish"), "a question is no note any more"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_draft_can_be_thrown_away(office: Office, language: str) -> None:
    admin, base = await office.admin(language), await live(office)
    number = draft_of(await sends(admin, title("kk")))
    old, admin.tolerated = admin.screen, ("message is not modified",)
    await admin.taps(f"draft:{number}:discard")
    await admin.taps("ddiscard")
    assert admin.screen.html == office.text(language, "admin.texts.discarded", number=number)
    for data in ("dpublish", "dchange", "dpreview", f"draft:{number}:note"):
        await admin.taps(data, on=old)
        assert admin.screen.html.endswith(office.text(language, "admin.texts.draft-discarded"))
    assert await live(office) == base


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_second_tap_publishes_nothing_new(office: Office, language: str) -> None:
    admin, base = await office.admin(language), await live(office)
    number = draft_of(await sends(admin, title("kk")))
    told = office.text(language, "admin.texts.published", number=base + 1)
    admin.tolerated = ("message is not modified",)
    await admin.taps("dpublish")
    await office.app.telegram.tap(admin.user, admin.screen.message_id, f"dpublish:{number}:0")
    await office.app.settled()
    assert admin.screen.html == told
    assert await live(office) == base + 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_language_may_change_in_the_middle(office: Office, language: str) -> None:
    admin, base = await office.admin(language), await live(office)
    await sends(admin, title("kk"))
    screen = admin.screen
    await admin.says("/language")
    await admin.taps(f"menu:lang_{OTHER[language]}")
    await admin.taps("dpublish", on=screen)
    told = office.text(OTHER[language], "admin.texts.published", number=base + 1)
    assert admin.screen.html == told


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_changed_text_can_be_stepped_through(office: Office, language: str) -> None:
    """An article is seen whole, with the figures of the day; a button as a button."""
    admin = await office.admin(language)
    keys = {
        "faq.how-to-pay.title": "Жарнаны қалай төлейді",
        "faq.how-to-pay.answer": "Терминалда, қолданбада төлейсіз, бір айға {independent_month}. "
        '<a href="https://msqory.kz">Қор сайты</a>',
        "faq.how-to-pay.short": "Төлеу жолы",
    }
    same = {"faq.how-to-pay.answer": "Платите в терминале, за месяц {independent_month}."}
    await sends(admin, edited(shipped("kk", "faq"), keys), edited(shipped("ru", "faq"), same))
    await admin.taps("dpreview")
    assert "Жарнаны қалай төлейді" in admin.screen.text
    assert "{independent_month}" not in admin.screen.text
    assert "₸" in admin.screen.text
    assert "<a " not in admin.screen.html, "nothing to tap by mistake"
    assert "https://msqory.kz" in admin.screen.text
    if (other := admin.screen.find(f"dpreview:{draft_of(admin.screen)}:0")) is not None:
        assert other.data
        await admin.taps(other.data)
    while (onward := admin.screen.find(office.text(language, "button.admin.later"))) is not None:
        assert onward.data
        await admin.taps(onward.data)
    assert "Төлеу жолы" in admin.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_all_changes_can_be_read_as_a_file(office: Office, language: str) -> None:
    admin = await office.admin(language)
    await sends(admin, title("kk"), title("ru"))
    await admin.taps("dchange")
    await admin.taps(office.text(language, "button.admin.as-file"))
    document = admin.screen.document
    assert document
    for one in LANGUAGES:
        assert NEW[one] in document.decode()
        assert plain(office.text(one, TITLE)) in document.decode()


async def test_many_changes_are_read_page_by_page(office: Office) -> None:
    admin = await office.admin("ru")
    texts = office.app.app.shelf.current["ru"]
    keys = [key for key in list(texts.keys()) if key.startswith("fallback.")]
    changed = {key: f"{texts(key)} Напишите вопрос словами." for key in keys}
    await sends(admin, edited(shipped("ru"), changed))
    await admin.taps("dchange")
    seen = admin.screen.text
    while (onward := admin.screen.find(office.text("ru", "button.admin.later"))) is not None:
        assert onward.data
        await admin.taps(onward.data)
        seen += admin.screen.text
    assert all(key in seen for key in keys)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_citizens_document_is_met_as_ever(office: Office, language: str) -> None:
    """Not even a warning is logged: they did not try anything."""
    citizen = await office.app.settler(language)
    await citizen.sends_document("messages.po", title("kk"))
    assert citizen.screen.html == office.text(language, "fallback.document")
    await citizen.sends_album([("a.po", title("kk")), ("b.po", title("ru"))])
    assert citizen.screen.html == office.text(language, "fallback.document")
    assert not await office.app.app.publishing.waiting()

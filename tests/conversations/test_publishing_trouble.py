"""Files that are no texts, a Telegram that fails, a killed process, two of them on one ledger."""

import gzip
import zipfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground import TelegramServer
from bot.publishing import MAX_BYTES
from bot.state.audit import actor_of
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
from tests.conversations.office import ADMINS, LANGUAGES, Office, open_office
from tests.running import Mode
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


def zipped(content: bytes) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("messages.po", content)
    return written.getvalue()


FOREIGN = b"""msgid ""
msgstr ""
"Language: ru\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : 1);\\n"

msgid "other.program"
msgstr "\xd0\xb4\xd0\xb0"
"""
BROKEN = {
    "a zip": (zipped(shipped("ru")), "not-text"),
    "compressed": (gzip.compress(shipped("ru")), "not-text"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "encoding"),
    "of another encoding": (shipped("ru").decode().encode("cp1251", "replace"), "encoding"),
    "half sent": (shipped("ru")[:50_000], None),
    "a web page": (b"<!DOCTYPE html><html><body>503</body></html>", "not-po"),
    "of another program": (FOREIGN, "foreign"),
    "of the other language": (
        shipped("ru", "faq").replace(b"Language: ru", b"Language: kk").replace(b"=3;", b"=2;"),
        "other-language",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BROKEN)
async def test_what_is_no_file_of_texts_changes_nothing(
    office: Office, language: str, name: str
) -> None:
    """Whatever it is called; and the next file is not held up by it."""
    content, code = BROKEN[name]
    admin, base = await office.admin(language), await live(office)
    await sends(admin, content, name="messages.po")
    assert admin.screen.html.startswith("<b>")
    if code is not None:
        fault = plain(office.app.app.shelf.current[language].tell(f"admin.texts.fault.{code}", ANY))
        for part in fault.split("#"):
            assert part in admin.screen.text
    assert admin.screen.find("dforget")
    assert await live(office) == base
    assert not await office.app.app.publishing.waiting()
    assert (await office.app.state(admin).get_value("bundle"))["files"] == [] or code is None


ANY = dict.fromkeys(("limit", "said", "found"), "#")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_huge_file_is_not_even_fetched(office: Office, language: str) -> None:
    admin = await office.admin(language)
    await sends(admin, b"#" * (MAX_BYTES + 1))
    fault = plain(office.text(language, "admin.texts.fault.too-large", limit=MAX_BYTES))
    assert fault in admin.screen.text
    assert "getfile" not in {call.method.lower() for call in admin.calls}


async def test_a_file_that_hides_its_size_is_fetched_no_further(office: Office) -> None:
    """As large as told by `getFile`, whatever the message said."""
    admin = await office.admin("ru")
    telegram = office.app.telegram
    file = telegram.network.files.add("document", "a.po", b"#" * (MAX_BYTES + 1))
    message = {
        "message_id": 10_000,
        "date": 1,
        "chat": admin.chat.wire(),
        "from": admin.user.wire(),
        "document": {"file_id": file.id, "file_unique_id": file.unique_id},
    }
    telegram.network.updates.add("message", message)
    await office.app.settled()
    fault = plain(office.text("ru", "admin.texts.fault.too-large", limit=MAX_BYTES))
    assert fault in admin.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_many_faults_come_as_a_file(office: Office, language: str) -> None:
    admin = await office.admin(language)
    texts = office.app.app.shelf.current["ru"]
    keys = [key for key in list(texts.keys()) if key.startswith("fallback.")]
    await sends(admin, edited(shipped("ru"), dict.fromkeys(keys, "Нет!")))
    message, file = admin.heard
    assert office.text(language, "admin.texts.refused", count=len(keys)) in message.html
    assert file.document
    assert all(key in file.document.decode() for key in keys)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_faults_as_long_as_the_file_still_fit_into_a_message(
    office: Office, language: str
) -> None:
    admin = await office.admin(language)
    entries = [f'msgid "{number}{"x" * 900}"\nmsgstr "да"\n' for number in range(20)]
    link = f"https://example.com/{'x' * 3000}"
    content = edited(shipped("ru"), {TITLE: link}) + "\n".join(["", *entries]).encode()
    await sends(admin, content)
    assert TITLE in (admin.screen.document or b"").decode()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_telegram_does_not_give_the_file(office: Office, language: str) -> None:
    admin = await office.admin(language)
    office.app.telegram.fail_next("getFile", 400, "Bad Request: wrong file_id")
    await sends(admin, title("ru"))
    assert admin.screen.html == office.text(language, "admin.texts.not-fetched")
    await sends(admin, title("ru"))
    assert admin.screen.find("dpublish")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_of_the_same_in_one_album(office: Office, language: str) -> None:
    """Nobody can say which of them was meant."""
    admin = await office.admin(language)
    await sends(admin, title("ru"), title("ru", "Что вам нужно?"))
    fault = office.app.app.shelf.current[language].tell(
        "admin.texts.fault.sent-twice", {"other": "messages.po"}
    )
    assert plain(fault) in admin.screen.text


@pytest.mark.fails(1)
async def test_published_though_the_answer_failed(office: Office) -> None:
    """The tap made it live; the next one tells so and publishes nothing again."""
    admin, base = await office.admin("ru"), await live(office)
    await sends(admin, title("ru"))
    screen = admin.screen
    office.app.telegram.fail_next("editMessageText", 400, "Bad Request: something")
    await admin.taps("dpublish")
    assert await live(office) == base + 1
    await admin.taps("dpublish", on=screen)
    assert admin.screen.html == office.text("ru", "admin.texts.published", number=base + 1)
    assert await live(office) == base + 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_killed_between_the_tap_and_the_answer(tmp_path: Path, language: str) -> None:
    """The release is there, nobody was told; the tap comes again to the next process."""
    other = "ru" if language == "kk" else "kk"
    path, given = tmp_path / "ledger.sqlite3", {"texts_need_second_admin": True}
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with open_office(telegram, path, **given) as first:
            author, second = await first.admin(language), await first.admin(other)
            number = draft_of(await sends(author, title("kk")))
            await author.taps("dask")
            await second.taps("draft:")
            actor = actor_of(first.app.key(second))
            await first.app.app.publishing.publish(number, actor)
        async with open_office(telegram, path, **given) as after:
            author, second = after.again(author), after.again(second)
            await second.taps("dpublish")
            assert await live(after) == 1
            assert second.screen.html == after.text(other, "admin.texts.published", number=1)
            told = after.text(language, "admin.texts.yours-published", who="#", number=1)
            assert author.screen.html.startswith(told.partition("#")[0])
            assert await reads_menu(await after.app.settler("kk")) == NEW["kk"]


async def test_a_draft_outlives_a_restart_and_a_dismissal_ends_an_office(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    async with TelegramServer(TOKEN, page=False).running() as telegram:
        async with open_office(telegram, path) as before:
            admin, citizen = await before.admin("kk"), await before.app.settler("kk")
            await sends(admin, title("kk"))
            screen = admin.screen
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(ADMINS, "kk", 999)
            async with open_office(telegram, path) as without:
                dismissed = without.again(admin)
                await dismissed.taps("dpublish", on=screen)
                assert dismissed.screen.html == without.text("kk", "fallback.button")
                await dismissed.sends_document("messages.po", title("kk"))
                assert dismissed.screen.html == without.text("kk", "fallback.document")
                for command in ("/texts", "/audit"):
                    await dismissed.says(command)
                    assert dismissed.screen.html == without.text("kk", "fallback.command")
                assert await live(without) == 0
        async with open_office(telegram, path) as after:
            admin, citizen = after.again(admin), after.again(citizen)
            await admin.taps("dpublish", on=screen)
            assert admin.screen.html == after.text("kk", "admin.texts.published", number=1)
            assert await reads_menu(citizen) == NEW["kk"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_processes_on_one_ledger(tmp_path: Path, language: str) -> None:
    """What one publishes the other speaks; what it compared before, it compares anew."""
    path = tmp_path / "ledger.sqlite3"
    async with AsyncExitStack() as stack:
        offices = []
        for number in range(2):
            telegram = await stack.enter_async_context(TelegramServer(TOKEN, page=False).running())
            telegram.network.updates._last_id += number * 1_000_000  # two bots, two rows of numbers
            for one in ADMINS.values():
                telegram.chat(telegram.user(one)).met = True
            offices.append(await stack.enter_async_context(open_office(telegram, path)))
        here, there = offices
        other = "ru" if language == "kk" else "kk"
        admin, colleague = await here.admin(language), await there.admin(other)
        citizen = await here.app.settler("ru")
        key = "fallback.voice"
        words = "Голосовые сообщения я не слушаю. Напишите словами."
        number = draft_of(await sends(admin, edited(shipped("ru"), {key: words})))
        await publishes(colleague, title("ru"))
        assert await live(here) == 1

        await here.app.app.publishing.follow()
        assert await reads_menu(citizen) == NEW["ru"]
        await admin.taps("dpublish")
        outdated = here.text(language, "admin.texts.outdated", base=0, live=1)
        assert admin.screen.html.endswith(outdated)
        await admin.taps(f"draft:{number}:anew")
        draft = await here.app.app.publishing.draft(draft_of(admin.screen))
        assert draft is not None
        assert [(one.key, one.after) for one in draft.changes] == [(key, words)]
        await admin.taps("dpublish")
        assert admin.screen.html == here.text(language, "admin.texts.published", number=2)
        await there.app.app.publishing.follow()
        assert there.app.text("ru", key) == words
        assert there.app.text("ru", TITLE) == NEW["ru"], "neither has undone the other's"


async def test_an_album_by_webhook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There each message comes when the one before is answered: the screen follows them."""
    monkeypatch.setattr(Mode, "current", "webhook")
    async with open_newsroom(tmp_path / "ledger.sqlite3") as office:
        admin = await office.admin("ru")
        await sends(admin, title("kk"), title("ru"))
        draft = await office.app.app.publishing.draft(draft_of(admin.screen))
        assert draft is not None
        assert {change.language for change in draft.changes} == {"kk", "ru"}
        assert len(admin.heard) == 1

"""Texts that one admin sends and another confirms, and everything that crosses the two."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.state.audit import actor_of
from tests.conversations.newsroom import (
    NEW,
    cleared,
    draft_of,
    live,
    open_newsroom,
    reads_menu,
    sends,
    title,
)
from tests.conversations.office import ADMINS, LANGUAGES, Office
from tests.wire import Citizen, Screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHER = {"kk": "ru", "ru": "kk"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    path = tmp_path_factory.mktemp("newsroom") / "ledger.sqlite3"
    async with open_newsroom(path, texts_need_second_admin=True) as office:
        yield office


@pytest_asyncio.fixture(loop_scope="module")
async def office(newsroom: Office) -> AsyncIterator[Office]:
    yield newsroom
    await cleared(newsroom)


def ending(language: str) -> str:
    return str(ADMINS[language])[-4:]


async def asked(office: Office, author: Citizen) -> tuple[int, Screen]:
    """The author sends a file and asks for the confirmation of the others."""
    screen = await sends(author, title("kk"), title("ru"))
    number = draft_of(screen)
    assert not screen.find("dpublish"), "nobody confirms an own draft"
    await author.taps("dask")
    return number, author.screen


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_admin_confirms_and_the_author_is_told(office: Office, language: str) -> None:
    other = OTHER[language]
    author, second = await office.admin(language), await office.admin(other)
    citizen, base = await office.app.settler("kk"), await live(office)
    number, screen = await asked(office, author)
    assert screen.html.endswith(office.text(language, "admin.texts.waiting"))

    assert second.screen.html == office.text(
        other,
        "admin.texts.asked",
        who=office.text(other, "admin.who.ending", ending=ending(language)),
        number=number,
        count=2,
    ), "in the language of whoever is asked"
    await second.taps("draft:")
    await second.taps("dpreview")
    await second.taps("draft:")
    await second.taps("dpublish")
    told = office.text(other, "admin.texts.published", number=base + 1)
    assert second.screen.html == told
    assert author.screen.html == office.text(
        language,
        "admin.texts.yours-published",
        who=office.text(language, "admin.who.ending", ending=ending(other)),
        number=base + 1,
    )
    assert await reads_menu(citizen) == NEW["kk"]
    await author.says("/texts")
    for one in (language, other):
        assert f"…{ending(one)}" in author.screen.text, "both are named"


async def test_an_author_who_taps_an_old_button_is_told_to_ask(office: Office) -> None:
    author, base = await office.admin("ru"), await live(office)
    number = draft_of(await sends(author, title("ru")))
    await office.app.telegram.tap(author.user, author.screen.message_id, f"dpublish:{number}:0")
    await office.app.settled()
    assert author.screen.html.endswith(office.text("ru", "admin.texts.second-needed"))
    assert await live(office) == base


async def test_whoever_taps_first_wins(office: Office) -> None:
    """The second tap changes nothing and says who was first."""
    author, second = await office.admin("kk"), await office.admin("ru")
    base = await live(office)
    number, _ = await asked(office, author)
    await second.taps("draft:")
    await second.taps("dpublish")
    for _ in range(2):
        await office.app.telegram.tap(second.user, second.screen.message_id, f"dpublish:{number}:0")
        await office.app.settled()
    assert await live(office) == base + 1
    heard = [one for one in office.app.telegram.chat(author.user).messages if one.from_bot]
    told = office.text("kk", "admin.texts.yours-published", who="#", number=base + 1)
    beginning = told.partition("#")[0]
    assert len([one for one in heard if (one.html or "").startswith(beginning)]) == 1
    await author.taps("draft:")
    told = office.text("kk", "admin.texts.draft-published", number=base + 1)
    assert author.screen.html.endswith(told)


async def test_the_others_are_asked_once(office: Office) -> None:
    author, second = await office.admin("kk"), await office.admin("ru")
    number, screen = await asked(office, author)
    before = len(office.app.telegram.chat(second.user).messages)
    await office.app.telegram.tap(author.user, screen.message_id, f"dask:{number}")
    await office.app.settled()
    assert len(office.app.telegram.chat(second.user).messages) == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nobody_to_ask(office: Office, language: str) -> None:
    """The other admin has never started the bot, or has blocked it."""
    author = await office.admin(language)
    number = draft_of(await sends(author, title("kk")))
    office.app.telegram.network.chats[ADMINS[OTHER[language]]].met = False
    author.tolerated = ("chat not found", "bot was blocked")
    await author.taps("dask")
    assert author.screen.html == office.text(language, "admin.texts.nobody-reached")
    await author.taps(f"draft:{number}:overview")
    assert author.screen.find("dask"), "it can be tried again"
    second = await office.admin(OTHER[language])
    await office.app.telegram.block(second.user)
    await author.taps("dask")
    assert author.screen.html == office.text(language, "admin.texts.nobody-reached")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_admin_throws_it_away(office: Office, language: str) -> None:
    other = OTHER[language]
    author, second = await office.admin(language), await office.admin(other)
    base = await live(office)
    number, _ = await asked(office, author)
    await second.taps("draft:")
    looked_at = second.screen
    await second.taps(f"draft:{number}:discard")
    await second.taps("ddiscard")
    assert second.screen.html == office.text(other, "admin.texts.discarded", number=number)
    who = office.text(language, "admin.who.ending", ending=ending(other))
    assert author.screen.html == office.text(
        language, "admin.texts.yours-discarded", who=who, number=number
    )
    await second.taps("dpublish", on=looked_at)
    assert second.screen.html.endswith(office.text(other, "admin.texts.draft-discarded"))
    assert await live(office) == base


async def test_the_list_shows_what_waits(office: Office) -> None:
    author, second = await office.admin("kk"), await office.admin("ru")
    number = draft_of(await sends(author, title("kk")))
    await second.says("/texts")
    assert second.screen.find(f"draft:{number}")
    await second.taps(f"draft:{number}")
    await second.taps("dpublish")
    assert second.screen.html == office.text(
        "ru", "admin.texts.published", number=await live(office)
    )
    release = (await office.app.app.publishing.history(1))[0]
    assert release.author == actor_of(office.app.key(author))
    assert release.confirmed_by == actor_of(office.app.key(second))

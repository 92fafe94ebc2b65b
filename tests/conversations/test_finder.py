"""Who is paid for by the state: every way through the questions, and that nothing is kept of it."""

import logging
from collections import deque
from pathlib import Path

import pytest

from bot.answers.categories import CategoryPages
from bot.answers.finder import outcome_message
from bot.answers.voice import Voice
from bot.playground import TelegramServer
from bot.rules.finder import Asking, Outcome, Screen
from bot.rules.history import PrivilegedCategory as P
from handlers.callbacks import CategoryPage, FinderMore, FinderScreen
from tests.running import TODAY, RunningApp, running, settings_of
from tests.wire import Citizen
from tests.wire import Screen as Shown

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
NOTHING = ("adult", "none", "jobless", "none", "none", "no_or_unknown", "skip")


async def opens(running_app: RunningApp, language: str) -> Citizen:
    """Somebody who has given no consent, at the first question."""
    citizen = await running_app.settler(language, consents=False)
    await citizen.says("/help")
    await citizen.taps("menu:finder")
    return citizen


def says(running_app: RunningApp, language: str, screen: Screen) -> str:
    """What stands on a screen of the finder."""
    app, texts = running_app.app, running_app.app.shelf.current[language]
    if isinstance(screen, Asking):
        return texts(f"finder.ask.{screen.question}")
    pages = CategoryPages(Voice(texts, app.law), app.categories, app.papers, TODAY)
    return outcome_message(screen, pages)


def leads_to(data: str) -> int | None:
    """The number of the screen behind a button, None for one that leaves the questions."""
    if data.startswith("find:"):
        return FinderScreen.unpack(data).screen
    return FinderMore.unpack(data).screen if data.startswith("fmore:") else None


async def answers(running_app: RunningApp, citizen: Citizen, *given: str) -> None:
    """Answer one question after the other, going on wherever something was found."""
    for answer in given:
        if citizen.screen.find("fmore:"):
            await citizen.taps("fmore:")
        name = running_app.text(citizen.user.language_code or "kk", f"button.finder.{answer}")
        await citizen.taps(name, on=citizen.screen)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_whole_tree(running_app: RunningApp, language: str) -> None:
    finder = running_app.app.finder
    citizen = await opens(running_app, language)
    assert citizen.screen.html == says(running_app, language, finder.first)
    seen: dict[int, Shown] = {0: citizen.screen}
    waiting = deque(seen.items())
    categories: set[P] = set()
    while waiting:
        number, shown = waiting.popleft()
        screen = finder.screens[number]
        ways = {
            data: to
            for one in shown.every_button()
            if (data := one.data) and (to := leads_to(data)) is not None
        }
        assert shown.find("menu:menu"), "a dead end"
        assert ways or isinstance(screen, Outcome), "a question without an answer"
        if isinstance(screen, Outcome):
            categories |= set(screen.found)
            check_outcome(screen, shown)
        for data, to in ways.items():
            if to in seen:
                continue
            await citizen.taps(data, on=shown)
            (heard,) = citizen.heard
            assert heard.html == says(running_app, language, finder.screens[to])
            assert (heard.message_id == shown.message_id) is data.startswith("find:")
            seen[to] = heard
            waiting.append((to, heard))
    assert set(seen) == set(range(len(finder.screens)))
    assert categories == set(P)


def check_outcome(outcome: Outcome, shown: Shown) -> None:
    """What one can do next stands there."""
    pages = [
        CategoryPage.unpack(one.data)
        for one in shown.every_button()
        if (one.data or "").startswith("fcat:")
    ]
    assert [list(P)[page.number] for page in pages] == list(outcome.found)
    assert [page.papers for page in pages] == [len(outcome.found) == 1] * len(pages)
    if outcome.found or outcome.earlier:
        assert shown.find("menu:status")
    else:
        for button in ("menu:calc", "menu:pay", "menu:events", "menu:finder_list"):
            assert shown.find(button), button
    assert bool(shown.find("fmore:")) is (outcome.onward is not None)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_several_are_listed_and_each_has_its_page(
    running_app: RunningApp, language: str
) -> None:
    citizen = await opens(running_app, language)
    await answers(running_app, citizen, "adult", "several", "no", "yes", "yes", "no")
    found = citizen.screen
    for category in (P.PENSIONER, P.DISABILITY):
        assert running_app.text(language, f"category.{category}.name") in found.html
        await citizen.taps(running_app.text(language, f"button.category.{category}"), on=found)
        terms = running_app.text(language, f"category.{category}.terms")
        assert terms in citizen.screen.html
        assert citizen.screen.message_id != found.message_id, "the finding stays to be read"
        await citizen.taps(running_app.text(language, "button.category-papers"))
        assert running_app.text(language, "papers.list") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_else_fits_is_told_below_what_was_found(
    running_app: RunningApp, language: str
) -> None:
    citizen = await opens(running_app, language)
    await answers(running_app, citizen, "adult", "pension")
    found = citizen.screen
    assert running_app.text(language, "finder.headline.state") in found.html
    await answers(running_app, citizen, "jobless", "none", "assistance")
    assert running_app.text(language, "finder.headline.also") in citizen.screen.html
    name = running_app.text(language, "category.social_assistance.name")
    assert name in citizen.screen.html
    assert citizen.screen.message_id != found.message_id
    await citizen.says("/finder")
    await answers(running_app, citizen, "adult", "pension", "works")
    assert citizen.screen.html == running_app.text(language, "finder.nothing.more")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_fits(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language)
    await answers(running_app, citizen, *NOTHING)
    assert running_app.text(language, "finder.nothing") in citizen.screen.html
    assert "4\u202f250\u202f₸" in citizen.screen.text
    await citizen.says("/finder")
    await answers(running_app, citizen, "adult", "none", "works")
    assert running_app.text(language, "finder.nothing.works") in citizen.screen.html
    assert "₸" not in citizen.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_list_opens_every_page_and_its_papers(
    running_app: RunningApp, language: str
) -> None:
    citizen = await opens(running_app, language)
    await citizen.taps("menu:finder_list")
    listed = citizen.screen
    for number, category in enumerate(P):
        await citizen.taps(CategoryPage(number=number, papers=False, listed=True).pack())
        assert running_app.text(language, f"category.{category}.terms") in citizen.screen.html
        assert citizen.screen.message_id == listed.message_id
        await citizen.taps(CategoryPage(number=number, papers=True, listed=True).pack())
        has_papers = category in running_app.app.papers
        missing = running_app.text(language, "papers.not-listed")
        assert (missing not in citizen.screen.html) is has_papers
        await citizen.taps(f"fcat:{number}:0:1")
        await citizen.taps("menu:finder_list")
        assert citizen.screen.html == listed.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_have_links_and_a_command(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language, consents=False)
    for typed, told in (
        ("/finder", "finder.ask.age"),
        ("/start finder", "finder.ask.age"),
        ("/start finder_no-such-page", "finder.ask.age"),
        ("/start finder_pensioner", "finder.ask.age"),
    ):
        await citizen.says(typed)
        assert citizen.screen.html == running_app.text(language, told), typed
    await citizen.says("/start finder_changes")
    assert "206-VIII" in citizen.screen.text
    await citizen.says("/start finder_list")
    assert running_app.text(language, "categories.title") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_buttons_of_other_questions_begin_anew(
    running_app: RunningApp, language: str
) -> None:
    """A number means another screen after the questions have changed: nobody is told a lie."""
    citizen = await opens(running_app, language)
    edition, telegram = running_app.app.finder.edition, running_app.telegram
    first = running_app.text(language, "finder.ask.age")
    anew = f"{running_app.text(language, 'finder.out-of-date')}\n\n{first}"
    for data in ("find:older:5", f"find:{edition}:9999", "fmore:older:1", f"fmore:{edition}:-1"):
        await telegram.tap(citizen.user, citizen.screen.message_id, data)
        await running_app.settled()
        assert citizen.screen.html == anew, data
        assert citizen.screen.find("find:")
    await telegram.tap(citizen.user, citizen.screen.message_id, "fcat:99:0:1")
    await running_app.settled()
    assert running_app.text(language, "categories.title") in citizen.screen.html


async def test_a_question_meanwhile_disturbs_nothing(running_app: RunningApp) -> None:
    citizen = await opens(running_app, "kk")
    await answers(running_app, citizen, "adult")
    asked = citizen.screen
    await citizen.says("рахмет")
    await citizen.says("/cancel")
    await citizen.taps(running_app.text("kk", "button.finder.pension"), on=asked)
    assert running_app.text("kk", "category.pensioner.terms") in citizen.screen.html


# Nothing of it is kept


async def test_buttons_say_where_they_lead_and_not_what_was_answered(
    running_app: RunningApp,
) -> None:
    """Two ways to one screen are one button: what came before cannot be read from it."""
    finder = running_app.app.finder
    words = {*map(str, P), *finder.questions}
    words |= {answer.id for one in finder.questions.values() for answer in one.answers}
    for number in range(len(finder.screens)):
        for button in (FinderScreen, FinderMore):
            data = button(edition=finder.edition, screen=number).pack()
            assert len(data) < 24
            assert words.isdisjoint(data.split(":"))


@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_neither_state_nor_database_nor_log_keeps_an_answer(
    endpoint: TelegramServer, tmp_path: Path, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = settings_of(tmp_path / "ledger.sqlite3")
    async with running(endpoint, settings) as app:
        citizen = await opens(app, language)
        state = app.state(citizen)
        before = await everything(app), await state.get_state(), await state.get_data()
        for way in (
            ("adult", "disability", "jobless", "pregnant", "kandas"),
            (*NOTHING[:-1], "remand"),
            (*NOTHING[:-1], "serving"),
            NOTHING,
        ):
            await citizen.says("/finder")
            await answers(app, citizen, *way)
            if page := citizen.screen.find("fcat:"):
                assert page.data
                await citizen.taps(page.data)
        after = await everything(app), await state.get_state(), await state.get_data()
        assert after == before
        edition = app.app.finder.edition
    bytes_kept = every_byte(tmp_path)
    assert b"handled_updates" in bytes_kept
    logged = "\n".join(record.getMessage() for record in caplog.records)
    for word in (*map(str, P), "fcat:", "find:", "fmore:", edition):
        assert word.encode() not in bytes_kept, word
        assert word not in logged, word


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


async def everything(app: RunningApp) -> dict[str, list[tuple[object, ...]]]:
    """Every row that the database holds, but for the numbers of handled updates."""
    database = app.app.database
    names = await database.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = sorted(str(name) for (name,) in names)
    assert {"conversations", "accounts", "handled_updates"} <= set(tables)
    return {
        table: [tuple(row) for row in await database.fetch_all(f"SELECT * FROM {table}")]
        for table in tables
        if table != "handled_updates"
    }

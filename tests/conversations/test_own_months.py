"""The months that a person marks, and the answer by their own words."""

from datetime import date
from pathlib import Path

import pytest

from bot.answers.format import Format
from bot.playground import TelegramServer
from bot.rules.months import Month, months_between
from handlers.states import Months
from tests.running import RunningApp, running, settings_of
from tests.wire import Citizen, Screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
WINDOW = tuple(months_between(Month.of(2025, 11), Month.of(2026, 10)))
ROUND = ("unpaid", "paid", "employer_part", "state")
UNPAID_TO_STATE = PAID_TO_UNPAID = 3  # taps
EARLIER = ("unknown", "year", "five_years")


async def opens(running_app: RunningApp, language: str) -> Citizen:
    """Somebody who has given no consent and stands before the table."""
    citizen = await running_app.settler(language, consents=False)
    await citizen.taps("menu:months")
    return citizen


async def marks(citizen: Citizen, months: list[Month], times: int) -> None:
    for month in months:
        for _ in range(times):
            await citizen.taps(f"omonth:{month}")


def label(running_app: RunningApp, language: str, month: Month, mark: str) -> str:
    return running_app.text(
        language,
        "button.own.month",
        month=Format(language).short_month(month),
        sign=running_app.text(language, f"own.sign.{mark}"),
    )


def table(screen: Screen) -> list[str]:
    return [b.text for b in screen.every_button() if (b.data or "").startswith("omonth:")]


def headline(running_app: RunningApp, language: str, standing: str) -> str:
    return running_app.text(language, f"status.headline.{standing}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_table_has_twelve_months_in_words(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language)
    assert table(citizen.screen) == [
        label(running_app, language, month, "unpaid") for month in WINDOW
    ]
    assert [len(row) for row in citizen.screen.buttons[:6]] == [2] * 6
    for mark in ROUND:
        for part in ("sign", "meaning"):
            assert running_app.text(language, f"own.{part}.{mark}") in citizen.screen.text
    due = {"kk": "2026 жылғы 25 қарашаға", "ru": "25 ноября 2026 года"}[language]
    assert due in citizen.screen.text
    assert (await running_app.account(citizen)).consented_on is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_tap_gives_the_next_mark(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language)
    first = citizen.screen.message_id
    for mark in (*ROUND[1:], ROUND[0]):
        await citizen.taps("omonth:2026-03")
        assert table(citizen.screen)[4] == label(running_app, language, WINDOW[4], mark)
        assert table(citizen.screen)[5] == label(running_app, language, WINDOW[5], "unpaid")
        assert citizen.screen.message_id == first


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_before_is_chosen_in_turn(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language)
    for earlier in (*EARLIER, EARLIER[0]):
        words = running_app.text(language, f"own.earlier.{earlier}")
        button = citizen.screen.find("oearlier")
        assert button
        assert words in button.text
        await citizen.taps("oearlier")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_all_paid_is_insured(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language)
    await citizen.taps("oall:1")
    assert table(citizen.screen) == [
        label(running_app, language, month, "paid") for month in WINDOW
    ]
    await citizen.taps("own:answer")
    assert headline(running_app, language, "insured") in citizen.screen.html
    assert running_app.text(language, "status.own-words") in citizen.screen.html
    through = {"kk": "2027 жылғы 31 қаңтарға", "ru": "31 января 2027 года"}[language]
    assert through in citizen.screen.text
    assert not citizen.screen.find("own:ways")
    for button in ("own:grid", "menu:pay", "menu:menu"):
        assert citizen.screen.find(button), button


@pytest.mark.parametrize("language", LANGUAGES)
async def test_none_paid_is_not_insured(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language)
    await citizen.taps("oall:1")
    await citizen.taps("oall:0")
    await citizen.taps("own:answer")
    assert headline(running_app, language, "not_insured") in citizen.screen.html
    assert running_app.text(language, "status.free-care") in citizen.screen.html
    assert "51\u202f000\u202f₸" in citizen.screen.text, "twelve months ahead"
    await citizen.taps("own:ways")
    assert running_app.text(language, "ways.title") in citizen.screen.html
    assert "51\u202f000\u202f₸" in citizen.screen.text
    await citizen.taps("own:answer")
    assert headline(running_app, language, "not_insured") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_month_missing_and_changed(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language)
    august = Month.of(2026, 8)
    await citizen.taps("oall:1")
    await marks(citizen, [august], PAID_TO_UNPAID)
    await citizen.taps("own:answer")
    texts = running_app.app.shelf.current[language]
    missing = texts.counted("status.missing", 1, months=Format(language).month(august))
    assert headline(running_app, language, "not_insured") in citizen.screen.html
    assert missing in citizen.screen.html
    assert "4\u202f250\u202f₸" in citizen.screen.text
    await citizen.taps("own:grid")
    await marks(citizen, [august], 1)
    await citizen.taps("own:answer")
    assert headline(running_app, language, "insured") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_employers_part_is_not_enough(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language)
    await citizen.taps("oall:1")
    await marks(citizen, [Month.of(2026, 8)], 1)
    await citizen.taps("own:answer")
    assert headline(running_app, language, "not_insured") in citizen.screen.html
    assert running_app.text(language, "months.state.partial") in citizen.screen.text
    assert running_app.text(language, "advice.ask_employer") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("pays", "standing"), [(1, "insured"), (0, "not_insured")])
async def test_whether_the_state_pays_today_is_asked_once(
    running_app: RunningApp, language: str, pays: int, standing: str
) -> None:
    citizen = await opens(running_app, language)
    await marks(citizen, [WINDOW[-1]], UNPAID_TO_STATE)
    await citizen.taps("own:answer")
    october = Format(language).month(WINDOW[-1])
    question = running_app.text(language, "own.state-today", month=october)
    assert citizen.screen.html == question
    await citizen.taps(f"otoday:{pays}")
    assert headline(running_app, language, standing) in citizen.screen.html
    await citizen.taps("own:grid")
    await marks(citizen, [WINDOW[0]], 1)
    await citizen.taps("own:answer")
    assert headline(running_app, language, standing) in citizen.screen.html
    await citizen.taps("own:grid")
    await marks(citizen, [WINDOW[-1]], len(ROUND))
    await citizen.taps("own:answer")
    assert citizen.screen.html == question, "the last month was marked anew"


async def test_an_older_state_month_asks_nothing(running_app: RunningApp) -> None:
    citizen = await opens(running_app, "ru")
    await marks(citizen, [WINDOW[-2]], UNPAID_TO_STATE)
    await citizen.taps("own:answer")
    assert headline(running_app, "ru", "not_insured") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("unpaid", "earlier"), [(2, "year"), (4, "five_years")])
async def test_what_was_before_is_named_where_it_matters(
    running_app: RunningApp, language: str, unpaid: int, earlier: str
) -> None:
    citizen = await opens(running_app, language)
    await citizen.taps("oall:1")
    await marks(citizen, list(WINDOW[-unpaid:]), PAID_TO_UNPAID)
    await citizen.taps("own:answer")
    matters = running_app.text(language, f"own.matters.{earlier}")
    assert headline(running_app, language, "not_insured") in citizen.screen.html
    assert matters in citizen.screen.html
    await citizen.taps("own:grid")
    for _ in range(EARLIER.index(earlier)):
        await citizen.taps("oearlier")
    await citizen.taps("own:answer")
    assert headline(running_app, language, "insured") in citizen.screen.html
    assert matters not in citizen.screen.html
    assert citizen.screen.find("own:ways"), "the status is only kept for a time"


async def test_the_menu_keeps_the_marks(running_app: RunningApp) -> None:
    citizen = await opens(running_app, "kk")
    await citizen.taps("oall:1")
    await citizen.says("/months")
    assert table(citizen.screen)[0] == label(running_app, "kk", WINDOW[0], "paid")
    await citizen.taps("menu:menu")
    await citizen.taps("menu:months")
    assert table(citizen.screen)[0] == label(running_app, "kk", WINDOW[0], "paid")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_can_be_given_up(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language)
    await citizen.taps("oall:1")
    grid = citizen.screen
    await citizen.says("/cancel")
    assert citizen.screen.html == running_app.text(language, "cancel.months")
    assert await running_app.state(citizen).get_data() == {}
    await citizen.taps("omonth:2026-03", on=grid)
    assert citizen.screen.html.startswith(running_app.text(language, "own.out-of-date"))
    assert set(table(citizen.screen)) == {
        label(running_app, language, month, "unpaid") for month in WINDOW
    }


@pytest.mark.parametrize(
    "button", ["own:answer", "oearlier", "omonth:2025-11", "own:ways", "otoday:1"]
)
async def test_old_buttons_show_a_fresh_table(running_app: RunningApp, button: str) -> None:
    citizen = await opens(running_app, "ru")
    screens = [citizen.screen]
    await marks(citizen, [WINDOW[-1]], UNPAID_TO_STATE)
    await citizen.taps("own:answer")
    screens.append(citizen.screen)
    await citizen.taps("otoday:0")
    screens.append(citizen.screen)
    await citizen.says("/cancel")
    old = next(screen for screen in screens if screen.find(button))
    await citizen.taps(button, on=old)
    assert citizen.screen.html.startswith(running_app.text("ru", "own.out-of-date"))
    assert len(table(citizen.screen)) == 12


async def test_old_quick_buttons_still_work(running_app: RunningApp) -> None:
    citizen = await opens(running_app, "kk")
    grid = citizen.screen
    await citizen.says("/cancel")
    await citizen.taps("oall:1", on=grid)
    await citizen.taps("own:answer")
    assert headline(running_app, "kk", "insured") in citizen.screen.html


async def test_a_question_meanwhile_keeps_the_marks(running_app: RunningApp) -> None:
    citizen = await opens(running_app, "kk")
    await citizen.taps("oall:1")
    await citizen.says("рахмет")
    assert await running_app.state(citizen).get_state() == Months.marks.state
    await citizen.taps("own:answer")
    assert headline(running_app, "kk", "insured") in citizen.screen.html


async def test_marks_stand_in_no_button(running_app: RunningApp) -> None:
    citizen = await opens(running_app, "kk")
    before = {button.data for button in citizen.screen.every_button()}
    await citizen.taps("oall:1")
    await marks(citizen, [WINDOW[3]], 2)
    assert {button.data for button in citizen.screen.every_button()} == before


async def test_a_link_leads_here(running_app: RunningApp) -> None:
    citizen = await running_app.settler("ru", consents=False)
    await citizen.says("/start months")
    assert len(table(citizen.screen)) == 12


@pytest.mark.asyncio(loop_scope="function")
async def test_marks_outlive_a_restart_and_a_month(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    ledger, kept = tmp_path / "ledger.sqlite3", {"keep_conversations_days": 30}
    async with running(endpoint, settings_of(ledger, **kept)) as before:
        citizen = await opens(before, "ru")
        await citizen.taps("oall:1")
        grid = citizen.screen
    async with running(endpoint, settings_of(ledger, **kept)) as after:
        returned = Citizen(endpoint, citizen.user, after.settled)
        await returned.taps("own:answer")
        assert headline(after, "ru", "insured") in returned.screen.html
        await returned.taps("own:grid")
    async with running(endpoint, settings_of(ledger, today=date(2026, 12, 1), **kept)) as december:
        later = Citizen(endpoint, citizen.user, december.settled)
        await later.taps("omonth:2025-11", on=grid)
        assert table(later.screen) == [
            *(label(december, "ru", month, "paid") for month in WINDOW[1:]),
            label(december, "ru", Month.of(2026, 11), "unpaid"),
        ]

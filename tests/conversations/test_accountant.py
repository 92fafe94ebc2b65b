"""The page of those who pay for others, and the due dates of a year."""

from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot.answers.format import Format
from bot.rules.due import due_date, due_dates_of_year
from bot.rules.months import Month
from handlers.states import Events
from tests.running import TODAY, RunningApp
from tests.wire import Citizen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
MOVED = {
    2025: {2: "holiday", 4: "weekend", 9: "holiday", 12: "weekend"},
    2026: {2: "holiday", 3: "weekend", 6: "weekend", 9: "holiday"},
}


async def opens(running_app: RunningApp, language: str, typed: str) -> Citizen:
    citizen = await running_app.settler(language, consents=False)
    await citizen.says(typed)
    return citizen


def line(running_app: RunningApp, language: str, month: Month) -> str:
    form = Format(language)
    day = due_date(running_app.app.law, month)
    written = form.day_by(day, year=day.year != month.year)
    return running_app.text(language, "dates.line", month=form.month_name(month), day=written)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_leads_to_everything(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language, "/help")
    await citizen.taps("menu:accountant")
    form = Format(language)
    following = running_app.text(
        language,
        "dates.next",
        month=form.month_name(Month.of(2026, 10)),
        day=form.day_by(date(2026, 11, 25), year=True),
    )
    assert following in citizen.screen.html
    page = citizen.screen
    for button in ("menu:events_leave", "menu:dates", "menu:penalty", "menu:menu"):
        assert page.find(button), button
    await citizen.taps("menu:events_leave", on=page)
    assert await running_app.state(citizen).get_state() == Events.answer.state
    await citizen.taps("ckind:employee", on=page)
    assert running_app.text(language, "calc.income.employee") in citizen.screen.html
    await citizen.says("300 мың")
    assert "9\u202f000\u202f₸" in citizen.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("year", MOVED)
async def test_twelve_months_with_their_due_dates(
    running_app: RunningApp, language: str, year: int
) -> None:
    citizen = await opens(running_app, language, f"/start dates_{year}")
    lines = [one for one in citizen.screen.html.split("\n") if one.startswith("•")]
    assert len(lines) == 12
    for number, shown in enumerate(lines, start=1):
        month = line(running_app, language, Month.of(year, number))
        reason = MOVED[year].get(number)
        if reason is None:
            assert shown == month
        else:
            moved = running_app.text(language, f"dates.moved.{reason}", named="25")
            assert shown == f"{month} {moved}"
    estimated = running_app.text(language, "dates.estimated")
    assert (estimated in citizen.screen.html) is (year == 2026)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_the_first_year_to_the_next_one(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language, "/dates")
    assert running_app.text(language, "dates.title", year="2026") in citizen.screen.html
    await citizen.taps("menu:dates_2027")
    assert running_app.text(language, "dates.title", year="2027") in citizen.screen.html
    assert running_app.text(language, "dates.estimated") in citizen.screen.html
    assert not citizen.screen.find("menu:dates_2028")
    for year in range(2026, 2016, -1):
        await citizen.taps(f"menu:dates_{year}")
        assert running_app.text(language, "dates.title", year=str(year)) in citizen.screen.html
    assert not citizen.screen.find("menu:dates_2016")
    assert citizen.screen.html.count("•") == 6, "from July 2017 on"


@pytest.mark.parametrize(
    ("link", "year"), [("2016", 2017), ("9999", 2027), ("x", 2026), ("20-26", 2026)]
)
async def test_a_year_that_is_not_offered(running_app: RunningApp, link: str, year: int) -> None:
    citizen = await opens(running_app, "ru", f"/start dates_{link}")
    assert running_app.text("ru", "dates.title", year=str(year)) in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_year_as_a_calendar(running_app: RunningApp, language: str) -> None:
    citizen = await opens(running_app, language, "/dates")
    await citizen.taps("dfile:2026")
    assert citizen.screen.document_name == "due-2026.ics"
    assert citizen.screen.document is not None
    calendar = Calendar.from_ical(citizen.screen.document)
    events: list[Any] = list(calendar.walk("VEVENT"))
    dates = due_dates_of_year(running_app.app.law, 2026)
    assert [event["DTSTART"].dt for event in events] == [one.day for one in dates]
    assert len({str(event["UID"]) for event in events}) == 12
    texts = running_app.app.shelf.current[language]
    for event, one in zip(events, dates, strict=True):
        month = Format(language).month(one.month)
        assert str(event["SUMMARY"]) == texts("plan.event.due", month=month)
        assert ("25" in str(event["DESCRIPTION"])) is (one.moved is not None)
        assert texts("dates.estimated") in str(event["DESCRIPTION"])
        (alarm,) = event.walk("VALARM")
        assert alarm["TRIGGER"].dt == timedelta(days=-3)
        assert event["DTSTAMP"].dt.date() == TODAY
    await citizen.taps("menu:menu")

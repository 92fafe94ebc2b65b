"""A person plans a change in life: a few answers, and what follows for the status."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers.format import Format
from bot.rules.months import Month
from bot.rules.planning.questions import Change
from tests.running import RunningApp
from tests.wire import Citizen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
UNPAID_LEAVE = ["01.12.2026", "31 января 2027"]


async def plans(running_app: RunningApp, language: str, change: str, *answers: str) -> Citizen:
    """Somebody who answers the questions about a change; `=` before an answer that is tapped."""
    citizen = await running_app.settler(language)
    await citizen.says("/events")
    await citizen.taps(f"event:{change}")
    for answer in answers:
        if answer.startswith("="):
            await citizen.taps(f"eanswer:{answer[1:]}")
        else:
            await citizen.says(answer)
    return citizen


def day(language: str, text: str) -> str:
    return Format(language).day_by(date.fromisoformat(text), year=True)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_leave_of_the_presentation(running_app: RunningApp, language: str) -> None:
    citizen = await plans(running_app, language, "leave", "1 шілде", "25.08.2026", "168 мың")
    text, html = citizen.screen.text, citizen.screen.html
    for amount in ("93\u202f000", "75\u202f000", "2\u202f790", "1\u202f860", "2\u202f250"):
        assert amount in text, amount
    assert "1\u202f500\u202f₸" in text
    wrong = running_app.text(
        language,
        "events.leave.wrong",
        month=Format(language).month(Month.of(2026, 7)),
        deductions="5\u202f040\u202f₸",
        contributions="3\u202f360\u202f₸",
    )
    assert wrong in html
    texts = running_app.app.shelf.current[language]
    august = Format(language).month(Month.of(2026, 8))
    assert texts.counted("events.leave.lost", 1, months=august) in html
    assert running_app.text(language, "leave.split-required") in html
    assert running_app.text(language, "events.advice.leave") in html
    assert await running_app.state(citizen).get_state() is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_unpaid_leave_names_months_sums_and_days(
    running_app: RunningApp, language: str
) -> None:
    citizen = await plans(running_app, language, "unpaid", *UNPAID_LEAVE)
    text, html = citizen.screen.text, citizen.screen.html
    form, texts = Format(language), running_app.app.shelf.current[language]
    months = form.months([Month.of(2026, 12), Month.of(2027, 1)])
    assert texts.counted("events.empty.some", 2, months=months) in html
    assert texts("events.holds.until", day=day(language, "2027-02-28")) in html
    assert texts("events.holds.back", day=form.day_on(date(2028, 2, 25), year=True)) in html
    december = texts(
        "events.pay.line",
        month=form.month(Month.of(2026, 12)),
        amount="4\u202f250\u202f₸",
        due=day(language, "2027-01-25"),
    )
    assert december in html
    assert texts("debt.unpriced") in html, "the price of January 2027 is not known"
    assert texts("events.pay.keeps") in html
    assert texts("events.pay.latest", day=form.day(date(2027, 2, 24), year=True)) in html
    assert texts("events.ground.assumed") in html
    assert texts("answer.not-a-certificate") in text
    assert citizen.screen.find("menu:pay")
    assert citizen.screen.find("menu:months")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("change", "answers"),
    [
        ("sick", ["01.12.2026", "28.02.2027", "=paid_in:2027-02"]),
        ("job", ["=left:2026-11-30", "=starts:unknown"]),
        ("job", ["=left:2026-11-30", "01.02.2027"]),
        ("business", ["=how:closed", "=stops:2026-11-30", "=starts:unknown"]),
        ("business", ["=how:suspended", "=stops:2026-12-31", "1 марта 2027"]),
        ("adult", ["15.01.2009", "=next:nothing"]),
        ("adult", ["15.01.2009", "=next:works", "=starts:unknown"]),
        ("study", ["30.06.2027", "=starts:unknown"]),
        ("child", ["10.02.2024", "=next:nothing"]),
    ],
)
async def test_every_change_says_what_to_pay_and_whom_to_ask(
    running_app: RunningApp, language: str, change: str, answers: list[str]
) -> None:
    citizen = await plans(running_app, language, change, *answers)
    html = citizen.screen.html
    assert running_app.text(language, "events.pay.title") in html
    assert running_app.text(language, f"events.advice.{change}") in html
    assert citizen.screen.find("menu:pay")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("change", "answers"),
    [
        ("unpaid", ["15.12.2026", "15.01.2027"]),
        ("job", ["=left:2026-11-30", "31.12.2026"]),
        ("adult", ["15.01.2009", "=next:studies"]),
        ("child", ["10.02.2024", "=next:returns"]),
    ],
)
async def test_where_nothing_is_lost_nothing_is_asked_for(
    running_app: RunningApp, language: str, change: str, answers: list[str]
) -> None:
    citizen = await plans(running_app, language, change, *answers)
    assert running_app.text(language, "events.empty.none") in citizen.screen.html
    assert running_app.text(language, "events.holds.anyway") in citizen.screen.html
    assert "₸" not in citizen.screen.text
    assert not citizen.screen.find("menu:pay")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_coming_home_shows_ways_and_waiting(running_app: RunningApp, language: str) -> None:
    citizen = await plans(running_app, language, "return", "10.12.2026", "=starts:2027-01-01")
    html = citizen.screen.html
    assert running_app.text(language, "events.return.no-status") in html
    for way in ("repay", "prepay", "prepay_now"):
        assert running_app.text(language, f"way.{way}.name") in html
    by_itself = day(language, "2027-12-27")
    assert running_app.text(language, "events.return.works", day=by_itself) in html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_slip_keeps_the_step_and_the_answers(
    running_app: RunningApp, language: str
) -> None:
    citizen = await plans(running_app, language, "unpaid", "01.12.2026")
    for typed, reason in (
        ("30.11.2026", "before_start"),
        ("31.02.2027", "no_such_day"),
        ("білмеймін", "nothing"),
        ("01.01.2150", "too_far"),
    ):
        await citizen.says(typed)
        assert citizen.screen.html == running_app.text(language, f"events.misread.{reason}")
        assert citizen.screen.find("menu:menu")
    kept = await running_app.state(citizen).get_value("event")
    assert kept == {"change": "unpaid", "answers": {"from": "2026-12-01"}}
    await citizen.says("31.01.2027")
    assert running_app.text(language, "events.advice.unpaid") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_birthday_ahead_is_one_sentence(running_app: RunningApp, language: str) -> None:
    citizen = await plans(running_app, language, "adult", "15.01.2030")
    assert citizen.screen.html == running_app.text(language, "events.misread.in_future")
    await citizen.says("15.01.2009")
    assert citizen.screen.find("eanswer:next:studies")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_long_ago_is_asked_again(running_app: RunningApp, language: str) -> None:
    citizen = await plans(running_app, language, "unpaid", "01.02.2024", "31.03.2024")
    assert citizen.screen.html == running_app.text(language, "events.misread.long_past")
    kept = await running_app.state(citizen).get_value("event")
    assert "from" not in kept["answers"]
    await citizen.says("01.02.2027")
    assert await running_app.state(citizen).get_state() is not None


async def test_a_pay_that_is_no_sum_is_asked_again(running_app: RunningApp) -> None:
    citizen = await plans(running_app, "ru", "leave", "01.07.2026", "25.08.2026", "много")
    assert "300\u202f000" in citizen.screen.text
    await citizen.says("0")
    assert citizen.screen.html == running_app.text("ru", "events.misread.zero")
    await citizen.says("168000")
    assert "2\u202f790" in citizen.screen.text


async def test_a_leave_beyond_what_is_known_says_what_is_not_known(
    running_app: RunningApp,
) -> None:
    citizen = await plans(running_app, "kk", "leave", "01.01.2027", "25.02.2027", "900 млн")
    parameter = running_app.text("kk", "parameter.minimum_wage")
    assert parameter in citizen.screen.text
    assert citizen.screen.find("event:leave")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_own_months_go_before_the_assumption(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/months")
    await citizen.taps("oall:1")
    await citizen.taps("omonth:2026-06")
    await citizen.says("/events")
    await citizen.taps("event:unpaid")
    for answer in UNPAID_LEAVE:
        await citizen.says(answer)
    html = citizen.screen.html
    assert running_app.text(language, "events.ground.own") in html
    assert running_app.text(language, "events.holds.not-insured") in html


async def test_a_button_of_a_question_given_up_starts_anew(running_app: RunningApp) -> None:
    citizen = await plans(running_app, "ru", "study")
    asked = citizen.screen
    await citizen.says("/cancel")
    await citizen.taps("eanswer:ends", on=asked)
    assert citizen.screen.html == running_app.text("ru", "events.out-of-date")


async def test_an_old_button_starts_anew(running_app: RunningApp) -> None:
    citizen = await plans(running_app, "kk", "job")
    asked = citizen.screen
    await citizen.taps("eanswer:left:2026-11-30")
    await citizen.taps("eanswer:left:2026-11-30", on=asked)
    assert citizen.screen.html == running_app.text("kk", "events.out-of-date")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_can_be_given_up(running_app: RunningApp, language: str) -> None:
    citizen = await plans(running_app, language, "adult", "15.01.2009")
    await citizen.says("/cancel")
    assert citizen.screen.html == running_app.text(language, "cancel.events")
    assert await running_app.state(citizen).get_data() == {}


async def test_another_person_is_looked_up_in_the_middle(running_app: RunningApp) -> None:
    citizen = await plans(running_app, "ru", "job")
    await citizen.says("991399000000")
    assert citizen.screen.html != running_app.text("ru", "events.misread.nothing")


@pytest.mark.parametrize("change", Change)
async def test_a_link_leads_to_each_change(running_app: RunningApp, change: Change) -> None:
    citizen = await running_app.settler("kk")
    await citizen.says(f"/start events_{change}")
    assert running_app.text("kk", f"events.name.{change}") in citizen.screen.html

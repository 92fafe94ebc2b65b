"""The penalty, asked step by step: a sum, its due date, the day of payment."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.answers.format import Format
from bot.playground import TelegramServer
from bot.rules.due import past_due_dates
from bot.rules.penalty import penalty
from handlers.states import Penalty
from tests.running import TODAY, RunningApp, running, settings_of
from tests.wire import Citizen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
MONTHS = ["2026-09", "2026-08", "2026-07", "2026-06", "2026-05", "2026-04", "2026-03", "2026-02"]


async def begins(running_app: RunningApp, language: str) -> Citizen:
    citizen = await running_app.settler(language, consents=False)
    await citizen.says("/help")
    await citizen.taps("menu:penalty")
    return citizen


async def state_of(running_app: RunningApp, citizen: Citizen) -> str | None:
    return await running_app.state(citizen).get_state()


def amount_told(running_app: RunningApp, language: str, amount: int, days: int) -> str:
    form = Format(language)
    return running_app.text(
        language, "penalty.amount", amount=form.money(amount), days=form.number(days)
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_typed(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language)
    assert running_app.text(language, "penalty.who") in citizen.screen.html
    assert await state_of(running_app, citizen) == Penalty.amount.state
    await citizen.says("100 мың")
    assert await state_of(running_app, citizen) == Penalty.due.state
    await citizen.says("25.05.2026")
    assert await state_of(running_app, citizen) == Penalty.paid.state
    await citizen.says("30 маусым" if language == "kk" else "30 июня")
    assert amount_told(running_app, language, 2140, 36) in citizen.screen.html
    assert Format(language).day(date(2026, 6, 30), year=True) in citizen.screen.text
    assert running_app.text(language, "penalty.who") in citizen.screen.html
    assert await state_of(running_app, citizen) is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_month_and_today_are_chosen(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language)
    await citizen.says("100000")
    offered = [b for b in citizen.screen.every_button() if (b.data or "").startswith("pdue:")]
    assert [(button.data or "")[5:] for button in offered] == MONTHS
    dates = past_due_dates(running_app.app.law, TODAY, len(MONTHS))
    for button, one in zip(offered, dates, strict=True):
        assert Format(language).day(one.day) in button.text
    await citizen.taps("pdue:2026-09")
    await citizen.taps("ptoday")
    assert Format(language).day(TODAY, year=True) in citizen.screen.text
    all_unknown = running_app.text(
        language,
        "penalty.all-unknown",
        since=Format(language).day_from(date(2026, 10, 26), year=True),
    )
    assert all_unknown in citizen.screen.html
    assert "1414" in citizen.screen.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_part_that_is_known_is_told_with_its_days(
    running_app: RunningApp, language: str
) -> None:
    citizen, form = await begins(running_app, language), Format(language)
    await citizen.says("100 000 тг")
    await citizen.taps("pdue:2026-08")
    await citizen.taps("ptoday")
    known_until = date(2026, 10, 25)
    part = penalty(running_app.app.law, Decimal(100_000), date(2026, 9, 25), known_until)
    known = running_app.text(
        language,
        "penalty.known-part",
        amount=form.money(part.amount),
        days=form.number(30),
        known_until=form.day_by(known_until, year=True),
    )
    rest = running_app.text(
        language,
        "penalty.unknown-rest",
        since=form.day_from(date(2026, 10, 26), year=True),
        last=form.day_by(TODAY, year=True),
    )
    assert part.amount == 1670
    assert known in citizen.screen.html
    assert rest in citizen.screen.html
    assert "16,25" in citizen.screen.text, "the reasons of the known part"
    await citizen.taps("pstep:due")
    await citizen.says("25.01.2024")
    first_known = running_app.text(
        language,
        "penalty.unknown-at-first",
        since=form.day_from(date(2024, 12, 2), year=True),
        until=form.day_by(known_until, year=True),
        amount=form.money(40_040),
    )
    assert first_known in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_paid_in_time_costs_nothing(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language)
    await citizen.says("5000")
    await citizen.says("25.05.2026")
    await citizen.says("25.05.2026")
    assert amount_told(running_app, language, 0, 0) in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_part_is_asked_for_and_the_rest_kept(
    running_app: RunningApp, language: str
) -> None:
    citizen = await begins(running_app, language)
    for typed in ("100000", "25.05.2026", "30.06.2026"):
        await citizen.says(typed)
    for part, typed, amount, days in (
        ("amount", "200 мың", 4281, 36),
        ("paid", "26.05.2026", 123, 1),
        ("due", "24.05.2026", 247, 2),
    ):
        await citizen.taps(f"pstep:{part}")
        assert await state_of(running_app, citizen) == f"Penalty:{part}"
        await citizen.says(typed)
        assert amount_told(running_app, language, amount, days) in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_no_sum_keeps_the_step(running_app: RunningApp, language: str) -> None:
    citizen, form = await begins(running_app, language), Format(language)
    for wrong, reason, understood in (
        ("білмеймін / не знаю", "nothing", 0),
        ("250-300 мың", "several", 0),
        ("-300000", "negative", -300_000),
        ("0", "zero", 0),
        ("5 млрд", "too_large", 5_000_000_000),
    ):
        await citizen.says(wrong)
        assert citizen.screen.html == running_app.app.shelf.current[language].tell(
            f"penalty.misread-amount.{reason}",
            {
                "understood": form.money(understood),
                "example": form.number(300_000),
                "thousands": "300",
            },
        )
        assert await state_of(running_app, citizen) == Penalty.amount.state
    await citizen.says("100000")
    assert await state_of(running_app, citizen) == Penalty.due.state


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_no_day_keeps_the_step(running_app: RunningApp, language: str) -> None:
    citizen, form = await begins(running_app, language), Format(language)
    texts = running_app.app.shelf.current[language]
    await citizen.says("100000")

    def sentence(reason: str, read: date | None = None) -> str:
        understood = "" if read is None else form.day(read, year=True)
        values = {"understood": understood, "example": "20.11.2026"}
        return texts.tell(f"penalty.misread-day.{reason}", values)

    for wrong, told in (
        ("білмеймін / не знаю", sentence("nothing")),
        ("31.02.2026", sentence("no_such_day")),
        ("25.07.2017", sentence("before_system", date(2017, 7, 25))),
        ("25.05.2926", sentence("too_far", date(2926, 5, 25))),
    ):
        await citizen.says(wrong)
        assert citizen.screen.html == told
        assert await state_of(running_app, citizen) == Penalty.due.state
        assert citizen.screen.find("pdue:")
    await citizen.says("25.05.2026")
    for wrong, told in (
        ("кейін / потом", sentence("nothing")),
        ("30.02.2026", sentence("no_such_day")),
        ("30.06.2926", sentence("too_long", date(2926, 6, 30))),
    ):
        await citizen.says(wrong)
        assert citizen.screen.html == told
        assert await state_of(running_app, citizen) == Penalty.paid.state
        assert citizen.screen.find("ptoday")
    await citizen.says("30.06.2026")
    assert amount_told(running_app, language, 2140, 36) in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_can_be_given_up_and_old_buttons_go_on(
    running_app: RunningApp, language: str
) -> None:
    citizen = await begins(running_app, language)
    await citizen.says("100000")
    asked = citizen.screen
    await citizen.says("/cancel")
    assert citizen.screen.html == running_app.text(language, "cancel.penalty")
    assert await running_app.state(citizen).get_data() == {}
    await citizen.taps("pdue:2026-04", on=asked)
    assert await state_of(running_app, citizen) == Penalty.amount.state, "the sum is forgotten"
    await citizen.says("100000")
    assert await state_of(running_app, citizen) == Penalty.paid.state
    await citizen.says("30.06.2026")
    assert amount_told(running_app, language, 2140, 36) in citizen.screen.html


async def test_sums_and_days_stand_in_no_button(running_app: RunningApp) -> None:
    citizen = await begins(running_app, "kk")
    for typed in ("345678", "13.05.2026", "17.06.2026"):
        await citizen.says(typed)
        data = [button.data or "" for button in citizen.screen.every_button()]
        assert not [one for one in data if "345678" in one or "-13" in one or "-17" in one]


@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_restart_in_the_middle(
    endpoint: TelegramServer, tmp_path: Path, language: str
) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    async with running(endpoint, settings) as before:
        citizen = await begins(before, language)
        await citizen.says("100 000,50")
        await citizen.taps("pdue:2026-04")
    async with running(endpoint, settings) as after:
        returned = Citizen(endpoint, citizen.user, after.settled)
        await returned.says("30.06.2026")
        assert amount_told(after, language, 2140, 36) in returned.screen.html
        assert Format(language).money(Decimal("100000.50")) in returned.screen.text

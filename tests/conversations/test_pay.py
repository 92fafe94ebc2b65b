"""How to pay: every screen, what its buttons copy, and the links that lead there."""

from dataclasses import dataclass

import pytest

from bot.answers.payment import HowToPay, MonthToPay, Part, months_to_pay
from bot.answers.payment_facts import DIRECTORY, load
from bot.answers.voice import Voice
from bot.rules.months import Month, months_between
from handlers.pay import MOST_MONTHS, copy_rows
from tests.running import TODAY, RunningApp
from tests.wire import Citizen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
DETAILS = [part for part in Part if part]
BELOW = {Part.REFUND: (Part.CHECK, Part.MISTAKES)}
"""Parts that are reached from other parts, not from the ways."""


def voice(running_app: RunningApp, language: str) -> Voice:
    return Voice(running_app.app.shelf.current[language], running_app.app.law)


def message(running_app: RunningApp, language: str, part: Part) -> str:
    return HowToPay(voice(running_app, language), load(DIRECTORY), TODAY).message(part)


def copied(citizen: Citizen) -> list[str]:
    return [button.copy for button in citizen.screen.every_button() if button.copy]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_ways_stand_on_one_screen(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    await citizen.taps("menu:pay")
    assert citizen.screen.html == message(running_app, language, Part.WAYS)
    for part in DETAILS:
        shown = citizen.screen.find(f"menu:pay_{part}") is not None
        assert shown is (part not in BELOW), part
    assert citizen.screen.find("menu:menu")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", DETAILS)
async def test_every_part_opens_in_place(
    running_app: RunningApp, language: str, part: Part
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/pay")
    place = citizen.screen.message_id
    for above in BELOW.get(part, ())[:1]:
        await citizen.taps(f"menu:pay_{above}")
    await citizen.taps(f"menu:pay_{part}")
    assert citizen.screen.html == message(running_app, language, part)
    assert citizen.screen.find("menu:menu")
    assert citizen.screen.find(f"menu:pay_{part}") is None, "it leads to itself"
    ways = running_app.text(language, "button.pay.ways")
    await citizen.taps(ways)
    assert citizen.screen.html == message(running_app, language, Part.WAYS)
    assert citizen.screen.message_id == place


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", DETAILS)
async def test_a_link_opens_a_part(running_app: RunningApp, language: str, part: Part) -> None:
    citizen = await running_app.settler(language)
    await citizen.says(f"/start pay_{part}")
    assert citizen.screen.html == message(running_app, language, part)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("above", BELOW[Part.REFUND])
async def test_the_refund_is_told_in_full(
    running_app: RunningApp, language: str, above: Part
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says(f"/start pay_{above}")
    await citizen.taps(running_app.text(language, "button.pay.refund"))
    told, facts = citizen.screen.text, load(DIRECTORY)
    refund = [name for name in facts if name.startswith("refund_")]
    assert len(refund) == 12
    for name in refund:
        for value in facts[name].values[language]:
            assert value in told, name
    assert "1414" in told
    assert citizen.screen.find(f"menu:pay_{Part.CHECK}")


@pytest.mark.parametrize("link", ["pay", "pay_nowhere", "pay_ways"])
async def test_other_links_open_the_ways(running_app: RunningApp, link: str) -> None:
    citizen = await running_app.settler("ru")
    await citizen.says(f"/start {link}")
    assert citizen.screen.html == message(running_app, "ru", Part.WAYS)


async def test_paying_needs_no_consent(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk", consents=False)
    await citizen.says("/pay")
    assert citizen.screen.html == message(running_app, "kk", Part.WAYS)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_requisites_are_copied_as_they_are_known(
    running_app: RunningApp, language: str
) -> None:
    citizen = await running_app.settler(language)
    await citizen.says("/start pay_requisites")
    facts = load(DIRECTORY)
    names = ("beneficiary", "bin", "bic", "iik", "knp")
    assert copied(citizen) == [*(facts[name].value(language) for name in names), "112026"]
    for value in copied(citizen):
        assert value in citizen.screen.text
    assert all(len(row) <= 2 for row in citizen.screen.buttons)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_button_names_are_short(running_app: RunningApp, language: str) -> None:
    citizen = await running_app.settler(language)
    for part in Part:
        await citizen.says(f"/start pay_{part}" if part else "/start pay")
        assert all(len(button.text) <= 24 for button in citizen.screen.every_button())


@dataclass(frozen=True)
class Price:
    period: Month
    amount: int


def months(spoken: Voice, last: Month) -> tuple[MonthToPay, ...]:
    """From August 2023, when a month cost less than later on."""
    since = months_between(Month.of(2023, 8), last)
    return months_to_pay([Price(m, 3500 if m.year == 2023 else 4250) for m in since], spoken)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_months_are_copied_period_and_sum(running_app: RunningApp, language: str) -> None:
    spoken = voice(running_app, language)
    rows = copy_rows(months(spoken, Month.of(2024, 1)), spoken)
    values = [[button.copy_text.text for button in row if button.copy_text] for row in rows]
    assert values[0] == ["082023", "3500"]
    assert values[-2:] == [["122023", "3500"], ["012024", "4250"]]
    assert "082023" in rows[0][0].text
    assert rows[0][1].text == spoken.format.money(3500)


async def test_fourteen_months_have_buttons(running_app: RunningApp) -> None:
    spoken = voice(running_app, "kk")
    rows = copy_rows(months(spoken, Month.of(2024, 10)), spoken)
    assert len(rows) == MOST_MONTHS


async def test_a_month_without_a_price_copies_its_period(running_app: RunningApp) -> None:
    spoken = voice(running_app, "ru")
    month = MonthToPay(Month.of(2027, 1), "012027", None, spoken.texts("pay.month-unpriced"))
    ((period,),) = copy_rows([month], spoken)
    assert period.copy_text is not None
    assert period.copy_text.text == "012027"

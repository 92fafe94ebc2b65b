"""What one month costs, asked step by step."""

import re
from pathlib import Path

import pytest

from bot.playground import TelegramServer
from handlers.states import Calculator
from tests.running import RunningApp, running, settings_of
from tests.wire import Citizen, Screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ["kk", "ru"]
MONTH = {"kk": "2026 жылғы қараша", "ru": "ноябрь 2026"}
WAYS_ON = ("cyear:", "ckinds", "menu:pay", "menu:menu")


async def begins(
    running_app: RunningApp, language: str, kind: str, *, consents: bool = True
) -> Citizen:
    """Somebody who has opened the calculator and chosen a kind of payer."""
    citizen = await running_app.settler(language, consents=consents)
    await citizen.taps("menu:calc")
    assert citizen.screen.html == running_app.text(language, "calc.kinds")
    await citizen.taps(f"ckind:{kind}")
    return citizen


def sums(screen: Screen) -> list[int]:
    """Every sum in tenge in the order in which it stands there, the folded reasons left out."""
    seen = screen.html.partition("<blockquote")[0]
    return [int(re.sub(r"\D", "", found)) for found in re.findall(r"[\d\u202f]+\u202f₸", seen)]


def leads_on(screen: Screen) -> bool:
    return all(screen.find(button) for button in WAYS_ON)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "total"), [("entrepreneur", 5950), ("independent", 4250)])
async def test_a_fixed_kind_is_answered_at_once(
    running_app: RunningApp, language: str, kind: str, total: int
) -> None:
    citizen = await begins(running_app, language, kind, consents=False)
    assert sums(citizen.screen) == [total, total]
    assert running_app.text(language, f"kind.{kind}") in citizen.screen.text
    assert MONTH[language] in citizen.screen.text
    assert leads_on(citizen.screen)
    assert not citizen.screen.find("cincome")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_employee_learns_who_pays_what(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    assert running_app.text(language, "calc.income.employee") in citizen.screen.html
    assert "/cancel" in citizen.screen.text
    await citizen.says("300 мың")
    assert sums(citizen.screen) == [300_000, 15_000, 6000, 9000]
    assert "121" in citizen.screen.text
    assert "122" in citizen.screen.text
    assert leads_on(citizen.screen)
    assert citizen.screen.find("cincome:employee")
    assert await running_app.state(citizen).get_state() is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "income", "expected"),
    [
        ("civil_contract", "1,2 млн", [1_200_000, 24_000, 24_000]),
        ("self_employed", "300.000", [300_000, 3000, 3000, 1_297_500]),
        ("single_payment", "93000", [93_000, 4659, 1868, 2791, 23_064]),
        ("employee", "5 млн", [5_000_000, 136_000, 34_000, 102_000]),
    ],
)
async def test_kinds_with_an_income(
    running_app: RunningApp, language: str, kind: str, income: str, expected: list[int]
) -> None:
    citizen = await begins(running_app, language, kind)
    await citizen.says(income)
    assert sums(citizen.screen) == expected


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_no_sum_keeps_the_step(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    for wrong, reason in (
        ("білмеймін / не знаю", "nothing"),
        ("250-300 мың", "several"),
        ("-300000", "negative"),
        ("5 млрд", "too_large"),
    ):
        await citizen.says(wrong)
        words = running_app.app.shelf.current[language].tell(
            f"calc.misread.{reason}",
            {
                "understood": {"negative": "−300\u202f000\u202f₸"}.get(
                    reason, "5\u202f000\u202f000\u202f000\u202f₸"
                ),
                "example": "300\u202f000",
                "thousands": "300",
            },
        )
        assert citizen.screen.html == words
        assert citizen.screen.find("ckinds")
        assert await running_app.state(citizen).get_state() == Calculator.income.state
    await citizen.sends_voice()
    await citizen.says("/nosuchcommand")
    await citizen.says("300000")
    assert sums(citizen.screen)[2] == 6000


@pytest.mark.parametrize("language", LANGUAGES)
async def test_three_hundred_may_mean_thousands(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("300")
    assert running_app.text(language, "calc.slip", number="300") in citizen.screen.html
    assert sums(citizen.screen) == [300, 15, 6, 9]
    await citizen.says("300 мың")
    assert sums(citizen.screen) == [300_000, 15_000, 6000, 9000]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_month_income_and_kind(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("1 млн")
    await citizen.taps("cyear:employee:2026")
    assert len([b for b in citizen.screen.every_button() if "cmonth" in (b.data or "")]) == 12
    await citizen.taps("cyear:employee:2025")
    await citizen.taps("cmonth:2025-03")
    assert sums(citizen.screen)[2:] == [17_000, 25_500], "both were capped at ten wages"
    await citizen.taps("cincome:employee")
    await citizen.says("200 мың")
    assert sums(citizen.screen)[2:] == [4000, 6000]
    march = {"kk": "2025 жылғы наурыз", "ru": "март 2025"}[language]
    assert march in citizen.screen.text
    await citizen.taps("ckinds")
    await citizen.taps("ckind:independent")
    assert sums(citizen.screen)[0] == 4250
    assert march in citizen.screen.text


async def test_months_are_offered_from_the_first_to_the_next_unknown_one(
    running_app: RunningApp,
) -> None:
    citizen = await begins(running_app, "kk", "independent")
    offered: list[str] = []
    await citizen.taps("cyear:independent:2026")
    await citizen.taps("cyear:independent:2027")
    for year in range(2027, 2016, -1):
        buttons = [button.data or "" for button in citizen.screen.every_button()]
        offered = [data[7:] for data in buttons if data.startswith("cmonth:")] + offered
        earlier = citizen.screen.find(f"cyear:independent:{year - 1}")
        assert (earlier is None) is (year == 2017)
        if earlier:
            await citizen.taps(f"cyear:independent:{year - 1}")
    assert (offered[0], offered[-1], len(offered)) == ("2017-07", "2027-01", 115)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_kind_not_yet_in_force(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "self_employed")
    await citizen.says("300 мың")
    await citizen.taps("cyear:self_employed:2026")
    await citizen.taps("cyear:self_employed:2025")
    await citizen.taps("cmonth:2025-12")
    since = {"kk": "2026 жылғы қаңтар", "ru": "январь 2026"}[language]
    kind = running_app.text(language, "kind.self_employed")
    refusal = running_app.text(language, "refusal.kind_not_in_force", kind=kind, since=since)
    assert refusal in citizen.screen.html
    assert running_app.text(language, "calc.go-on.month") in citizen.screen.html
    assert leads_on(citizen.screen)
    await citizen.taps("cyear:self_employed:2025")
    await citizen.taps("cyear:self_employed:2026")
    await citizen.taps("cmonth:2026-01")
    assert sums(citizen.screen)[:3] == [300_000, 3000, 3000], "the income was kept"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_income_is_asked_for_a_month_without_the_kind(
    running_app: RunningApp, language: str
) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("300 мың")
    await citizen.taps("cyear:employee:2026")
    await citizen.taps("cyear:employee:2025")
    await citizen.taps("cmonth:2025-12")
    await citizen.taps("ckinds")
    await citizen.taps("ckind:self_employed")
    assert "2026" in citizen.screen.text
    assert running_app.text(language, "calc.income.self_employed") not in citizen.screen.html
    assert leads_on(citizen.screen)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_known_for_2027(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "independent")
    await citizen.taps("cyear:independent:2026")
    await citizen.taps("cyear:independent:2027")
    await citizen.taps("cmonth:2027-01")
    name = running_app.text(language, "parameter.minimum_wage")
    assert name in citizen.screen.text
    assert "1414" in citizen.screen.text
    assert "2027" in citizen.screen.text
    assert not sums(citizen.screen)
    assert leads_on(citizen.screen)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_below_every_cap_2027_is_known(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("300 мың")
    await citizen.taps("cyear:employee:2026")
    await citizen.taps("cyear:employee:2027")
    await citizen.taps("cmonth:2027-01")
    assert sums(citizen.screen)[2:] == [6000, 9000]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_over_the_limit_of_the_regime(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "self_employed")
    await citizen.says("1 297 501")
    limit = "1\u202f297\u202f500\u202f₸"
    refusal = running_app.text(language, "refusal.over_regime_limit", limit=limit)
    assert refusal in citizen.screen.html
    assert running_app.text(language, "calc.go-on.income") in citizen.screen.html
    assert leads_on(citizen.screen)
    await citizen.says("1 297 500")
    assert sums(citizen.screen) == [1_297_500, 12_975, 12_975, 1_297_500]
    assert running_app.text(language, "amount.limit.reached") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_can_be_given_up(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("/cancel")
    assert citizen.screen.html == running_app.text(language, "cancel.calculator")
    state = running_app.state(citizen)
    assert (await state.get_state(), await state.get_data()) == (None, {})


@pytest.mark.parametrize("language", LANGUAGES)
async def test_old_buttons_after_giving_up(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("300 мың")
    answer = citizen.screen
    await citizen.taps("cyear:employee:2026")
    months = citizen.screen
    await citizen.says("/cancel")
    await citizen.taps("cmonth:2026-03", on=months)
    assert citizen.screen.html == running_app.text(language, "calc.out-of-date")
    await citizen.taps("cincome:employee", on=answer)
    assert running_app.text(language, "calc.income.employee") in citizen.screen.html
    await citizen.says("200 мың")
    assert sums(citizen.screen)[2:] == [4000, 6000]
    await citizen.says("/cancel")
    await citizen.taps("cyear:employee:2026", on=answer)
    await citizen.taps("cmonth:2026-03")
    assert running_app.text(language, "calc.income.employee") in citizen.screen.html


async def test_an_old_income_button_under_another_kind(running_app: RunningApp) -> None:
    citizen = await begins(running_app, "ru", "employee")
    await citizen.says("300 мың")
    answer = citizen.screen
    await citizen.taps("ckinds")
    await citizen.taps("ckind:independent")
    await citizen.taps("cincome:employee", on=answer)
    assert running_app.text("ru", "calc.income.employee") in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_conversation_may_take_its_place(
    running_app: RunningApp, language: str
) -> None:
    citizen = await begins(running_app, language, "employee")
    await running_app.state(citizen).set_data({"bound_for": "status"})
    await citizen.says("300 мың")
    assert citizen.screen.html == running_app.text(language, "calc.out-of-date")
    await citizen.taps("ckind:independent")
    assert sums(citizen.screen) == [4250, 4250]


async def test_opening_it_again_begins_anew(running_app: RunningApp) -> None:
    citizen = await begins(running_app, "kk", "employee")
    await citizen.says("300 мың")
    await citizen.says("/calc")
    await citizen.taps("ckind:employee", on=citizen.screen)
    assert running_app.text("kk", "calc.income.employee") in citizen.screen.html


async def test_a_change_of_language_keeps_the_step(running_app: RunningApp) -> None:
    citizen = await begins(running_app, "kk", "employee")
    await citizen.says("/language")
    await citizen.taps("menu:lang_ru")
    await citizen.says("300 тыс")
    assert running_app.text("ru", "kind.employee") in citizen.screen.text


async def test_an_income_stands_in_no_button(running_app: RunningApp) -> None:
    citizen = await begins(running_app, "kk", "employee")
    await citizen.says("345678")
    data = [button.data or "" for button in citizen.screen.every_button()]
    assert not [one for one in data if "345" in one]


@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_restart_in_the_middle(
    endpoint: TelegramServer, tmp_path: Path, language: str
) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    async with running(endpoint, settings) as before:
        citizen = await begins(before, language, "employee")
    async with running(endpoint, settings) as after:
        returned = Citizen(endpoint, citizen.user, after.settled)
        await returned.says("300 000")
        assert sums(returned.screen)[2:] == [6000, 9000]
        await returned.taps("cyear:employee:2026")
    async with running(endpoint, settings) as later:
        again = Citizen(endpoint, citizen.user, later.settled)
        await again.taps("cmonth:2026-01")
        assert sums(again.screen) == [300_000, 15_000, 6000, 9000]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_near_the_limit_of_the_regime(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "self_employed")
    await citizen.says("1 167 750")
    assert sums(citizen.screen)[3:] == [1_297_500, 129_750], "a tenth of the limit is left"
    await citizen.taps("cincome:self_employed")
    await citizen.says("1 167 749")
    assert sums(citizen.screen)[3:] == [1_297_500]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_limit_of_an_unknown_year_is_not_named(
    running_app: RunningApp, language: str
) -> None:
    citizen = await begins(running_app, language, "self_employed")
    await citizen.says("300000")
    await citizen.taps("cyear:self_employed:2026")
    await citizen.taps("cyear:self_employed:2027")
    await citizen.taps("cmonth:2027-01")
    assert sums(citizen.screen) == [300_000, 3000, 3000]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_jobs_have_one_cap(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("1,2 млн")
    await citizen.taps("canother:employee")
    assert running_app.text(language, "calc.another.employee") in citizen.screen.html
    assert sums(citizen.screen) == [1_200_000], "what was understood so far"
    await citizen.says("бір жұмыс / не знаю")
    assert citizen.screen.find("cside:own")
    assert await running_app.state(citizen).get_state() == Calculator.another.state
    await citizen.says("800 мың")
    assert sums(citizen.screen) == [1_200_000, 800_000, 2_000_000, 94_000, 34_000, 60_000]
    assert running_app.text(language, "amount.certificate") in citizen.screen.html
    assert not citizen.screen.find("cside:cost")
    await citizen.taps("cyear:employee:2026")
    await citizen.taps("cyear:employee:2025")
    await citizen.taps("cmonth:2025-03")
    # Ten wages an employer for the deductions, ten in all for the contributions.
    assert sums(citizen.screen)[3:] == [66_500, 17_000, 49_500]
    await citizen.taps("cincome:employee")
    await citizen.says("200 мың")
    assert sums(citizen.screen) == [200_000, 10_000, 4000, 6000]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_jobs_below_the_cap_need_no_certificate(
    running_app: RunningApp, language: str
) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("300 мың")
    await citizen.taps("canother:employee")
    await citizen.says("200 мың")
    assert sums(citizen.screen) == [300_000, 200_000, 500_000, 25_000, 10_000, 15_000]
    assert running_app.text(language, "amount.certificate") not in citizen.screen.html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_slip_in_the_second_job_is_typed_anew(
    running_app: RunningApp, language: str
) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("300 мың")
    await citizen.taps("canother:employee")
    await citizen.says("200")
    assert running_app.text(language, "calc.slip", number="200") in citizen.screen.html
    await citizen.says("200 мың")
    assert sums(citizen.screen)[:3] == [300_000, 200_000, 500_000]


async def test_five_jobs_and_no_more(running_app: RunningApp) -> None:
    citizen = await begins(running_app, "kk", "employee")
    await citizen.says("100 мың")
    for _ in range(4):
        earlier = citizen.screen
        await citizen.taps("canother:employee")
        await citizen.says("100 мың")
    assert sums(citizen.screen)[5:] == [500_000, 25_000, 10_000, 15_000]
    assert running_app.text("kk", "calc.most", most="5") in citizen.screen.html
    assert not citizen.screen.find("canother")
    await citizen.taps("canother:employee", on=earlier)
    assert sums(citizen.screen)[5:] == [500_000, 25_000, 10_000, 15_000]
    assert await running_app.state(citizen).get_state() is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_several_jobs_above_a_cap_not_known_yet(
    running_app: RunningApp, language: str
) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("1 млн")
    await citizen.taps("cyear:employee:2026")
    await citizen.taps("cyear:employee:2027")
    await citizen.taps("cmonth:2027-01")
    await citizen.taps("canother:employee")
    await citizen.says("2 млн")
    assert running_app.text(language, "parameter.minimum_wage") in citizen.screen.text
    assert leads_on(citizen.screen)
    await citizen.says("500 мың")
    assert sums(citizen.screen) == [1_000_000, 500_000, 1_500_000, 75_000, 30_000, 45_000]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_an_employee_costs(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("5 млн")
    await citizen.taps("cside:cost")
    assert sums(citizen.screen) == [
        *(5_000_000, 5_000_000, 102_000, 5_102_000),
        *(5_000_000, 34_000, 4_966_000),
    ]
    assert running_app.text(language, "calc.cost.only") in citizen.screen.html
    assert leads_on(citizen.screen)
    await citizen.taps("cincome:employee")
    await citizen.says("300 мың")
    assert sums(citizen.screen)[3::3] == [309_000, 294_000]
    await citizen.taps("cside:own")
    assert sums(citizen.screen) == [300_000, 15_000, 6000, 9000]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_privileged_employee(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("300 мың")
    await citizen.taps("cside:exempt")
    assert sums(citizen.screen) == [300_000, 0]
    assert running_app.text(language, "amount.exempt") in citizen.screen.html
    assert citizen.screen.find("cside:own")
    assert leads_on(citizen.screen)
    await citizen.taps("menu:pay_refund")
    assert citizen.screen.find("menu:pay")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_entrepreneur_with_two_employees(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "entrepreneur")
    await citizen.taps("cside:staff")
    assert running_app.text(language, "calc.income.entrepreneur") in citizen.screen.html
    await citizen.says("5 млрд")
    assert await running_app.state(citizen).get_state() == Calculator.income.state
    await citizen.says("300 мың")
    assert sums(citizen.screen) == [20_950, 5950, 300_000, 9000, 6000, 14_950, 6000]
    await citizen.taps("canother:entrepreneur")
    assert running_app.text(language, "calc.another.entrepreneur") in citizen.screen.html
    await citizen.says("5 млн")
    assert sums(citizen.screen) == [
        *(156_950, 5950),
        *(300_000, 9000, 6000),
        *(5_000_000, 102_000, 34_000),
        *(116_950, 40_000),
    ]
    assert leads_on(citizen.screen)
    await citizen.taps("cyear:entrepreneur:2026")
    await citizen.taps("cyear:entrepreneur:2025")
    await citizen.taps("cmonth:2025-03")
    assert sums(citizen.screen)[-2:] == [5950 + 9000 + 25_500, 6000 + 17_000]
    await citizen.taps("cincome:entrepreneur")
    await citizen.says("100 мың")
    assert sums(citizen.screen)[2:5] == [100_000, 3000, 2000]
    await citizen.taps("cside:own")
    assert sums(citizen.screen) == [5950, 5950]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_entrepreneur_with_employees_before_the_kind_existed(
    running_app: RunningApp, language: str
) -> None:
    citizen = await begins(running_app, language, "entrepreneur")
    await citizen.taps("cside:staff")
    await citizen.says("300 мың")
    await citizen.taps("cyear:entrepreneur:2026")
    for year in range(2025, 2016, -1):
        await citizen.taps(f"cyear:entrepreneur:{year}")
    await citizen.taps("cmonth:2017-07")
    assert running_app.text(language, "calc.go-on.month") in citizen.screen.html
    await citizen.taps("cyear:entrepreneur:2017")
    await citizen.taps("cyear:entrepreneur:2018")
    await citizen.taps("cmonth:2018-01")
    assert sums(citizen.screen)[2:5] == [300_000, 4500, 0], "the salary was kept"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_old_sides_after_giving_up(running_app: RunningApp, language: str) -> None:
    citizen = await begins(running_app, language, "employee")
    await citizen.says("300 мың")
    answer = citizen.screen
    await citizen.taps("cside:cost")
    cost = citizen.screen
    await citizen.says("/cancel")
    await citizen.taps("cside:own", on=cost)
    assert citizen.screen.html == running_app.text(language, "calc.out-of-date")
    await citizen.taps("cside:exempt", on=answer)
    assert running_app.text(language, "calc.income.employee") in citizen.screen.html
    await citizen.says("300 мың")
    assert sums(citizen.screen) == [300_000, 0]
    await citizen.taps("canother:employee", on=answer)
    await citizen.says("200 мың")
    assert sums(citizen.screen)[2:] == [500_000, 25_000, 10_000, 15_000]


@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_restart_before_the_second_employee(
    endpoint: TelegramServer, tmp_path: Path, language: str
) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    async with running(endpoint, settings) as before:
        citizen = await begins(before, language, "entrepreneur")
        await citizen.taps("cside:staff")
        await citizen.says("300 мың")
        await citizen.taps("canother:entrepreneur")
    async with running(endpoint, settings) as after:
        returned = Citizen(endpoint, citizen.user, after.settled)
        await returned.says("200 000")
        assert sums(returned.screen)[2:] == [
            *(300_000, 9000, 6000),
            *(200_000, 6000, 4000),
            *(20_950, 10_000),
        ]

"""What fills the placeholders of articles, on any day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.answers.figures import SUMS, Figures, figure_names
from bot.answers.payment_facts import load as load_facts
from bot.answers.voice import Voice
from bot.files import LAW, LOCALES, PAYMENT
from bot.rules.law import Law
from bot.rules.law import load as load_law
from bot.settings import Settings
from bot.texts import load as load_texts

LANGUAGES = ["kk", "ru"]
TODAY = date(2026, 11, 20)
THE_LAW = load_law(LAW)
TEXTS = load_texts(LOCALES)
FACTS = load_facts(PAYMENT)


def figures(language: str = "ru", day: date = TODAY, law: Law = THE_LAW) -> Figures:
    return Figures(Voice(TEXTS[language], law), FACTS, Settings(_env_file=None), day)


def value(name: str, language: str = "ru", day: date = TODAY) -> str:
    """As it is read, with ordinary spaces."""
    written = figures(language, day).values([name])[name]
    return written.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("independent_month", "4 250 ₸"),
        ("independent_year", "51 000 ₸"),
        ("independent_thirteen", "55 250 ₸"),
        ("entrepreneur_month", "5 950 ₸"),
        ("minimum_wage", "85 000 ₸"),
        ("deduction_cap_sum", "3 400 000 ₸"),
        ("contribution_cap_sum", "1 700 000 ₸"),
        ("deduction_most", "102 000 ₸"),
        ("contribution_most", "34 000 ₸"),
        ("self_employed_limit_sum", "1 297 500 ₸"),
        ("imputed_primary_sum", "216 250 ₸"),
        ("imputed_hospital_sum", "432 500 ₸"),
        ("example_income", "300 000 ₸"),
        ("example_deduction", "9 000 ₸"),
        ("example_contribution", "6 000 ₸"),
        ("deduction_rate", "3 %"),
        ("single_payment_deduction_share", "12,1 %"),
        ("base_rate", "16,25 %"),
        ("entrepreneur_base", "1,4"),
        ("before_deduction_cap", "10"),
        ("before_contribution_cap", "10"),
        ("penalty_multiple", "1,25"),
        ("state_categories", "14"),
        ("refund_working_days", "15"),
        ("terminals", "Kassa24 и QIWI"),
        ("day_second_stage", "1 января 2027 года"),
        ("to_base_rate_known", "25 октября 2026 года"),
        ("on_minister_of_finance", "16 января 2026 года"),
        ("from_prepayment", "5 сентября 2022 года"),
    ],
)
def test_a_figure_of_today(name: str, written: str) -> None:
    assert value(name) == written
    assert figures().remarks([name]) == []


def test_kazakh_days_and_per_cent() -> None:
    assert value("from_reform", "kk") == "2026 жылғы 1 қаңтардан"
    assert value("to_reform", "kk") == "2026 жылғы 1 қаңтарға"
    assert value("on_reform", "kk") == "2026 жылғы 1 қаңтарда"
    assert value("contribution_rate", "kk") == "2%"
    assert value("terminals", "kk") == "Kassa24 және QIWI"


def test_figures_are_those_of_the_day() -> None:
    assert value("independent_month", day=date(2023, 5, 1)) == "3 500 ₸"
    assert value("state_categories", day=date(2025, 12, 31)) == "15"
    assert value("deduction_cap_sum", day=date(2025, 12, 31)) == "850 000 ₸"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sum_of_a_year_not_known_yet_is_the_last_known_one(language: str) -> None:
    later = figures(language, date(2027, 1, 15))
    assert later.values(["independent_month"]) == figures(language).values(["independent_month"])
    (line,) = later.remarks(["independent_month", "minimum_wage", "retention_months"])
    assert line == TEXTS[language]("article.sums-of-year", year="2026", asked="2027")
    assert later.remarks(["retention_months", "from_reform"]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_not_in_force_yet_has_its_first_value(language: str) -> None:
    early = figures(language, date(2022, 1, 1))
    assert early.values(["long_retention_months"]) == {"long_retention_months": "6"}
    assert value("independent_year", language, date(2022, 1, 1)) == "36 000 ₸"
    (line,) = early.remarks(["long_retention_months", "prepayment_months", "retention_months"])
    form = early.voice.format
    for day in (date(2022, 9, 5), date(2026, 1, 1)):
        assert form.day_from(day, year=True) in line


def test_the_parts_of_the_single_payment_are_of_one_year() -> None:
    """Its whole rate of 2027 is entered, its shares are not: they would not add up."""
    assert value("single_payment_rate", day=date(2027, 1, 15)) == "24,8 %"
    assert value("single_payment_contribution_share", day=date(2027, 1, 15)) == "8,1 %"
    assert len(figures(day=date(2027, 1, 15)).remarks(["single_payment_rate"])) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "day", [date(2021, 7, 1), date(2022, 9, 4), date(2025, 12, 31), TODAY, date(2030, 1, 1)]
)
def test_every_name_has_a_value_on_every_day(language: str, day: date) -> None:
    names = figure_names(THE_LAW)
    assert set(SUMS) < names
    values = figures(language, day).values(names)
    assert all(values.values())


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        figures().values(["ruling_of_nobody"])
    assert "basic_care_for_all" not in figure_names(THE_LAW), "yes and no fill no sentence"


def test_the_nearest_day_with_values() -> None:
    wage = THE_LAW.parameters["minimum_wage"]
    assert wage.nearest(date(2016, 1, 1)) == date(2017, 1, 1)
    assert wage.nearest(TODAY) == TODAY
    assert wage.nearest(date(2028, 3, 1)) == date(2026, 12, 31)
    assert THE_LAW.parameters["base_rate"].nearest(TODAY) == date(2026, 10, 25)
    assert THE_LAW.parameters["basic_care_for_all"].nearest(date(2027, 2, 1)) == date(2026, 12, 31)
    both = ("minimum_wage", "prepayment_months")
    assert THE_LAW.nearest(both, date(2021, 7, 1)) == date(2022, 9, 5)
    assert THE_LAW.nearest(both, date(2027, 7, 1)) == date(2026, 12, 31)
    assert THE_LAW.nearest((), TODAY) == TODAY
    assert THE_LAW.amount("minimum_wage", date(2026, 12, 31)) == Decimal(85_000)

"""What a plan promises comes true when it is paid."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from bot.answers.plan import Plan, PlanWay, plan_message
from bot.answers.plan_files import plan_calendar, plan_csv
from bot.answers.voice import Voice
from bot.commands.demo import DEMO_FILES, demo_day, demo_people
from bot.files import LAW, LOCALES
from bot.rules.due import due_date
from bot.rules.history import History, Payment
from bot.rules.law import load as load_law
from bot.rules.months import Month
from bot.rules.refusals import Refusal
from bot.rules.status import Standing, status
from bot.texts import load as load_texts
from tests.rules.answers import history

PEOPLE = Path(__file__).parent.parent / "rules" / "tables" / "people.jsonl"
LAW_NOW = load_law(LAW)
TEXTS = load_texts(LOCALES)


def everybody() -> Iterator[tuple[History, date]]:
    for line in PEOPLE.read_text("utf-8").splitlines():
        person = json.loads(line)
        yield history(person), date.fromisoformat(person["on"])
    tables = [list(csv.DictReader(StringIO(file.read_text("utf-8")))) for file in DEMO_FILES[:2]]
    for invented in demo_people():
        own = [[row for row in table if row["iin"] == invented.iin] for table in tables]
        rows = [{**row, "ends_on": row["ends_on"] or None} for row in own[1]]
        yield history({"payments": own[0], "categories": rows}), demo_day()


def plans() -> Iterator[tuple[History, Plan]]:
    for known, day in everybody():
        for way in PlanWay:
            try:
                yield known, Plan.of(status(LAW_NOW, known, day), way)
            except Refusal:
                continue


PLANS = list(plans())


def test_every_way_has_plans() -> None:
    assert {plan.way for _, plan in PLANS} == set(PlanWay)


@pytest.mark.parametrize(("known", "plan"), PLANS)
def test_paying_the_lines_brings_what_is_promised(known: History, plan: Plan) -> None:
    rows = tuple(
        Payment(line.period, line.knp, line.amount * 100, plan.on, line.kind) for line in plan.lines
    )
    paid = known.known_on(plan.on).with_payments(rows)
    if plan.insured_from is None:
        assert plan.way is PlanWay.DEBT
        return
    found = status(LAW_NOW, paid, plan.insured_from)
    assert found.standing is Standing.INSURED
    assert plan.insured_through is not None
    assert status(LAW_NOW, paid, plan.insured_through).standing is Standing.INSURED


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_files_hold_the_plan_and_nothing_else(language: str) -> None:
    voice = Voice(TEXTS[language], LAW_NOW)
    for _, plan in PLANS:
        rows = list(csv.reader(StringIO(plan_csv(plan, voice).decode("utf-8-sig")), delimiter=";"))
        body = [[row[1], row[2], row[3]] for row in rows[1:-1]]
        form = voice.format
        assert body == [[form.period(one.period), str(one.amount), "122"] for one in plan.lines]
        assert rows[-1][2] == str(plan.total)
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
        written = plan_calendar(plan, voice)
        events: list[Any] = list(Calendar.from_ical(written).walk("VEVENT"))
        days = [plan.insured_from, plan.insured_through]
        following = [] if plan.ahead else [Month.containing(plan.on) + ahead for ahead in range(12)]
        days += [due_date(LAW_NOW, month) for month in following]
        assert [one["DTSTART"].dt for one in events[1:]] == [day for day in days if day]
        assert events[0]["DTSTART"].dt >= plan.on
        assert all(one.walk("VALARM") for one in events)
        assert len({str(one["UID"]) for one in events}) == len(events)
        assert all(form.period(one.period) in events[0]["DESCRIPTION"] for one in plan.lines)
        assert written == plan_calendar(plan, voice)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_next_years_months_are_mentioned_near_the_years_end_only(language: str) -> None:
    voice = Voice(TEXTS[language], LAW_NOW)
    plan = next(one for _, one in PLANS if one.way is PlanWay.PREPAY and one.on.month == 11)
    said = voice.texts("plan.new-year", year=plan.on.year)
    assert said in plan_message(plan, voice)
    assert said not in plan_message(replace(plan, on=date(plan.on.year, 5, 4)), voice)

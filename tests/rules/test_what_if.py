"""What is supposed is rows and a day, asked of the one `status`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answers.voice import Voice
from bot.answers.what_if import what_if_message
from bot.database import Database
from bot.ledger import Admission, SqliteLedger
from bot.rules.amounts import in_force
from bot.rules.due import arrival_day
from bot.rules.history import History
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.planning.what_if import Supposition, payable, what_if
from bot.rules.refusals import BadInput
from bot.rules.situation import Disclosure, Situation
from bot.rules.status import Basis, Status, status
from bot.texts import load as load_texts
from tests.ledger.files import AIGUL, PSEUDONYMS, files_of, person
from tests.rules.answers import answer
from tests.rules.histories import Person, people, thorough
from tests.rules.rows import category, employed, entrepreneur, independent

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)
AUGUST, MARCH = Month.of(2026, 8), Month.of(2027, 3)
GAP = History((*employed("2025-01", "2026-07"), *employed("2026-09", "2026-10")))
WORKING = History(tuple(employed("2025-01", "2026-10")))


def worth(found: Status) -> tuple[bool, date]:
    return found.insured, found.insured_through or (date.max if found.insured else date.min)


def test_two_months_paid_now(law: Law) -> None:
    history = History(tuple(employed("2025-01", "2026-06")) + tuple(employed("2026-09", "2026-10")))
    july = AUGUST - 1
    found = what_if(law, history, TODAY, Supposition(pay=frozenset({july, AUGUST})))
    assert not found.now.insured
    assert (found.then.insured, found.then.on) == (True, arrival_day(law, TODAY))
    assert found.total == 2 * 4250
    one = what_if(law, history, TODAY, Supposition(pay=frozenset({AUGUST})))
    assert not one.then.insured


def test_payments_that_stop_in_march(law: Law) -> None:
    found = what_if(law, WORKING, TODAY, Supposition(stops=MARCH))
    assert found.then.on == date(2027, 3, 25), "when the last payment, for February, has come"
    assert found.then.insured_through == date(2027, 5, 31)
    assert found.goes_on


def test_a_day_in_march(law: Law) -> None:
    found = what_if(law, WORKING, TODAY, Supposition(on=date(2027, 3, 1)))
    assert (found.then.on, found.then.basis) == (date(2027, 3, 1), Basis.CONTRIBUTIONS)
    assert found.then.due == (Month.of(2027, 2),)
    assert found.otherwise is not None
    assert found.otherwise.unpaid[0] == Month.of(2026, 11)
    assert not found.otherwise.insured, "October and three months end with January"


def test_nobody_pays_so_nothing_goes_on(law: Law) -> None:
    history = History(tuple(employed("2025-01", "2026-07")))
    found = what_if(law, history, TODAY, Supposition(on=date(2026, 12, 1)))
    assert (found.goes_on, found.otherwise) == (False, None)
    assert answer(law, history, date(2026, 12, 1))["status"] == found.then.standing


def test_an_entrepreneur_goes_on_as_one(law: Law) -> None:
    history = History(tuple(entrepreneur("2025-01", "2026-10")))
    found = what_if(law, history, TODAY, Supposition(on=date(2027, 2, 1)))
    assert found.then.insured
    assert {row.tiyn for row in found.history.payments if row.period > Month.of(2026, 10)} == {
        595_000
    }


def test_the_price_of_2027_is_not_made_up(law: Law) -> None:
    soon = date(2027, 1, 10)
    history = History(tuple(independent("2026-01", "2026-12")))
    found = what_if(law, history, soon, Supposition(pay=frozenset({Month.of(2027, 2)})))
    assert found.total is None


@pytest.mark.parametrize(
    ("day", "reason"), [(date(2026, 11, 19), "in_past"), (date(2101, 1, 1), "too_far")]
)
def test_a_day_that_has_passed_is_refused(law: Law, day: date, reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        what_if(law, WORKING, TODAY, Supposition(on=day))
    assert (refused.value.field, refused.value.reason) == ("on", reason)


@thorough
@given(someone=people())
def test_nothing_supposed_is_what_is_known(law: Law, someone: Person) -> None:
    known = someone.history.known_on(someone.day)
    found = what_if(law, someone.history, someone.day, Supposition())
    day = arrival_day(law, someone.day)
    assert worth(found.then) == worth(status(law, known, day))
    assert worth(found.now) == worth(status(law, someone.history, someone.day))


@thorough
@given(someone=people(refunded=False), data=st.data())
def test_paying_more_never_takes_a_status_away(
    law: Law, someone: Person, data: st.DataObject
) -> None:
    situation = Situation.of(law, someone.history, someone.day)
    months = sorted(payable(situation))
    assume(months)
    few = data.draw(st.sets(st.sampled_from(months), max_size=3))
    more = few | data.draw(st.sets(st.sampled_from(months), max_size=12))
    suppose = partial(what_if, law, someone.history, someone.day)
    less_paid = suppose(Supposition(pay=frozenset(few)))
    more_paid = suppose(Supposition(pay=frozenset(more)))
    assert worth(more_paid.then) >= worth(less_paid.then)


@thorough
@given(someone=people(), later=st.integers(0, 12))
def test_stopping_later_never_ends_a_status_sooner(law: Law, someone: Person, later: int) -> None:
    month = Month.containing(someone.day)
    day = (month + 14).first_day
    sooner = what_if(law, someone.history, someone.day, Supposition(stops=month, on=day))
    then = what_if(law, someone.history, someone.day, Supposition(stops=month + later, on=day))
    assert then.then.insured >= sooner.then.insured


@pytest.mark.parametrize(
    "supposed",
    [
        Supposition(),
        Supposition(pay=frozenset({MARCH})),
        Supposition(stops=MARCH),
        Supposition(on=date(2027, 3, 1)),
        Supposition(pay=frozenset({MARCH}), stops=MARCH, on=date(2027, 8, 1)),
    ],
)
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_end_of_a_category_is_not_told_to_anybody(
    law: Law, language: str, supposed: Supposition
) -> None:
    """Probing day after day would have told it."""
    voice = Voice(load_texts(ROOT / "locales")[language], law)
    told = set()
    for ends_on in (None, "2026-12-10", "2027-01-31", "2027-06-30", "2030-01-01"):
        history = History((), (category("disability", "2024-01-01", ends_on),))
        found = what_if(law, history, TODAY, supposed, Disclosure.PUBLIC)
        told.add(what_if_message(found, voice, Disclosure.PUBLIC))
    assert len(told) == 1


@pytest.mark.parametrize("supposed", [Supposition(stops=MARCH), Supposition(on=date(2027, 3, 1))])
def test_who_the_state_pays_for_looks_like_who_pays(law: Law, supposed: Supposition) -> None:
    voice = Voice(load_texts(ROOT / "locales")["ru"], law)
    ended = date(2027, 3, 1) + timedelta(days=150)
    by_state = History((), (category("disability", "2025-01-01", ended.isoformat()),))
    by_work = History(tuple(employed("2025-01", "2026-10")))
    months = [
        {(str(month), str(state)) for month, state in found.then.months}
        for found in (
            what_if(law, history, TODAY, supposed, Disclosure.PUBLIC)
            for history in (by_state, by_work)
        )
    ]
    covered = [{month for month, state in one if state == "covered"} for one in months]
    assert covered[0] - {"2027-02"} == covered[1] - {"2027-02"}, "February is due on that day"
    assert what_if_message(
        what_if(law, by_state, TODAY, supposed, Disclosure.PUBLIC), voice, Disclosure.PUBLIC
    )


async def test_a_ledger_with_the_supposed_rows_says_the_same(law: Law, tmp_path: Path) -> None:
    supposed = Supposition(pay=frozenset({AUGUST}), stops=MARCH)
    found = what_if(law, GAP, TODAY, supposed)
    async with Database.open(tmp_path / "ledger.sqlite3") as database:
        ledger = SqliteLedger(database, PSEUDONYMS)
        admission = Admission(date(2030, 1, 1), partial(in_force, law), lambda *_: True)
        await ledger.import_files(files_of(found.history, tmp_path), admission)
        kept = await ledger.history(person(AIGUL))
    assert worth(status(law, kept, found.then.on)) == worth(found.then)
    assert found.then.insured

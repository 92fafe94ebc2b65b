"""Every field of the answer against a second, naive reading of the rules."""

from __future__ import annotations

from hypothesis import given

from bot.rules.law import Law
from tests.rules import oracle
from tests.rules.answers import answer
from tests.rules.histories import Person, people, thorough


@thorough
@given(person=people())
def test_both_readings_agree(law: Law, person: Person) -> None:
    assert answer(law, person.history, person.day) == oracle.answer(law, person.history, person.day)

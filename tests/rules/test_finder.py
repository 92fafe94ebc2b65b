"""The finder of categories: every way through its questions, and what comes out at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files import CATEGORIES, QUESTIONS
from bot.rules.categories import Payer
from bot.rules.categories import load as load_categories
from bot.rules.finder import Asking, Finder, FinderFault, Outcome, Screen, load
from bot.rules.history import PrivilegedCategory as P

FINDER = load(QUESTIONS)
EVERY = load_categories(CATEGORIES)
OUTCOMES = [screen for screen in FINDER.screens if isinstance(screen, Outcome)]

ADULT = ("adult",)
JOBLESS = (*ADULT, "none", "jobless")
NEITHER = (*JOBLESS, "none", "none")


def follow(*answers: str) -> Screen:
    """The screen after these answers to the first questions; what was found on the way is left."""
    screen: Screen = FINDER.first
    for answer in answers:
        if isinstance(screen, Outcome):
            assert screen.onward is not None, f"nothing is asked before {answer}"
            screen = screen.onward
        screen = FINDER.answers(screen)[answer]
    return screen


def found(*answers: str) -> set[P]:
    screen = follow(*answers)
    assert isinstance(screen, Outcome)
    return set(screen.found)


QUICKEST = {
    P.CHILD: ("child",),
    P.FULL_TIME_STUDENT: (*ADULT, "study"),
    P.PENSIONER: (*ADULT, "pension"),
    P.DISABILITY: (*ADULT, "disability"),
    P.DECORATED_MOTHER: (*ADULT, "award"),
    P.PARENTAL_LEAVE: (*ADULT, "none", "leave"),
    P.UNIFORMED_SERVICE: (*ADULT, "none", "service"),
    P.PREGNANT: (*JOBLESS, "pregnant"),
    P.CHILD_UNDER_3: (*JOBLESS, "small_child"),
    P.DISABLED_CHILD_BENEFIT: (*JOBLESS, "disabled_child"),
    P.GROUP_1_CARE_BENEFIT: (*JOBLESS, "group_1"),
    P.KANDAS: (*JOBLESS, "none", "kandas"),
    P.SOCIAL_ASSISTANCE: (*JOBLESS, "none", "assistance"),
    P.REGISTERED_UNEMPLOYED: (*JOBLESS, "none", "unemployed", "no_or_unknown"),
    P.CRISIS_LEVEL: (*NEITHER, "yes"),
    P.CONVICT: (*NEITHER, "no_or_unknown", "serving"),
    P.DETAINED: (*NEITHER, "no_or_unknown", "remand"),
}


@pytest.mark.parametrize("category", P)
def test_every_category_is_found_within_seven_taps(category: P) -> None:
    answers = QUICKEST[category]
    assert found(*answers) == {category}
    assert len(answers) <= 7


def test_who_is_in_no_category_is_asked_seven_questions_at_most() -> None:
    nothing = follow(*NEITHER, "no_or_unknown", "skip")
    assert nothing == Outcome((), earlier=False, onward=None)
    assert follow(*ADULT, "none", "works") == Outcome((), earlier=False, onward=None, works=True)


def test_every_screen_leads_on_or_ends() -> None:
    for screen in FINDER.screens:
        if isinstance(screen, Asking):
            assert len(FINDER.answers(screen)) >= 2
        else:
            assert screen.onward is None or screen.found
            assert screen.onward is None or screen.onward.earlier


@given(st.lists(st.integers(0, 5), max_size=40))
def test_any_taps_come_to_an_end(choices: list[int]) -> None:
    """However one chooses, and goes on wherever that is offered."""
    screen: Screen | None = FINDER.first
    taps = 0
    picks = iter(choices)
    while screen is not None:
        if isinstance(screen, Asking):
            ways = list(FINDER.answers(screen).values())
            screen = ways[next(picks, 0) % len(ways)]
        else:
            screen = screen.onward
        taps += 1
        assert taps <= 2 * len(FINDER.questions)


def test_numbers_lead_back_to_their_screens() -> None:
    for number, screen in enumerate(FINDER.screens):
        assert FINDER.number(screen) == number
        assert FINDER.screen(number) == screen
    assert FINDER.screen(-1) is None
    assert FINDER.screen(len(FINDER.screens)) is None


# Who works belongs to nothing that asks for non-working people


def after(screen: Screen) -> Iterator[Screen]:
    yield screen
    ways = FINDER.answers(screen).values() if isinstance(screen, Asking) else [screen.onward]
    for way in ways:
        if way is not None:
            yield from after(way)


@pytest.mark.parametrize("answer", ["works", "leave", "service"])
def test_who_has_work_is_in_no_category_for_non_working_people(answer: str) -> None:
    working = follow(*ADULT, "none", answer)
    reached = {
        one for screen in after(working) if isinstance(screen, Outcome) for one in screen.found
    }
    non_working = {category.id for category in EVERY.values() if category.non_working}
    assert len(non_working) == 7
    assert reached.isdisjoint({*non_working, P.REGISTERED_UNEMPLOYED})


def test_non_working_people_are_asked_whether_they_work_first() -> None:
    non_working = {category.id for category in EVERY.values() if category.non_working}
    before = {
        one
        for question in FINDER.questions.values()
        for answer in question.answers
        for one in answer.finds
        if list(FINDER.questions).index(question.id) <= list(FINDER.questions).index("work")
    }
    assert before.isdisjoint(non_working)


@dataclass(frozen=True)
class Truth:
    """What is true of a person, category by category."""

    categories: frozenset[P]
    works: bool

    def answers(self, question: str, offered: list[str], finds: dict[str, set[P]]) -> str:
        """What that person would tap."""
        if question == "work":
            return self._work()
        true = [one for one in offered if finds[one] and finds[one] <= self.categories]
        most = max(true, key=lambda one: len(finds[one]), default=None)
        if "several" in offered and len(true) > 1:
            return "several"
        neither = next(one for one in offered if not finds[one] and one != "several")
        return most or neither

    def _work(self) -> str:
        if P.UNIFORMED_SERVICE in self.categories:
            return "service"
        if P.PARENTAL_LEAVE in self.categories:
            return "leave"
        return "works" if self.works else "jobless"


def everything_found(truth: Truth) -> set[P]:
    """All that is found when that person answers and always goes on."""
    screen: Screen | None = FINDER.first
    all_found: set[P] = set()
    while screen is not None:
        if isinstance(screen, Outcome):
            all_found |= set(screen.found)
            screen = screen.onward
            continue
        ways = FINDER.answers(screen)
        question = FINDER.questions[screen.question]
        finds = {answer.id: set(answer.finds) for answer in question.answers}
        screen = ways[truth.answers(question.id, list(ways), finds)]
    return all_found


def expected(truth: Truth) -> set[P]:
    """The same by the law alone."""
    true = set(truth.categories)
    if P.CHILD in true:
        return true & {P.CHILD, P.DISABILITY, P.FULL_TIME_STUDENT}
    lasting = true & {P.PENSIONER, P.DISABILITY, P.DECORATED_MOTHER, P.FULL_TIME_STUDENT}
    for occupied in (P.UNIFORMED_SERVICE, P.PARENTAL_LEAVE):
        if occupied in true:
            return lasting | {occupied}
    if truth.works:
        return lasting
    custody = {P.CONVICT, P.DETAINED}
    fitting = lasting | (true - {P.CRISIS_LEVEL, *custody, P.CHILD})
    state = {one for one in fitting if EVERY[one].latest_payer is Payer.STATE}
    if not state and P.CRISIS_LEVEL in true:
        fitting.add(P.CRISIS_LEVEL)
    if not fitting:
        fitting = {P.CONVICT} & true or {P.DETAINED} & true
    return fitting


@given(st.builds(Truth, st.frozensets(st.sampled_from(P)), st.booleans()))
def test_whoever_answers_truly_and_goes_on_learns_of_every_category(truth: Truth) -> None:
    assert everything_found(truth) == expected(truth)


@pytest.mark.parametrize(
    ("answers", "crisis_asked"),
    [
        ((*NEITHER,), True),
        ((*JOBLESS, "none", "unemployed"), True),
        ((*JOBLESS, "none", "kandas"), False),
        ((*JOBLESS, "none", "assistance"), False),
        ((*JOBLESS, "pregnant", "none"), False),
        ((*JOBLESS, "pregnant", "unemployed"), False),
    ],
)
def test_the_level_is_asked_only_where_the_state_does_not_pay(
    answers: tuple[str, ...], *, crisis_asked: bool
) -> None:
    screen = follow(*answers)
    assert (isinstance(screen, Asking) and screen.question == "crisis") is crisis_asked


def test_custody_is_asked_last_and_only_of_those_without_a_category() -> None:
    assert list(FINDER.questions)[-1] == "custody"
    askings = [screen for screen in FINDER.screens if isinstance(screen, Asking)]
    custody = [screen for screen in askings if screen.question == "custody"]
    assert custody == [Asking("custody")]
    assert "skip" in FINDER.answers(custody[0])


def test_several_found_stand_in_the_order_of_the_law() -> None:
    order = list(P)
    for outcome in OUTCOMES:
        assert sorted(outcome.found, key=order.index) == list(outcome.found)
    assert found(*ADULT, "several", "yes", "yes", "yes", "yes") == {
        P.PENSIONER,
        P.DECORATED_MOTHER,
        P.DISABILITY,
        P.FULL_TIME_STUDENT,
    }


# Files that cannot be used

GOOD = """
[[questions]]
id = "first"
part = "a"
answers = [{ id = "yes", finds = ["child"], then = "second" }, { id = "no" }]

[[questions]]
id = "second"
part = "b"
answers = [{ id = "yes", finds = ["kandas"] }, { id = "no" }]
"""


def loaded(tmp_path: Path, text: str) -> Finder:
    path = tmp_path / "questions.toml"
    path.write_text(text, "utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ("[[questions]]", "[[questions", "questions.toml"),
        ("[[questions]]", "[[asked]]", "'questions'"),
        ('part = "a"\n', "", "first: 'part' is missing"),
        ('part = "a"\n', 'part = "a"\nhint = "?"\n', "first: unknown keys"),
        ('"child"', '"adult"', "first: 'adult'"),
        ('then = "second"', 'then = "third"', "first: 'third' does not come after it"),
        ('finds = ["kandas"]', 'then = "first"', "second: 'first' does not come after it"),
        ('finds = ["kandas"]', 'ends = "sleeps"', "second: ends"),
        ('finds = ["kandas"]', 'find = ["kandas"]', "second: unknown keys"),
        ('id = "second"\n', 'id = "first"\n', "a question is entered twice"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, good: str, bad: str, named: str) -> None:
    assert good in GOOD
    with pytest.raises(FinderFault, match=r"questions\.toml") as fault:
        loaded(tmp_path, GOOD.replace(good, bad))
    assert named in str(fault.value)


def test_other_questions_are_another_edition(tmp_path: Path) -> None:
    good = loaded(tmp_path, GOOD).edition
    assert good == loaded(tmp_path, GOOD).edition
    assert good != loaded(tmp_path, GOOD.replace("kandas", "pensioner")).edition
    assert good != FINDER.edition

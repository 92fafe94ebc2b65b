"""What is said about paying: facts with their sources, prices of the day, values to copy."""

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from bot.answers.payment import REQUISITES, HowToPay, Part, months_to_pay
from bot.answers.payment_facts import DIRECTORY, PaymentFault, load
from bot.answers.voice import Voice
from bot.rules import law
from bot.rules.history import Knp
from bot.rules.identity import iin_fault
from bot.rules.law import Law
from bot.rules.months import Month
from bot.texts import Catalogs, plain
from bot.texts import load as load_texts

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)
LANGUAGES = ["kk", "ru"]
ACCOUNT = re.compile(r"\bKZ[0-9A-Z]{18}\b")
TWELVE_DIGITS = re.compile(r"(?<!\d)\d{12}(?!\d)")
GOOD = 'value = "122"\nsource = "somewhere"\nchecked_on = 2026-11-20\n'


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return load_texts(ROOT / "locales")


@pytest.fixture(scope="module")
def the_law() -> Law:
    return law.load(ROOT / "data" / "law")


@pytest.fixture(params=LANGUAGES)
def voice(request: pytest.FixtureRequest, catalogs: Catalogs, the_law: Law) -> Voice:
    return Voice(catalogs[request.param], the_law)


def guide(voice: Voice, today: date = TODAY) -> HowToPay:
    return HowToPay(voice, load(DIRECTORY), today)


@dataclass(frozen=True)
class Price:
    period: Month
    amount: int | None


def test_every_fact_has_a_source_and_a_day() -> None:
    entries = [
        (path.name, name, entry)
        for path in sorted(DIRECTORY.glob("*.toml"))
        for name, entry in tomllib.loads(path.read_text("utf-8")).items()
    ]
    assert {*REQUISITES, "kbe", "terminals", "apps"} <= {name for _, name, _ in entries}
    for path, name, entry in entries:
        assert len(entry["source"]) > 5, (path, name)
        assert entry["checked_on"] >= date(2026, 11, 20), (path, name)


def test_the_numbers_are_typed_without_a_slip() -> None:
    facts = load(DIRECTORY)
    assert iin_fault(facts["bin"].value("kk")) is None
    account = facts["iik"].value("kk")
    assert ACCOUNT.fullmatch(account)
    assert int("".join(str(int(sign, 36)) for sign in account[4:] + account[:4])) % 97 == 1
    assert re.fullmatch(r"[A-Z]{6}[0-9A-Z]{2}", facts["bic"].value("kk"))
    assert facts["knp"].value("kk") == Knp.CONTRIBUTIONS


@pytest.mark.parametrize("day", [TODAY, date(2024, 3, 1), date(2027, 1, 4)])
def test_no_other_account_is_ever_shown(voice: Voice, day: date) -> None:
    shown = " ".join(guide(voice, day).message(part) for part in Part)
    assert set(ACCOUNT.findall(shown)) == {load(DIRECTORY)["iik"].value("kk")}
    assert set(TWELVE_DIGITS.findall(shown)) == {load(DIRECTORY)["bin"].value("kk")}


def test_what_is_not_confirmed_is_said_so(voice: Voice) -> None:
    facts = load(DIRECTORY)
    unsure = voice.texts("pay.requisite.unsure")
    assert not facts["kbe"].verified
    assert unsure in guide(voice).message(Part.REQUISITES)
    assert "kbe" not in dict(guide(voice).copies())
    confirmed = {**facts, "kbe": replace(facts["kbe"], verified=True)}
    assert unsure not in HowToPay(voice, confirmed, TODAY).message(Part.REQUISITES)


def test_the_requisites_say_since_when_they_are_known(voice: Voice) -> None:
    facts = load(DIRECTORY)
    older = {**facts, "bic": replace(facts["bic"], checked_on=date(2025, 2, 3))}
    told = HowToPay(voice, older, TODAY).message(Part.REQUISITES)
    assert voice.texts("pay.checked", day=voice.format.day_on(date(2025, 2, 3), year=True)) in told


def test_the_price_of_this_month_and_its_due_date(voice: Voice) -> None:
    told = guide(voice).message(Part.WAYS)
    assert voice.format.money(4250) in told
    assert voice.format.month(Month.of(2026, 11)) in told
    assert voice.format.day_by(date(2026, 12, 25), year=True) in told
    assert "2025" not in told, "last year cost the same"


def test_last_years_price_where_it_differs(voice: Voice) -> None:
    told = guide(voice, date(2024, 3, 1)).message(Part.WAYS)
    then = voice.texts("pay.price-of-last-year", year=2023, amount=voice.format.money(3500))
    assert voice.format.money(4250) in told
    assert then in told


def test_before_the_kind_existed_there_is_no_price(voice: Voice) -> None:
    told = guide(voice, date(2020, 2, 3)).message(Part.WAYS)
    assert voice.format.money(2125) in told
    assert "2019" not in told


@pytest.mark.parametrize("part", [Part.WAYS, Part.APP])
def test_a_price_that_is_not_known_is_not_guessed(voice: Voice, part: Part) -> None:
    told = guide(voice, date(2027, 1, 4)).message(part)
    month = voice.format.month(Month.of(2027, 1))
    assert voice.texts("pay.price-unknown", month=month) in told
    then = voice.texts("pay.price-of-last-year", year=2026, amount=voice.format.money(4250))
    assert (then in told) is (part is Part.WAYS)


def test_terms_come_from_the_law_and_the_facts(voice: Voice) -> None:
    told = guide(voice).message(Part.CHECK)
    assert voice.texts.counted("pay.check", 3) in told
    assert voice.texts.counted("pay.refund.term", 15) in guide(voice).message(Part.REFUND)


def test_what_no_source_says_of_refunds_is_said_so(voice: Voice) -> None:
    unknown = load(DIRECTORY)["refund_not_known"]
    assert not unknown.verified
    told = voice.format.listing(unknown.values[voice.texts.language])
    assert voice.texts("pay.refund.not-known", unknown=told) in guide(voice).message(Part.REFUND)


def test_channels_are_named(voice: Voice) -> None:
    for part, name in ((Part.TERMINAL, "terminals"), (Part.APP, "apps")):
        told = guide(voice).message(part)
        for channel in load(DIRECTORY)[name].values[voice.texts.language]:
            assert channel in told


def test_screens_are_short(voice: Voice) -> None:
    for part in Part:
        assert 0 < len(plain(guide(voice).message(part))) < 1200, part


def test_months_are_written_for_the_bank(voice: Voice) -> None:
    costs = [Price(Month.of(2023, 12), 3500), Price(Month.of(2024, 1), 4250)]
    first, second = months_to_pay(costs, voice)
    assert (first.period, first.amount) == ("122023", 3500)
    assert (second.period, second.amount) == ("012024", 4250)
    assert plain(first.line) == f"122023 – {voice.format.money(3500)}"


def test_a_month_without_a_price_has_no_sum(voice: Voice) -> None:
    (month,) = months_to_pay([Price(Month.of(2027, 2), None)], voice)
    assert (month.period, month.amount) == ("022027", None)
    assert voice.texts("pay.month-unpriced") in month.line


@pytest.mark.parametrize(
    ("written", "named"),
    [
        (GOOD.replace('source = "somewhere"\n', ""), "knp: 'source' is missing"),
        (GOOD.replace("somewhere", " "), "knp: the source"),
        (GOOD.replace("checked_on = 2026-11-20\n", ""), "knp: 'checked_on' is missing"),
        (GOOD.replace("2026-11-20", '"2026-11-20"'), "knp: checked_on"),
        (GOOD.replace('"122"', "122"), "knp: "),
        (GOOD.replace('"122"', "[]"), "knp: the value"),
        (GOOD.replace('"122"', '{ kk = "122" }'), "knp: 'ru' is missing"),
        (GOOD + 'verified = "false"\n', "knp: verified must be true or false"),
        (GOOD + 'note = "?"\n', "knp: unknown keys ['note']"),
    ],
)
def test_a_faulty_fact_is_named(tmp_path: Path, written: str, named: str) -> None:
    path = tmp_path / "requisites.toml"
    path.write_text(f"[knp]\n{written}", "utf-8")
    with pytest.raises(PaymentFault, match=re.escape(f"{path}: {named}")):
        load(tmp_path)


def test_faulty_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(PaymentFault, match="no payment files"):
        load(tmp_path)
    (tmp_path / "a.toml").write_text(f"[knp]\n{GOOD}", "utf-8")
    (tmp_path / "b.toml").write_text(f"[knp]\n{GOOD}", "utf-8")
    with pytest.raises(PaymentFault, match=r"b\.toml: knp: entered twice"):
        load(tmp_path)
    (tmp_path / "b.toml").write_text("[knp", "utf-8")
    with pytest.raises(PaymentFault, match=r"b\.toml: "):
        load(tmp_path)
    (tmp_path / "b.toml").write_text("knp = 122", "utf-8")
    with pytest.raises(PaymentFault, match=r"b\.toml: knp: "):
        load(tmp_path)

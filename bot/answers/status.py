"""A person's status, months, debt and ways back, in words and as JSON.

Order of the first screen: insured or not; until when or what is missing; what stays free; the
least one can do now; another reading of the law; folded: months, reasons, other ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.answers.voice import Voice, footer, joined, paragraphs
from bot.answers.ways import way_text
from bot.rules.months import Month
from bot.rules.situation import Disclosure
from bot.rules.status import Advice, Basis, Disputed, Standing, Status
from bot.rules.trail import Step
from bot.rules.ways import Way, WayBack
from bot.texts import Markup

_PRIVATE_RULES = frozenset({"category_active"})
"""Steps that would tell anybody that the state pays for a person."""

_PRICE_RULES = frozenset({"months_unpaid", "months_partial", "months_completed", "months_unpriced"})


def status_message(
    status: Status, voice: Voice, audience: Disclosure, *, own_words: bool = False
) -> Markup:
    """The first screen. `own_words`: an estimate from months the person ticked."""
    texts = voice.texts
    return paragraphs(
        [
            texts("status.own-words") if own_words else None,
            joined([_headline(status, voice), until(status, voice, audience)]),
            free_care(status, voice),
            least(status, voice),
            *_advice(status, voice, audience),
            another_reading(status, voice, audience),
            _folded(status, voice, audience),
            footer(voice, status.on),
        ]
    )


def brief_message(status: Status, voice: Voice) -> Markup:
    """What is shown where proof is asked for and not given: the status, nothing of the months."""
    texts = voice.texts
    insured_until = None
    if status.insured:
        insured_until = texts("status.until.while-covered")
    elif status.standing is Standing.UNKNOWN:
        insured_until = texts("status.unknown-why")
    return paragraphs(
        [
            joined([_headline(status, voice), insured_until]),
            free_care(status, voice),
            texts("disputed.public") if status.standing is not Standing.UNKNOWN else None,
            footer(voice, status.on),
        ]
    )


def months_message(status: Status, voice: Voice) -> Markup:
    """The twelve months one by one."""
    texts = voice.texts
    return paragraphs(
        [
            texts("months.title"),
            month_lines(status, voice),
            *months_beyond(status, voice),
            texts("months.legend"),
            footer(voice, status.on),
        ]
    )


def months_beyond(status: Status, voice: Voice) -> list[Markup]:
    """What the twelve lines leave out: months counted ahead, and prices that are a guess."""
    texts, form = voice.texts, voice.format
    beyond = []
    if status.ahead:
        beyond.append(texts("months.ahead", months=form.months(status.ahead)))
    if status.provisional:
        beyond.append(texts("months.provisional", months=form.months(status.provisional)))
    return beyond


def debt_message(status: Status, voice: Voice) -> Markup:
    """Each unpaid month at its own year's price, the total, and whether anything hangs on it."""
    texts, form = voice.texts, voice.format
    costs = [
        texts("debt.line", month=form.month(cost.period), amount=_price(cost.amount, voice))
        for cost in status.costs
    ]
    total = texts("debt.total", total=_price(status.debt, voice)) if costs else texts("debt.none")
    hangs = "debt.required" if status.debt_required else "debt.not-required"
    return paragraphs(
        [
            texts("debt.title") if costs else None,
            joined([*costs, total]),
            texts(hangs) if costs else None,
            _due(status, voice),
            texts("debt.older"),
            _folded_reasons(_price_steps(status.trail), voice),
            footer(voice, status.on),
        ]
    )


def free_care(status: Status, voice: Voice) -> Markup | None:
    """What stays free without insurance; the text changes with the law by itself."""
    if status.insured:
        return None
    basic = voice.law.known("basic_care_for_all", status.on)
    return voice.texts("status.free-care" if basic else "status.free-care-2027")


def month_lines(status: Status, voice: Voice) -> Markup:
    states = dict.fromkeys(state for _, state in status.months)  # in order, as staff read the keys
    named = {state: voice.texts(f"months.state.{state}") for state in states}
    return joined(
        voice.texts("months.line", month=voice.format.month(month), state=named[state])
        for month, state in status.months
    )


def _headline(status: Status, voice: Voice) -> Markup:
    return voice.texts(f"status.headline.{status.standing}")


def until(status: Status, voice: Voice, audience: Disclosure) -> Markup:
    """Until when an insured person is, or what another one is missing."""
    if status.standing is Standing.UNKNOWN:
        return voice.texts("status.unknown-why")
    if not status.insured:
        return _starts_on(status, voice) or missing(status, voice) or Markup()
    if status.basis is Basis.CATEGORY:
        return _until_category(status, voice, audience)
    assert status.basis is not None
    assert status.insured_through is not None
    through = voice.format.day_by(status.insured_through, year=True)
    holds = voice.texts(f"status.until.{status.basis}", through=through)
    return joined([holds, missing(status, voice) if status.basis is Basis.RETENTION else None])


def _until_category(status: Status, voice: Voice, audience: Disclosure) -> Markup:
    if audience is Disclosure.PUBLIC:
        return voice.texts("status.until.while-covered")
    if status.insured_through is None:
        return voice.texts("status.until.category-open")
    through = voice.format.day_by(status.insured_through, year=True)
    return voice.texts("status.until.category", through=through)


def _starts_on(status: Status, voice: Voice) -> Markup | None:
    if status.starts_on is None:
        return None
    return voice.texts("status.starts-on", day=voice.format.day_from(status.starts_on, year=True))


def missing(status: Status, voice: Voice) -> Markup | None:
    """The unpaid months; else the one that is due."""
    if status.unpaid:
        months = voice.format.months(status.unpaid)
        return voice.texts.counted("status.missing", len(status.unpaid), months=months)
    return _due(status, voice)


def _due(status: Status, voice: Voice) -> Markup | None:
    step = next((step for step in status.trail if step.rule == "month_due"), None)
    if step is None:
        return None
    due = step.facts["due"]
    assert isinstance(due, date)
    month = voice.format.month(status.due[0])
    return voice.texts("status.due", month=month, due=voice.format.day_by(due, year=True))


def least(status: Status, voice: Voice) -> Markup | None:
    """The least one can do now; where nothing helps within the month, the least over a year."""
    way = status.ways.least_now or status.ways.least_over_a_year
    if way is None:
        return None
    texts, form = voice.texts, voice.format
    day = form.day_by(way.insured_from, year=way.insured_from.year != status.on.year)
    if way.way is Way.WAIT:
        return texts("status.least.wait", day=day)
    if status.insured and way.insured_through is not None:
        return texts.counted(
            "status.least.extend",
            len(way.costs),
            total=form.money(way.total),
            through=form.day_by(way.insured_through, year=True),
        )
    return texts.counted("status.least.pay", len(way.costs), total=form.money(way.total), day=day)


def _advice(status: Status, voice: Voice, audience: Disclosure) -> list[Markup]:
    asked = [Advice.ASK_EMPLOYER] if _ask_employer(status, audience) else []
    others = [one for one in status.advice if one is not Advice.ASK_EMPLOYER]
    return [voice.texts(f"advice.{one}") for one in (*asked, *others)]


def _ask_employer(status: Status, audience: Disclosure) -> bool:
    """For anybody's eyes the advice must follow from the months shown, not from who paid."""
    if audience is Disclosure.FULL:
        return Advice.ASK_EMPLOYER in status.advice
    return bool(status.partial) or 0 < len(status.unpaid) < len(status.months) - 1


def another_reading(status: Status, voice: Voice, audience: Disclosure) -> Markup | None:
    if status.standing is Standing.UNKNOWN:
        return None
    if audience is Disclosure.PUBLIC:
        return voice.texts("disputed.public")
    return another_readings(status.disputed, voice)


def another_readings(disputed: Sequence[Disputed], voice: Voice) -> Markup | None:
    """How else the law is read where an answer rests on a decision, and whom to ask."""
    if not disputed:
        return None
    readings = [voice.texts(f"disputed.{rule}") for rule in disputed]
    return joined([*readings, voice.texts("disputed.call")])


def _folded(status: Status, voice: Voice, audience: Disclosure) -> Markup:
    texts = voice.texts
    months = month_lines(status, voice) if status.months else None
    ways = [way_text(way, status, voice) for way in status.ways.ways]
    return joined(
        part
        for part in (
            texts("status.folded-months", months=months) if months else None,
            _folded_reasons(_told(status.trail, audience), voice),
            texts("status.folded-ways", ways=paragraphs(ways)) if ways else None,
        )
        if part
    )


def _told(trail: Iterable[Step], audience: Disclosure) -> list[Step]:
    hidden = _PRIVATE_RULES if audience is Disclosure.PUBLIC else frozenset()
    return [step for step in trail if step.rule not in hidden]


def _folded_reasons(trail: Iterable[Step], voice: Voice) -> Markup | None:
    reasons = voice.reasons(trail)
    return voice.texts("answer.folded-reasons", reasons=reasons) if reasons else None


def _price_steps(trail: Iterable[Step]) -> list[Step]:
    return [step for step in trail if step.rule in _PRICE_RULES]


def _price(amount: int | None, voice: Voice) -> str:
    return voice.texts("debt.unpriced") if amount is None else voice.format.money(amount)


def status_json(status: Status, voice: Voice) -> dict[str, object]:
    """The answer of the `status` command; no IIN, no sum paid, no payer, no category."""
    ways = status.ways
    return {
        "on": status.on.isoformat(),
        "status": str(status.standing),
        "basis": str(status.basis) if status.basis else None,
        "insured_through": _iso(status.insured_through),
        "months": [{"period": str(month), "state": str(state)} for month, state in status.months],
        "unpaid": _written(status.unpaid),
        "due": _written(status.due),
        "partial": _written(status.partial),
        "ahead": _written(status.ahead),
        "provisional": _written(status.provisional),
        "starts_on": _iso(status.starts_on),
        "debt": status.debt,
        "debt_required": status.debt_required,
        "disputed": [str(rule) for rule in status.disputed],
        "ways_back": [_way_json(way) for way in ways.ways],
        "least_now": str(ways.least_now.way) if ways.least_now else None,
        "least_over_a_year": str(ways.least_over_a_year.way) if ways.least_over_a_year else None,
        "left_out": [
            {
                "way": str(left.way),
                "parameter": left.unknown.parameter,
                "on": left.unknown.on.isoformat(),
            }
            for left in ways.left_out
        ],
        "advice": [str(one) for one in status.advice],
        "because": voice.because(status.trail),
    }


def _way_json(way: WayBack) -> dict[str, object]:
    return {
        "way": str(way.way),
        "periods": _written(way.periods),
        "total": way.total,
        "insured_from": way.insured_from.isoformat(),
        "insured_through": _iso(way.insured_through),
        "year_total": way.year_total,
    }


def _written(months: Iterable[Month]) -> list[str]:
    return [str(month) for month in months]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

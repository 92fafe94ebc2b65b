"""Every place of the bot by name, and every conversation in the order in which it is asked."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType

from aiogram import Router

from bot.middlewares import Places
from handlers import (
    accountant,
    audit,
    banner,
    calculator,
    categories,
    crowd,
    dates,
    errors,
    events,
    fallback,
    faq,
    finder,
    lookup,
    menu,
    newsroom,
    own_months,
    pay,
    penalty,
    person,
    picture,
    plan,
    privacy,
    proposals,
    questions,
    queue,
    releases,
    remind,
    settings,
    staff,
    stats,
    switches,
    trials,
    welcome,
    what_if,
)


def places() -> Places:
    """A name serves as command, as `Menu` button and as start link (`name` or `name_detail`).

    What opens a place takes `event: Message | CallbackQuery`, dependencies by name, and `detail`
    where a link may bring one.
    """
    return MappingProxyType(
        {
            "menu": menu.open_menu,
            **{screen: partial(lookup.open_screen, screen=screen) for screen in person.SCREENS},
            "pay": pay.open_pay,
            "calc": calculator.open_calculator,
            "months": own_months.open_months,
            "events": events.open_events,
            "whatif": what_if.open_what_if,
            "faq": faq.open_faq,
            "contacts": faq.open_contacts,
            "finder": finder.open_finder,
            "accountant": accountant.open_accountant,
            "penalty": penalty.open_penalty,
            "dates": dates.open_dates,
            "remind": remind.open_reminders,
            "notice": banner.open_notice,
            "help": menu.open_help,
            "lang": welcome.choose_language,
            "language": welcome.choose_language,
            "settings": settings.open_settings,
            "privacy": privacy.open_privacy,
            "forget": privacy.ask_to_forget,
        }
    )


def routers(places: Places) -> list[Router]:
    """Commands go before conversations, which wait for text; the last router takes what is left."""
    return [
        errors.router(),
        crowd.router(),
        welcome.router(),
        banner.router(),
        switches.router(),
        stats.router(),
        releases.router(),
        audit.router(),
        trials.router(),
        newsroom.router(),
        proposals.router(),
        menu.router(places),
        lookup.router(),
        person.router(),
        calculator.router(),
        own_months.router(),
        picture.router(),
        plan.router(),
        events.router(),
        what_if.router(),
        faq.router(),
        finder.router(),
        categories.router(),
        dates.router(),
        penalty.router(),
        remind.router(),
        privacy.router(),
        settings.router(),
        queue.router(),
        staff.router(),
        questions.router(),
        fallback.router(),
    ]

"""Who is paid for by the state: a finder by questions.

Nothing of it is kept. A question and its answers have no state; a button carries the number of the
screen to which it leads, and that is all there is: the same number whatever was answered before, if
it leads to the same screen. Who knows the questions can tell from the number of an outcome what
that screen says, as can whoever reads it.
"""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.enums import ButtonStyle
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answers.categories import CategoryPages
from bot.answers.finder import outcome_message, question_message
from bot.answers.payment_facts import PaymentFacts
from bot.answers.voice import Voice
from bot.rules.categories import Categories
from bot.rules.finder import Asking, Finder, Outcome, Screen
from bot.rules.law import Law
from bot.screen import say, show
from bot.texts import Markup, Texts
from handlers.callbacks import FinderMore, FinderScreen, Menu
from handlers.categories import (
    open_changes,
    open_list,
    page_button,
    papers_button,
    to_page,
)
from handlers.keyboards import button, in_rows, keyboard, menu_button


def router() -> Router:
    router = Router(name="finder")
    router.callback_query.register(turn_to_screen, FinderScreen.filter())
    router.callback_query.register(go_on, FinderMore.filter())
    return router


async def open_finder(
    event: Message | CallbackQuery,
    finder: Finder,
    categories: Categories,
    papers: PaymentFacts,
    law: Law,
    texts: Texts,
    today: date,
    detail: str = "",
) -> None:
    """The first question, or one of the pages `list` and `changes`.

    Categories have no link of their own: the link of a newcomer is kept until the welcome is over.
    """
    pages = CategoryPages(Voice(texts, law), categories, papers, today)
    match detail:
        case "list":
            await open_list(event, pages)
        case "changes":
            await open_changes(event, pages)
        case _:
            await show(event, *_shown(finder.first, finder, pages))


async def turn_to_screen(
    query: CallbackQuery,
    callback_data: FinderScreen,
    finder: Finder,
    categories: Categories,
    papers: PaymentFacts,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    pages = CategoryPages(Voice(texts, law), categories, papers, today)
    await show(query, *_asked_for(callback_data, finder, pages))


async def go_on(
    query: CallbackQuery,
    callback_data: FinderMore,
    finder: Finder,
    categories: Categories,
    papers: PaymentFacts,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    pages = CategoryPages(Voice(texts, law), categories, papers, today)
    await say(query, *_asked_for(callback_data, finder, pages))


def _asked_for(
    asked: FinderScreen | FinderMore, finder: Finder, pages: CategoryPages
) -> tuple[Markup, InlineKeyboardMarkup]:
    """The screen of that number; an older edition of the questions begins anew, and says so."""
    screen = finder.screen(asked.screen) if asked.edition == finder.edition else None
    if screen is not None:
        return _shown(screen, finder, pages)
    question, buttons = _shown(finder.first, finder, pages)
    notice = pages.voice.texts("finder.out-of-date")
    return Markup(f"{notice}\n\n{question}"), buttons


def _shown(
    screen: Screen, finder: Finder, pages: CategoryPages
) -> tuple[Markup, InlineKeyboardMarkup]:
    texts = pages.voice.texts
    if isinstance(screen, Asking):
        return question_message(screen, texts), question_keyboard(screen, finder, texts)
    return outcome_message(screen, pages), outcome_keyboard(screen, finder, texts)


def question_keyboard(asking: Asking, finder: Finder, texts: Texts) -> InlineKeyboardMarkup:
    answers = [
        button(
            texts(f"button.finder.{answer}"),
            FinderScreen(edition=finder.edition, screen=finder.number(screen)),
        )
        for answer, screen in finder.answers(asking).items()
    ]
    begun = asking != finder.first
    return keyboard(
        *([answers] if len(answers) == 2 else [[one] for one in answers]),  # noqa: PLR2004
        [_anew(texts) if begun else to_page("list", texts), menu_button(texts)],
    )


def outcome_keyboard(outcome: Outcome, finder: Finder, texts: Texts) -> InlineKeyboardMarkup:
    onward = outcome.onward and button(
        texts("button.finder.more"),
        FinderMore(edition=finder.edition, screen=finder.number(outcome.onward)),
    )
    return keyboard(
        *(_after_finding(outcome, texts) if outcome.found else _after_nothing(outcome, texts)),
        *([[onward]] if onward else []),
        [_anew(texts), menu_button(texts)],
    )


def _after_finding(outcome: Outcome, texts: Texts) -> list[list[InlineKeyboardButton]]:
    """Whether the status is there already; the papers of one category, the pages of several."""
    status = button(texts("button.status"), Menu(to="status"), ButtonStyle.PRIMARY)
    if len(outcome.found) == 1:
        return [
            [status, papers_button(outcome.found[0], texts, listed=False)],
            [to_page("changes", texts)],
        ]
    pages = [page_button(category, texts, listed=False) for category in outcome.found]
    return [[status], *in_rows(pages, 2)]


def _after_nothing(outcome: Outcome, texts: Texts) -> list[list[InlineKeyboardButton]]:
    calculator = button(texts("button.calc"), Menu(to="calc"))
    pay = button(texts("button.pay"), Menu(to="pay"))
    events = button(texts("button.events"), Menu(to="events"))
    if outcome.earlier:
        return [[button(texts("button.status"), Menu(to="status")), to_page("list", texts)]]
    money = [calculator, pay] if outcome.works else [pay, calculator]
    return [money, [events, to_page("list", texts)]]


def _anew(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.finder.anew"), Menu(to="finder"))

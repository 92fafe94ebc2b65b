"""The pages of privileged categories: the list, each category, its papers, what changed in 2026."""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answers.categories import CategoryPages
from bot.answers.payment_facts import PaymentFacts
from bot.answers.voice import Voice
from bot.rules.categories import Categories
from bot.rules.history import PrivilegedCategory
from bot.rules.law import Law
from bot.screen import say, show
from bot.texts import Texts
from handlers.callbacks import CategoryPage, Menu
from handlers.keyboards import button, in_rows, keyboard, menu_button

CATEGORIES = tuple(PrivilegedCategory)
"""In the order of the law, by which buttons number them."""


def router() -> Router:
    router = Router(name="categories")
    router.callback_query.register(open_category, CategoryPage.filter())
    return router


async def open_list(event: Message | CallbackQuery, pages: CategoryPages) -> None:
    await show(event, pages.listed(), list_keyboard(pages.voice.texts))


async def open_changes(event: Message | CallbackQuery, pages: CategoryPages) -> None:
    await show(event, pages.changes(), changes_keyboard(pages.voice.texts))


async def open_category(
    query: CallbackQuery,
    callback_data: CategoryPage,
    categories: Categories,
    papers: PaymentFacts,
    law: Law,
    texts: Texts,
    today: date,
) -> None:
    """In the place of the list, or in a new message: a finding stays to be read above it."""
    pages = CategoryPages(Voice(texts, law), categories, papers, today)
    if callback_data.number not in range(len(CATEGORIES)):
        await open_list(query, pages)
        return
    category = categories[CATEGORIES[callback_data.number]]
    message = pages.temporary_status if callback_data.papers else pages.page
    turn = show if callback_data.listed else say
    await turn(query, message(category), category_keyboard(callback_data, texts))


def list_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        *in_rows([page_button(category, texts, listed=True) for category in CATEGORIES], 2),
        [to_page("changes", texts), button(texts("button.finder.begin"), Menu(to="finder"))],
        [menu_button(texts)],
    )


def changes_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    return keyboard(
        [button(texts("button.finder.begin"), Menu(to="finder")), to_page("list", texts)],
        [menu_button(texts)],
    )


def category_keyboard(shown: CategoryPage, texts: Texts) -> InlineKeyboardMarkup:
    """From a page to its papers, and back where it took the place of the list."""
    category = CATEGORIES[shown.number]
    status = button(texts("button.status"), Menu(to="status"))
    turned = [] if shown.papers else [papers_button(category, texts, listed=shown.listed)]
    if shown.papers and shown.listed:
        turned = [page_button(category, texts, listed=True)]
    return keyboard([*turned, status], [to_page("list", texts), menu_button(texts)])


def page_button(
    category: PrivilegedCategory, texts: Texts, *, listed: bool
) -> InlineKeyboardButton:
    page = CategoryPage(number=CATEGORIES.index(category), papers=False, listed=listed)
    return button(texts(f"button.category.{category}"), page)


def papers_button(
    category: PrivilegedCategory, texts: Texts, *, listed: bool
) -> InlineKeyboardButton:
    page = CategoryPage(number=CATEGORIES.index(category), papers=True, listed=listed)
    return button(texts("button.category-papers"), page)


def to_page(page: str, texts: Texts) -> InlineKeyboardButton:
    return button(texts(f"button.categories.{page}"), Menu(to=f"finder_{page}"))

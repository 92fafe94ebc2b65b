"""`/audit`: what admins and staff did lately; for admins."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.newsroom.audit import ON_PAGE, audit_message
from bot.newsroom.people import People
from bot.screen import show
from bot.state import Actors, Audit
from bot.texts import Texts
from handlers.admins import OfAdmins
from handlers.callbacks import AuditPage
from handlers.keyboards import button, keyboard, menu_button


def router() -> Router:
    router = Router(name="audit")
    admins = OfAdmins("/audit")
    router.message.register(open_audit, Command("audit", ignore_case=True), admins)
    router.callback_query.register(turn_to, AuditPage.filter(), admins)
    return router


async def open_audit(message: Message, audit: Audit, actors: Actors, texts: Texts) -> None:
    await show_entries(message, 0, audit, actors, texts)


async def turn_to(
    query: CallbackQuery, callback_data: AuditPage, audit: Audit, actors: Actors, texts: Texts
) -> None:
    await show_entries(query, callback_data.before, audit, actors, texts)


async def show_entries(
    event: Message | CallbackQuery, before: int, audit: Audit, actors: Actors, texts: Texts
) -> None:
    """A page of entries, the newest first; 0: from the newest on."""
    found = await audit.newest(ON_PAGE + 1, before or None)
    shown, older = found[:ON_PAGE], found[ON_PAGE:]
    newest = button(texts("button.admin.newest"), AuditPage(before=0))
    pages = [
        *([newest] if before else []),
        *(
            [button(texts("button.admin.later"), AuditPage(before=shown[-1].number))]
            if older
            else []
        ),
    ]
    words = audit_message(shown, People(texts, actors))
    await show(event, words, keyboard(pages, [menu_button(texts)]))

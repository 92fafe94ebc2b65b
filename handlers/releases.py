"""`/texts`: what the bot speaks from, every release of it, and the way back to any; for admins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiogram import Router
from aiogram.enums import ButtonStyle
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.middlewares import Conversing
from bot.newsroom.changes import DOMAINS, changes_file, file_name
from bot.newsroom.faults import faults_message
from bot.newsroom.people import People
from bot.newsroom.releases import (
    ON_PAGE,
    conflict_pages,
    conflicts_message,
    release_message,
    releases_message,
    roll_back_message,
    shipped_message,
    taken_back,
)
from bot.publishing import (
    Change,
    Draft,
    NoSuchRelease,
    Outdated,
    Publishing,
    Release,
    UploadRefused,
)
from bot.screen import send_file, show
from bot.state import Actors, Audit
from bot.state.audit import actor_of
from bot.texts import Texts
from bot.texts.languages import LANGUAGES
from handlers.admins import OfAdmins
from handlers.callbacks import (
    DraftScreen,
    ReleaseFile,
    ReleaseOf,
    Releases,
    RollBack,
    RollBackAsk,
    TextsConflicts,
    TextsFiles,
)
from handlers.keyboards import button, in_rows, keyboard, menu_button, turning, within
from handlers.newsroom import to_releases

ALL_AT_ONCE: Final = 1000
"""More releases than anybody goes back over."""


@dataclass(frozen=True)
class Archive:
    """One step among the releases, and what it takes to go on."""

    event: Message | CallbackQuery
    state: FSMContext
    publishing: Publishing
    actors: Actors
    audit: Audit
    texts: Texts
    account_key: bytes

    @property
    def me(self) -> str:
        return actor_of(self.account_key)

    @property
    def people(self) -> People:
        return People(self.texts, self.actors)

    async def open(self, before: int = 0) -> None:
        """A page of releases; on the first one also what is live and what waits."""
        await self.state.set_state(None)
        live = await self.publishing.live()
        found = await self.publishing.history(ON_PAGE + 1, before or None)
        shown, older = found[:ON_PAGE], found[ON_PAGE:]
        waiting = await self.publishing.waiting() if not before else []
        standing = self.publishing.standing
        words = releases_message(live, shown, waiting, standing, self.people)
        conflicts = bool(standing.conflicts)
        buttons = list_buttons(
            shown, waiting, self.texts, before=before, older=bool(older), conflicts=conflicts
        )
        await show(self.event, words, buttons)

    async def behind(self, number: int, live: int) -> tuple[Change, ...]:
        """What would change by going back from the live release to an earlier one."""
        releases = await self.publishing.history(ALL_AT_ONCE, live + 1)
        later = [one.number for one in releases if one.number > number]
        return taken_back([await self.publishing.changed_by(one) for one in later])


def router() -> Router:
    router = Router(name="releases")
    admins = OfAdmins("/texts")
    for observer in (router.message, router.callback_query):
        observer.middleware(Conversing(Archive))
    router.message.register(open_texts, Command("texts", ignore_case=True), admins)
    taps = router.callback_query
    taps.register(turn_pages, Releases.filter(), admins)
    taps.register(open_release, ReleaseOf.filter(), admins)
    taps.register(send_changes, ReleaseFile.filter(), admins)
    taps.register(ask_to_roll_back, RollBackAsk.filter(), admins)
    taps.register(roll_back, RollBack.filter(), admins)
    taps.register(send_files, TextsFiles.filter(), admins)
    taps.register(open_conflicts, TextsConflicts.filter(), admins)
    return router


async def open_texts(_message: Message, conversation: Archive) -> None:
    await conversation.open()


async def turn_pages(_query: CallbackQuery, callback_data: Releases, conversation: Archive) -> None:
    await conversation.open(callback_data.before)


async def open_release(
    query: CallbackQuery, callback_data: ReleaseOf, conversation: Archive
) -> None:
    number, texts = callback_data.number, conversation.texts
    live = (await conversation.publishing.live()).number
    if not number:
        words = shipped_message(texts, live=not live)
        await show(query, words, release_buttons(0, live, texts))
        return
    release = await release_of(number, conversation)
    if release is None:
        await conversation.open()
        return
    changes = await conversation.publishing.changed_by(number)
    words = release_message(release, changes, conversation.people, live=number == live)
    await show(query, words, release_buttons(number, live, texts))


async def send_changes(
    query: CallbackQuery, callback_data: ReleaseFile, conversation: Archive
) -> None:
    number, texts = callback_data.number, conversation.texts
    try:
        changes = await conversation.publishing.changed_by(number)
    except NoSuchRelease:
        await conversation.open()
        return
    caption = texts("admin.texts.release-file", number=number)
    buttons = keyboard([to_releases(texts), menu_button(texts)])
    content = changes_file(changes, texts)
    await send_file(query, f"release-{number}.txt", content, caption, buttons)


async def ask_to_roll_back(
    query: CallbackQuery, callback_data: RollBackAsk, conversation: Archive
) -> None:
    """Which texts would come back: looked at before anything is done."""
    number, texts = callback_data.number, conversation.texts
    live = (await conversation.publishing.live()).number
    if number >= live or (number and await release_of(number, conversation) is None):
        await conversation.open()
        return
    changes = await conversation.behind(number, live)
    sure = button(
        texts("button.admin.roll-back"), RollBack(number=number, live=live), ButtonStyle.DANGER
    )
    words = roll_back_message(number, live, changes, conversation.people)
    await show(query, words, keyboard([sure], [to_releases(texts), menu_button(texts)]))


async def roll_back(query: CallbackQuery, callback_data: RollBack, conversation: Archive) -> None:
    """Repeated, it shows the release that came of it; too late, what is live by now."""
    number, texts = callback_data.number, conversation.texts
    buttons = keyboard([to_releases(texts), menu_button(texts)])
    try:
        release = await conversation.publishing.roll_back(
            number, conversation.me, live=callback_data.live
        )
    except Outdated as now:
        told = texts("admin.texts.roll-back-outdated", live=now.live)
        await show(query, told, buttons)
    except NoSuchRelease:
        await conversation.open()
    except UploadRefused as refused:
        await show(query, faults_message(refused.problems, texts), buttons)
    else:
        told = (
            texts("admin.texts.rolled-back", number=release.number, of=number)
            if number
            else texts("admin.texts.rolled-back-zero", number=release.number)
        )
        await show(query, told, buttons)


async def send_files(query: CallbackQuery, conversation: Archive) -> None:
    """The live texts, ready for an editor; sent back unchanged, they change nothing."""
    texts, live = conversation.texts, await conversation.publishing.live()
    await conversation.audit.note(conversation.me, "texts.exported", str(live.number))
    places = [(language, domain) for domain in DOMAINS for language in LANGUAGES]
    for language, domain in places:
        content = await conversation.publishing.exported(language, domain)
        caption = file_name(language, domain, texts)
        last = (language, domain) == places[-1]
        buttons = keyboard([to_releases(texts), menu_button(texts)]) if last else None
        await send_file(query, f"{domain}.{language}.po", content, caption, buttons)


async def open_conflicts(
    query: CallbackQuery, callback_data: TextsConflicts, conversation: Archive
) -> None:
    """What was published and changed in the program as well: an admin settles it."""
    texts, conflicts = conversation.texts, conversation.publishing.standing.conflicts
    if not conflicts:
        await conversation.open()
        return
    page, last = within(callback_data.page, conflict_pages(conflicts))
    to = [TextsConflicts(page=page + step) for step in (-1, 1)]
    files = button(texts("button.admin.texts-files"), TextsFiles())
    await show(
        query,
        conflicts_message(conflicts, page, texts),
        keyboard(turning(to, page, last, texts), [files], [to_releases(texts), menu_button(texts)]),
    )


async def release_of(number: int, conversation: Archive) -> Release | None:
    found = await conversation.publishing.history(1, number + 1)
    return found[0] if found and found[0].number == number else None


def list_buttons(
    shown: Sequence[Release],
    waiting: Sequence[Draft],
    texts: Texts,
    *,
    before: int,
    older: bool,
    conflicts: bool,
) -> InlineKeyboardMarkup:
    """Drafts first, for they wait; then releases, and the texts that came with the program."""
    drafts = [
        button(
            texts("button.admin.draft-back", number=one.number),
            DraftScreen(number=one.number, to="overview"),
            ButtonStyle.PRIMARY,
        )
        for one in waiting
    ]
    releases = [_opened(one.number, texts) for one in shown]
    if shown:
        releases.append(button(texts("button.admin.shipped"), ReleaseOf(number=0)))
    pages = [
        *([button(texts("button.admin.newest"), Releases(before=0))] if before else []),
        *(
            [button(texts("button.admin.later"), Releases(before=shown[-1].number))]
            if older
            else []
        ),
    ]
    settle = button(texts("button.admin.conflicts"), TextsConflicts(page=0))
    return keyboard(
        *in_rows(drafts, 2),
        *in_rows(releases, 3),
        pages,
        [*([settle] if conflicts else []), button(texts("button.admin.texts-files"), TextsFiles())],
        [menu_button(texts)],
    )


def release_buttons(number: int, live: int, texts: Texts) -> InlineKeyboardMarkup:
    back = button(texts("button.admin.roll-back-ask"), RollBackAsk(number=number))
    file = button(texts("button.admin.as-file"), ReleaseFile(number=number))
    return keyboard(
        [*([back] if number < live else []), *([file] if number else [])],
        [to_releases(texts), menu_button(texts)],
    )


def _opened(number: int, texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.admin.release", number=number), ReleaseOf(number=number))

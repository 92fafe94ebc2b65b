"""A `.po` file that an admin sends, on its way to people: checked, looked at, tried, confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Self

from aiogram import Bot, F, Router
from aiogram.enums import ButtonStyle
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    CallbackQuery,
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    User,
)

from bot.answers.faq import Library
from bot.attachments import NotFetched, TooLarge, fetch
from bot.ledger import Pseudonyms
from bot.middlewares import Conversing
from bot.newsroom.changes import changes_file, changes_message, pages
from bot.newsroom.drafts import draft_message, drop_message, worse_message, worse_pages
from bot.newsroom.faults import SHOWN, faults_file, faults_message
from bot.newsroom.people import People
from bot.newsroom.preview import Preview, steps
from bot.publishing import (
    Candidate,
    Draft,
    DraftGone,
    DraftState,
    DropNotAccepted,
    NeedsAnotherAdmin,
    NothingToPublish,
    Outdated,
    Place,
    Publishing,
    Release,
    Upload,
    UploadRefused,
)
from bot.reception import Albums
from bot.rules.law import Law
from bot.screen import rewrite, send_file, show
from bot.settings import Settings
from bot.state import Accounts, Actors
from bot.state.audit import actor_of
from bot.texts import Catalogs, Markup, Problem, Texts
from bot.texts.catalog_files import MAX_BYTES
from bot.texts.problems import problem
from handlers.admins import OfAdmins
from handlers.callbacks import (
    DraftAsk,
    DraftChanges,
    DraftDiscard,
    DraftPreview,
    DraftPublish,
    DraftScreen,
    DraftTrial,
    FilesForget,
    Language,
    Releases,
    RollBackAsk,
)
from handlers.colleagues import Colleagues
from handlers.filters import WORDS, When
from handlers.keyboards import button, keyboard, menu_button, to_menu, turning, within
from handlers.lookup import meant_as_iin
from handlers.states import Newsroom

LONGEST_NOTE: Final = 200
ATTEMPTS: Final = 3
"""How often files are compared anew because somebody publishes meanwhile."""


@dataclass(frozen=True)
class SentFile:
    """A file as Telegram keeps it."""

    id: str
    name: str
    size: int
    album: str | None

    @classmethod
    def of(cls, document: Document, album: str | None) -> Self:
        return cls(document.file_id, document.file_name or "", document.file_size or 0, album)


@dataclass(frozen=True)
class Bundle:
    """Files that are looked at together, as they stand in the state of the conversation.

    They add up: where both languages have to change at once, they may be sent one by one.
    """

    base: int
    """The release that was live when the first of them came."""
    files: tuple[SentFile, ...] = ()
    album: str | None = None
    """The album that the latest ones belong to."""
    screen: int = 0
    """The message that says how the check of that album goes."""

    @classmethod
    async def begun(cls, state: FSMContext, live: int) -> Self:
        """What was sent so far; nothing where other texts are live by now."""
        kept = await state.get_value("bundle")
        if kept is None or kept["base"] != live:
            return cls(live)
        files = tuple(SentFile(**one) for one in kept["files"])
        return cls(live, files, kept["album"], kept["screen"])

    async def keep(self, state: FSMContext) -> None:
        files = [vars(one) for one in self.files]
        kept = {"base": self.base, "files": files, "album": self.album, "screen": self.screen}
        await state.update_data(bundle=kept)


def router() -> Router:
    router = Router(name="newsroom")
    admins = OfAdmins("a draft of texts")
    for observer in (router.message, router.callback_query):
        observer.middleware(Conversing(Conversation))
    no_slip = When(~F.text.func(meant_as_iin))
    router.message.register(take_document, When(F.document), from_admin)
    router.message.register(take_note, StateFilter(Newsroom.note), WORDS, no_slip, admins)
    taps = router.callback_query
    taps.register(open_screen, DraftScreen.filter(), admins)
    taps.register(turn_changes, DraftChanges.filter(), admins)
    taps.register(step_through, DraftPreview.filter(), admins)
    taps.register(open_trial, DraftTrial.filter(), admins)
    taps.register(publish, DraftPublish.filter(), admins)
    taps.register(ask_others, DraftAsk.filter(), admins)
    taps.register(discard, DraftDiscard.filter(), admins)
    taps.register(forget_files, FilesForget.filter(), admins)
    return router


async def from_admin(_message: Message, event_from_user: User, settings: Settings) -> bool:
    """Citizens send documents too; that is no attempt at anything."""
    return event_from_user.id in settings.admin_ids


@dataclass(frozen=True)
class Conversation:
    """One step on the way of a draft, and what it takes to go on."""

    event: Message | CallbackQuery
    bot: Bot
    state: FSMContext
    publishing: Publishing
    actors: Actors
    accounts: Accounts
    pseudonyms: Pseudonyms
    settings: Settings
    catalogs: Catalogs
    library: Library
    law: Law
    albums: Albums
    texts: Texts
    today: date
    account_key: bytes

    @property
    def me(self) -> str:
        return actor_of(self.account_key)

    @property
    def people(self) -> People:
        return People(self.texts, self.actors)

    @property
    def colleagues(self) -> Colleagues:
        return Colleagues(self.bot, self.settings, self.pseudonyms, self.accounts, self.catalogs)

    async def show(self, text: str, buttons: InlineKeyboardMarkup) -> None:
        await show(self.event, text, buttons)

    async def open_draft(self, number: int, screen: int | None = None) -> None:
        """The draft as a whole; `screen`: the message that is to become it."""
        draft = await self.publishing.draft(number)
        if draft is None:
            await self._put(self.texts("admin.texts.draft-gone"), self.ways_on(), screen)
            return
        remark, buttons = await self._state_of(draft)
        await self._put(draft_message(draft, self.people, remark), buttons, screen)

    async def draft(self, number: int) -> Draft | None:
        """The draft, if it still waits; where it does not, the screen says what became of it."""
        draft = await self.publishing.draft(number)
        if draft is None or draft.state is not DraftState.WAITING:
            await self.open_draft(number)
            return None
        return draft

    def ways_on(self) -> InlineKeyboardMarkup:
        return keyboard([to_releases(self.texts), menu_button(self.texts)])

    async def _put(self, text: str, buttons: InlineKeyboardMarkup, screen: int | None) -> None:
        if screen is None:
            await show(self.event, text, buttons)
            return
        assert isinstance(self.event, Message)
        await rewrite(self.event, screen, text, buttons)

    async def _state_of(self, draft: Draft) -> tuple[Markup, InlineKeyboardMarkup]:
        """What is said below a draft, and what can be done with it now."""
        texts = self.texts
        if draft.state is DraftState.PUBLISHED:
            told = texts("admin.texts.draft-published", number=draft.release or 0)
            return told, self.ways_on()
        if draft.state is DraftState.DISCARDED:
            return texts("admin.texts.draft-discarded"), self.ways_on()
        live = (await self.publishing.live()).number
        if live != draft.base:
            told = texts("admin.texts.outdated", base=draft.base, live=live)
            anew = button(
                texts("button.admin.draft-anew"),
                DraftScreen(number=draft.number, to="anew"),
                ButtonStyle.PRIMARY,
            )
            return told, keyboard([anew], [thrown(draft, texts)], *self.ways_on().inline_keyboard)
        if not (self.publishing.needs_second_admin and draft.author == self.me):
            publish = button(
                texts("button.admin.draft-publish"),
                DraftPublish(number=draft.number, drop=False),
                ButtonStyle.PRIMARY,
            )
            return texts("admin.texts.draft-ready"), draft_buttons(draft, publish, texts)
        if await self.state.get_value("asked") == draft.number:
            return texts("admin.texts.waiting"), draft_buttons(draft, None, texts)
        ask = button(
            texts("button.admin.draft-ask"), DraftAsk(number=draft.number), ButtonStyle.PRIMARY
        )
        return texts("admin.texts.second-needed"), draft_buttons(draft, ask, texts)


# A file on its way in


async def take_document(message: Message, conversation: Conversation) -> None:
    """Files of one album are looked at together, and so are files sent one after the other."""
    state, texts = conversation.state, conversation.texts
    assert message.document is not None
    await state.set_state(None)
    live = (await conversation.publishing.live()).number
    bundle = await Bundle.begun(state, live)
    if message.media_group_id is None or message.media_group_id != bundle.album:
        checking = await message.answer(texts("admin.texts.checking"))
        bundle = replace(bundle, album=message.media_group_id, screen=checking.message_id)
    bundle = replace(
        bundle, files=(*bundle.files, SentFile.of(message.document, message.media_group_id))
    )
    await bundle.keep(state)
    if not conversation.albums.more_to_come(message.media_group_id):
        await look_at(bundle, message, conversation)


async def look_at(bundle: Bundle, message: Message, conversation: Conversation) -> None:
    """Check, compare and try what was sent; what comes of it takes the place of "checking"."""
    texts = conversation.texts
    try:
        uploads = await fetched(bundle, conversation)
        bundle = replace(bundle, files=tuple(one.file for one in uploads if one.place))
        await bundle.keep(conversation.state)
        draft = await drafted([one.upload for one in uploads], conversation)
    except NotFetched:
        await rewrite(message, bundle.screen, texts("admin.texts.not-fetched"), anew(texts))
    except UploadRefused as refused:
        await refuse(refused.problems, bundle.screen, message, texts)
    except NothingToPublish:
        await replace(bundle, files=()).keep(conversation.state)
        told = texts("admin.texts.nothing-new")
        await rewrite(message, bundle.screen, told, conversation.ways_on())
    except Outdated:
        await rewrite(message, bundle.screen, texts("admin.texts.busy"), anew(texts))
    else:
        await conversation.open_draft(draft.number, bundle.screen)


@dataclass(frozen=True)
class Fetched:
    file: SentFile
    upload: Upload
    place: Place | None
    """Which of the texts it is; None for what is no texts at all."""


async def fetched(bundle: Bundle, conversation: Conversation) -> list[Fetched]:
    """The files, and of those sent for one place the latest.

    Raises `NotFetched`, and `UploadRefused` where one is too large to be fetched.
    """
    found: dict[object, Fetched] = {}
    for file in bundle.files:
        try:
            content = await fetch(conversation.bot, file.id, file.size, MAX_BYTES)
        except TooLarge:
            raise UploadRefused([too_large(file)]) from None
        upload = Upload(file.name, content)
        place = await conversation.publishing.place(upload)
        # Two of the same in one album are a slip; the same sent once more is the better one.
        slip = place in found and file.album is not None and found[place].file.album == file.album
        found[file.id if slip or place is None else place] = Fetched(file, upload, place)
    return list(found.values())


def too_large(file: SentFile) -> Problem:
    return problem(file.name, 0, "", "too-large", limit=MAX_BYTES)


async def refuse(problems: Sequence[Problem], screen: int, message: Message, texts: Texts) -> None:
    """The first faults in place of "checking"; where there are more, all of them as a file."""
    await rewrite(message, screen, faults_message(problems, texts), anew(texts))
    if len(problems) > SHOWN:
        content = faults_file(problems, texts)
        caption = texts("admin.texts.faults-file", count=len(problems))
        await send_file(message, "problems.txt", content, caption, anew(texts))


async def drafted(uploads: Sequence[Upload], conversation: Conversation) -> Draft:
    """The files as a draft; compared anew where somebody publishes meanwhile.

    Raises `UploadRefused`, `NothingToPublish`, and `Outdated` where that happens again and again.
    """
    for _ in range(ATTEMPTS - 1):
        with suppress(Outdated):
            return await kept(await conversation.publishing.candidate(uploads), conversation)
    return await kept(await conversation.publishing.candidate(uploads), conversation)


async def kept(candidate: Candidate, conversation: Conversation, note: str = "") -> Draft:
    if not candidate.changes:
        raise NothingToPublish
    trial = await conversation.publishing.tried(candidate)
    return await conversation.publishing.keep(candidate, conversation.me, note, trial)


async def forget_files(query: CallbackQuery, state: FSMContext, texts: Texts) -> None:
    await state.update_data(bundle=None)
    await show(query, texts("admin.texts.forgotten"), to_menu(texts))


# A draft


async def open_screen(
    query: CallbackQuery, callback_data: DraftScreen, conversation: Conversation
) -> None:
    await conversation.state.set_state(None)
    if callback_data.to == "overview":
        await conversation.open_draft(callback_data.number)
        return
    draft = await conversation.draft(callback_data.number)
    if draft is None:
        return
    texts = conversation.texts
    match callback_data.to:
        case "changes-file":
            content = changes_file(draft.changes, texts)
            caption = texts("admin.texts.changes-file", number=draft.number)
            name = f"draft-{draft.number}.txt"
            await send_file(query, name, content, caption, keyboard([back(draft.number, texts)]))
        case "note":
            await conversation.state.set_state(Newsroom.note)
            await conversation.state.update_data(noted=draft.number)
            await show(
                query,
                texts("admin.texts.note-ask", longest=LONGEST_NOTE),
                note_buttons(draft, texts),
            )
        case "plain":
            await conversation.publishing.annotate(draft.number, "")
            await conversation.open_draft(draft.number)
        case "anew":
            await compare_anew(draft, query, conversation)
        case "discard":
            await show(
                query,
                texts("admin.texts.discard-ask", number=draft.number),
                discard_buttons(draft, texts),
            )


async def take_note(message: Message, state: FSMContext, conversation: Conversation) -> None:
    """What the change is for, in the admin's own words; whoever looks at releases reads it."""
    texts, note = conversation.texts, " ".join((message.text or "").split())
    number = await state.get_value("noted")
    if number is None or (draft := await conversation.draft(number)) is None:
        await state.set_state(None)
        return
    if len(note) > LONGEST_NOTE:
        told = texts("admin.texts.note-long", length=len(note), longest=LONGEST_NOTE)
        await show(message, told, note_buttons(draft, texts))
        return
    await state.set_state(None)
    with suppress(DraftGone):  # taken away this moment: the screen says so
        await conversation.publishing.annotate(number, note)
    await conversation.open_draft(number)


async def turn_changes(
    query: CallbackQuery, callback_data: DraftChanges, conversation: Conversation
) -> None:
    draft = await conversation.draft(callback_data.number)
    if draft is None:
        return
    texts = conversation.texts
    page, last = within(callback_data.page, len(pages(draft.changes)))
    rows = turning(
        [DraftChanges(number=draft.number, page=page + step) for step in (-1, 1)], page, last, texts
    )
    whole = button(
        texts("button.admin.as-file"), DraftScreen(number=draft.number, to="changes-file")
    )
    await show(
        query,
        changes_message(draft.changes, page, texts),
        keyboard(rows, [whole, to_preview(draft.number, texts)], [back(draft.number, texts)]),
    )


async def step_through(
    query: CallbackQuery, callback_data: DraftPreview, conversation: Conversation
) -> None:
    """Each changed text as people will read it."""
    number, texts = callback_data.number, conversation.texts
    draft = await conversation.draft(number)
    if draft is None:
        return
    looked_at = steps(draft.changes)
    if not looked_at:
        await show(query, texts("admin.texts.preview-none"), keyboard([back(number, texts)]))
        return
    try:
        catalogs = await conversation.publishing.preview(number)
    except (DraftGone, UploadRefused):
        await conversation.open_draft(number)
        return
    place, last = within(callback_data.step, len(looked_at))
    preview = Preview(catalogs, conversation.library, conversation.law, conversation.today)
    language = callback_data.language
    words, both = preview.message(looked_at[place], (place + 1, last + 1), language, texts)
    to = [DraftPreview(number=number, step=place + step, language=language) for step in (-1, 1)]
    rows = [turning(to, place, last, texts)]
    if not both:
        other: Language = "ru" if language == "kk" else "kk"
        same = DraftPreview(number=number, step=place, language=other)
        rows.append([button(texts(f"button.admin.in.{other}"), same)])
    await show(query, words, keyboard(*rows, [back(number, texts)]))


async def open_trial(
    query: CallbackQuery, callback_data: DraftTrial, conversation: Conversation
) -> None:
    number, texts = callback_data.number, conversation.texts
    draft = await conversation.draft(number)
    if draft is None:
        return
    if not draft.trial.worse:
        await conversation.open_draft(number)
        return
    page, last = within(callback_data.page, worse_pages(draft.trial))
    to = [DraftTrial(number=number, page=page + step) for step in (-1, 1)]
    words = worse_message(draft.trial, page, texts)
    await show(query, words, keyboard(turning(to, page, last, texts), [back(number, texts)]))


async def compare_anew(draft: Draft, query: CallbackQuery, conversation: Conversation) -> None:
    """Its changes on top of what is live by now, as a draft of whoever asks for it."""
    texts = conversation.texts
    try:
        candidate = await conversation.publishing.anew(draft.number)
        fresh = await kept(candidate, conversation, draft.note)
    except NothingToPublish:
        await conversation.publishing.discard(draft.number, conversation.me)
        await show(query, texts("admin.texts.nothing-left"), conversation.ways_on())
    except UploadRefused as refused:
        words = faults_message(refused.problems, texts)
        await show(query, words, keyboard([thrown(draft, texts)], [back(draft.number, texts)]))
    except (DraftGone, Outdated):
        await conversation.open_draft(draft.number)
    else:
        if draft.author != conversation.me:  # one's own was replaced
            await conversation.publishing.discard(draft.number, conversation.me)
        await conversation.open_draft(fresh.number)


async def publish(
    query: CallbackQuery, callback_data: DraftPublish, conversation: Conversation
) -> None:
    """The tap that makes it live; repeated, or too late, it tells what is so."""
    number, texts = callback_data.number, conversation.texts
    try:
        release = await conversation.publishing.publish(
            number, conversation.me, drop_accepted=callback_data.drop
        )
    except (DraftGone, Outdated, NeedsAnotherAdmin):
        await conversation.open_draft(number)
    except UploadRefused as refused:
        words = faults_message(refused.problems, texts)
        await show(query, words, keyboard([back(number, texts)]))
    except DropNotAccepted as drop:
        await show(query, drop_message(drop.trial, texts), drop_buttons(number, texts))
    else:
        await conversation.state.update_data(bundle=None)
        await tell_author(number, release, conversation)
        await show_published(query, release, conversation)


async def tell_author(number: int, release: Release, conversation: Conversation) -> None:
    """Once, by whoever confirmed it: what is noted goes with the end of this update."""
    state, actors = conversation.state, conversation.actors
    if release.confirmed_by != conversation.me or release.author == conversation.me:
        return
    if await state.get_value("told") == number:
        return

    def worded(texts: Texts) -> tuple[Markup, InlineKeyboardMarkup]:
        who = People(texts, actors).who(release.confirmed_by)
        told = texts("admin.texts.yours-published", who=who, number=release.number)
        return told, keyboard([to_releases(texts), menu_button(texts)])

    await conversation.colleagues.tell(release.author, worded)
    await state.update_data(told=number)


async def show_published(
    query: CallbackQuery, release: Release, conversation: Conversation
) -> None:
    texts = conversation.texts
    live = await conversation.publishing.live()
    if release.confirmed_by == conversation.me:
        words = texts("admin.texts.published", number=release.number)
    else:
        who = conversation.people.who(release.confirmed_by)
        words = texts("admin.texts.published-before", who=who, number=release.number)
    undo = button(texts("button.admin.undo"), RollBackAsk(number=release.base))
    way_back = [[undo]] if live.number == release.number else []
    await show(query, words, keyboard(*way_back, *conversation.ways_on().inline_keyboard))


async def ask_others(
    query: CallbackQuery, callback_data: DraftAsk, conversation: Conversation
) -> None:
    """Tell the other admins, once, that a draft waits for one of them."""
    state = conversation.state
    draft = await conversation.draft(callback_data.number)
    if draft is None:
        return
    if await state.get_value("asked") != draft.number:

        def worded(texts: Texts) -> tuple[Markup, InlineKeyboardMarkup]:
            who = People(texts, conversation.actors).who(draft.author)
            told = texts(
                "admin.texts.asked", who=who, number=draft.number, count=len(draft.changes)
            )
            look = DraftScreen(number=draft.number, to="overview")
            opened = button(texts("button.admin.draft-look"), look, ButtonStyle.PRIMARY)
            return told, keyboard([opened])

        reached = await conversation.colleagues.tell_others(conversation.me, worded)
        if not reached:
            nobody = conversation.texts("admin.texts.nobody-reached")
            await show(query, nobody, keyboard([back(draft.number, conversation.texts)]))
            return
        await state.update_data(asked=draft.number)
    await conversation.open_draft(draft.number)


async def discard(
    query: CallbackQuery, callback_data: DraftDiscard, conversation: Conversation
) -> None:
    number, texts = callback_data.number, conversation.texts
    draft = await conversation.draft(number)
    if draft is None:
        return
    if not await conversation.publishing.discard(number, conversation.me):
        await conversation.open_draft(number)
        return
    await conversation.state.update_data(bundle=None)
    if draft.author != conversation.me:

        def worded(texts: Texts) -> tuple[Markup, InlineKeyboardMarkup]:
            who = People(texts, conversation.actors).who(conversation.me)
            return texts("admin.texts.yours-discarded", who=who, number=number), to_menu(texts)

        await conversation.colleagues.tell(draft.author, worded)
    await show(query, texts("admin.texts.discarded", number=number), conversation.ways_on())


# Buttons


def draft_buttons(
    draft: Draft, onward: InlineKeyboardButton | None, texts: Texts
) -> InlineKeyboardMarkup:
    """What there is to look at, then the next step, then the way out."""
    number = draft.number
    changes = button(texts("button.admin.draft-changes"), DraftChanges(number=number, page=0))
    note = button(texts("button.admin.draft-note"), DraftScreen(number=number, to="note"))
    worse = button(texts("button.admin.draft-worse"), DraftTrial(number=number, page=0))
    return keyboard(
        [changes, to_preview(number, texts)],
        [*([worse] if draft.trial.worse else []), note],
        *([[onward]] if onward else []),
        [thrown(draft, texts), to_releases(texts)],
        [menu_button(texts)],
    )


def drop_buttons(number: int, texts: Texts) -> InlineKeyboardMarkup:
    all_the_same = DraftPublish(number=number, drop=True)
    return keyboard(
        [button(texts("button.admin.draft-worse"), DraftTrial(number=number, page=0))],
        [button(texts("button.admin.draft-anyway"), all_the_same, ButtonStyle.DANGER)],
        [back(number, texts)],
    )


def note_buttons(draft: Draft, texts: Texts) -> InlineKeyboardMarkup:
    plain = button(texts("button.admin.note-none"), DraftScreen(number=draft.number, to="plain"))
    return keyboard([plain, back(draft.number, texts)])


def discard_buttons(draft: Draft, texts: Texts) -> InlineKeyboardMarkup:
    sure = DraftDiscard(number=draft.number)
    return keyboard(
        [
            button(texts("button.admin.draft-discard"), sure, ButtonStyle.DANGER),
            back(draft.number, texts),
        ]
    )


def thrown(draft: Draft, texts: Texts) -> InlineKeyboardButton:
    ask = DraftScreen(number=draft.number, to="discard")
    return button(texts("button.admin.draft-discard"), ask)


def to_preview(number: int, texts: Texts) -> InlineKeyboardButton:
    own: Language = "ru" if texts.language == "ru" else "kk"
    to = DraftPreview(number=number, step=0, language=own)
    return button(texts("button.admin.draft-preview"), to)


def to_releases(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.admin.releases"), Releases(before=0))


def back(number: int, texts: Texts) -> InlineKeyboardButton:
    to = DraftScreen(number=number, to="overview")
    return button(texts("button.admin.draft-back", number=number), to)


def anew(texts: Texts) -> InlineKeyboardMarkup:
    forget = button(texts("button.admin.files-forget"), FilesForget())
    return keyboard([forget, menu_button(texts)])

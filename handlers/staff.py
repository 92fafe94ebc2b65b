"""`/staff`: the staff room. Ask as a citizen would, see why, on any day; for support staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from aiogram import F, Router
from aiogram.enums import ButtonStyle
from aiogram.filters import Command, Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    TelegramObject,
)

from bot.answers.format import Format
from bot.answers.voice import Voice, joined, paragraphs
from bot.clock import Clock
from bot.frame import Frame
from bot.middlewares import Onward
from bot.newsroom.people import People
from bot.publishing import Draft, DraftGone, DraftState, Publishing, UploadRefused
from bot.reading.days import DayMisread, read_day
from bot.rules.law import Law
from bot.rules.months import Month
from bot.rules.situation import Disclosure
from bot.rules.status import status
from bot.screen import LONGEST_TEXT, say, show, visible_length
from bot.staffroom import (
    CANDIDATES,
    DemoPeople,
    Edition,
    Editions,
    Reply,
    Room,
    Trace,
    day_line,
    differences,
    differences_message,
    parts_of,
    trace_pages,
)
from bot.state import Actors, Audit
from bot.state.audit import actor_of
from bot.texts import Catalogs, Markup, Texts
from bot.texts.languages import LANGUAGES
from bot.understanding import Flow, Outcome
from handlers import states
from handlers.admins import OfStaff
from handlers.callbacks import (
    QueuePage,
    StaffDay,
    StaffDraft,
    StaffPerson,
    StaffScreen,
    StaffSpeech,
    StaffTrace,
)
from handlers.faq import article_keyboard
from handlers.filters import WORDS
from handlers.keyboards import button, in_rows, keyboard, menu_button, room_button, to_room
from handlers.person import SCREENS, message_about
from handlers.questions import action_button, keep_data, worded

PEOPLE_IN_A_ROW = 2
MONTHS_OFFERED = 6
ROOM_FOR_PAGES = LONGEST_TEXT - 200
"""The rest is left to the line about another day."""


@dataclass(frozen=True)
class InRoom(Filter):
    """Lets those in who are in the staff room: only staff can be."""

    async def __call__(self, _event: TelegramObject, room: Room) -> bool:
        return room.open


@dataclass(frozen=True)
class Talk:
    """What a screen of the room is made of."""

    event: Message | CallbackQuery
    room: Room
    texts: Texts
    frame: Frame

    async def show(self, page: Markup, *rows: list[InlineKeyboardButton]) -> None:
        """Under the day that holds from now on, not the one that held before."""
        with self.frame.showing(day_line(self.room, self.texts)):
            await show(self.event, page, keyboard(*rows))


def router() -> Router:
    """Placed where free questions are answered: after every conversation that waits for text."""
    router = Router(name="staff")
    staff = OfStaff("/staff")
    router.message.register(enter, Command("staff", ignore_case=True), staff)
    router.callback_query.register(open_room, StaffScreen.filter(F.to == "room"), staff)
    router.callback_query.register(leave, StaffScreen.filter(F.to == "leave"), staff)
    router.callback_query.register(ask_day, StaffScreen.filter(F.to == "day"), staff)
    router.callback_query.register(offer_people, StaffScreen.filter(F.to == "people"), staff)
    router.callback_query.register(offer_drafts, StaffScreen.filter(F.to == "drafts"), staff)
    router.callback_query.register(choose_speech, StaffSpeech.filter(), staff)
    router.callback_query.register(choose_trace, StaffTrace.filter(), staff)
    router.callback_query.register(choose_day, StaffDay.filter(), staff)
    router.callback_query.register(choose_draft, StaffDraft.filter(), staff)
    router.callback_query.register(show_trace, StaffPerson.filter(F.screen == "trace"), staff)
    router.callback_query.register(show_demo_person, StaffPerson.filter(), staff)
    router.message.register(take_day, StateFilter(states.Staff.day), WORDS, staff)
    router.message.register(answer, WORDS, InRoom())
    return router


async def enter(
    message: Message,
    state: FSMContext,
    room: Room,
    texts: Texts,
    frame: Frame,
    audit: Audit,
    account_key: bytes,
) -> None:
    if not room.open:
        await audit.note(actor_of(account_key), "staff.entered")
    await show_room(message, room.entered(), state, texts, frame)


async def open_room(
    query: CallbackQuery, state: FSMContext, room: Room, texts: Texts, frame: Frame
) -> None:
    await show_room(query, room.entered(), state, texts, frame)


async def leave(query: CallbackQuery, state: FSMContext, texts: Texts, frame: Frame) -> None:
    """Everything is as for a citizen again: today, without a trail."""
    room = Room()
    await room.keep(state)
    await state.set_state(None)
    talk = Talk(query, room, texts, frame)
    await talk.show(texts("staff.left"), [room_button(texts), menu_button(texts)])


async def choose_speech(
    query: CallbackQuery,
    callback_data: StaffSpeech,
    state: FSMContext,
    room: Room,
    texts: Texts,
    frame: Frame,
) -> None:
    changed = replace(room.entered(), speech=callback_data.speech)
    await show_room(query, changed, state, texts, frame)


async def choose_trace(
    query: CallbackQuery,
    callback_data: StaffTrace,
    state: FSMContext,
    room: Room,
    texts: Texts,
    frame: Frame,
) -> None:
    changed = replace(room.entered(), trace=callback_data.on)
    await show_room(query, changed, state, texts, frame)


# Another day


async def ask_day(
    query: CallbackQuery, state: FSMContext, texts: Texts, clock: Clock, law: Law, room: Room
) -> None:
    await room.entered().keep(state)
    await state.set_state(states.Staff.day)
    await show(query, texts("staff.day.ask"), day_keyboard(texts, clock.today(), law))


async def take_day(
    message: Message,
    state: FSMContext,
    room: Room,
    texts: Texts,
    frame: Frame,
    clock: Clock,
    law: Law,
    audit: Audit,
    account_key: bytes,
) -> None:
    """A typed day; what is none, or is too far, is said so, and the step stays."""
    today = clock.today()
    try:
        day = read_day(message.text or "", today)
    except DayMisread as misread:
        sentence = texts(f"staff.day.misread.{misread.fault}")
        await show(message, sentence, day_keyboard(texts, today, law))
        return
    first, last = answerable(law, today)
    if not first <= day <= last:
        form = Format(texts.language)
        sentence = texts(
            "staff.day.outside",
            first=form.day(first, year=True),
            last=form.day(last, year=True),
        )
        await show(message, sentence, day_keyboard(texts, today, law))
        return
    await set_day(message, day, state, room, texts, frame, audit, account_key)


async def choose_day(
    query: CallbackQuery,
    callback_data: StaffDay,
    state: FSMContext,
    room: Room,
    texts: Texts,
    frame: Frame,
    clock: Clock,
    law: Law,
    audit: Audit,
    account_key: bytes,
) -> None:
    """A day of an old button that cannot be answered for any more leaves things as they are."""
    day = callback_data.day and _day(callback_data.day)
    first, last = answerable(law, clock.today())
    if day and not first <= day <= last:
        day = room.day
    await set_day(query, day or None, state, room, texts, frame, audit, account_key)


async def set_day(
    event: Message | CallbackQuery,
    day: date | None,
    state: FSMContext,
    room: Room,
    texts: Texts,
    frame: Frame,
    audit: Audit,
    account_key: bytes,
) -> None:
    if day != room.day:
        await audit.note(actor_of(account_key), "staff.day", day.isoformat() if day else "")
    await show_room(event, replace(room.entered(), day=day), state, texts, frame)


def answerable(law: Law, today: date) -> tuple[date, date]:
    """From the first day on which the rule of twelve months holds to the end of the next year."""
    return law.first_day("status_months"), date(today.year + 1, 12, 31)


# A question


async def answer(
    message: Message,
    state: FSMContext,
    room: Room,
    law: Law,
    editions: Editions,
    publishing: Publishing,
    catalogs: Catalogs,
    texts: Texts,
    today: date,
    onward: Onward,
) -> None:
    """As a citizen would be answered, then why; neither kept nor counted."""
    text = message.text or ""
    live = await editions.live(catalogs)
    draft = await draft_of(room, editions, publishing, catalogs)
    reading = live.understanding.reading(text, CANDIDATES)
    flow = await keep_data(live.understanding.understood(text, today).action, state, law, today)
    for language in room.languages:
        heard: list[str] = []
        reply = live.reply(text, language, today, heard.append)
        title = texts(
            "staff.answer.live" if draft else "staff.answer.plain", language=_name(language, texts)
        )
        page, buttons = as_citizen(reply, flow, onward)
        buttons.inline_keyboard.append([room_button(texts)])
        await say(message, _fitting(title, page), buttons)
        if draft is not None:
            await compare(message, reply, draft.reply(text, language, today), flow, onward, texts)
    if room.draft is not None and draft is None:
        await replace(room, draft=None).keep(state)
        await say(message, texts("staff.draft.gone"), to_room(texts))
    if room.trace:
        await say_trace(message, Trace.of_question(reply, reading, heard), Voice(texts, law))


async def compare(
    message: Message, reply: Reply, drafted: Reply, flow: Flow | None, onward: Onward, texts: Texts
) -> None:
    """The answer by the draft, and what sets it apart; where nothing does, one line says so."""
    found = list(differences(parts_of(reply), parts_of(drafted)))
    if found:
        language = _name(drafted.voice.texts.language, texts)
        page, _ = as_citizen(drafted, flow, onward)
        await say(message, _fitting(texts("staff.answer.draft", language=language), page))
    await say(message, differences_message(found, texts), to_room(texts))


def as_citizen(
    reply: Reply, flow: Flow | None, onward: Onward
) -> tuple[Markup, InlineKeyboardMarkup]:
    """What a citizen reads and can tap; asks for no opinion."""
    understood, voice = reply.understood, reply.voice
    articles = reply.articles()
    if understood.outcome is not Outcome.ANSWERED or understood.parts or not articles:
        return worded(understood, flow, reply.library, voice, reply.day)
    article = articles[0]
    action = None if flow is None else action_button(flow, voice.texts)
    topics = reply.library.topics
    buttons = article_keyboard(
        article.topic, topics, voice.texts, onward, action, spoken_of=False, ask=False
    )
    return article.message(), buttons


async def draft_of(
    room: Room, editions: Editions, publishing: Publishing, catalogs: Catalogs
) -> Edition | None:
    """The texts of the draft chosen; None where none is, or it does not wait any more."""
    if room.draft is None:
        return None
    draft = await publishing.draft(room.draft)
    if draft is None or draft.state is not DraftState.WAITING:
        return None
    try:
        return await editions.draft(room.draft, catalogs, publishing.preview)
    except (DraftGone, UploadRefused):
        return None


async def say_trace(event: Message | CallbackQuery, trace: Trace, voice: Voice) -> None:
    for page in trace_pages(trace, voice):
        await say(event, page, to_room(voice.texts))


# Invented people


async def offer_people(
    query: CallbackQuery, state: FSMContext, room: Room, texts: Texts, demo_people: DemoPeople
) -> None:
    await room.entered().keep(state)
    form, day = Format(texts.language), room.day or demo_people.day
    people = [
        button(texts(f"button.demo.{key}"), StaffPerson(key=key, screen="status", own=False))
        for key in demo_people.histories
    ]
    page = texts("staff.people", day=form.day(day, year=True))
    rows = in_rows(people, PEOPLE_IN_A_ROW)
    await show(query, page, keyboard(*rows, [room_button(texts)]))


async def show_demo_person(
    query: CallbackQuery,
    callback_data: StaffPerson,
    state: FSMContext,
    room: Room,
    texts: Texts,
    catalogs: Catalogs,
    law: Law,
    editions: Editions,
    publishing: Publishing,
    demo_people: DemoPeople,
) -> None:
    """The same screens that a citizen sees, of somebody invented."""
    if callback_data.key not in demo_people.histories:  # a button of another version
        await offer_people(query, state, room, texts, demo_people)
        return
    draft = await draft_of(room, editions, publishing, catalogs)
    pages = []
    for language in room.languages:
        written = [demo_page(callback_data, room, Voice(catalogs[language], law), demo_people)]
        if draft is not None:
            voice = Voice(draft.catalogs[language], law)
            drafted = demo_page(callback_data, room, voice, demo_people)
            same = drafted == written[0]
            name = _name(language, texts)
            line = texts("staff.answer.draft", language=name)
            written.append(texts("staff.differs.nothing") if same else paragraphs([line, drafted]))
        pages += written
    story = texts(
        "staff.person",
        story=texts(f"demo.{callback_data.key}"),
        day=Format(texts.language).day(room.day or demo_people.day, year=True),
        seen=texts("staff.seen.own" if callback_data.own else "staff.seen.anybody"),
    )
    await show_pages(query, [story, *pages], demo_keyboard(callback_data, texts))


async def show_trace(
    query: CallbackQuery,
    callback_data: StaffPerson,
    state: FSMContext,
    room: Room,
    texts: Texts,
    law: Law,
    demo_people: DemoPeople,
) -> None:
    if callback_data.key not in demo_people.histories:
        await offer_people(query, state, room, texts, demo_people)
        return
    heard: list[str] = []
    voice = Voice(texts.heard_by(heard.append), law)
    seen = callback_data.model_copy(update={"screen": "status"})
    demo_page(seen, room, voice, demo_people)
    day = room.day or demo_people.day
    steps = status(law, demo_people.histories[callback_data.key], day, _disclosure(seen)).trail
    pages = trace_pages(Trace(day, heard, steps), Voice(texts, law))
    back = button(texts("button.staff.back"), seen)
    await show_pages(query, pages, keyboard([back], [_people_button(texts), room_button(texts)]))


def demo_page(shown: StaffPerson, room: Room, voice: Voice, demo_people: DemoPeople) -> Markup:
    """As of the day of the stories, unless another day is chosen."""
    day, disclosure = room.day or demo_people.day, _disclosure(shown)
    answered = status(voice.law, demo_people.histories[shown.key], day, disclosure)
    return message_about(answered, voice, disclosure, shown.screen)


def demo_keyboard(shown: StaffPerson, texts: Texts) -> InlineKeyboardMarkup:
    screens = [
        button(texts(f"button.view.{name}"), shown.model_copy(update={"screen": name}))
        for name in SCREENS
        if name != shown.screen
    ]
    seen = "button.staff.seen.anybody" if shown.own else "button.staff.seen.own"
    other = button(texts(seen), shown.model_copy(update={"own": not shown.own}))
    trace = button(texts("button.staff.trace"), shown.model_copy(update={"screen": "trace"}))
    return keyboard(
        *in_rows(screens, 2), [trace, other], [_people_button(texts), room_button(texts)]
    )


# Drafts


async def offer_drafts(
    query: CallbackQuery,
    state: FSMContext,
    room: Room,
    texts: Texts,
    publishing: Publishing,
    actors: Actors,
) -> None:
    await room.entered().keep(state)
    drafts = await publishing.waiting()
    rows = [[_draft_button(draft, room, texts)] for draft in drafts]
    page = paragraphs(
        [
            texts("staff.drafts" if drafts else "staff.drafts.none"),
            joined(_draft_line(draft, actors, texts) for draft in drafts),
        ]
    )
    none = button(texts("button.staff.draft-none"), StaffDraft(number=0))
    await show(
        query, page, keyboard(*rows, *([[none]] if room.draft else []), [room_button(texts)])
    )


async def choose_draft(
    query: CallbackQuery,
    callback_data: StaffDraft,
    state: FSMContext,
    room: Room,
    texts: Texts,
    frame: Frame,
) -> None:
    changed = replace(room.entered(), draft=callback_data.number or None)
    await show_room(query, changed, state, texts, frame)


# The room itself


async def show_room(
    event: Message | CallbackQuery, room: Room, state: FSMContext, texts: Texts, frame: Frame
) -> None:
    await room.keep(state)
    await state.set_state(None)
    form = Format(texts.language)
    day = texts("staff.day.today") if room.day is None else form.day(room.day, year=True)
    compared = (
        texts("staff.texts.live")
        if room.draft is None
        else texts("staff.texts.draft", number=room.draft)
    )
    page = paragraphs(
        [
            texts("staff.title"),
            joined(
                [
                    texts("staff.set.speech", speech=texts(f"staff.speech.{room.speech}")),
                    texts("staff.set.day", day=day),
                    texts("staff.set.trace", trace=texts(f"staff.trail.{_on(room.trace)}")),
                    texts("staff.set.texts", texts=compared),
                ]
            ),
            texts("staff.how"),
        ]
    )
    await Talk(event, room, texts, frame).show(page, *room_rows(room, texts))


def room_rows(room: Room, texts: Texts) -> list[list[InlineKeyboardButton]]:
    speeches = [
        button(
            texts(f"button.staff.speech.{speech}"),
            StaffSpeech(speech=speech),
            ButtonStyle.PRIMARY if speech == room.speech else None,
        )
        for speech in (*LANGUAGES, "both")
    ]
    trace = button(
        texts(f"button.staff.trace-{_on(not room.trace)}"), StaffTrace(on=not room.trace)
    )
    days = [button(texts("button.staff.day"), StaffScreen(to="day"))]
    if room.day is not None:
        days.append(button(texts("button.staff.today"), StaffDay(day=None), ButtonStyle.PRIMARY))
    return [
        speeches,
        days,
        [trace, button(texts("button.staff.drafts"), StaffScreen(to="drafts"))],
        [_people_button(texts), button(texts("button.staff.file"), StaffScreen(to="file"))],
        [button(texts("button.staff.queue"), QueuePage())],
        [button(texts("button.staff.leave"), StaffScreen(to="leave")), menu_button(texts)],
    ]


def day_keyboard(texts: Texts, today: date, law: Law) -> InlineKeyboardMarkup:
    """Days on which something changes: ends and beginnings of years and months near today."""
    form, month = Format(texts.language), Month.containing(today)
    first, last = answerable(law, today)
    ends = [date(today.year - 1, 12, 31), date(today.year + 1, 1, 1)]
    firsts = [(month + number).first_day for number in range(1 - MONTHS_OFFERED // 2, 3)]
    days = [day for day in sorted({*ends, *firsts}) if first <= day <= last]
    buttons = [button(form.day(day, year=True), StaffDay(day=day.isoformat())) for day in days]
    return keyboard(*in_rows(buttons, 2), [room_button(texts)])


async def show_pages(
    query: CallbackQuery, pages: Sequence[Markup], buttons: InlineKeyboardMarkup
) -> None:
    """In one screen where they fit into one, else in as few messages of their own as they fill."""
    packed = [pages[0]]
    for page in pages[1:]:
        both = paragraphs([packed[-1], page])
        packed[-1:] = [both] if visible_length(both) <= ROOM_FOR_PAGES else [packed[-1], page]
    if len(packed) == 1:
        await show(query, packed[0], buttons)
        return
    for page in packed[:-1]:
        await say(query, page)
    await say(query, packed[-1], buttons)


def _fitting(title: Markup, page: Markup) -> Markup:
    whole = paragraphs([title, page])
    return whole if visible_length(whole) <= LONGEST_TEXT else page


def _disclosure(shown: StaffPerson) -> Disclosure:
    return Disclosure.FULL if shown.own else Disclosure.PUBLIC


def _draft_button(draft: Draft, room: Room, texts: Texts) -> InlineKeyboardButton:
    name = texts("button.staff.draft", number=draft.number)
    style = ButtonStyle.PRIMARY if draft.number == room.draft else None
    return button(name, StaffDraft(number=draft.number), style)


def _draft_line(draft: Draft, actors: Actors, texts: Texts) -> Markup:
    form = Format(texts.language)
    return texts(
        "staff.draft.line",
        number=draft.number,
        day=form.day(draft.at.date()),
        author=People(texts, actors).who(draft.author),
        changes=len(draft.changes),
        note=draft.note or "–",
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _on(on: bool) -> str:  # noqa: FBT001  the end of a key
    return "on" if on else "off"


def _name(language: str, texts: Texts) -> Markup:
    return texts(f"staff.language.{language}")


def _people_button(texts: Texts) -> InlineKeyboardButton:
    return button(texts("button.staff.people"), StaffScreen(to="people"))

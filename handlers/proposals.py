"""`/proposals`: what staff propose to add to the ways to ask; for admins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from aiogram import Router
from aiogram.enums import ButtonStyle
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot.answers.format import Format
from bot.answers.voice import paragraphs
from bot.newsroom.faults import faults_lines
from bot.newsroom.people import People
from bot.publishing import (
    DraftState,
    NothingToPublish,
    Outdated,
    Publishing,
    Upload,
    UploadRefused,
)
from bot.screen import show
from bot.staffroom import ways_to_ask, with_ways_to_ask
from bot.state import Actors, Audit, Proposal, Proposals, ProposalState
from bot.state.audit import actor_of
from bot.texts import Catalogs, Markup, Texts
from bot.texts.languages import LANGUAGES
from handlers.admins import OfAdmins
from handlers.callbacks import ProposalDecision, ProposalDraft, ProposalPage
from handlers.keyboards import beside, button, keyboard, menu_button, within


def router() -> Router:
    router = Router(name="proposals")
    admins = OfAdmins("/proposals")
    router.message.register(open_proposals, Command("proposals", ignore_case=True), admins)
    router.callback_query.register(turn_page, ProposalPage.filter(), admins)
    router.callback_query.register(decide, ProposalDecision.filter(), admins)
    router.callback_query.register(make_draft, ProposalDraft.filter(), admins)
    return router


async def open_proposals(
    message: Message, proposals: Proposals, catalogs: Catalogs, texts: Texts, actors: Actors
) -> None:
    await show_proposals(message, 0, None, proposals, catalogs, texts, actors)


async def turn_page(
    query: CallbackQuery,
    callback_data: ProposalPage,
    proposals: Proposals,
    catalogs: Catalogs,
    texts: Texts,
    actors: Actors,
) -> None:
    await show_proposals(query, callback_data.page, None, proposals, catalogs, texts, actors)


async def decide(
    query: CallbackQuery,
    callback_data: ProposalDecision,
    proposals: Proposals,
    catalogs: Catalogs,
    texts: Texts,
    actors: Actors,
    audit: Audit,
    account_key: bytes,
) -> None:
    """Once; whoever taps later reads what was decided."""
    number, actor = callback_data.number, actor_of(account_key)
    wanted = ProposalState.ACCEPTED if callback_data.accepted else ProposalState.DECLINED
    if await proposals.decide(number, wanted, actor):
        await audit.note(actor, f"proposal.{wanted}", str(number))
    now = await proposals.get(number)
    told = (
        texts("admin.proposals.gone")
        if now is None
        else texts.tell(f"admin.proposal.{now.state}", {"number": number})
    )
    await show_proposals(query, 0, told, proposals, catalogs, texts, actors)


async def make_draft(
    query: CallbackQuery,
    proposals: Proposals,
    publishing: Publishing,
    catalogs: Catalogs,
    texts: Texts,
    account_key: bytes,
) -> None:
    """One draft of all that was accepted and is not live: it goes on the way of every other."""
    actor, note = actor_of(account_key), texts("admin.proposals.note")
    # A draft made here, in whichever language, gives way to the next one.
    notes = {catalogs[language]("admin.proposals.note") for language in LANGUAGES}
    accepted = to_be_published(await proposals.accepted(), catalogs)
    back = keyboard([button(texts("button.admin.proposals"), ProposalPage()), menu_button(texts)])
    if not accepted:
        await show(query, texts("admin.proposals.all-live"), back)
        return
    waiting = [
        draft
        for draft in await publishing.waiting()
        if draft.author == actor and draft.state is DraftState.WAITING and draft.note not in notes
    ]
    if waiting:
        number = waiting[0].number
        await show(query, texts("admin.proposals.other-draft", number=number), back)
        return
    try:
        candidate = await publishing.candidate(await uploads(accepted, publishing))
        trial = await publishing.tried(candidate)
        draft = await publishing.keep(candidate, actor, note, trial)
    except NothingToPublish:
        await show(query, texts("admin.proposals.all-live"), back)
    except Outdated:
        await show(query, texts("admin.proposals.outdated"), back)
    except UploadRefused as refused:
        page = paragraphs([texts("admin.proposals.refused"), faults_lines(refused.problems, texts)])
        await show(query, page, keyboard(*_taking_back(accepted, texts), *back.inline_keyboard))
    else:
        lines = len(accepted)
        page = texts("admin.proposals.drafted", number=draft.number, lines=lines)
        await show(query, page, back)


async def uploads(accepted: Sequence[Proposal], publishing: Publishing) -> list[Upload]:
    """The live `faq.po` of each language concerned, with the lines added."""
    lines: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for proposal in accepted:
        lines[proposal.language][proposal.topic].append(proposal.line)
    return [
        Upload(
            f"faq.{language}.po",
            with_ways_to_ask(await publishing.exported(language, "faq"), by_topic),
        )
        for language, by_topic in lines.items()
    ]


def to_be_published(accepted: Sequence[Proposal], catalogs: Catalogs) -> list[Proposal]:
    """Those whose line the live texts do not have, each line once."""
    missing = {
        (one.language, one.topic, one.line): one
        for one in accepted
        if catalogs[one.language].has(f"faq.{one.topic}.questions")
        and one.line not in ways_to_ask(one.topic, catalogs[one.language])
    }
    return list(missing.values())


async def show_proposals(
    event: Message | CallbackQuery,
    page: int,
    told: Markup | None,
    proposals: Proposals,
    catalogs: Catalogs,
    texts: Texts,
    actors: Actors,
) -> None:
    waiting = await proposals.waiting()
    ready = to_be_published(await proposals.accepted(), catalogs)
    page, _ = within(page, len(waiting))
    make = texts("button.admin.proposals-draft", count=len(ready))
    rows = [[button(make, ProposalDraft(), ButtonStyle.PRIMARY)]] if ready else []
    if waiting:
        rows[:0] = _decision(waiting[page].number, page, len(waiting), texts)
    body = (
        _card(waiting[page], page, len(waiting), texts, actors)
        if waiting
        else texts("admin.proposals.none")
    )
    pending = texts.counted("admin.proposals.ready", len(ready)) if ready else None
    await show(event, paragraphs([told, body, pending]), keyboard(*rows, [menu_button(texts)]))


def _taking_back(accepted: Sequence[Proposal], texts: Texts) -> list[list[InlineKeyboardButton]]:
    """Whichever line it is that the texts cannot take in."""
    return [
        [
            button(
                texts("button.admin.take-back", number=one.number),
                ProposalDecision(number=one.number, accepted=False),
            )
        ]
        for one in accepted
    ]


def _decision(number: int, page: int, of: int, texts: Texts) -> list[list[InlineKeyboardButton]]:
    accept = button(
        texts("button.admin.accept"),
        ProposalDecision(number=number, accepted=True),
        ButtonStyle.PRIMARY,
    )
    decline = button(texts("button.admin.decline"), ProposalDecision(number=number, accepted=False))
    return [[accept, decline], *beside(page, of, lambda other: ProposalPage(page=other))]


def _card(proposal: Proposal, page: int, of: int, texts: Texts, actors: Actors) -> Markup:
    topic = proposal.topic
    known = texts.has(f"faq.{topic}.short")
    return texts(
        "admin.proposals.card",
        place=page + 1,
        of=of,
        number=proposal.number,
        line=proposal.line,
        language=texts(f"staff.language.{proposal.language}"),
        topic=texts(f"faq.{topic}.short") if known else topic,
        id=topic,
        author=People(texts, actors).who(proposal.author),
        day=Format(texts.language).day(proposal.at.date()),
    )

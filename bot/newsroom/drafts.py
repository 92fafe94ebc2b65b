"""A draft of texts as an admin reads it: what it changes, how it was tried, what it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.answers.voice import clipped, joined, paragraphs
from bot.newsroom.changes import counted
from bot.newsroom.people import People
from bot.publishing import Draft, Question, Trial
from bot.texts import Markup, Texts

QUESTIONS_ON_PAGE: Final = 10
_CLIP: Final = 200


def draft_message(draft: Draft, people: People, remark: Markup | None = None) -> Markup:
    """The draft as a whole; `remark`: what it waits for, or what became of it."""
    texts = people.texts
    who, when = people.who(draft.author), people.when(draft.at)
    note = texts("admin.texts.note", note=draft.note) if draft.note else None
    return paragraphs(
        [
            texts("admin.texts.draft", number=draft.number),
            joined([texts("admin.texts.draft-of", who=who, when=when), note]),
            counted(draft.changes, texts),
            trial_lines(draft.trial, texts),
            remark,
        ]
    )


def trial_lines(trial: Trial, texts: Texts) -> Markup:
    """How many questions are answered right, before and with the draft."""
    if not trial.worse and not trial.better:
        return texts("admin.texts.trial-same", right=trial.right_now, total=trial.total)
    told = texts(
        "admin.texts.trial", before=trial.right_before, now=trial.right_now, total=trial.total
    )
    moved = texts("admin.texts.trial-moved", worse=len(trial.worse), better=len(trial.better))
    return joined([told, moved])


def drop_message(trial: Trial, texts: Texts) -> Markup:
    """Fewer right answers than before: somebody has to want that."""
    return paragraphs(
        [
            texts("admin.texts.drop"),
            trial_lines(trial, texts),
            texts("admin.texts.drop-next"),
        ]
    )


def worse_pages(trial: Trial) -> int:
    return -(-len(trial.worse) // QUESTIONS_ON_PAGE)


def worse_message(trial: Trial, page: int, texts: Texts) -> Markup:
    """Questions that were answered right before, a page of them."""
    first = page * QUESTIONS_ON_PAGE
    shown = trial.worse[first : first + QUESTIONS_ON_PAGE]
    pages = worse_pages(trial)
    return paragraphs(
        [
            texts("admin.texts.worse", page=page + 1, pages=pages),
            joined(_questions(shown, texts)),
            texts("admin.texts.worse-next"),
        ]
    )


def _questions(questions: Sequence[Question], texts: Texts) -> list[Markup]:
    return [
        texts("admin.texts.worse-line", question=clipped(one.text, _CLIP), topic=one.topic)
        for one in questions
    ]

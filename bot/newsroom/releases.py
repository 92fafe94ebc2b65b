"""Releases of texts as admins read them: what is live, what came before, what would come back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.answers.voice import clipped, joined, paragraphs
from bot.newsroom.changes import counted, file_name, keys_of
from bot.newsroom.faults import faults_lines
from bot.newsroom.people import People
from bot.publishing import Change, Conflict, Draft, Release, ReleaseKind, Standing
from bot.texts import Markup, Texts

ON_PAGE: Final = 6
NAMED: Final = 10
"""Keys named in a message; a file has all of them."""
CONFLICTS_ON_PAGE: Final = 4
_CLIP: Final = 350
_FAULTS: Final = 3


def releases_message(
    live: Release,
    releases: Sequence[Release],
    waiting: Sequence[Draft],
    standing: Standing,
    people: People,
) -> Markup:
    """What is spoken now and what is wrong with it, drafts, and a page of releases."""
    texts = people.texts
    lines = [_line(release, people) for release in releases]
    return paragraphs(
        [
            joined([texts("admin.texts.title"), _live(live, people)]),
            _broken(standing, texts),
            texts("admin.texts.conflicts-some", count=len(standing.conflicts))
            if standing.conflicts
            else None,
            joined([texts("admin.texts.drafts"), *(_waiting(one, people) for one in waiting)])
            if waiting
            else None,
            joined([texts("admin.texts.releases"), *lines]) if lines else None,
            texts("admin.texts.how"),
        ]
    )


def release_message(
    release: Release, changes: Sequence[Change], people: People, *, live: bool
) -> Markup:
    """One release: whose, when, why, and what it changed."""
    texts = people.texts
    note = texts("admin.texts.note", note=release.note) if release.note else None
    return paragraphs(
        [
            texts("admin.texts.release-title", number=release.number),
            joined([_made(release, people), note, texts("admin.texts.is-live") if live else None]),
            counted(changes, texts),
            _named(changes, texts),
        ]
    )


def shipped_message(texts: Texts, *, live: bool) -> Markup:
    """The texts that came with the program."""
    state = texts("admin.texts.is-live") if live else None
    return joined([texts("admin.texts.shipped-title"), texts("admin.texts.shipped"), state])


def roll_back_message(number: int, live: int, changes: Sequence[Change], people: People) -> Markup:
    """What would be read again instead of what is live."""
    texts = people.texts
    back = texts("admin.texts.back-to", number=number) if number else texts("admin.texts.back-zero")
    return paragraphs(
        [
            back,
            texts("admin.texts.back-from", live=live),
            counted(changes, texts) or texts("admin.texts.back-same"),
            _named(changes, texts),
            texts("admin.texts.back-next"),
        ]
    )


def taken_back(changes: Iterable[Sequence[Change]]) -> tuple[Change, ...]:
    """What would change by going back behind releases; `changes`: theirs, the newest first."""
    found: dict[tuple[str, str, str], Change] = {}
    for one in (change for of_release in changes for change in of_release):
        place = (one.language, one.domain, one.key)
        now = found[place].before if place in found else one.after
        found[place] = replace(one, before=now, after=one.before)
    return tuple(one for one in found.values() if one.before != one.after)


def conflict_pages(conflicts: Sequence[Conflict]) -> int:
    return -(-len(conflicts) // CONFLICTS_ON_PAGE)


def conflicts_message(conflicts: Sequence[Conflict], page: int, texts: Texts) -> Markup:
    """Both texts of each conflict, and how to settle it."""
    first = page * CONFLICTS_ON_PAGE
    shown = [_conflict(one, texts) for one in conflicts[first : first + CONFLICTS_ON_PAGE]]
    title = texts("admin.texts.conflicts", page=page + 1, pages=conflict_pages(conflicts))
    return paragraphs([title, *shown, texts("admin.texts.conflicts-next")])


def _live(live: Release, people: People) -> Markup:
    if live.kind is ReleaseKind.SHIPPED:
        return people.texts("admin.texts.live-shipped")
    return people.texts("admin.texts.live", number=live.number, made=_made(live, people))


def _made(release: Release, people: People) -> Markup:
    """By whom, when and how a release came about."""
    texts, who = people.texts, people.who(release.author)
    when = people.when(release.at) if release.at else ""
    if release.kind is ReleaseKind.ROLLED_BACK:
        if release.of:
            return texts("admin.texts.made-back", who=who, when=when, of=release.of)
        return texts("admin.texts.made-back-zero", who=who, when=when)
    if release.confirmed_by not in ("", release.author):
        other = people.who(release.confirmed_by)
        return texts("admin.texts.made-by-two", who=who, other=other, when=when)
    return texts("admin.texts.made", who=who, when=when)


def _line(release: Release, people: People) -> Markup:
    texts = people.texts
    note = texts("admin.texts.release-note", note=release.note) if release.note else Markup("")
    return texts(
        "admin.texts.release-line",
        number=release.number,
        made=_made(release, people),
        changed=release.changed,
        note=note,
    )


def _waiting(draft: Draft, people: People) -> Markup:
    return people.texts(
        "admin.texts.draft-line",
        number=draft.number,
        who=people.who(draft.author),
        when=people.when(draft.at),
        changed=len(draft.changes),
    )


def _broken(standing: Standing, texts: Texts) -> Markup | None:
    if not standing.problems:
        return None
    told = texts("admin.texts.broken", number=standing.release)
    return joined([told, faults_lines(standing.problems, texts, _FAULTS)])


def _named(changes: Sequence[Change], texts: Texts) -> Markup | None:
    """The keys, as many as can be read at a glance."""
    keys = list(keys_of(changes))
    lines = [texts("admin.texts.key-line", key=key) for key in keys[:NAMED]]
    if len(keys) > NAMED:
        lines.append(texts("admin.texts.keys-more", count=len(keys) - NAMED))
    return joined(lines) if lines else None


def _conflict(one: Conflict, texts: Texts) -> Markup:
    file = file_name(one.language, one.domain, texts)
    return joined(
        [
            texts("admin.texts.change", key=one.key, file=file),
            texts("admin.texts.conflict-published", text=clipped(one.published, _CLIP)),
            texts("admin.texts.conflict-shipped", text=clipped(one.shipped, _CLIP)),
            texts(f"admin.texts.conflict-spoken.{one.spoken}"),
        ]
    )

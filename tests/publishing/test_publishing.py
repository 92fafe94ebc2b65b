"""From a file to a release and back, without a chat."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.publishing import (
    DraftGone,
    DraftState,
    DropNotAccepted,
    NeedsAnotherAdmin,
    NoSuchRelease,
    NothingToPublish,
    Outdated,
    ReleaseKind,
    Upload,
)
from bot.state import COMMAND_LINE, Drafts
from bot.texts import Texts
from tests.publishing.desk import (
    ANNA,
    BERIK,
    DROP,
    KEY,
    NO_DROP,
    PLACES,
    Desk,
    open_desk,
    shipped,
    with_text,
)
from tests.running import TODAY

NEW = "Новый заголовок меню"
NEWER = "Совсем новый заголовок"


def renamed(text: str = NEW) -> bytes:
    return with_text(shipped(), KEY, text)


def raw(texts: Texts, key: str) -> str:
    """A text with its placeholders as they stand in the file."""
    return texts.tell(key, {name: f"{{{name}}}" for name in texts.names(key)})


async def test_a_text_from_a_file_is_spoken_and_one_step_leads_back(desk: Desk) -> None:
    old = desk.says()
    draft = await desk.drafted(renamed(), note="заголовок")
    assert [(one.key, one.before, one.after) for one in draft.changes] == [(KEY, old, NEW)]
    assert (draft.state, draft.base, draft.release) == (DraftState.WAITING, 0, None)
    assert desk.says() == old
    assert (await desk.publishing.preview(draft.number))["ru"](KEY) == NEW
    release = await desk.publishing.publish(draft.number, ANNA)
    assert (release.number, release.kind, release.note) == (1, ReleaseKind.PUBLISHED, "заголовок")
    assert desk.says() == NEW
    assert await desk.publishing.changed_by(1) == draft.changes
    back = await desk.publishing.roll_back(0, BERIK, live=1)
    assert (back.number, back.of, back.changed) == (2, 0, 1)
    assert desk.says() == old
    again = await desk.publishing.roll_back(1, BERIK, live=2)
    assert (again.number, again.of) == (3, 1)
    assert desk.says() == NEW
    assert [one.number for one in await desk.publishing.history(10)] == [3, 2, 1]
    assert [one.number for one in await desk.publishing.history(1, before=3)] == [2]
    acts = [(one.action, one.detail) for one in await desk.audit.newest(10)]
    assert acts == [
        ("texts.rolled-back", "release 3, to 1"),
        ("texts.rolled-back", "release 2, to 0"),
        ("texts.published", "release 1"),
        ("texts.drafted", "draft 1"),
    ]


async def test_whoever_taps_again_finds_what_the_first_tap_did(desk: Desk) -> None:
    draft = await desk.drafted(renamed())
    both = (desk.publishing.publish(draft.number, one) for one in (ANNA, BERIK))
    first, second = await asyncio.gather(*both)
    assert first == second
    assert await desk.publishing.publish(draft.number, BERIK) == first
    kept = await desk.publishing.draft(draft.number)
    assert kept is not None
    assert (kept.state, kept.release) == (DraftState.PUBLISHED, 1)
    back = [await desk.publishing.roll_back(0, ANNA, live=1) for _ in range(2)]
    assert back[0] == back[1]
    with pytest.raises(Outdated):
        await desk.publishing.roll_back(1, ANNA, live=1)
    assert [one.number for one in await desk.publishing.history(10)] == [2, 1]


async def test_what_is_live_when_it_is_confirmed_was_compared(desk: Desk) -> None:
    one = await desk.drafted(renamed(), author=ANNA)
    other = await desk.drafted(renamed(NEWER), author=BERIK)
    await desk.publishing.publish(one.number, ANNA)
    with pytest.raises(Outdated) as refusal:
        await desk.publishing.publish(other.number, BERIK)
    assert (refusal.value.base, refusal.value.live) == (0, 1)
    assert desk.says() == NEW
    anew = await desk.drafted(renamed(NEWER), author=BERIK)
    assert [(change.before, change.after) for change in anew.changes] == [(NEW, NEWER)]
    await desk.publishing.publish(anew.number, BERIK)
    assert desk.says() == NEWER


async def test_a_draft_gives_way_to_the_next_one_of_its_author(desk: Desk) -> None:
    first = await desk.drafted(renamed())
    other = await desk.drafted(renamed(), author=BERIK)
    second = await desk.drafted(renamed(NEWER))
    assert [one.number for one in await desk.publishing.waiting()] == [other.number, second.number]
    with pytest.raises(DraftGone):
        await desk.publishing.publish(first.number, ANNA)
    assert await desk.publishing.discard(second.number, ANNA)
    assert not await desk.publishing.discard(second.number, ANNA)
    with pytest.raises(DraftGone):
        await desk.publishing.publish(second.number, ANNA)
    with pytest.raises(DraftGone):
        await desk.publishing.annotate(second.number, "поздно")
    noted = await desk.publishing.annotate(other.number, "к празднику")
    assert (await desk.publishing.publish(noted.number, BERIK)).note == "к празднику"
    assert desk.says() == NEW


async def test_nothing_new_is_no_release(desk: Desk) -> None:
    candidate = await desk.publishing.candidate([Upload("messages.po", shipped())])
    assert candidate.changes == ()
    with pytest.raises(NothingToPublish):
        await desk.publishing.keep(candidate, ANNA, "", NO_DROP)
    with pytest.raises(NoSuchRelease):
        await desk.publishing.roll_back(7, ANNA, live=0)
    assert (await desk.publishing.roll_back(0, ANNA, live=0)).kind is ReleaseKind.SHIPPED
    assert await desk.publishing.history(10) == []


async def test_fewer_right_answers_have_to_be_wanted(desk: Desk) -> None:
    draft = await desk.drafted(renamed(), trial=DROP)
    with pytest.raises(DropNotAccepted) as refusal:
        await desk.publishing.publish(draft.number, ANNA)
    assert refusal.value.trial == DROP
    await desk.publishing.publish(draft.number, ANNA, drop_accepted=True)
    assert desk.says() == NEW


async def test_the_questions_notice_articles_that_were_mixed_up(desk: Desk) -> None:
    """By a slip in a table, say, from which somebody made the file."""
    one, other = "check-status", "who-pays-what"
    files = [shipped(language, "faq") for language in ("kk", "ru")]
    for number, language in enumerate(("kk", "ru")):
        texts = desk.shelf.current[language]
        for part in ("questions", "title", "short", "answer"):
            for into, taken in ((one, other), (other, one)):
                words = raw(texts, f"faq.{taken}.{part}")
                files[number] = with_text(files[number], f"faq.{into}.{part}", words)
    candidate = await desk.publishing.candidate([Upload("faq.po", file) for file in files])
    trial = await desk.publishing.tried(candidate)
    assert trial.drop
    assert {question.topic for question in trial.worse} <= {one, other}
    assert 0.9 * trial.total < trial.right_before == trial.right_now + len(trial.worse)


async def test_where_two_have_to_agree_nobody_agrees_with_themselves(tmp_path: Path) -> None:
    given = {"admin_ids": "301, 302", "texts_need_second_admin": True}
    async with open_desk(tmp_path / "ledger.sqlite3", **given) as desk:
        draft = await desk.drafted(renamed(), author=ANNA)
        for one in (ANNA, COMMAND_LINE):
            with pytest.raises(NeedsAnotherAdmin):
                await desk.publishing.publish(draft.number, one)
        release = await desk.publishing.publish(draft.number, BERIK)
        assert (release.author, release.confirmed_by) == (ANNA, BERIK)
        from_terminal = await desk.drafted(renamed(NEWER), author=COMMAND_LINE)
        with pytest.raises(NeedsAnotherAdmin):
            await desk.publishing.publish(from_terminal.number, COMMAND_LINE)
        await desk.publishing.publish(from_terminal.number, ANNA)
        assert desk.says() == NEWER
        # the way back needs one
        await desk.publishing.roll_back(1, ANNA, live=2)
        assert desk.says() == NEW


async def test_what_is_exported_changes_nothing_and_git_shows_one_line(desk: Desk) -> None:
    for language, domain in PLACES:
        assert await desk.publishing.exported(language, domain) == shipped(language, domain)
    await desk.published(renamed())
    lines = (await desk.publishing.exported("ru", "messages")).splitlines()
    differing = [
        (old, new) for old, new in zip(shipped().splitlines(), lines, strict=True) if old != new
    ]
    assert [new.decode() for _, new in differing] == [f'msgstr "{NEW}"']
    exported = [await desk.publishing.exported(*place) for place in PLACES]
    assert await desk.changes(*exported) == ()


async def test_old_drafts_go_and_releases_stay(desk: Desk) -> None:
    await desk.published(renamed())
    draft = await desk.drafted(renamed(NEWER))
    drafts = Drafts(desk.database, desk.clock, desk.audit)

    async def files() -> int:
        row = await desk.database.fetch_one("SELECT count(*) FROM text_files")
        assert row is not None
        return int(row[0])

    assert await drafts.purge(desk.clock.now() - timedelta(days=1)) == 0
    assert await files() == 6
    assert await drafts.purge(desk.clock.now() + timedelta(seconds=2)) == 2
    assert await files() == 5
    assert await desk.publishing.draft(draft.number) is None
    assert (await desk.publishing.publish(1, ANNA)).number == 1
    await desk.publishing.roll_back(0, ANNA, live=1)
    await desk.publishing.roll_back(1, ANNA, live=2)
    assert desk.says() == NEW
    assert desk.clock.today() == TODAY

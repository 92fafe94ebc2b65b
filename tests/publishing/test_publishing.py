"""From a file to a release and back, without a chat."""

from __future__ import annotations

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
    UploadRefused,
)
from bot.state import COMMAND_LINE
from tests.publishing.desk import (
    ANNA,
    BERIK,
    KEY,
    PLACES,
    Desk,
    open_desk,
    shipped,
    with_text,
)

NEW = "Новый заголовок меню"


async def test_a_text_from_a_file_is_spoken_and_one_step_leads_back(desk: Desk) -> None:
    old = desk.says()
    draft = await desk.drafted(with_text(shipped(), KEY, NEW), note="заголовок")
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

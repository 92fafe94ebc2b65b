"""Nothing is kept for longer than the settings say, also where nobody writes any more."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground import TelegramServer
from bot.settings import Settings
from tests.running import TODAY, Hands, RunningApp, running, settings_of

PERSON = b"p" * 16
SOMEBODY = b"looked up lately"
KEPT = ("conversations", "handled_updates", "lookups", "limits", "questions", "feedback")


async def count(bot: RunningApp) -> dict[str, int]:
    rows = {}
    for table in KEPT:
        row = await bot.app.database.fetch_one(f"SELECT count(*) FROM {table}")
        assert row is not None
        rows[table] = int(row[0])
    return rows


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("l.sqlite3*"))


async def something_of_everything(bot: RunningApp) -> None:
    citizen = await bot.settler("kk")
    await citizen.taps("menu:status")
    app, today = bot.app, bot.app.clock.today()
    await app.lookups.ask(bot.key(citizen), PERSON)
    await app.lookups.slip(bot.key(citizen))
    await app.questions.keep("қарыз қайда", "kk", [], "nothing", today)
    await app.feedback.keep("opt-out", "kk", today, helped=True)


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ({}, {"conversations": 1, "handled_updates": 2, "lookups": 1, "words": 60}),
        (
            {"keep_conversations_days": 3, "keep_updates_days": 5, "keep_lookups_days": 4}
            | {"keep_words_days": 7},
            {"conversations": 3, "handled_updates": 5, "lookups": 4, "words": 7},
        ),
    ],
)
async def test_as_days_pass_everything_is_erased_in_its_time(
    endpoint: TelegramServer, tmp_path: Path, given: dict[str, int], days: dict[str, int]
) -> None:
    hands = Hands()
    settings = settings_of(tmp_path / "l.sqlite3", today=None, **given)
    async with running(endpoint, settings, hands) as bot:
        await something_of_everything(bot)
        at_first = await count(bot)
        assert all(at_first.values())
        for day in range(max(days.values()) + 2):
            hands.set(TODAY + timedelta(days=day), hour=3, minute=1)
            await bot.app.tidying.once()
            left = await count(bot)
            # What was kept at three o'clock is older than a number of days a minute later;
            # lookups and words are kept by the day.
            assert bool(left["conversations"]) == (day < days["conversations"]), day
            assert bool(left["handled_updates"]) == (day < days["handled_updates"]), day
            assert bool(left["lookups"]) == bool(left["limits"]) == (day < days["lookups"]), day
            assert bool(left["questions"]) == bool(left["feedback"]) == (day <= days["words"]), day


async def test_what_is_erased_is_gone_from_the_disk(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    hands = Hands()
    settings = settings_of(tmp_path / "l.sqlite3", today=None)
    async with running(endpoint, settings, hands) as bot:
        await something_of_everything(bot)
        await bot.app.lookups.ask(b"a" * 16, SOMEBODY)
        assert SOMEBODY in bytes_in(tmp_path)
        hands.set(TODAY + timedelta(days=2), hour=3)
        erased = await bot.app.tidying.once()
        assert erased["lookups"] == 2 + 5, "two lookups, two people, a slip, and one minute and day"
        assert SOMEBODY not in bytes_in(tmp_path)


async def test_one_kind_that_fails_does_not_keep_the_others(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    hands = Hands()
    settings = settings_of(tmp_path / "l.sqlite3", today=None)
    async with running(endpoint, settings, hands) as bot:
        await something_of_everything(bot)
        async with bot.app.database.write() as connection:
            await connection.execute("ALTER TABLE handled_updates RENAME TO elsewhere")
        hands.set(TODAY + timedelta(days=3), hour=3)
        erased = await bot.app.tidying.once()
        assert "updates" not in erased
        assert (erased["conversations"], erased["lookups"]) == (1, 1 + 4)
        async with bot.app.database.write() as connection:
            await connection.execute("ALTER TABLE elsewhere RENAME TO handled_updates")


def test_the_defaults_are_what_people_are_told(tmp_path: Path) -> None:
    fields = Settings.model_fields
    kept = {name: fields[f"keep_{name}_days"].default for name in ("conversations", "lookups")}
    assert kept == {"conversations": 1, "lookups": 1}
    assert (fields["keep_updates_days"].default, fields["keep_words_days"].default) == (2, 60)

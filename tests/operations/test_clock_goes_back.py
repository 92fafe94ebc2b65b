"""The clock of the machine is put back: nothing is answered twice, granted twice or erased."""

from datetime import timedelta
from pathlib import Path

from bot.commands.demo import demo_people
from bot.playground import TelegramServer
from handlers.states import Lookup
from tests.running import TODAY, Hands, running, settings_of
from tests.wire import Citizen

YESTERDAY = TODAY - timedelta(days=1)


async def test_a_clock_that_goes_back_changes_nothing(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    hands = Hands()
    settings = settings_of(tmp_path / "ledger.sqlite3", today=None, lookups_per_day=1)
    async with running(endpoint, settings, hands) as bot:
        citizen = await bot.settler("ru")
        await citizen.says("/status")
        hands.set(YESTERDAY, hour=1)
        calls = len(endpoint.calls)
        endpoint.repeat()
        await bot.settled()
        assert len(endpoint.calls) == calls, "a repeated update was answered again"
        await bot.app.tidying.once()
        assert await bot.state(citizen).get_state() == Lookup.iin.state, "a conversation was erased"
        endpoint.repeat()
        await bot.settled()
        assert len(endpoint.calls) == calls, "tidying forgot what was handled"
        await citizen.says("/cancel")
        assert await bot.state(citizen).get_state() is None


async def test_a_limit_of_a_day_is_not_granted_again_on_the_same_day(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    """An hour back within the day; and a day back and forth again."""
    hands, (first, second, *_) = Hands(hour=5), demo_people()
    settings = settings_of(tmp_path / "ledger.sqlite3", today=None, lookups_per_day=1)
    async with running(endpoint, settings, hands) as bot:
        citizen: Citizen = await bot.settler("ru")
        await citizen.says("/status")
        await citizen.says(first.iin)
        for day, hour in ((TODAY, 4), (YESTERDAY, 4), (TODAY, 5)):
            hands.set(day, hour)
            await bot.app.tidying.once()
        await citizen.says("/status")
        await citizen.says(second.iin)
        outcome = bot.app.metrics.value("mams_lookups_total", outcome="limited")
        assert outcome == 1

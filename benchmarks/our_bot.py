"""The bot as it is, on a ledger and a day of the benchmark: `python -m benchmarks.our_bot`.

Orders come as JSON on standard input.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Final

from pydantic import SecretStr

from benchmarks.people import TODAY
from bot import logs
from bot.app import Endpoint, build
from bot.clock import Clock
from bot.commands.serving import learning
from bot.running import run
from bot.settings import Settings

UNHURRIED: Final = {
    "lookup_pause": 0,
    "accounts_per_person": 1000,
    "all_lookups_per_minute": 100_000,
    "messages_per_second": 1000,
    "messages_per_second_in_chat": 100,
}
"""How fast the bot could be, were there no limits of ours and of Telegram."""


def main() -> None:
    orders = json.load(sys.stdin)
    settings = Settings(
        _env_file=None,
        ledger_url=orders["ledger"],
        iin_key=orders["iin_key"],
        today=TODAY,
        lookups_per_day=orders["lookups_per_day"],
        **UNHURRIED,
    )
    logs.configure("WARNING", "json")
    asyncio.run(answer(settings, Endpoint(SecretStr(orders["token"]), orders["telegram"])))


async def answer(settings: Settings, endpoint: Endpoint) -> None:
    clock = Clock(settings.timezone, settings.today)
    async with build(settings, clock, endpoint) as app, learning(app):
        await run(app)


if __name__ == "__main__":
    main()

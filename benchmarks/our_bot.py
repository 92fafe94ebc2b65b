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
from bot.clock import Clock
from bot.commands.running import serving
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
    asyncio.run(answer(settings, SecretStr(orders["token"]), orders["telegram"]))


async def answer(settings: Settings, token: SecretStr, telegram: str) -> None:
    bot = serving()
    clock, endpoint = Clock(settings.timezone, settings.today), bot.Endpoint(token, telegram)
    async with bot.build(settings, clock, endpoint) as app, bot.learning(app):
        await bot.run(app)


if __name__ == "__main__":
    main()

"""Publishes a draft, as a process that somebody kills: `publish_and_die.py LEDGER DRAFT ACTOR`."""

import asyncio
import sys
from pathlib import Path

from bot.state.releases import Releases
from tests.publishing.desk import open_desk


async def publish(ledger: Path, draft: int, actor: str) -> None:
    """Says on standard output when the confirmation has come as far as the database."""
    confirmed = Releases.publish

    async def announced(*given: object, **named: object) -> object:
        print("confirmed", flush=True)  # noqa: T201
        return await confirmed(*given, **named)  # type: ignore[arg-type]

    Releases.publish = announced  # type: ignore[assignment,method-assign]
    async with open_desk(ledger) as desk:
        release = await desk.publishing.publish(draft, actor)
        print(release.number, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(publish(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))

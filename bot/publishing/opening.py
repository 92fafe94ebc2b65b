"""Publishing for one ledger, put together from its parts."""

from __future__ import annotations

from functools import cache

from bot.clock import Clock
from bot.database import Database
from bot.files import LOCALES, ROOT
from bot.publishing.editions import Edition, Measure
from bot.publishing.publishing import Publishing
from bot.settings import Settings
from bot.state.audit import Audit
from bot.state.drafts import Drafts
from bot.state.releases import Releases
from bot.texts import Shelf, TextsFaulty, load
from bot.texts.articles import Articles
from bot.texts.usage import used
from bot.understanding import Interpreter


def open_publishing(
    database: Database,
    clock: Clock,
    settings: Settings,
    articles: Articles,
    interpreter: Interpreter,
) -> tuple[Publishing, Shelf]:
    """Publishing, and the shelf that it keeps on the newest release once it is told to follow.

    Raises `TextsFaulty` where the texts that came with the program cannot be spoken.
    """
    shipped = Edition.in_folder(LOCALES)
    try:
        shelf = Shelf(shipped.catalogs(articles))
    except TextsFaulty:
        load(LOCALES, articles)  # the same faults, each file named by where it stands
        raise
    audit = Audit(database, clock)

    @cache
    def measure() -> Measure:
        """From the sources, which are wherever the program runs; takes seconds, once."""
        return Measure(used(ROOT / "bot", ROOT / "handlers"), articles)

    publishing = Publishing(
        Releases(database, clock, audit),
        Drafts(database, clock, audit),
        clock,
        shelf,
        shipped,
        measure,
        interpreter,
        needs_second_admin=settings.texts_need_second_admin,
    )
    return publishing, shelf

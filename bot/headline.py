"""What admins announce, above the screens that carry it: in full once, then in a line."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

from bot.answers.voice import paragraphs
from bot.screen import LONGEST_TEXT, visible_length
from bot.state import Accounts, Banner
from bot.texts import Catalogs, Markup, Texts
from bot.texts.languages import LANGUAGES
from bot.texts.telegram_html import read

LINE: Final = 60
"""Characters of an announcement that is folded."""


@dataclass(frozen=True)
class Headline:
    """The announcement as one person meets it in one update; without one every text stays as is."""

    accounts: Accounts
    account_key: bytes
    banner: Banner | None = None
    read: int | None = None
    """The number of the announcement that the person has read in full."""

    async def above(self, text: str, texts: Texts) -> Markup:
        """The text below the announcement: in full the first time, later in one line.

        It gives way where Telegram would take no more.
        """
        if self.banner is None:
            return Markup(text)
        full = announcement(self.banner, texts)
        if self.banner.number != self.read and _fits(whole := paragraphs([full, text])):
            await self._note()
            return whole
        folded = paragraphs([folded_announcement(self.banner, texts), text])
        return folded if _fits(folded) else Markup(text)

    async def alone(self, texts: Texts) -> Markup:
        """The announcement in full, whenever somebody asks for it."""
        if self.banner is None:
            return texts("banner.none")
        await self._note()
        return announcement(self.banner, texts)

    async def above_in_all(self, text: str, catalogs: Catalogs) -> Markup:
        """The same for somebody who has not chosen a language yet."""
        if self.banner is None:
            return Markup(text)
        await self._note()
        return paragraphs([*self._in_all(catalogs), text])

    def _in_all(self, catalogs: Catalogs) -> list[Markup]:
        assert self.banner is not None
        return [announcement(self.banner, catalogs[language]) for language in LANGUAGES]

    async def _note(self) -> None:
        assert self.banner is not None
        await self.accounts.note_banner(self.account_key, self.banner.number)


def announcement(banner: Banner, texts: Texts) -> Markup:
    return texts("banner.full", text=Markup(banner.words[texts.language]))


def folded_announcement(banner: Banner, texts: Texts) -> Markup:
    """Its beginning and the command that shows the rest; in full where it is a line anyway."""
    seen = read(banner.words[texts.language]).text
    line = " ".join(seen.split())
    if len(line) <= LINE:
        return announcement(banner, texts)
    beginning = line[:LINE].rpartition(" ")[0] or line[:LINE]
    return texts("banner.folded", beginning=Markup(escape(beginning)))


def _fits(text: str) -> bool:
    return visible_length(text) <= LONGEST_TEXT

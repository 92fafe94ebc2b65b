"""One pipeline for texts: checked, compared, tried, kept as a draft, confirmed, live, undone."""

from __future__ import annotations

from collections.abc import Sequence

from bot.publishing.shapes import Candidate, Draft, Release, Standing, Upload
from bot.publishing.trial import Trial
from bot.texts import Catalogs
from bot.texts.comparison import Change


class Publishing:
    """Texts of one ledger. Actors are strings of `bot.state.audit`: `actor_of(account_key)`.

    Heavy work goes on beside the event loop. Everything may be repeated: a second tap finds what
    the first one did.
    """

    needs_second_admin: bool
    """TEXTS_NEED_SECOND_ADMIN."""

    @property
    def standing(self) -> Standing:
        """What this process speaks now; asks nobody."""
        raise NotImplementedError

    async def follow(self) -> bool:
        """Speak the newest release if it is not spoken yet; whether anything was swapped.

        A tiny query where nothing is new. Never raises for a broken release: see `standing`.
        """
        raise NotImplementedError

    async def live(self) -> Release:
        """The newest release; number 0 where nothing was published yet."""
        raise NotImplementedError

    async def candidate(self, uploads: Sequence[Upload]) -> Candidate:
        """Check files together with the live ones and compare them. Changes nothing.

        One to four files; which they are is told by header and keys. Raises `UploadRefused`.
        """
        raise NotImplementedError

    async def tried(self, candidate: Candidate) -> Trial:
        """Ask both the live texts and the candidate every question of the set. Takes seconds."""
        raise NotImplementedError

    async def keep(self, candidate: Candidate, author: str, note: str, trial: Trial) -> Draft:
        """Keep it as a draft, in place of one that the author had waiting.

        Raises `NothingToPublish`, and `Outdated` where its base is not live any more.
        """
        raise NotImplementedError

    async def draft(self, number: int) -> Draft | None:
        """The draft in any state; None where there is none or it has been erased."""
        raise NotImplementedError

    async def waiting(self) -> list[Draft]:
        """Drafts to be confirmed, the oldest first; also those that came from the command line."""
        raise NotImplementedError

    async def preview(self, number: int) -> Catalogs:
        """The texts as they would be with a draft. Raises `DraftGone`."""
        raise NotImplementedError

    async def annotate(self, number: int, note: str) -> Draft:
        """Give a waiting draft another note. Raises `DraftGone`."""
        raise NotImplementedError

    async def discard(self, number: int, actor: str) -> bool:
        """Throw a draft away; False where it does not wait any more."""
        raise NotImplementedError

    async def publish(self, number: int, actor: str, *, drop_accepted: bool = False) -> Release:
        """Make a draft the newest release, spoken by this process when it returns.

        One transaction with its audit entry. A draft that is published already gives its release
        again. Raises `DraftGone`, `Outdated`, `NeedsAnotherAdmin`, `DropNotAccepted`.
        """
        raise NotImplementedError

    async def history(self, limit: int, before: int | None = None) -> list[Release]:
        """Releases, the newest first, below the number `before`; without the shipped texts."""
        raise NotImplementedError

    async def changed_by(self, number: int) -> tuple[Change, ...]:
        """What a release changed. Raises `NoSuchRelease`."""
        raise NotImplementedError

    async def roll_back(self, number: int, actor: str, *, live: int) -> Release:
        """A new release with the texts of `number`; 0: the shipped ones.

        `live`: the release that was live for whoever decided. Where exactly this was done since,
        that release is given again. Raises `Outdated`, `NoSuchRelease`, and `UploadRefused` where
        the old texts do not fit this program any more. One admin is enough for it: nothing new
        is said.
        """
        raise NotImplementedError

    async def exported(self, language: str, domain: str) -> bytes:
        """A live `.po` for Poedit, Weblate or git: publishing it would change nothing."""
        raise NotImplementedError

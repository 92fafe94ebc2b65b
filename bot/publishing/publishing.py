"""One pipeline for texts: checked, compared, tried, kept as a draft, confirmed, live, undone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.publishing.editions import Edition, Measure, changes, merged
from bot.publishing.shapes import (
    Candidate,
    Draft,
    DropNotAccepted,
    NeedsAnotherAdmin,
    NoSuchRelease,
    NothingToPublish,
    Standing,
    Upload,
    UploadRefused,
)
from bot.publishing.trial import Trial, question_set, tried
from bot.publishing.uploads import place_of, taken_in
from bot.publishing.written import changes_read, changes_written, trial_read, trial_written
from bot.state.audit import COMMAND_LINE
from bot.state.drafts import DraftGone, Drafts, DraftState, KeptDraft
from bot.state.releases import Outdated, Release, Releases
from bot.state.text_files import Files, Place, TextsDamaged, edition_of
from bot.texts import Catalogs, Shelf, TextsFaulty
from bot.texts.comparison import Change
from bot.texts.problems import problem
from bot.understanding import Interpreter

_ALL: Final = "release"
"""Stands for a file where a whole release is at fault."""


@dataclass(frozen=True)
class Spoken:
    """What a process speaks, and how it came to that."""

    standing: Standing
    edition: Edition
    catalogs: Catalogs


class Publishing:
    """Texts of one ledger. Actors are strings of `bot.state.audit`: `actor_of(account_key)`.

    Heavy work goes on beside the event loop. Everything may be repeated: a second tap finds what
    the first one did.
    """

    def __init__(
        self,
        releases: Releases,
        drafts: Drafts,
        clock: Clock,
        shelf: Shelf,
        shipped: Edition,
        measure: Callable[[], Measure],
        interpreter: Interpreter,
        *,
        needs_second_admin: bool,
    ) -> None:
        """`shelf` holds the catalogs of `shipped`; `measure` is asked when texts are checked."""
        self.needs_second_admin = needs_second_admin
        """TEXTS_NEED_SECOND_ADMIN."""
        self._releases = releases
        self._drafts = drafts
        self._clock = clock
        self._shelf = shelf
        self._shipped = Spoken(Standing(0), shipped, shelf.current)
        self._spoken = self._shipped
        self._measured = measure
        self._interpreter = interpreter
        self._following = asyncio.Lock()
        self._latest: tuple[bytes, bytes, Spoken] | None = None

    @property
    def standing(self) -> Standing:
        """What this process speaks now; asks nobody."""
        return self._spoken.standing

    @property
    def places(self) -> list[Place]:
        """Language and domain of each file that belongs to the texts."""
        return sorted(self._shipped.edition.files)

    async def follow(self) -> bool:
        """Speak the newest release if it is not spoken yet; whether anything was swapped.

        A tiny query where nothing is new. Never raises for a broken release: see `standing`.
        """
        if await self._releases.newest() == self.standing.release:
            return False
        async with self._following:
            newest = await self._releases.newest()
            if newest == self.standing.release:
                return False
            spoken = await self._loaded(newest)
            self._spoken = spoken
            self._shelf.replace(spoken.catalogs)
        return True

    async def live(self) -> Release:
        """The newest release; number 0 where nothing was published yet."""
        return await self._release(await self._releases.newest())

    async def candidate(self, uploads: Sequence[Upload]) -> Candidate:
        """Check files together with the live ones and compare them. Changes nothing.

        One to four files; which they are is told by header and keys. Raises `UploadRefused`.
        """
        await self.follow()
        return await asyncio.to_thread(self._candidate, tuple(uploads), self._spoken)

    async def place(self, upload: Upload) -> Place | None:
        """Which of the files it is; None for what is none of them."""
        await self.follow()
        return await asyncio.to_thread(place_of, upload, self._spoken.edition)

    async def anew(self, number: int) -> Candidate:
        """The changes of a waiting draft on top of what is live by now. Changes nothing.

        Where others changed the same text meanwhile, that of the draft is the candidate's. Raises
        `DraftGone`, and `UploadRefused` where it does not fit any more.
        """
        kept = await self._kept(number)
        await self.follow()
        mine = await self._loaded_from(0, await self._drafts.files(kept))
        then = await self._loaded_from(kept.base, await self._releases.files(kept.base))
        return await asyncio.to_thread(self._on_top, mine.edition, then.edition, self._spoken)

    async def tried(self, candidate: Candidate) -> Trial:
        """Ask both the live texts and the candidate every question of the set. Takes seconds."""
        before = await self._interpreter.of(self._spoken.catalogs)
        now = await self._interpreter.beside(candidate.catalogs)
        return await asyncio.to_thread(tried, before, now, question_set(), self._clock.today())

    async def keep(self, candidate: Candidate, author: str, note: str, trial: Trial) -> Draft:
        """Keep it as a draft, in place of one that the author had waiting.

        Raises `NothingToPublish`, and `Outdated` where its base is not live any more.
        """
        if not candidate.changes:
            raise NothingToPublish
        await self._require_live(candidate.base)
        number = await self._drafts.keep(
            author,
            note,
            candidate.base,
            candidate.files,
            self._shipped.edition.files,
            changes_written(candidate.changes),
            trial_written(trial),
        )
        return await self._waiting(number)

    async def draft(self, number: int) -> Draft | None:
        """The draft in any state; None where there is none or it has been erased."""
        kept = await self._drafts.get(number)
        return None if kept is None else await self._draft(kept)

    async def waiting(self) -> list[Draft]:
        """Drafts to be confirmed, the oldest first; also those that came from the command line."""
        return [await self._draft(kept) for kept in await self._drafts.waiting()]

    async def preview(self, number: int) -> Catalogs:
        """The texts as they would be with a draft. Raises `DraftGone`."""
        kept = await self._drafts.get(number)
        if kept is None:
            raise DraftGone
        spoken = await self._loaded_from(0, await self._drafts.files(kept))
        return spoken.catalogs

    async def annotate(self, number: int, note: str) -> Draft:
        """Give a waiting draft another note. Raises `DraftGone`."""
        if not await self._drafts.annotate(number, note):
            raise DraftGone
        return await self._waiting(number)

    async def discard(self, number: int, actor: str) -> bool:
        """Throw a draft away; False where it does not wait any more."""
        return await self._drafts.discard(number, actor)

    async def purge(self, before: datetime) -> int:
        """Erase older drafts, whatever became of them; how many they were."""
        return await self._drafts.purge(before)

    async def publish(self, number: int, actor: str, *, drop_accepted: bool = False) -> Release:
        """Make a draft the newest release, spoken by this process when it returns.

        One transaction with its audit entry. A draft that is published already gives its release
        again. Raises `DraftGone`, `Outdated`, `NeedsAnotherAdmin`, `DropNotAccepted`, and
        `UploadRefused` where the draft was compared by another version of the program and does
        not fit this one.
        """
        if published := await self._releases.of_draft(number):
            return published
        kept = await self._kept(number)
        draft = await self._draft(kept)
        await self._require_live(draft.base)
        self._permit(draft, actor, drop_accepted=drop_accepted)
        await self._loaded_from(0, await self._drafts.files(kept))
        release = await self._releases.publish(number, actor, len(draft.changes))
        await self.follow()
        return release

    async def history(self, limit: int, before: int | None = None) -> list[Release]:
        """Releases, the newest first, below the number `before`; without the shipped texts."""
        return await self._releases.history(limit, before)

    async def changed_by(self, number: int) -> tuple[Change, ...]:
        """What a release changed. Raises `NoSuchRelease`."""
        written = await self._releases.changes(number)
        if written is None:
            raise NoSuchRelease
        return changes_read(written)

    async def roll_back(self, number: int, actor: str, *, live: int) -> Release:
        """A new release with the texts of `number`; 0: the shipped ones.

        `live`: the release that was live for whoever decided. Where exactly this was done since,
        that release is given again. Raises `Outdated`, `NoSuchRelease`, and `UploadRefused` where
        the old texts do not fit this program any more. One admin is enough for it: nothing new
        is said.
        """
        await self._release(number)
        if number == live:
            await self._require_live(live)
            return await self._release(live)
        await self.follow()
        then = await self._loaded_from(number, await self._releases.files(number))
        found = await asyncio.to_thread(_changes, self._spoken, then)
        release = await self._releases.roll_back(
            number, actor, live=live, changed=len(found), changes=changes_written(found)
        )
        await self.follow()
        return release

    async def exported(self, language: str, domain: str) -> bytes:
        """A live `.po` for Poedit, Weblate or git: publishing it would change nothing."""
        await self.follow()
        return self._spoken.edition.files[language, domain]

    def _candidate(self, uploads: Sequence[Upload], live: Spoken) -> Candidate:
        edition = taken_in(uploads, live.edition, self._shipped.edition, self._measured())
        return self._compared(edition, live)

    def _on_top(self, mine: Edition, base: Edition, live: Spoken) -> Candidate:
        edition, _ = merged(base, mine, live.edition)
        if problems := edition.problems(self._measured()):
            raise UploadRefused(problems)
        return self._compared(edition, live)

    def _compared(self, edition: Edition, live: Spoken) -> Candidate:
        try:
            catalogs = edition.catalogs(self._measured().articles)
        except TextsFaulty as fault:
            raise UploadRefused(fault.problems) from fault
        shipped = self._shipped.edition
        self._latest = (edition.digest, shipped.digest, Spoken(Standing(0), edition, catalogs))
        return Candidate(
            files=edition.files,
            catalogs=catalogs,
            changes=tuple(changes(live.edition, edition)),
            base=live.standing.release,
            conflicts=live.standing.conflicts,
        )

    async def _loaded(self, number: int) -> Spoken:
        """What is spoken with a release: the shipped texts where it is broken.

        A database that does not answer says nothing about the release, and is asked again.
        """
        try:
            files = await self._releases.files(number)
        except TextsDamaged as damage:
            return self._without(number, _unreadable(damage))
        try:
            return await self._loaded_from(number, files)
        except UploadRefused as fault:
            return self._without(number, fault)
        except Exception as error:  # noqa: BLE001  whatever is stored there, the bot goes on
            return self._without(number, _unreadable(error))

    def _without(self, number: int, fault: UploadRefused) -> Spoken:
        standing = Standing(number, problems=fault.problems)
        return Spoken(standing, self._shipped.edition, self._shipped.catalogs)

    async def _loaded_from(self, number: int, files: tuple[Files, Files] | None) -> Spoken:
        """Raises `UploadRefused` where the texts do not fit this program."""
        if files is None:
            return replace(self._shipped, standing=Standing(number))
        spoken = await asyncio.to_thread(self._fitting, *files)
        return replace(spoken, standing=replace(spoken.standing, release=number))

    def _fitting(self, files: Files, origin: Files) -> Spoken:
        """The texts on this program. Those looked at last, as a rule a draft's, are at hand."""
        edition, base = edition_of(files), edition_of(origin)
        latest = self._latest
        if latest is None or latest[:2] != (edition, base):
            self._latest = latest = (edition, base, self._merged(files, origin))
        return latest[2]

    def _merged(self, files: Files, origin: Files) -> Spoken:
        measure, shipped = self._measured(), self._shipped.edition
        edition, conflicts = merged(Edition.of(origin), Edition.of(files), shipped)
        if problems := edition.problems(measure):
            raise UploadRefused(problems)
        return Spoken(Standing(0, conflicts=conflicts), edition, edition.catalogs(measure.articles))

    async def _release(self, number: int) -> Release:
        release = await self._releases.get(number)
        if release is None:
            raise NoSuchRelease
        return release

    async def _require_live(self, base: int) -> None:
        newest = await self._releases.newest()
        if newest != base:
            raise Outdated(base, newest)

    def _permit(self, draft: Draft, actor: str, *, drop_accepted: bool) -> None:
        if self.needs_second_admin and actor in {draft.author, COMMAND_LINE}:
            raise NeedsAnotherAdmin
        if draft.trial.drop and not drop_accepted:
            raise DropNotAccepted(draft.trial)

    async def _waiting(self, number: int) -> Draft:
        return await self._draft(await self._kept(number))

    async def _kept(self, number: int) -> KeptDraft:
        """A draft that waits. Raises `DraftGone`."""
        kept = await self._drafts.get(number)
        if kept is None or kept.state is not DraftState.WAITING:
            raise DraftGone
        return kept

    async def _draft(self, kept: KeptDraft) -> Draft:
        release = await self._releases.of_draft(kept.number)
        return Draft(
            number=kept.number,
            author=kept.author,
            at=kept.at,
            base=kept.base,
            note=kept.note,
            changes=changes_read(kept.changes),
            trial=trial_read(kept.trial),
            state=kept.state,
            release=release.number if release else None,
        )


def _changes(before: Spoken, after: Spoken) -> tuple[Change, ...]:
    return tuple(changes(before.edition, after.edition))


def _unreadable(error: Exception) -> UploadRefused:
    return UploadRefused([problem(_ALL, 0, "", "release", reason=repr(error))])

"""What goes in and out of publishing: files as they were sent, drafts, releases, refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.publishing.trial import Trial
from bot.texts import Catalogs, Problem
from bot.texts.comparison import Change, Conflict

Place = tuple[str, str]
"""Language and domain of one of the four files: `("kk", "faq")`."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; its name is shown, and tells nothing else."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """Checked texts that could be published; nothing is kept of them yet."""

    files: Mapping[Place, bytes]
    """All four files as they would be live, in the form of an export."""
    catalogs: Catalogs
    changes: tuple[Change, ...]
    """Against what is live; empty: publishing would change nothing."""
    base: int
    """The release that was live when they were compared."""
    conflicts: tuple[Conflict, ...]
    """Conflicts of the live release; publishing settles them in favour of the candidate."""


class DraftState(StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"
    DISCARDED = "discarded"
    """Thrown away, or replaced by another draft of the same author."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A candidate that is kept until it is confirmed, replaced, thrown away or too old."""

    number: int
    author: str
    """An actor as in the audit (`bot.state.audit`)."""
    at: datetime
    base: int
    note: str
    changes: tuple[Change, ...]
    trial: Trial | None
    state: DraftState
    release: int | None
    """The release that came of it."""


class ReleaseKind(StrEnum):
    SHIPPED = "shipped"
    """Number 0: nothing has been published."""
    PUBLISHED = "published"
    ROLLED_BACK = "rolled-back"


@dataclass(frozen=True, slots=True)
class Release:
    number: int
    kind: ReleaseKind
    author: str
    """An actor; of the shipped texts empty."""
    confirmed_by: str
    """An actor: whoever tapped; the author where one person is enough."""
    at: datetime | None
    """None for the shipped texts."""
    note: str
    of: int | None
    """For one that was rolled back: the release whose texts these are."""
    changed: int
    """Texts that changed with it, both languages counted."""
    base: int
    """The release that was live before."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What this process speaks."""

    release: int
    """Number of the newest release."""
    problems: tuple[Problem, ...] = ()
    """Why that release cannot be spoken; not empty: the shipped texts are spoken."""
    conflicts: tuple[Conflict, ...] = ()


class UploadRefused(Exception):
    """Nothing was changed; every reason is named, with file, line, key and what to do."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class DraftGone(Exception):
    """No such draft, or it was thrown away, or it was too old."""


class Outdated(Exception):
    """Somebody published or rolled back meanwhile: compare anew."""

    def __init__(self, base: int, live: int) -> None:
        super().__init__(f"based on release {base}, but {live} is live")
        self.base = base
        self.live = live


class NeedsAnotherAdmin(Exception):
    """The author does not confirm an own draft where the settings ask for two admins."""


class DropNotAccepted(Exception):
    """Fewer questions are answered right than before, and nobody said that this is wanted."""

    def __init__(self, trial: Trial) -> None:
        super().__init__(f"{trial.right_now} of {trial.total} right, before {trial.right_before}")
        self.trial = trial


class NothingToPublish(Exception):
    """The candidate is what is live already."""


class NoSuchRelease(Exception):
    """There is no release of that number."""

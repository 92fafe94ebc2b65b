"""What goes in and out of publishing: files as they were sent, drafts, releases, refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.publishing.trial import Trial
from bot.state.drafts import DraftState
from bot.state.text_files import Place
from bot.texts import Catalogs, Problem
from bot.texts.comparison import Change, Conflict


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
    trial: Trial
    state: DraftState
    release: int | None
    """The release that came of it."""


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

"""Texts that admins publish into the running bot."""

from bot.publishing.opening import open_publishing
from bot.publishing.publishing import Publishing
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
from bot.publishing.trial import Question, Trial
from bot.state.drafts import DraftGone, DraftState
from bot.state.releases import Outdated, Release, ReleaseKind
from bot.state.text_files import Place
from bot.texts.catalog_files import MAX_BYTES
from bot.texts.comparison import Change, Conflict

__all__ = [
    "MAX_BYTES",
    "Candidate",
    "Change",
    "Conflict",
    "Draft",
    "DraftGone",
    "DraftState",
    "DropNotAccepted",
    "NeedsAnotherAdmin",
    "NoSuchRelease",
    "NothingToPublish",
    "Outdated",
    "Place",
    "Publishing",
    "Question",
    "Release",
    "ReleaseKind",
    "Standing",
    "Trial",
    "Upload",
    "UploadRefused",
    "open_publishing",
]

"""Texts that admins publish into the running bot."""

from bot.publishing.publishing import Publishing
from bot.publishing.shapes import (
    Candidate,
    Draft,
    DraftGone,
    DraftState,
    DropNotAccepted,
    NeedsAnotherAdmin,
    NoSuchRelease,
    NothingToPublish,
    Outdated,
    Place,
    Release,
    ReleaseKind,
    Standing,
    Upload,
    UploadRefused,
)
from bot.publishing.trial import Question, Trial
from bot.texts.comparison import Change, Conflict

__all__ = [
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
]

"""What can go wrong with a database, whatever keeps it, and whether it may pass."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

_PASSING: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
    }
)
"""Troubles of the disk or of another process, which an operator ends without a new program."""
_NO_ROOM: Final = "; nothing was changed: make room for it and for temporary files, then repeat"
_ADVICE: Final = {
    sqlite3.SQLITE_FULL: _NO_ROOM,
    sqlite3.SQLITE_IOERR: _NO_ROOM,
    sqlite3.SQLITE_BUSY: "; nothing was changed: another process writes, repeat when it is done",
    sqlite3.SQLITE_READONLY: "; nothing was changed: let this user write to it, then repeat",
}
_PRIMARY: Final = 0xFF
"""The part of an error code of SQLite that says which of these it is."""
_ANSWERS_OF_FOREIGN_FILES: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


class DatabaseError(Exception):
    """A server did not do what it was asked; nothing of the values stands in the message."""


class Unavailable(DatabaseError):
    """It may do so later: it was out of reach, busy, or short of something."""


class Unwritable(Unavailable):
    """It has no room, or takes no changes for now; what it holds can be read."""


UNANSWERED: Final = (sqlite3.Error, ValueError, DatabaseError)
"""What is raised where a database does not answer (ValueError: the connection is closed)."""


class DatabaseFault(Exception):
    """The database cannot be used; the message names it and says why, for an operator."""

    def __init__(self, place: Path | str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason

    @classmethod
    def of(cls, place: Path | str, error: sqlite3.Error | DatabaseError) -> DatabaseFault:
        """What the database says, and what an operator can do about it."""
        if getattr(error, "sqlite_errorcode", None) in _ANSWERS_OF_FOREIGN_FILES:
            return cls(place, "is not an SQLite database, or is damaged")
        return cls(place, f"cannot be used: {error}{_advice(error)}")


def may_pass(error: BaseException) -> bool:
    """Whether the same work may succeed later: no room, locked, not writable, out of reach."""
    return isinstance(error, Unavailable) or _code(error) in _PASSING


def _advice(error: sqlite3.Error | DatabaseError) -> str:
    if isinstance(error, Unwritable):
        return "; nothing was changed: let the server have room and take changes, then repeat"
    if isinstance(error, Unavailable):
        return "; nothing was changed: repeat when the server answers"
    return _ADVICE.get(_code(error), "")


def _code(error: BaseException) -> int:
    """Which error of SQLite this is; 0 for any other."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & _PRIMARY if isinstance(error, sqlite3.Error) and code is not None else 0

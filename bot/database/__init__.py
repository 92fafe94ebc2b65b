"""Where everything is kept: an SQLite file, or a PostgreSQL server, behind one narrow interface."""

from bot.database.interface import (
    MIGRATIONS,
    Batch,
    Connection,
    Database,
    Migration,
    Row,
    Table,
    Writer,
    migrations_in,
)
from bot.database.sqlite import APPLICATION_ID, SqliteDatabase
from bot.database.troubles import (
    UNANSWERED,
    DatabaseError,
    DatabaseFault,
    Unavailable,
    Unwritable,
    may_pass,
)

__all__ = [
    "APPLICATION_ID",
    "MIGRATIONS",
    "UNANSWERED",
    "Batch",
    "Connection",
    "Database",
    "DatabaseError",
    "DatabaseFault",
    "Migration",
    "Row",
    "SqliteDatabase",
    "Table",
    "Unavailable",
    "Unwritable",
    "Writer",
    "may_pass",
    "migrations_in",
]

"""Where everything is kept: an SQLite file, or a PostgreSQL server, behind one narrow interface."""

from bot.database.interface import (
    MIGRATIONS,
    UNANSWERED,
    Connection,
    Database,
    DatabaseError,
    DatabaseFault,
    Migration,
    Row,
    Table,
    migrations_in,
)
from bot.database.sqlite import APPLICATION_ID, SqliteDatabase

__all__ = [
    "APPLICATION_ID",
    "MIGRATIONS",
    "UNANSWERED",
    "Connection",
    "Database",
    "DatabaseError",
    "DatabaseFault",
    "Migration",
    "Row",
    "SqliteDatabase",
    "Table",
    "migrations_in",
]

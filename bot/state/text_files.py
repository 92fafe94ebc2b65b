"""Files of texts in the database: each stands once, in editions of files that belong together.

What is read is held against its digest, so that damage on the disk is no text that people read.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

from bot.database import Connection, Database

Place = tuple[str, str]
"""Language and domain of a file: `("kk", "faq")`."""
Files = Mapping[Place, bytes]

ABOUT: Final = b"texts"
"""Who adds or drops files, drafts or releases says so: they are read before they are written."""

_SIZE: Final = 16
# Written again where it stands already: one that was damaged is whole then.
_KEEP_FILE = """
INSERT INTO text_files (digest, content) VALUES (?, ?)
ON CONFLICT (digest) DO UPDATE SET content = excluded.content
"""
_KEEP_PLACE = """
INSERT INTO text_editions (edition, language, domain, digest) VALUES (?, ?, ?, ?)
ON CONFLICT (edition, language, domain) DO NOTHING
"""
_EDITION = """
SELECT language, domain, content FROM text_editions JOIN text_files USING (digest)
WHERE edition = ? ORDER BY language, domain
"""
_DROP_EDITIONS = """
DELETE FROM text_editions WHERE edition NOT IN (
    SELECT edition FROM drafts UNION SELECT shipped FROM drafts
    UNION SELECT edition FROM releases WHERE edition IS NOT NULL
    UNION SELECT shipped FROM releases WHERE shipped IS NOT NULL
)
"""
_DROP_FILES = "DELETE FROM text_files WHERE digest NOT IN (SELECT digest FROM text_editions)"


class TextsDamaged(Exception):
    """Files that the database does not give back as they were."""


def digest_of(content: bytes) -> bytes:
    return blake2b(content, digest_size=_SIZE).digest()


def edition_of(files: Files) -> bytes:
    """What the files are known by together."""
    whole = blake2b(digest_size=_SIZE, person=b"edition")
    for (language, domain), content in sorted(files.items()):
        whole.update(f"{language}/{domain} ".encode() + digest_of(content))
    return whole.digest()


async def keep_files(connection: Connection, files: Files) -> bytes:
    """Keep an edition, within a transaction; what it is known by."""
    edition = edition_of(files)
    for (language, domain), content in files.items():
        digest = digest_of(content)
        await connection.execute(_KEEP_FILE, (digest, content))
        await connection.execute(_KEEP_PLACE, (edition, language, domain, digest))
    return edition


async def read_files(database: Database, edition: bytes) -> Files:
    """The files of an edition; raises `TextsDamaged`."""
    rows = await database.fetch_all(_EDITION, (edition,))
    files = {(language, domain): content for language, domain, content in rows}
    if edition_of(files) != edition:
        raise TextsDamaged("the files in the database are not those that were published")
    return files


async def damaged_files(database: Database) -> int:
    """How many files are not what they are known by any more."""
    rows = await database.fetch_all("SELECT digest, content FROM text_files")
    return sum(digest_of(content) != digest for digest, content in rows)


async def drop_unused(connection: Connection) -> None:
    """Erase what no draft and no release holds any more."""
    await connection.execute(_DROP_EDITIONS)
    await connection.execute(_DROP_FILES)

-- Texts that admins publish, drafts of them, and what admins and staff did. A file stands once,
-- however many releases hold it. Actors are keyed hashes of accounts, or the command line.
BEGIN IMMEDIATE;

CREATE TABLE text_files (
    digest  BLOB NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;

-- Files that belong together: the four of a release, or the four that came with a program.
CREATE TABLE text_editions (
    edition  BLOB NOT NULL,
    language TEXT NOT NULL,
    domain   TEXT NOT NULL,
    digest   BLOB NOT NULL REFERENCES text_files (digest),
    PRIMARY KEY (edition, language, domain)
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    draft   INTEGER PRIMARY KEY AUTOINCREMENT,  -- a number is never used again
    at      INTEGER NOT NULL,
    author  TEXT    NOT NULL,
    note    TEXT    NOT NULL,
    base    INTEGER NOT NULL,  -- the release that was live
    edition BLOB    NOT NULL,
    shipped BLOB    NOT NULL,  -- the edition of the program that compared it
    changes TEXT    NOT NULL,  -- JSON
    trial   TEXT    NOT NULL,  -- JSON
    state   TEXT    NOT NULL CHECK (state IN ('waiting', 'published', 'discarded'))
) STRICT;

CREATE TABLE releases (
    release      INTEGER PRIMARY KEY CHECK (release > 0),
    base         INTEGER NOT NULL UNIQUE,  -- the release before: each has one successor at most
    kind         TEXT    NOT NULL CHECK (kind IN ('published', 'rolled-back')),
    at           INTEGER NOT NULL,
    author       TEXT    NOT NULL,
    confirmed_by TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    draft        INTEGER UNIQUE,
    of_release   INTEGER,              -- rolled back to
    edition      BLOB,                 -- NULL: what came with the program
    shipped      BLOB,                 -- the edition of the program at that time
    changed      INTEGER NOT NULL,
    changes      TEXT    NOT NULL      -- JSON
) STRICT;

CREATE TABLE audit (
    entry  INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    actor  TEXT    NOT NULL,
    action TEXT    NOT NULL,
    detail TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_at ON audit (at);

PRAGMA user_version = 7;
COMMIT;

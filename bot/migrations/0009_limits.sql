-- What must not be done too often, counted by window: a restart lifts no limit, and processes share
-- it. Accounts and people stand here as keyed hashes, and what counts for everybody has no subject.
BEGIN IMMEDIATE;

ALTER TABLE lookups ADD COLUMN looked_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE limits (
    subject BLOB    NOT NULL CHECK (length(subject) IN (0, 16)),
    what    TEXT    NOT NULL,
    since   INTEGER NOT NULL,  -- where the window begins, in seconds since 1970
    times   INTEGER NOT NULL,
    PRIMARY KEY (subject, what, since)
) STRICT, WITHOUT ROWID;

CREATE INDEX limits_by_since ON limits (since);

-- Work that one process at a time does for all of them.
CREATE TABLE leases (
    work   TEXT    NOT NULL PRIMARY KEY,
    holder BLOB    NOT NULL CHECK (length(holder) = 16),
    ends   INTEGER NOT NULL  -- in seconds since 1970
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 9;
COMMIT;

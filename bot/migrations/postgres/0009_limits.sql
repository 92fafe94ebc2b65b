-- What must not be done too often, counted by window: a restart lifts no limit, and processes share
-- it. Accounts and people stand here as keyed hashes, and what counts for everybody has no subject.

ALTER TABLE lookups ADD COLUMN looked_at BIGINT  NOT NULL DEFAULT 0;

CREATE TABLE limits (
    subject BYTEA   NOT NULL CHECK (length(subject) IN (0, 16)),
    what    TEXT    NOT NULL,
    since   BIGINT  NOT NULL,  -- where the window begins, in seconds since 1970
    times   BIGINT  NOT NULL,
    PRIMARY KEY (subject, what, since)
);

CREATE INDEX limits_by_since ON limits (since);

-- Work that one process at a time does for all of them.
CREATE TABLE leases (
    work   TEXT    NOT NULL PRIMARY KEY,
    holder BYTEA   NOT NULL CHECK (length(holder) = 16),
    ends   BIGINT  NOT NULL  -- in seconds since 1970
);

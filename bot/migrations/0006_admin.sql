-- What admins say to everybody, what they have turned off, and how often things are done. Of a
-- citizen only the number of the announcement is kept that they have read in full.
BEGIN IMMEDIATE;

CREATE TABLE banners (
    banner INTEGER PRIMARY KEY AUTOINCREMENT,  -- a number is never used again
    words  TEXT    NOT NULL,                   -- JSON: Telegram HTML by language
    ends   INTEGER                             -- seconds since 1970; NULL: until taken off
) STRICT;

CREATE TABLE switched_off (
    feature TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE counts (
    day      INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    language TEXT    NOT NULL,
    times    INTEGER NOT NULL,
    PRIMARY KEY (day, name, language)
) STRICT, WITHOUT ROWID;

ALTER TABLE accounts ADD COLUMN banner_read INTEGER;

PRAGMA user_version = 6;
COMMIT;

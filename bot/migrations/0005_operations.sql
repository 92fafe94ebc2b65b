-- What keeps an update from being answered twice, and what operators look at. Nothing about anybody.
BEGIN IMMEDIATE;

-- Messages to which an update has led so far; forgotten as soon as it is handled.
CREATE TABLE sent_messages (
    update_id  INTEGER NOT NULL,
    place      INTEGER NOT NULL CHECK (place > 0),
    left_at    INTEGER NOT NULL,
    message_id INTEGER,  -- empty while nobody knows whether it has arrived
    PRIMARY KEY (update_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
    imported_at  INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    new          INTEGER NOT NULL,
    repeated     INTEGER NOT NULL,
    replaced     INTEGER NOT NULL
) STRICT;

CREATE TABLE told_alerts (
    kind    TEXT    NOT NULL PRIMARY KEY,
    told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 5;
COMMIT;

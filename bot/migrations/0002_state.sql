-- What a running bot remembers. Telegram accounts stand here as keyed hashes only.
BEGIN IMMEDIATE;

CREATE TABLE accounts (
    account      BLOB    NOT NULL PRIMARY KEY CHECK (length(account) = 16),
    language     TEXT,
    consented_on INTEGER,
    remembered   BLOB    CHECK (length(remembered) = 16)
) STRICT, WITHOUT ROWID;

CREATE INDEX accounts_by_remembered ON accounts (remembered) WHERE remembered IS NOT NULL;

CREATE TABLE conversations (
    conversation BLOB    NOT NULL PRIMARY KEY CHECK (length(conversation) = 16),
    account      BLOB    NOT NULL CHECK (length(account) = 16),
    state        TEXT,
    data         TEXT    NOT NULL DEFAULT '{}',
    touched_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX conversations_by_account ON conversations (account);
CREATE INDEX conversations_by_touched_at ON conversations (touched_at);

CREATE TABLE lookups (
    account BLOB    NOT NULL CHECK (length(account) = 16),
    day     INTEGER NOT NULL,
    person  BLOB    NOT NULL CHECK (length(person) = 16),
    PRIMARY KEY (account, day, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX lookups_by_day ON lookups (day);
CREATE INDEX lookups_by_person ON lookups (person);

CREATE TABLE handled_updates (
    update_id  INTEGER PRIMARY KEY,
    handled_at INTEGER NOT NULL
) STRICT;

CREATE INDEX handled_updates_by_handled_at ON handled_updates (handled_at);

PRAGMA user_version = 2;
COMMIT;

-- What a running bot remembers. Telegram accounts stand here as keyed hashes only.

CREATE TABLE accounts (
    account      BYTEA   NOT NULL PRIMARY KEY CHECK (length(account) = 16),
    language     TEXT,
    consented_on BIGINT,
    remembered   BYTEA   CHECK (length(remembered) = 16)
);

CREATE INDEX accounts_by_remembered ON accounts (remembered) WHERE remembered IS NOT NULL;

CREATE TABLE conversations (
    conversation BYTEA   NOT NULL PRIMARY KEY CHECK (length(conversation) = 16),
    account      BYTEA   NOT NULL CHECK (length(account) = 16),
    state        TEXT,
    data         TEXT    NOT NULL DEFAULT '{}',
    touched_at   BIGINT  NOT NULL
);

CREATE INDEX conversations_by_account ON conversations (account);
CREATE INDEX conversations_by_touched_at ON conversations (touched_at);

CREATE TABLE lookups (
    account BYTEA   NOT NULL CHECK (length(account) = 16),
    day     BIGINT  NOT NULL,
    person  BYTEA   NOT NULL CHECK (length(person) = 16),
    PRIMARY KEY (account, day, person)
);

CREATE INDEX lookups_by_day ON lookups (day);
CREATE INDEX lookups_by_person ON lookups (person);

CREATE TABLE handled_updates (
    update_id  BIGINT NOT NULL PRIMARY KEY,
    handled_at BIGINT  NOT NULL
);

CREATE INDEX handled_updates_by_handled_at ON handled_updates (handled_at);

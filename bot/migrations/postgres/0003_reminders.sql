-- What people asked to be reminded of, and what they have been told already. To write first, the
-- bot needs the chat: it stands here sealed under a key derived from IIN_KEY, never in plain.

CREATE TABLE reminders (
    account   BYTEA   NOT NULL CHECK (length(account) = 16),
    matter    TEXT    NOT NULL,
    about     TEXT    NOT NULL,
    lead      TEXT    NOT NULL,
    person    BYTEA   CHECK (length(person) = 16),
    proved    BIGINT  NOT NULL CHECK (proved IN (0, 1)),
    language  TEXT    NOT NULL,
    chat      BYTEA   NOT NULL CHECK (length(chat) = 36),
    next_on   BIGINT  NOT NULL,
    looked_on BIGINT  NOT NULL,
    PRIMARY KEY (account, matter)
);

CREATE INDEX reminders_by_next_on ON reminders (next_on);
CREATE INDEX reminders_by_looked_on ON reminders (looked_on);
CREATE INDEX reminders_by_person ON reminders (person) WHERE person IS NOT NULL;

-- An occasion stands here before it is told, so that no restart tells it again. Its name is hashed
-- with the person: it says nothing about anybody.
CREATE TABLE told_occasions (
    account  BYTEA   NOT NULL CHECK (length(account) = 16),
    occasion BYTEA   NOT NULL CHECK (length(occasion) = 16),
    last_day BIGINT  NOT NULL,
    PRIMARY KEY (account, occasion)
);

CREATE INDEX told_occasions_by_last_day ON told_occasions (last_day);

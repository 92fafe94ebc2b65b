-- Who paid what, and who stands in which category. People, documents, payers and phones stand here
-- as keyed hashes only. Months are counted from year 0, days from 0001-01-01, money is in tiyn.
-- The columns of a primary key come first: otherwise `PRAGMA integrity_check` of SQLite 3.40 takes
-- other columns of a table without row ids for empty ones.
BEGIN IMMEDIATE;

PRAGMA application_id = 0x4D414D53;  -- "MAMS": this file is one of ours

CREATE TABLE payments (
    person   BLOB    NOT NULL CHECK (length(person) = 16),
    period   INTEGER NOT NULL,
    document BLOB    NOT NULL CHECK (length(document) = 16),
    knp      INTEGER NOT NULL CHECK (knp IN (121, 122)),
    tiyn     INTEGER NOT NULL CHECK (tiyn <> 0),
    paid_on  INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    payer    BLOB    CHECK (length(payer) = 8),
    PRIMARY KEY (person, period, document)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX payments_by_document ON payments (document);

CREATE TABLE categories (
    person    BLOB    NOT NULL CHECK (length(person) = 16),
    starts_on INTEGER NOT NULL,
    document  BLOB    NOT NULL CHECK (length(document) = 16),
    ends_on   INTEGER CHECK (ends_on >= starts_on),
    category  TEXT    NOT NULL,
    PRIMARY KEY (person, starts_on, document)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX categories_by_document ON categories (document);

CREATE TABLE phones (
    person BLOB NOT NULL PRIMARY KEY CHECK (length(person) = 16),
    phone  BLOB NOT NULL CHECK (length(phone) = 16)
) STRICT, WITHOUT ROWID;

-- What the tables must add up to; kept by whoever writes, compared by `ledger verify`.
CREATE TABLE totals (
    name   TEXT    NOT NULL PRIMARY KEY,
    amount INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO totals (name, amount) VALUES ('payments', 0), ('tiyn', 0), ('categories', 0), ('phones', 0);

-- 'demo': invented people only; 'key': proves that the secret key is the one used so far.
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 1;
COMMIT;

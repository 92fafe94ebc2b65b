-- Who paid what, and who stands in which category. People, documents, payers and phones stand here
-- as keyed hashes only. Months are counted from year 0, days from 0001-01-01, money is in tiyn.
-- A person's rows lie far apart in the table; the key holds them whole, side by side.

CREATE TABLE payments (
    person   BYTEA   NOT NULL CHECK (length(person) = 16),
    period   INTEGER NOT NULL,
    document BYTEA   NOT NULL CHECK (length(document) = 16),
    knp      INTEGER NOT NULL CHECK (knp IN (121, 122)),
    tiyn     BIGINT  NOT NULL CHECK (tiyn <> 0),
    paid_on  INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    payer    BYTEA   CHECK (length(payer) = 8),
    PRIMARY KEY (person, period, document) INCLUDE (knp, tiyn, paid_on, kind)
);

CREATE UNIQUE INDEX payments_by_document ON payments (document);

CREATE TABLE categories (
    person    BYTEA   NOT NULL CHECK (length(person) = 16),
    starts_on BIGINT  NOT NULL,
    document  BYTEA   NOT NULL CHECK (length(document) = 16),
    ends_on   BIGINT  CHECK (ends_on >= starts_on),
    category  TEXT    NOT NULL,
    PRIMARY KEY (person, starts_on, document)
);

CREATE UNIQUE INDEX categories_by_document ON categories (document);

CREATE TABLE phones (
    person BYTEA NOT NULL PRIMARY KEY CHECK (length(person) = 16),
    phone  BYTEA NOT NULL CHECK (length(phone) = 16)
);

-- What the tables must add up to; kept by whoever writes, compared by `ledger verify`.
CREATE TABLE totals (
    name   TEXT    NOT NULL PRIMARY KEY,
    amount BIGINT  NOT NULL
);

INSERT INTO totals (name, amount) VALUES ('payments', 0), ('tiyn', 0), ('categories', 0), ('phones', 0);

-- 'demo': invented people only; 'key': proves that the secret key is the one used so far.
CREATE TABLE meta (
    name  TEXT  NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

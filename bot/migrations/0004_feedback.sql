-- What people say of answers, in words that tell nothing about who said it: no account stands here.
-- After some weeks only the numbers by month are left.
BEGIN IMMEDIATE;

CREATE TABLE questions (
    question INTEGER PRIMARY KEY AUTOINCREMENT,
    day      INTEGER NOT NULL,
    language TEXT    NOT NULL,
    words    TEXT    NOT NULL,
    topics   TEXT    NOT NULL,  -- ids with spaces between, best first
    outcome  TEXT    NOT NULL
) STRICT;

CREATE INDEX questions_by_day ON questions (day);

CREATE TABLE feedback (
    note     INTEGER PRIMARY KEY AUTOINCREMENT,
    day      INTEGER NOT NULL,
    language TEXT    NOT NULL,
    topic    TEXT    NOT NULL,
    helped   INTEGER NOT NULL CHECK (helped IN (0, 1)),
    reason   TEXT    NOT NULL DEFAULT '',
    words    TEXT    NOT NULL DEFAULT '',
    question INTEGER REFERENCES questions (question) ON DELETE SET NULL  -- what found the article
) STRICT;

CREATE INDEX feedback_by_day ON feedback (day);
CREATE INDEX feedback_by_question ON feedback (question) WHERE question IS NOT NULL;

-- Months are counted from year 0.
CREATE TABLE counted_questions (
    month    INTEGER NOT NULL,
    language TEXT    NOT NULL,
    outcome  TEXT    NOT NULL,
    topic    TEXT    NOT NULL,  -- the first one offered, if any
    times    INTEGER NOT NULL,
    PRIMARY KEY (month, language, outcome, topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE counted_feedback (
    month    INTEGER NOT NULL,
    language TEXT    NOT NULL,
    topic    TEXT    NOT NULL,
    helped   INTEGER NOT NULL,
    reason   TEXT    NOT NULL,
    times    INTEGER NOT NULL,
    PRIMARY KEY (month, language, topic, helped, reason)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 4;
COMMIT;

-- What support staff propose: that a topic be asked for in these words, too. The words are those of
-- a question as it was kept, without anything personal. Actors are as in the audit.
BEGIN IMMEDIATE;

CREATE TABLE proposals (
    proposal   INTEGER PRIMARY KEY AUTOINCREMENT,  -- a number is never used again
    at         INTEGER NOT NULL,
    author     TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    line       TEXT    NOT NULL,  -- what would be added to the ways to ask; empty: set aside
    likeness   TEXT    NOT NULL,  -- the words by which questions are held to be the same
    topic      TEXT    NOT NULL,  -- empty: set aside
    state      TEXT    NOT NULL CHECK (state IN ('waiting', 'accepted', 'declined', 'aside')),
    decided_at INTEGER,
    decided_by TEXT
) STRICT;

CREATE INDEX proposals_by_state ON proposals (state, proposal);
-- Two taps, or two people at once, make one proposal.
CREATE UNIQUE INDEX proposals_waiting ON proposals (likeness, topic) WHERE state = 'waiting';

PRAGMA user_version = 8;
COMMIT;

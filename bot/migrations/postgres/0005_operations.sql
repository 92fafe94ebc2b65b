-- What keeps an update from being answered twice, and what operators look at. Nothing about anybody.

-- Messages to which an update has led so far; forgotten as soon as it is handled.
CREATE TABLE sent_messages (
    update_id  BIGINT  NOT NULL,
    place      BIGINT  NOT NULL CHECK (place > 0),
    left_at    BIGINT  NOT NULL,
    message_id BIGINT,  -- empty while nobody knows whether it has arrived
    PRIMARY KEY (update_id, place)
);

CREATE TABLE imports (
    imported_at  BIGINT  NOT NULL,
    milliseconds BIGINT  NOT NULL,
    new          BIGINT  NOT NULL,
    repeated     BIGINT  NOT NULL,
    replaced     BIGINT  NOT NULL
);

CREATE TABLE told_alerts (
    kind    TEXT    NOT NULL PRIMARY KEY,
    told_at BIGINT  NOT NULL
);

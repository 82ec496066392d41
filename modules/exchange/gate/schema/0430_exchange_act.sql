-- +goose Up
-- What a provider, or who asks one, has said about a message. A row never changes; the last one about a use counts.
CREATE TABLE exchange_act (
    id          TEXT PRIMARY KEY,  -- name of the message that says it, and the item's number
    message     TEXT NOT NULL,     -- what it is about
    item        BIGINT NOT NULL,   -- 0 = all of its items
    act         TEXT NOT NULL,
    for_use     TEXT NOT NULL,
    for_orgs    TEXT NOT NULL,     -- JSON
    until_day   TEXT NOT NULL,
    handling    TEXT NOT NULL,     -- JSON: the codes from now on
    restriction TEXT NOT NULL,     -- JSON
    said_by     TEXT NOT NULL,
    said_in     TEXT NOT NULL,     -- name of the message
    at          BIGINT NOT NULL,
    version     BIGINT NOT NULL
);
CREATE INDEX exchange_act_message ON exchange_act (message, at);

-- Which of our messages passed on an item of somebody else's, and to whom.
CREATE TABLE exchange_passed (
    message TEXT NOT NULL,
    item    BIGINT NOT NULL,
    as_message TEXT NOT NULL,
    as_item BIGINT NOT NULL,
    partner TEXT NOT NULL,
    PRIMARY KEY (message, item, as_message, as_item, partner)
);

-- What was told those to whom something was passed on.
CREATE TABLE exchange_passed_on (
    act     TEXT NOT NULL,
    partner TEXT NOT NULL,
    message TEXT NOT NULL,         -- ours that told it
    PRIMARY KEY (act, partner, message)
);

-- Messages that came and that nobody looked at for a day by which they must be erased.
CREATE TABLE exchange_unlooked (
    message TEXT PRIMARY KEY
);

-- The day by which a message must be erased, as its items say.
CREATE TABLE exchange_delete_by (
    message TEXT PRIMARY KEY,
    day     TEXT NOT NULL
);
CREATE INDEX exchange_delete_by_day ON exchange_delete_by (day);

-- The life of a question for consent.
CREATE TABLE exchange_consent (
    message TEXT NOT NULL,
    item    BIGINT NOT NULL,
    for_use TEXT NOT NULL,
    life    TEXT NOT NULL,
    PRIMARY KEY (message, item, for_use)
);

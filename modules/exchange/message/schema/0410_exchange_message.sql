-- +goose Up
-- A message as it was signed. A row never changes; what is erased is the content, by its data key.
CREATE TABLE exchange_message (
    id        TEXT PRIMARY KEY,  -- name of the signed envelope
    ref       TEXT NOT NULL UNIQUE,
    own       BOOLEAN NOT NULL,
    sender    TEXT NOT NULL,
    partner   TEXT NOT NULL,     -- own: the first it is for; else the sender
    epoch     BIGINT NOT NULL,   -- of the sender
    n         BIGINT NOT NULL,   -- order from the sender to us; own: to the first recipient
    nonce     TEXT NOT NULL,
    casename  TEXT NOT NULL,
    kind      TEXT NOT NULL,
    lamport   BIGINT NOT NULL,
    envelope  BYTEA NOT NULL,    -- signed, as it came
    stored_at BIGINT NOT NULL,
    UNIQUE (sender, nonce)
);
CREATE INDEX exchange_message_case ON exchange_message (casename, lamport);
CREATE INDEX exchange_message_order ON exchange_message (sender, epoch, n);

-- Content under the data key of record: side 'sealed' is what travels, 'own' what we wrote.
CREATE TABLE exchange_chunk (
    record  TEXT NOT NULL,
    item    BIGINT NOT NULL,
    side    TEXT NOT NULL,
    part    BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (record, item, side, part)
);

-- Items of more than one chunk lie under a record of their own, from before their message is there.
CREATE TABLE exchange_stage (
    record  TEXT PRIMARY KEY,
    partner TEXT NOT NULL,       -- who sent it; empty = we
    digest  TEXT NOT NULL,       -- of the sealed item; empty while we seal
    size    BIGINT NOT NULL,     -- sealed bytes stored
    at      BIGINT NOT NULL,
    message TEXT NOT NULL,       -- empty = no message refers to it yet
    item    BIGINT NOT NULL
);
CREATE INDEX exchange_stage_message ON exchange_stage (message, item);
CREATE INDEX exchange_stage_partner ON exchange_stage (partner, digest);
CREATE TABLE exchange_order (
    partner TEXT NOT NULL,
    epoch   BIGINT NOT NULL,     -- of the sender: ours for 'out', the partner's for 'in'
    side    TEXT NOT NULL,
    n       BIGINT NOT NULL,     -- the last number given or taken
    PRIMARY KEY (partner, epoch, side)
);

-- +goose Up
-- What goes to one partner. Rows are never deleted: refused ones are the dead letters.
CREATE TABLE exchange_outbox (
    partner    TEXT NOT NULL,
    epoch      BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    message    TEXT NOT NULL,
    wire       TEXT NOT NULL,    -- name under which it travels: the message's, or that of the envelope signed anew
    role       TEXT NOT NULL,
    state      TEXT NOT NULL,    -- queued, delivered, refused, resent
    envelope   BYTEA,            -- signed anew after a restore; NULL = the message's
    queued_at  BIGINT NOT NULL,
    settled_at BIGINT NOT NULL,  -- 0 = not yet
    reason     TEXT NOT NULL,    -- key, of refused
    PRIMARY KEY (partner, epoch, n)
);
CREATE INDEX exchange_outbox_message ON exchange_outbox (message);
CREATE INDEX exchange_outbox_wire ON exchange_outbox (wire);
CREATE INDEX exchange_outbox_queued ON exchange_outbox (partner, epoch, n) WHERE state = 'queued';
CREATE INDEX exchange_outbox_refused ON exchange_outbox (partner) WHERE state = 'refused';

-- Receipts: ours about messages we received, partners' about ours.
CREATE TABLE exchange_receipt (
    id      TEXT PRIMARY KEY,    -- ours: made when it is written; partners': name of the signed receipt
    message TEXT NOT NULL,
    own     BOOLEAN NOT NULL,
    node    TEXT NOT NULL,       -- who vouches
    partner TEXT NOT NULL,       -- who gets it, or sent it
    kind    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    item    BIGINT NOT NULL,
    account TEXT NOT NULL,
    detail  TEXT NOT NULL,
    reason  TEXT NOT NULL,
    epoch   BIGINT NOT NULL,     -- of the log of who vouches
    signed  BYTEA,               -- partners': as it came
    sent    BYTEA,               -- ours: as the partner got it; NULL = waits
    stored_at BIGINT NOT NULL
);
CREATE INDEX exchange_receipt_message ON exchange_receipt (message, at);
CREATE INDEX exchange_receipt_waiting ON exchange_receipt (partner, at) WHERE own = TRUE AND sent IS NULL;

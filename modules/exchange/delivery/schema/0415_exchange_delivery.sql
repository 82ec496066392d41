-- +goose Up
-- Epochs of partners' logs that count here: the first that was met, and those that somebody accepted.
CREATE TABLE exchange_epoch (
    id          TEXT PRIMARY KEY,  -- org/epoch
    partner     TEXT NOT NULL,
    epoch       BIGINT NOT NULL,
    accepted_at BIGINT NOT NULL,
    reason      TEXT NOT NULL
);
CREATE INDEX exchange_epoch_partner ON exchange_epoch (partner, epoch);

-- A newer epoch that a partner shows and nobody has accepted yet.
CREATE TABLE exchange_epoch_offer (
    partner TEXT PRIMARY KEY,
    epoch   BIGINT NOT NULL,
    note    TEXT NOT NULL,         -- its signed checkpoint
    at      BIGINT NOT NULL
);

-- What came from a partner: for limits and against batches sent twice.
CREATE TABLE exchange_inflow (
    partner  TEXT PRIMARY KEY,
    batch    BIGINT NOT NULL,      -- number of the last batch
    day      BIGINT NOT NULL,      -- days since 1970
    bytes    BIGINT NOT NULL,      -- taken on that day
    refusals BIGINT NOT NULL       -- written on that day
);

-- What was refused, once for each thing and reason.
CREATE TABLE exchange_refusal (
    id      TEXT PRIMARY KEY,
    partner TEXT NOT NULL,         -- who sent it, or says so
    subject TEXT NOT NULL,         -- name of the message or of the batch
    epoch   BIGINT NOT NULL,
    n       BIGINT NOT NULL,       -- the number it had; 0 = none
    spent   BOOLEAN NOT NULL,      -- the number is used up
    proven  BOOLEAN NOT NULL,      -- that it is of the partner: its signature held
    reason  TEXT NOT NULL,         -- message key
    detail  TEXT NOT NULL,
    at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX exchange_refusal_subject ON exchange_refusal (partner, subject, reason);
CREATE INDEX exchange_refusal_at ON exchange_refusal (proven, partner, at);

-- The last checkpoint of a partner's log that we cosigned, in each epoch.
CREATE TABLE exchange_witness (
    partner TEXT NOT NULL,
    epoch   BIGINT NOT NULL,
    size    BIGINT NOT NULL,
    note    TEXT NOT NULL,         -- with our cosignature
    at      BIGINT NOT NULL,
    PRIMARY KEY (partner, epoch)
);

-- Cosignatures of partners on our checkpoints: the last of each day.
CREATE TABLE exchange_cosigned (
    partner TEXT NOT NULL,
    epoch   BIGINT NOT NULL,
    day     BIGINT NOT NULL,
    size    BIGINT NOT NULL,
    note    TEXT NOT NULL,
    PRIMARY KEY (partner, epoch, day)
);

-- Two checkpoints of a partner that cannot both be true.
CREATE TABLE exchange_fork (
    id      TEXT PRIMARY KEY,
    partner TEXT NOT NULL,
    epoch   BIGINT NOT NULL,
    seen    TEXT NOT NULL,
    offered TEXT NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX exchange_fork_partner ON exchange_fork (partner, at);

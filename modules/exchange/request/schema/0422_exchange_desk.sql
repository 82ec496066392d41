-- +goose Up
-- A unit that gets requests of its own, with a limit in minutes; who gets back what it leaves.
CREATE TABLE exchange_mailbox (
    unit        TEXT PRIMARY KEY,
    minutes     BIGINT NOT NULL,
    coordinator TEXT NOT NULL,    -- post; empty = the queue of the point of contact
    active      BOOLEAN NOT NULL,
    version     BIGINT NOT NULL
);

-- What one shift tells the next. Sealed.
CREATE TABLE exchange_note (
    id      TEXT PRIMARY KEY,
    at      BIGINT NOT NULL,
    author  TEXT NOT NULL,
    text    BYTEA,
    version BIGINT NOT NULL
);
CREATE INDEX exchange_note_at ON exchange_note (at);

-- Beginnings of messages in the partners' languages.
CREATE TABLE exchange_template (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    lang    TEXT NOT NULL,
    title   TEXT NOT NULL,
    body    TEXT NOT NULL,
    active  BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);

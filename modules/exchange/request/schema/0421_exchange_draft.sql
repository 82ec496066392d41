-- +goose Up
-- A message that is not sent yet. Its state is the life of the same id in process_instance: that of the request it will
-- be, or exchange.outgoing.
CREATE TABLE exchange_draft (
    id         TEXT PRIMARY KEY,
    ref        TEXT NOT NULL UNIQUE,
    request    TEXT NOT NULL,     -- the request it is about, or will be
    kind       TEXT NOT NULL,
    casename   TEXT NOT NULL,
    content    BYTEA,             -- sealed; NULL = sent or dropped
    author     TEXT NOT NULL,     -- account; empty = by command
    reviewer   TEXT NOT NULL,
    alone      TEXT NOT NULL,     -- why it was sent by one person
    message    TEXT NOT NULL,     -- once it is sent
    created_at BIGINT NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX exchange_draft_request ON exchange_draft (request);
CREATE INDEX exchange_draft_message ON exchange_draft (message);

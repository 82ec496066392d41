-- +goose Up
-- What a file of the adapter brought: one row for each id of a channel, so that a file that comes twice counts once.
CREATE TABLE exchange_brought (
    id         TEXT PRIMARY KEY,
    channel    TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    request    TEXT NOT NULL,
    digest     TEXT NOT NULL,  -- keyed: of the file
    at         BIGINT NOT NULL,
    UNIQUE (channel, channel_id)
);

-- Entries that the adapter knows: it brought them, or got them as a file.
CREATE TABLE exchange_told (
    entered TEXT PRIMARY KEY,
    at      BIGINT NOT NULL
);

-- What a message by another channel says. Sealed under the request's key: it goes when the request is erased.
CREATE TABLE exchange_wording (
    entered TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    body    BYTEA NOT NULL
);
CREATE INDEX exchange_wording_request ON exchange_wording (request);

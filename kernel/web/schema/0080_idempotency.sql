-- +goose Up
CREATE TABLE idempotency (
    id         BYTEA PRIMARY KEY, -- hash of who asks, route and key
    body_hash  BYTEA NOT NULL,
    answer     BYTEA NOT NULL,    -- sealed under a key made from the Idempotency-Key
    expires_at BIGINT NOT NULL
);
CREATE INDEX idempotency_expires ON idempotency (expires_at);
CREATE TABLE spent_token (
    token      TEXT PRIMARY KEY, -- a challenge solved or a form sent: good once
    expires_at BIGINT NOT NULL
);
CREATE INDEX spent_token_expires ON spent_token (expires_at);
